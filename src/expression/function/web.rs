//! Functions of paths, queries and URLs.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use arrow_array::BooleanArray;
use arrow_buffer::BooleanBuffer;

use super::arguments::{Arguments, Checked, Function};
use super::rows::{map_text, texts};
use crate::expression::constant::Constant;
use crate::expression::node::{Node, boolean};
use crate::log::Views;
use crate::log::column::ColumnKind;
use crate::route::parts;

/// The functions.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "route",
        form: "route(path)",
        meaning: "the path with its values replaced: digits by {id}, and UUIDs, hex, dates, e-mail addresses and tokens by their names",
        example: ("route('/users/42/orders/7')", "/users/{id}/orders/{id}"),
        make: route,
    },
    Function {
        name: "segment",
        form: "segment(path, n)",
        meaning: "the n-th segment of a path, from the end if n is negative; null if there are fewer",
        example: ("segment('/blog/2026/x', 2)", "2026"),
        make: segment,
    },
    Function {
        name: "query_param",
        form: "query_param(query, 'q')",
        meaning: "the first value of a parameter, decoded; null if it is not in the query",
        example: ("query_param('a=1&q=two+words%21', 'q')", "two words!"),
        make: query_param,
    },
    Function {
        name: "url_decode",
        form: "url_decode(text)",
        meaning: "the text with %hh decoded; bytes that are not UTF-8 become U+FFFD",
        example: ("url_decode('/caf%C3%A9')", "/café"),
        make: |call| mapped(call, |text| Some(parts::url_decode(text))),
    },
    Function {
        name: "referrer_host",
        form: "referrer_host(referer)",
        meaning: "the host of a URL, in lower case and without www., port and user",
        example: ("referrer_host('https://www.Example.com:8443/a?b')", "example.com"),
        make: |call| mapped(call, parts::referrer_host),
    },
    Function {
        name: "path_prefix",
        form: "path_prefix(path, n)",
        meaning: "the beginning of a path, up to its n-th segment",
        example: ("path_prefix('/blog/2026/x', 2)", "/blog/2026"),
        make: path_prefix,
    },
    Function {
        name: "is_asset",
        form: "is_asset(path)",
        meaning: "whether a path is that of a static file, by its extension: style sheets, scripts, images, fonts, sound and video; false for null",
        example: ("is_asset('/img/LOGO.png')", "true"),
        make: is_asset,
    },
];

/// Extensions of static files. Documents and archives are what people come for: they are not among them.
const ASSETS: [&str; 32] = [
    "apng", "avif", "bmp", "css", "cur", "eot", "flac", "gif", "ico", "jpeg", "jpg", "js", "m4a", "m4s", "map", "mjs",
    "mp3", "mp4", "oga", "ogg", "ogv", "otf", "png", "svg", "tif", "ts", "ttf", "wav", "webm", "webp", "woff", "woff2",
];

/// The extensions as numbers, sorted: searching numbers costs less than searching texts.
static ASSET_WORDS: LazyLock<[u64; ASSETS.len()]> = LazyLock::new(|| {
    let mut words = ASSETS.map(|asset| word_of(asset.as_bytes()).unwrap_or(0));
    words.sort_unstable();
    words
});

/// Up to eight bytes as a number, letters in lower case.
fn word_of(bytes: &[u8]) -> Option<u64> {
    let mut word = [0; 8];
    word.get_mut(..bytes.len())?.copy_from_slice(bytes);
    word.make_ascii_lowercase();
    Some(u64::from_le_bytes(word))
}

/// A text made of a text.
fn mapped(call: &Arguments<'_>, map: fn(&str) -> Option<Cow<'_, str>>) -> Checked {
    call.count(1, 1)?;
    let apply = move |arrays: &[_], among: &_, _: &mut _| map_text(&arrays[0], among, |_, text| map(text));
    call.made_once(ColumnKind::Text, COST, vec![call.text(0)?], Arc::new(apply))
}

