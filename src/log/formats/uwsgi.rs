//! `uwsgi`: the default format of uWSGI
//! (<https://uwsgi-docs.readthedocs.io/en/latest/LogFormat.html>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static UWSGI: Template = Template::new(
    About::new(
        "uwsgi",
        r#"[pid: 596|app: 0|req: 24/72] 203.0.113.9 () {50 vars in 1043 bytes} [Wed Jan 14 11:44:29 2015] POST /countries/ => generated 2 bytes in 149 msecs (HTTP/1.1 200) 3 headers in 112 bytes (1 switches on core 0)"#,
        r#"[pid: %(pid)|app: -|req: -/-] %(addr) (%(user)) {%(vars) vars in %(pktsize) bytes} [%(ctime)] %(method) %(uri) => generated %(rsize) bytes in %(msecs) msecs (%(proto) %(status)) %(headers) headers in %(hsize) bytes (%(switches) switches on core %(core))"#,
        "https://uwsgi-docs.readthedocs.io/en/latest/LogFormat.html",
    ),
    r#"{_}[pid: {_}|app: {_}|req: {_}] {host} ({user}) {{{_} vars in {_} bytes}} [{time:%a %b %e %T %Y}] {method} {target} => generated {bytes} bytes in {request_time:ms} msecs{_}({protocol} {status}) {_}
{_}[pid: {_}|app: {_}|req: {_}] {host} ({user}) {{{_} vars in {_} bytes}} [{time:%a %b %e %T %Y}] {method} {target} => generated {bytes} bytes in {request_time:us} micros{_}({protocol} {status}) {_}"#,
).verbatim().among_others(&[]);
