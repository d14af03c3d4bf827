use super::super::{PatternFormat, pattern};
use super::*;
use crate::log::duration::Unit;

fn compile(regex: &str, time_format: Option<&str>, units: &[(&str, Unit)]) -> Compiled {
    pattern("own", &PatternFormat { regex, time_format, units: units.to_vec() })
}

#[test]
fn named_groups_fill_their_columns() {
    let regex = r"^(?P<time>\S+) (?P<host>\S+) (?P<method>[A-Z]+) (?P<target>\S+) (?P<status>\d{3}|-) (?P<bytes>\d+)(?: took=(?P<request_time>\S+))?(?: up=(?P<upstream_status>\d+))?$";
    let format = compile(regex, None, &[("request_time", Unit::Milliseconds)]);
    let columns = [
        Column::Time,
        Column::Host,
        Column::Method,
        Column::Path,
        Column::Query,
        Column::Status,
        Column::RequestTime,
        Column::UpstreamStatus,
    ];
    let cases = [
        (
            "2023-10-10T12:00:00Z 203.0.113.9 GET /a?b 200 5 took=1.5 up=503",
            r#"time=2023-10-10T12:00:00Z host="203.0.113.9" method="GET" path="/a" query="b" status=200 request_time=1500 upstream_status=503"#,
        ),
        (
            "1696939200.25 h GET /é - 5",
            r#"time=2023-10-10T12:00:00.250000Z host="h" method="GET" path="/é" query=- status=- request_time=- upstream_status=-"#,
        ),
        (
            "2023-10-10T12:00:00 h GET / 200 5 took=soon up=99999",
            r#"time=2023-10-10T12:00:00Z host="h" method="GET" path="/" query=- status=200 request_time=- upstream_status=- (no_zone) (unread_field)"#,
        ),
        ("2023-02-30T12:00:00Z h GET / 200 5", "1:bad_time"),
        ("2023-10-10T12:00:00Z h GET / 200 99999999999999999999", "34:bad_size"),
        ("2023-10-10T12:00:00Z h GET / 20", "1:no_match"),
    ];
    assert_lines(&format, &columns, &cases);
}

#[test]
fn a_time_is_read_by_its_format() {
    let format = compile(r"^\[(?P<time>[^\]]*)\] (?P<request>.*)$", Some("%a %b %d %H:%M:%S.%f %Y"), &[]);
    let columns = [Column::Time, Column::Method, Column::Path, Column::Protocol];
    let cases = [
        (
            "[Tue Oct 10 12:00:00.123456 2023] GET /a b HTTP/1.1",
            r#"time=2023-10-10T12:00:00.123456Z method="GET" path="/a b" protocol="HTTP/1.1" (no_zone)"#,
        ),
        ("[Tue Oct 10 12:00:00.123456 2023 more] GET /", "2:bad_time"),
    ];
    assert_lines(&format, &columns, &cases);
}

#[test]
fn a_line_that_matches_and_is_about_something_else_is_skipped() {
    let regex = r"^(?P<time>\S+) (?P<method>\S+) (?P<path>\S+)(?: (?P<status>\d{3}))?$";
    let format = compile(regex, None, &[]).expect("a format");
    for (line, is_access) in [
        ("2023-10-10T12:00:00Z GET /a", true),
        ("2023-10-10T12:00:00Z FOO /a 400", true),
        ("2023-10-10T12:00:00Z - - 408", true),
        ("2023-10-10T12:00:00Z reconcile default/web", false),
        ("2023-10-10T12:00:00Z create /users", false),
    ] {
        let tally = parse(&format, line).tally;
        assert_eq!((tally.parsed, tally.not_access), if is_access { (1, 0) } else { (0, 1) }, "{line}");
    }
}

#[test]
fn a_pattern_that_says_nothing_or_something_unknown_is_refused() {
    let cases = [
        (compile("(?P<status>\\d{3}", None, &[]), "at character 1: unclosed group"),
        (
            compile("(?P<statu>\\d{3})", None, &[]),
            "group 'statu' cannot be a column of your own; did you mean 'status'?",
        ),
        (compile("(?P<status_class>\\d{3})", None, &[]), "unknown column `status_class`"),
        (compile("(?P<host>\\S+)", None, &[]), "it has no time, status or request: add a group such as"),
        (
            compile("(?P<status>x)", None, &[("request_time", Unit::Seconds)]),
            "`request_time` is no duration of the pattern; it has none",
        ),
        (
            compile("(?P<status>x)(?P<queue_time>y)", None, &[("request_time", Unit::Seconds)]),
            "`request_time` is no duration of the pattern; it has `queue_time`",
        ),
        (compile("(?P<time>x)", Some("%H:%M"), &[]), "the time has no date: write it with `%Y`, `%m` and `%d`"),
        (compile("(?P<time>x)", Some("%d %Q"), &[]), "at character 4: unknown directive `%Q`"),
        (compile("(?-u:(?P<host>\\xFF))(?P<status>1)", None, &[]), "at character 15: pattern can match invalid UTF-8"),
        (compile("(?P<status>\\w{99999})", None, &[]), "Compiled regex exceeds size limit of 10485760 bytes."),
    ];
    for (format, expected) in cases {
        let message = fault(format);
        assert!(message.starts_with(expected), "{message}");
    }
}
