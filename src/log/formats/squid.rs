//! `squid`: the native log of the Squid cache, `%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt`
//! (<https://wiki.squid-cache.org/Features/LogFormat>).
//!
//! Spaces pad the elapsed time. Up to the URL every field must be there; user, hierarchy and media type may be cut off. What follows them,
//! such as the headers of `log_mime_hdrs`, is `extra`. Whitespace in a URL (`uri_whitespace allow`) belongs to it where the fields after it
//! can be recognised.

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

/// The functions of Squid's native format.
pub static SQUID: Template = Template::new(
    About::new(
        "squid",
        "1696946136.250     87 203.0.113.9 TCP_MISS/200 5120 GET http://www.example.com/cat.png alice HIER_DIRECT/192.0.2.10 image/png",
        "%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt",
        "https://wiki.squid-cache.org/Features/LogFormat",
    )
    // None that can be undone: Squid writes `%hh` for bytes that no URL may have, and leaves those as they are that the client wrote.
    .escaping(Escaping::None),
    "{time:%s.%f} {request_time:ms} {host} {cache_status:word}/{status} {bytes} {method} {target} {user:word} {hierarchy:word}/{upstream_addr:word} {mime_type:word}",
)
.lenient();
