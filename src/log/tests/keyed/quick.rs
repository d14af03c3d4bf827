//! The fast path, which learns the lines of a program, agrees with the definition.

use proptest::prelude::*;

use super::super::agreement::{assert_agreement_of, assert_agreement_of_cuts};
use super::*;

/// Every format that learns, with a line of it.
fn formats() -> Vec<Format> {
    ["caddy", "traefik_json", "nginx_json", "json", "logfmt", "ltsv"].map(built_in).into()
}

/// Whether the fast path takes a line after it has seen another one.
fn takes(format: &str, seen: &str, line: &str) -> bool {
    quick_marks_after(built_in(format).functions(), &[seen], line).is_some()
}

/// A line that the fast path can learn.
fn line(format: &Format) -> &str {
    match format.name() {
        // The example has words before its pairs.
        "logfmt" => {
            r#"time=2023-10-10T13:55:36Z level=info method=GET path="/cart?id=7" fwd="203.0.113.9" status=200 flag bytes=5120 took=18ms"#
        }
        _ => format.example(),
    }
}

#[test]
fn a_line_like_one_before_takes_the_fast_path_whatever_its_values() {
    for format in formats() {
        let line = line(&format);
        assert!(takes(format.name(), line, line), "{format:?}");
        assert!(takes(format.name(), line, &format!("{}\r", line.replace("203.0.113.9", "-"))), "{format:?}");
        assert!(!takes(format.name(), "", line), "{format:?}: nothing is known of it");
    }
}

#[test]
fn a_truncated_line_like_one_before_is_read_by_the_definition() {
    formats().iter().for_each(|format| assert_agreement_of_cuts(format, line(format)));
}

#[test]
fn lines_with_other_keys_or_odd_values_are_left_to_the_definition() {
    let line = r#"{"ts":1,"method":"GET","path":"/a","status":200,"x":{"y":[1,null],"z":{}}}"#;
    for like in [
        r#"{"ts":1,"method":"GET","path":"/a\"\\\u00e9\/","status":"404","x":{"y":["b",true],"z":{}}}"#,
        r#"{"ts":1.5e9,"method":null,"path":"","status":200,"x":{"y":[-,-1],"z":{}}}"#,
        r#"{"ts":,"method":"GET","path":,"status":200,"x":{"y":[1,null],"z":{}}}"#,
    ] {
        assert!(takes("json", line, like), "{like}");
    }
    let line = "ts=1 status=200 method=GET user=u x";
    for like in [
        "ts=\"2023-10-10 13:55:36\" status=\"404\" method=GET user= x",
        "ts=2 status=204 method=null user=u x",
        "ts=2 status=204 method=GET user=a=b x\r",
    ] {
        assert!(takes("logfmt", line, like), "{like}");
    }
    let line = "time:1\thost:h\treq:GET / HTTP/1.1\tstatus:200\tua:x";
    for like in [
        "time:2\thost:\treq:GET /\"\\\" HTTP/1.1\tstatus:404\tua:",
        "time:2\thost:a:b\treq:GET /a HTTP/1.1\tstatus:404\tua:x\r",
    ] {
        assert!(takes("ltsv", line, like), "{like}");
    }
    for unlike in [
        "time:2\thost:h\treq:GET / HTTP/1.1\tstatus:200\tua:x\t",
        "time:2\thost:h\treq:GET / HTTP/1.1\tstatus:200\tuser:x",
        "time:2\thost:h\treq:GET / HTTP/1.1\tstatus:2x0\tua:x",
    ] {
        assert!(!takes("ltsv", line, unlike), "{unlike}");
    }
    let line = "ts=1 status=200 method=GET user=u x";
    for unlike in [
        "ts=1 status=200 method=GET user=G\"T x",
        r#"ts=1 status=200 method=GET user="\"" x"#,
        "ts=1 status=200 method=GET user=u y",
        "ts=1 status=200 method=GET user=u  x",
        "ts=1 status=200 method=GET user=\"1\"2 x",
    ] {
        assert!(!takes("logfmt", line, unlike), "{unlike}");
    }
    for unlike in [
        r#"{"ts":1,"method":"GET","path":"/a","status":200,"x":{"y":[1],"z":{}}}"#,
        r#"{"ts":1,"method":"GET","path":"/a","status":200,"x":{"y":[,null],"z":{}}}"#,
        r#"{"ts":1,"method":"GET","path":"/a","status":200,"x":{"y":[1,[]],"z":{}}}"#,
        r#"{"ts":1,"method":"GET","path":"\x41","status":200,"x":{"y":[1,null],"z":{}}}"#,
        r#"{"ts":1,"method":"GET","path":"/a,"status":200,"x":{"y":[1,null],"z":{}}}"#,
        r#"{"ts":1,"method":"GET","path":"/a","status":200,"x":{"y":[1,null],"z":{}}} "#,
        r#"{"ts":1,"method":"GET","path":"/a","status":200,"x":{"y":[1,null],"z":{"#,
        r#"{"ts":1,"method":"GET","path":"/a","status":200,"x":{"y":[1,nul],"z":{}}}"#,
    ] {
        assert!(!takes("json", line, unlike), "{unlike}");
    }
}

/// Replaces bytes of a line by something with a meaning in JSON.
fn damage() -> impl Strategy<Value = Vec<(prop::sample::Index, &'static str, bool)>> {
    let text = prop::sample::select(vec![
        "\"",
        "\\",
        "\\\"",
        "\\\\",
        "\\u0041",
        "\\x41",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        " ",
        "\t",
        "\n",
        "\r\n",
        "-",
        "0",
        "null",
        "true",
        "1e3",
        ".",
        "\u{e9}",
        "\"a\":",
        "{\"a\":1}",
        "[1,2]",
    ]);
    prop::collection::vec((any::<prop::sample::Index>(), text, any::<bool>()), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 4))]

    #[test]
    fn fast_path_and_definition_agree_on_damaged_lines(
        number in any::<prop::sample::Index>(),
        damages in prop::collection::vec(damage(), 2..8),
        raw in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let format = &formats()[number.index(formats().len())];
        let mut text = Vec::new();
        for damage in damages {
            let mut line = line(format).as_bytes().to_vec();
            for (place, new, replaces) in damage {
                let at = place.index(line.len());
                line.splice(at..at + usize::from(replaces), new.bytes());
            }
            text.extend_from_slice(&line);
            text.push(b'\n');
        }
        if let Some(raw) = raw {
            let at = raw.index(text.len());
            text[at] = 0xff;
        }
        assert_agreement_of(format, &text);
    }
}
