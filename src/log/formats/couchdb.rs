//! `couchdb`: the log of CouchDB
//! (<https://docs.couchdb.org/en/stable/config/logging.html>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static COUCHDB: Template = Template::new(
    About::new(
        "couchdb",
        r#"[notice] 2023-10-10T13:55:36.123456Z couchdb@127.0.0.1 <0.1234.0> 5c1a4d7f2e localhost:5984 203.0.113.9 admin GET /db/_all_docs?limit=1 200 ok 12"#,
        r#"[notice] time node <process> nonce host client user method target status ok|error milliseconds"#,
        "https://docs.couchdb.org/en/stable/config/logging.html",
    ).escaping(Escaping::None),
    r#"[notice] {time} {server} <{_}> {request_id} {vhost} {host} {user} {method} {target} {status} {_} {request_time:ms}"#,
).closed().null("undefined").among_others(&[]);
