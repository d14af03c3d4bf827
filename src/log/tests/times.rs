//! Times and durations in every format.

use super::format::own::{self, GoaccessFormat, PatternFormat};
use super::*;

/// Time and notes of the only record, or why there is none.
fn time(format: &Format, line: &str) -> String {
    let parsed = parse_with(format.clone(), line.as_bytes());
    let time = match parsed.tally.parsed {
        1 => Numbers::of(&parsed.records, Column::Time).expect("every column").get(0),
        _ => return parsed.rejects[0].reason.name().to_owned(),
    };
    let time = time.map_or_else(|| "-".to_owned(), |time| calendar::time_text(time as i64));
    let notes = parsed.tally.notes.iter().map(|(note, _)| note.name());
    std::iter::once(time.as_str()).chain(notes).collect::<Vec<_>>().join(" ")
}

/// Times as written, and what every format makes of them.
const TIMES: [(&str, &str); 13] = [
    ("16/Feb/2018:12:34:56 +0000", "2018-02-16T12:34:56Z"),
    ("16/Feb/2018 12:34:56", "2018-02-16T12:34:56Z no_zone"),
    ("1/Feb/2018:12:34:56 -0700", "2018-02-01T19:34:56Z"),
    ("16/Feb/2018:12:34:56 CET", "2018-02-16T11:34:56Z"),
    ("16/Feb/2018:12:34:56 CST", "2018-02-16T18:34:56Z zone_by_name"),
    ("16/Feb/2018:12:34:56 XYZ", "2018-02-16T12:34:56Z no_zone"),
    ("2018-02-16 12:34:56 +0200", "2018-02-16T10:34:56Z"),
    ("20180216T123456Z", "2018-02-16T12:34:56Z"),
    ("Fri, 16 Feb 2018 12:34:56 GMT", "2018-02-16T12:34:56Z"),
    ("1518784496.123", "2018-02-16T12:34:56.123000Z"),
    ("1518784496123", "2018-02-16T12:34:56.123000Z"),
    ("02/03/2018 12:34:56", "bad_time"),
    ("soon", "bad_time"),
];