fn route(call: &Arguments<'_>) -> Checked {
    call.count(1, 1)?;
    let routes = Arc::clone(&call.check.context().routes);
    let apply = move |arrays: &[_], among: &_, _: &mut _| map_text(&arrays[0], among, |_, path| Some(routes.of(path)));
    call.made_once(ColumnKind::Text, COST * 3, vec![call.text(0)?], Arc::new(apply))
}

fn segment(call: &Arguments<'_>) -> Checked {
    call.count(2, 2)?;
    let number = call.constant_whole(1)?;
    if number == 0 {
        return Err(call.wrong("segments count from 1, or from -1 at the end".to_owned()));
    }
    let apply = move |arrays: &[_], among: &_, _: &mut _| {
        map_text(&arrays[0], among, |_, path| parts::segment(path, number).map(Cow::Borrowed))
    };
    call.made_once(ColumnKind::Text, COST, vec![call.text(0)?], Arc::new(apply))
}

fn query_param(call: &Arguments<'_>) -> Checked {
    call.count(2, 2)?;
    let Some(name) = call.constant_text(1)? else { return Arguments::null(ColumnKind::Text) };
    let apply = move |arrays: &[_], among: &_, _: &mut _| {
        map_text(&arrays[0], among, |_, query| parts::query_param(query, &name))
    };
    call.made_once(ColumnKind::Text, COST * 2, vec![call.text(0)?], Arc::new(apply))
}

fn is_asset(call: &Arguments<'_>) -> Checked {
    call.count(1, 1)?;
    let path = call.text(0)?;
    let apply = |arrays: &[arrow_array::ArrayRef], among: &arrow_buffer::BooleanBuffer, _: &mut _| {
        let paths = Views::new(texts(&arrays[0]));
        let words = &*ASSET_WORDS;
        let is_asset = |path: &[u8]| has_asset_extension(path, words);
        let holds = |row: usize| among.value(row) && paths.get(row).is_some_and(is_asset);
        Arc::new(BooleanArray::new(BooleanBuffer::collect_bool(among.len(), holds), None)) as _
    };
    if let Node::Constant(Constant::Null) = path {
        return Ok(boolean(Node::Constant(Constant::Boolean(false))));
    }
    call.made_once(ColumnKind::Boolean, COST / 2, vec![path], Arc::new(apply))
}

/// Whether what follows the last dot of the last segment is the extension of a static file, in any case.
fn has_asset_extension(path: &[u8], words: &[u64]) -> bool {
    // The longest extension and its dot.
    let end = &path[path.len().saturating_sub(6)..];
    let Some(dot) = end.iter().rposition(|byte| *byte == b'.') else { return false };
    word_of(&end[dot + 1..]).is_some_and(|word| words.binary_search(&word).is_ok())
}

/// Cost relative to a comparison of numbers.
const COST: u32 = 25;

fn path_prefix(call: &Arguments<'_>) -> Checked {
    call.count(2, 2)?;
    let Some(segments) = usize::try_from(call.constant_whole(1)?).ok().filter(|segments| *segments > 0) else {
        return Err(call.wrong("segments count from 1".to_owned()));
    };
    let apply = move |arrays: &[_], among: &_, _: &mut _| {
        map_text(&arrays[0], among, |_, path| Some(start_of(path, segments).into()))
    };
    call.made_once(ColumnKind::Text, COST, vec![call.text(0)?], Arc::new(apply))
}

/// A path cut after so many segments; `//` makes no empty segment.
fn start_of(path: &str, segments: usize) -> &str {
    let mut begun = 0;
    let mut is_inside = false;
    for (at, byte) in path.bytes().enumerate() {
        if byte == b'/' && is_inside && begun == segments {
            return &path[..at];
        }
        begun += usize::from(byte != b'/' && !is_inside);
        is_inside = byte != b'/';
    }
    path
}
