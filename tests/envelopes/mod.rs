mod layers;

use arrow_buffer::Buffer;
use logmill::log::{Column, Columns, Envelope, Format, Layer, Note, Parsed, Parser, RawText, Records, detect};
use proptest::prelude::*;

/// Prefixes as their programs write them, each with the layers that it consists of, from the innermost to the outermost.
const PREFIXES: [(&str, &str); 62] = [
    ("time", "2018-02-16T12:34:56.123456789Z "),
    ("time", "2018-02-16T12:34:56+00:00 "),
    ("time", "2019/12/06 08:16:01 "),
    ("time", "2019/12/06 08:16:01.123456 "),
    ("time", "2018-02-16 12:34:56,123 "),
    ("time", "[2018-02-16 12:34:56] "),
    ("time", "Feb 16 12:34:56 "),
    ("time", "@400000005a86d1b40a1b2c3d "),
    ("time", "2018-02-16 12:34:56.123456789  "),
    ("cri", "2018-02-16T12:34:56.123456789Z stdout F "),
    ("compose", "web-1  | "),
    ("time inside compose", "web-1  | 2018-02-16T12:34:56.123456789Z "),
    ("swarm", "web.1.uo7f0ysqqvzs@node-1    | "),
    ("foreman", "12:34:56 web.1   | "),
    ("pm2", "0|app      | "),
    ("time inside pm2", "0|app      | 2018-02-16T12:34:56: "),
    ("time inside pm2", "1|my app   | 2018-02-16 12:34:56 +00:00: "),
    ("supervisor", "web stdout | "),
    ("kubectl", "[pod/web-6d4cf56db6-abcde/nginx] "),
    ("time inside kubectl", "[pod/web-6d4cf56db6-abcde/nginx] 2018-02-16T12:34:56.123456789Z "),
    ("stern", "web-6d4cf56db6-abcde nginx "),
    ("stern", "default web-6d4cf56db6-abcde nginx "),
    ("time inside stern", "web-6d4cf56db6-abcde nginx 2018-02-16T12:34:56.123456789Z "),
    ("kail", "default/web-6d4cf56db6-abcde[nginx]: "),
    ("heroku", "2018-02-16T12:34:56+00:00 app[web.1]: "),
    ("heroku", "2018-02-16T12:34:56.123456+00:00 app[web.1]: "),
    ("cf", "   2018-02-16T12:34:56.12+0000 [APP/PROC/WEB/0] OUT "),
    ("cf", "2018-02-16T12:34:56.12+0000 [RTR/0]      OUT "),
    ("fly", "2018-02-16T12:34:56Z app[6e82d4ea3d1e48] fra [info]"),
    ("fly", "2018-02-16T12:34:56.123Z app[6e82d4ea3d1e48] fra [info] "),
    ("gcloud", "2018-02-16 12:34:56 default[20180216t123456]  "),
    ("awslogs", "/aws/ecs/web ecs/nginx/0a1b2c3d4e "),
    ("awslogs", "2018-02-16T12:34:56.123000+00:00 ecs/nginx/0a1b2c3d4e "),
    ("time inside awslogs", "/ecs/web ecs/nginx/0a1b2c3d4e 2018-02-16T12:34:56.000Z "),
    ("logcli", r#"2018-02-16T12:34:56Z {app="web", filename="/var/log/{x}"} "#),
    ("syslog", "Feb 16 12:34:56 web-1 nginx[12]: "),
    ("syslog", "Feb 16 12:34:56 web-1 nginx: "),
    ("syslog", "Feb 16 12:34:56 web-1 haproxy[666]: "),
    ("syslog", "2018-02-16T12:34:56+0000 web-1 nginx[12]: "),
    ("syslog", "2018-02-16T12:34:56.123456+0000 web-1 nginx[12]: "),
    ("syslog", "Fri 2018-02-16 12:34:56 UTC web-1 nginx[12]: "),
    ("syslog", "Fri 2018-02-16 12:34:56 CET web-1 nginx.service[12]: "),
    ("syslog", "[  123.456789] web-1 nginx[12]: "),
    ("syslog", "1518784496.123456 web-1 nginx[12]: "),
    ("syslog", "<190>Feb 16 12:34:56 web-1 nginx: "),
    ("syslog", "<190>Feb 16 12:34:56 nginx: "),
    ("syslog", "<190>1 2018-02-16T12:34:56Z web-1 nginx 12 - - "),
    ("syslog", r#"<190>1 - web-1 nginx 12 ID1 [a b="c \] \" d"][e] "#),
    ("syslog", "105 <190>1 2018-02-16T12:34:56Z web-1 nginx - - - "),
    ("syslog inside syslog", "Feb 16 12:34:56 relay Feb 16 12:34:56 web-1 nginx: "),
    ("syslog inside syslog", "Feb 16 12:34:56 relay rsyslogd: <190>Feb 16 12:34:56 web-1 nginx: "),
    ("tag", "nginx[12]: "),
    ("tag", "nginx: "),
    ("grep", "access.log:"),
    ("grep", "access.log-"),
    ("grep", "12:"),
    ("grep", "12-"),
    ("grep", "/var/log/nginx/access.log.1:12:"),
    ("grep", "logs/access_log-12-"),
    ("logentries", "2bfbea1e-10c3-4419-bdad-7e6435882e1f "),
    ("papertrail", "793838401\t2018-02-16T12:34:56Z\t2018-02-16T12:34:57Z\t42\tweb-1\t10.0.0.5\tUser\tInfo\tnginx\t"),
    ("compose inside colours", "\u{1b}[36mweb-1  |\u{1b}[0m "),
];

const COMMON: &str = r#"203.0.113.9 - - [16/Feb/2018:12:34:56 +0000] "GET /a HTTP/1.1" 200 5"#;
const COMBINED: &str = r#"203.0.113.9 - frank [16/Feb/2018:12:34:56 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8""#;
const VHOST_COMBINED: &str =
    r#"www.example.org:443 203.0.113.9 - - [16/Feb/2018:12:34:56 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8""#;
const NGINX_JSON: &str = r#"{"time_iso8601":"2018-02-16T12:34:56+00:00","remote_addr":"203.0.113.9","request":"GET /a HTTP/1.1","status":"200","body_bytes_sent":"5"}"#;

/// A line in the example of a layer.
pub fn in_layer(layer: Layer, line: &str) -> String {
    let line = match layer.about().name {
        "docker" | "json" => line.replace('\\', r"\\").replace('"', "\\\""),
        "quoted" => line.replace('"', "\"\""),
        _ => line.to_owned(),
    };
    layer.about().example.replace("LINE", &line)
}

fn parse(format: &Format, text: &str) -> Parsed {
    let buffer = Buffer::from(text.as_bytes());
    Parser::new(Columns::all(), 1 << 20).parse(format, RawText::all(&buffer), Vec::new())
}

fn envelope(name: &str) -> Envelope {
    name.parse().unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Whether prefix and virtual host form one name: `12-www.example.org`.
fn is_name_of_host(prefix: &str, line: &str) -> bool {
    prefix.ends_with('-') && ["www", "myapp"].iter().any(|name| line.starts_with(name))
}

#[test]
fn every_known_prefix_is_found_named_and_removed() {
    for (name, prefix) in PREFIXES {
        for (format, line) in [
            ("common", COMMON),
            ("combined", COMBINED),
            ("vhost_combined", VHOST_COMBINED),
            ("nginx_json", NGINX_JSON),
            ("ssl_request_log", Format::by_name("ssl_request_log").expect("a format").example()),
        ] {
            if is_name_of_host(prefix, line) {
                continue;
            }
            let text = format!("{prefix}{line}\n").repeat(2);
            let found = detect(&[text.as_bytes()]);
            assert_eq!(found.format.to_string(), format!("{format} inside {name}"), "{text}");
            assert_eq!((found.matched, found.sampled), (2, 2), "{text}");
            let bare = parse(&Format::by_name(format).expect("a format"), &format!("{line}\n").repeat(2));
            assert!(parse(&found.format, &text).records == bare.records, "{text}");
        }
    }
}

#[test]
fn only_some_lines_may_have_a_prefix_and_prefixes_may_differ_in_length() {
    let text = format!("web-1  | {COMBINED}\n{COMBINED}\nworker-12 | {COMBINED}\n==> access.log <==\n\n{COMBINED}\n");
    let found = detect(&[text.as_bytes()]);
    assert_eq!((found.format.to_string().as_str(), found.matched, found.sampled), ("combined inside compose", 4, 4));
    let parsed = parse(&found.format, &text);
    assert_eq!((parsed.tally.parsed, parsed.tally.skipped, parsed.tally.notes.get(Note::Envelope)), (4, 2, 2));
}

#[test]
fn lines_inside_json_objects_are_found_and_read() {
    let escaped = COMBINED.replace('"', "\\\"");
    let bytes = COMBINED.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(",");
    for (name, object) in [
        ("docker", format!(r#"{{"log":"{escaped}\n","stream":"stderr","time":"2018-02-16T12:34:56Z"}}"#)),
        (
            "json",
            format!(
                r#"{{"@timestamp": "2018-02-16T12:34:56.000Z", "agent": {{"type": "filebeat"}}, "log": {{"file": {{"path": "/var/log/x"}}}}, "message": "{escaped}"}}"#
            ),
        ),
        ("json", format!(r#"{{"@version":"1","host":"web-1","path":"/var/log/access.log","message":"{escaped}\n"}}"#)),
        ("json", format!(r#"{{"stream":"stdout","log":"{escaped}","container_name":"/web"}}"#)),
        ("json", format!(r#"{{"file":"/var/log/x","host":"web-1","message":"{escaped}","source_type":"file"}}"#)),
        (
            "json",
            format!(
                r#"{{"insertId":"x","textPayload":"{escaped}","resource":{{"type":"k8s_container"}},"severity":"INFO"}}"#
            ),
        ),
        ("json", format!(r#"{{"PRIORITY":"6","_PID":"12","SYSLOG_IDENTIFIER":"nginx","MESSAGE":"{escaped}"}}"#)),
        ("json", format!(r#"{{"PRIORITY":"6","MESSAGE":[{bytes}]}}"#)),
        ("json", format!(r#"{{"id":"7","program":"nginx","message":"{escaped}","severity":"Info"}}"#)),
        ("json", format!(r#"{{"labels":{{"app":"web"}},"line":"{escaped}","timestamp":"2018-02-16T12:34:56Z"}}"#)),
        ("json", format!(r#"{{"timestamp":1518784496000,"message":"{escaped}","ingestionTime":1518784496001}}"#)),
        (
            "json",
            format!(
                r#"{{"messageType":"DATA_MESSAGE","logGroup":"x","logEvents":[{{"id":"1","timestamp":1,"message":"{escaped}"}}]}}"#
            ),
        ),
        ("json", format!(r#"{{"time":1518784496,"host":"web-1","sourcetype":"access","event":"{escaped}"}}"#)),
        (
            "json",
            format!(
                r#"{{"version":"1.1","host":"web-1","short_message":"203.0.113.9","full_message":"{escaped}","level":6}}"#
            ),
        ),
        ("json", format!(r#"{{"status":"info","service":"web","message":"{escaped}","ddtags":"env:x"}}"#)),
        ("json", format!(r#"{{"PROGRAM":"nginx","MESSAGE":"{escaped}","HOST":"web-1","DATE":"Feb 16 12:34:56"}}"#)),
        ("json", format!(r#"{{"msg":" {escaped}","hostname":"web-1","syslogtag":"nginx:"}}"#)),
        ("json", format!(r#"{{"_index":"x","_source":{{"message":"{escaped}"}}}}"#)),
        ("json", format!(r#"{{"event":{{"original":"{escaped}"}},"ecs":{{"version":"8.0.0"}}}}"#)),
        ("syslog inside json", format!(r#"{{"message":"Feb 16 12:34:56 web-1 nginx: {escaped}"}}"#)),
        (
            "cri inside json",
            format!(r#"{{"log":"2018-02-16T12:34:56Z stdout F {escaped}","kubernetes":{{"pod":"x"}}}}"#),
        ),
        ("json inside time", format!(r#"2018-02-16T12:34:56Z {{"message":"{escaped}"}}"#)),
        (
            "cri inside syslog inside docker",
            format!(
                r#"{{"log":"Feb 16 12:34:56 web-1 kubelet[7]: 2018-02-16T12:34:56Z stdout F {escaped}\n","stream":"stdout","time":"2018-02-16T12:34:56Z"}}"#
            ),
        ),
        (
            "compose inside colours inside docker",
            format!(
                r#"{{"log":"\u001b[36mweb-1 |\u001b[0m {escaped}\n","stream":"stdout","time":"2018-02-16T12:34:56Z"}}"#
            ),
        ),
    ] {
        let text = format!("{object}\n").repeat(2);
        let found = detect(&[text.as_bytes()]);
        assert_eq!(found.format.to_string(), format!("combined inside {name}"), "{text}");
        let bare = parse(&Format::by_name("combined").expect("a format"), &format!("{COMBINED}\n").repeat(2));
        assert_eq!(parse(&found.format, &text).records, bare.records, "{text}");
    }
    let inner = NGINX_JSON.replace('"', "\\\"");
    let found = detect(&[format!(r#"{{"@timestamp":"2018-02-16T12:34:56.000Z","message":"{inner}"}}"#).as_bytes()]);
    assert_eq!(found.format.to_string(), "nginx_json inside json");
}

#[test]
fn an_object_with_fields_of_a_request_is_not_an_envelope() {
    let escaped = COMBINED.replace('"', "\\\"");
    let text = format!(
        r#"{{"@timestamp":"2018-02-16T12:34:56.000Z","message":"{escaped}","clientip":"203.0.113.9","verb":"GET","request":"/a","response":"200"}}"#
    );
    let found = detect(&[text.as_bytes()]);
    assert_eq!(found.format.envelope(), None, "{}", found.format);
}

#[test]
fn what_only_looks_like_a_prefix_stays_where_it_is() {
    let rest = r#"[16/Feb/2018:12:34:56 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8""#;
    for (client, vhost, host, user) in [
        ("www.example.org 203.0.113.9 - -", Some("www.example.org"), "203.0.113.9", None),
        ("intranet 203.0.113.9 - frank", Some("intranet"), "203.0.113.9", Some("frank")),
        ("my_host-1:8080 203.0.113.9 - -", Some("my_host-1"), "203.0.113.9", None),
        ("*.example.org:443 203.0.113.9 - -", Some("*.example.org"), "203.0.113.9", None),
        ("[2001:db8::2]:443 2001:db8::1 - -", Some("[2001:db8::2]"), "2001:db8::1", None),
        ("203.0.113.1 203.0.113.9 - -", Some("203.0.113.1"), "203.0.113.9", None),
        ("2001:db8::1 - -", None, "2001:db8::1", None),
        ("[2001:db8::1]:4711 - -", None, "2001:db8::1", None),
        ("203.0.113.9:4711 - -", None, "203.0.113.9", None),
        ("unix: - -", None, "unix:", None),
        ("203.0.113.9, 10.0.0.1, 10.0.0.2 - -", None, "203.0.113.9", None),
        ("203.0.113.9,10.0.0.1 - frank", None, "203.0.113.9", Some("frank")),
        ("203.0.113.9 - John Doe of web-1", None, "203.0.113.9", Some("John Doe of web-1")),
        ("client-7.example.org - a.b c", None, "client-7.example.org", Some("a.b c")),
        ("my_client - -", None, "my_client", None),
        ("\"203.0.113.9\" - -", None, "203.0.113.9", None),
        ("\"203.0.113.9, 10.0.0.1\" - -", None, "203.0.113.9", None),
        ("203.0.113.9 - www.example.org www.example.org -", Some("www.example.org"), "203.0.113.9", None),
        ("203.0.113.9 - 12:34:56", None, "203.0.113.9", Some("12:34:56")),
        ("203.0.113.9 user@example.org /x", None, "203.0.113.9", Some("/x")),
    ] {
        let text = format!("{client} {rest}\n").repeat(2);
        let found = detect(&[text.as_bytes()]);
        assert_eq!(found.format.envelope(), None, "{text}");
        let parsed = parse(&found.format, &text);
        assert_eq!(parsed.tally.parsed, 2, "{text}");
        let records = Records::new(&parsed.records);
        let of = |column| records.get(0).text(column);
        assert_eq!((of(Column::Vhost), of(Column::Host), of(Column::User)), (vhost, Some(host), user), "{text}");
    }
}

/// The last line of the example of each format that needs no directives.
fn examples() -> Vec<(Format, &'static str)> {
    let formats = Format::all().filter(|format| !format.functions().has_directives());
    formats.map(|format| (format.clone(), format.example())).filter(|(_, line)| !line.contains('\n')).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 1 << 20, ..ProptestConfig::with_cases(ProptestConfig::default().cases * 2) })]

    /// Any known prefix before any line that a format reads: the same record.
    #[test]
    fn a_known_prefix_changes_nothing_but_a_note(
        chosen in prop::sample::select(examples()),
        (name, prefix) in prop::sample::select(PREFIXES.to_vec()),
        damage in prop::option::of((any::<prop::sample::Index>(), "[ -~]")),
    ) {
        let (format, example) = chosen;
        let mut line = example.to_owned();
        if let Some((place, byte)) = damage {
            let at = place.index(line.len());
            if line.is_char_boundary(at) && line.is_char_boundary(at + 1) {
                line.replace_range(at..=at, &byte);
            }
        }
        let bare = parse(&format, &line);
        // Names of files and tags are ambiguous: what follows must look like a line.
        let is_weak = ["grep", "stern", "awslogs"].iter().any(|weak| name.contains(weak))
            || ["nginx: ", "Feb 16 12:34:56 relay Feb"].iter().any(|weak| prefix.starts_with(weak));
        prop_assume!(!is_name_of_host(prefix, &line));
        prop_assume!(bare.tally.parsed == 1 && (!is_weak || line == example));
        let inside = parse(&format.inside(Some(envelope(name))), &format!("{prefix}{line}"));
        prop_assert_eq!(inside.tally.parsed, 1, "{}{}", prefix, line);
        prop_assert!(inside.records == bare.records, "{}{}", prefix, line);
        prop_assert_eq!(inside.tally.notes.get(Note::Envelope), 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

    #[test]
    fn lines_of_marks_take_little_time(
        mark in prop::sample::select(vec!["[", " ", ": ", "-", "a-", "|", "{", "\"", "\\", "=", "1", "a ", "\u{1b}[", "203.0.113.9 ", "12:34:56 ", "{\"a\":"]),
        layer in prop::sample::select(Layer::all().collect::<Vec<_>>()),
    ) {
        let text = format!("{}\n", mark.repeat(64 * 1024 / mark.len()));
        let format = Format::by_name("combined").expect("a format").with_family();
        let inside = Envelope::of(&[layer]).map(Envelope::with_any_prefix);
        let start = std::time::Instant::now();
        let parsed = parse(&format.inside(inside), &text);
        prop_assert_eq!(parsed.tally.parsed, 0);
        prop_assert!(start.elapsed().as_secs() < 2, "{:?} {:?}", mark, layer);
    }
}