#[test]
fn a_time_is_the_same_in_every_format() {
    let [combined, json] = ["combined", "json"].map(|name| Format::by_name(name).expect("a format"));
    let regex = r"^(?P<status>\d+) (?P<time>.+)$";
    let regex = own::pattern("own", &PatternFormat { regex, ..PatternFormat::default() }).expect("a format");
    for (text, expected) in TIMES {
        assert_eq!(
            time(&combined, &format!("h - - [{text}] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"")),
            expected,
            "{text}"
        );
        assert_eq!(time(&json, &format!(r#"{{"time":"{text}","method":"GET","path":"/"}}"#)), expected, "{text}");
        assert_eq!(time(&json, &format!(r#"{{"time":"[{text}]","method":"GET","path":"/"}}"#)), expected, "{text}");
        let escaped = text.replace('/', r"\/");
        assert_eq!(time(&json, &format!(r#"{{"time":"{escaped}","method":"GET","path":"/"}}"#)), expected, "{text}");
        assert_eq!(time(&regex, &format!("200 {text}")), expected, "{text}");
        assert_eq!(time(&regex, &format!("200 [{text}]")), expected, "{text}");
    }
}

#[test]
fn numbers_since_1970_have_the_unit_of_their_length_or_of_their_directive() {
    let regex = PatternFormat { regex: r"^(?P<time>\S+) (?P<status>\d+)$", ..PatternFormat::default() };
    let regex = own::pattern("own", &regex).expect("a format");
    for text in ["1518784496.123456", "1518784496123456", "1518784496123456789"] {
        assert_eq!(time(&regex, &format!("{text} 200")), "2018-02-16T12:34:56.123456Z", "{text}");
    }
    for (directive, text) in [("%s", "1518784496"), ("%*", "1518784496000"), ("%f", "1518784496000000")] {
        let format =
            GoaccessFormat { log_format: "%x %s", datetime_format: Some(directive), ..GoaccessFormat::default() };
        let format = own::goaccess("own", &format).expect("a format");
        assert_eq!(time(&format, &format!("{text} 200")), "2018-02-16T12:34:56Z", "{directive}");
    }
    let apache = own::apache("own", "%{msec}t %>s").expect("a format");
    assert_eq!(time(&apache, "1518784496123 200"), "2018-02-16T12:34:56.123000Z");
    let nginx = own::nginx("own", "$msec $status").expect("a format");
    assert_eq!(time(&nginx, "1518784496.123 200"), "2018-02-16T12:34:56.123000Z");
}

#[test]
fn an_absent_time_is_null() {
    let combined = Format::by_name("combined").expect("a format");
    for text in ["-", ""] {
        assert_eq!(time(&combined, &format!("h - - [{text}] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"")), "-", "{text:?}");
    }
    let nginx = own::nginx("own", r#"$remote_user [$time_local] "$request" $status"#).expect("a format");
    assert_eq!(time(&nginx, r#"joe [-] "GET / HTTP/1.1" 200"#), "-");
    assert_eq!(time(&nginx, r#"joe [-1] "GET / HTTP/1.1" 200"#), "bad_time");
    let apache = own::apache("own", r#"%h %{%d/%b/%Y %T}t "%r" %>s"#).expect("a format");
    assert_eq!(time(&apache, r#"h - "GET / HTTP/1.1" 200"#), "-");
    for time_format in [None, Some("%F")] {
        let regex = PatternFormat { regex: r"^(?P<status>\d+) (?P<time>\S*)(x)?$", time_format, units: Vec::new() };
        let regex = own::pattern("own", &regex).expect("a format");
        assert_eq!([time(&regex, "200 -"), time(&regex, "200 ")], ["-", "-"]);
        assert_eq!(time(&regex, "200 --"), "bad_time");
    }
    let optional = PatternFormat { regex: r"^(?P<status>\d+)( (?P<time>\S+))?$", ..PatternFormat::default() };
    assert_eq!(time(&own::pattern("own", &optional).expect("a format"), "200"), "-");
}

#[test]
fn bytes_that_are_not_a_date_are_refused_wherever_a_batch_begins() {
    let good = "h - - [16/Feb/2018:12:34:56 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"\n";
    let bad = good.replace("16/Feb/2018:", &"\0".repeat(12)).replace(" +0000] ", &"\0".repeat(8));
    let first = good.replace("16/Feb/2018", "01/Jan/1970");
    for format in ["common", "combined", "nginx_main"] {
        let alone = parse(format, bad.as_bytes());
        let after = parse(format, [good, &bad].concat().as_bytes());
        assert_eq!(alone.tally.malformed, 1, "{format}");
        assert_eq!(alone.rejects[0].reason, after.rejects[0].reason, "{format}");
    }
    assert_eq!(time(&Format::by_name("combined").expect("a format"), &first), "1970-01-01T12:34:56Z");
}

#[test]
fn a_duration_is_the_same_in_every_format() {
    let regex = r"^(?P<status>\d+) (?P<path>\S+) (?P<request_time>.+)$";
    let regex = own::pattern("own", &PatternFormat { regex, ..PatternFormat::default() }).expect("a format");
    for (text, expected) in [
        ("00:00:01.500", Some("1500000")),
        ("1.5 s", Some("1500000")),
        ("PT1.5S", Some("1500000")),
        ("1m2.5s", Some("62500000")),
        ("12µs", Some("12")),
        ("1.234567ms", Some("1234")),
        ("0.001s : 0.002s", Some("3000")),
        ("01:30", None),
    ] {
        let line = format!(r#"{{"time":1518784496,"status":200,"path":"/","request_time":"{text}"}}"#);
        let own = parse_with(regex.clone(), format!("200 / {text}").as_bytes());
        for parsed in [&parse("json", line.as_bytes()), &own] {
            assert_eq!(value(parsed, 0, Column::RequestTime).as_deref(), expected, "{text}");
        }
        assert_eq!(own.tally.notes.get(Note::UnreadField), u64::from(expected.is_none()), "{text}");
    }
}
