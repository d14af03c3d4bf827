//! No description and no line makes anything panic, and every line is accounted for.

use proptest::prelude::*;

use super::super::{GoaccessFormat, PatternFormat, apache, goaccess, nginx, pattern};
use super::*;
use crate::log::tests::quick_marks;

/// Descriptions out of pieces that mean something.
fn apache_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "%h",
        "%l",
        "%u",
        "%t",
        "\\\"%r\\\"",
        "\"%r\"",
        "%>s",
        "%s",
        "%b",
        "%O",
        "%D",
        "%T",
        "%{ms}T",
        "%U%q",
        "%m",
        "%H",
        "%v:%p",
        "\"%{Referer}i\"",
        "\"%{User-Agent}i\"",
        "%{X-Forwarded-For}i",
        "%{sec}t.%{usec_frac}t",
        "%{%F %T}t",
        "[",
        "]",
        "x",
        "é",
        "%%",
        "\\t",
    ]);
    prop::collection::vec((piece, prop::sample::select(vec![" ", " ", " ", "", "  ", "|"])), 1..12)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, space)| [piece, space]).collect())
}

fn nginx_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "$remote_addr",
        "$remote_user",
        "[$time_local]",
        "$time_iso8601",
        "$msec",
        "\"$request\"",
        "$request",
        "$status",
        "$body_bytes_sent",
        "\"$http_referer\"",
        "\"$http_user_agent\"",
        "$http_x",
        "$http_x_forwarded_for",
        "$upstream_header_time",
        "$upstream_response_time",
        "$upstream_status",
        "$request_uri",
        "$host:$server_port",
        "$scheme://$host$request_uri",
        "{\"a\":\"$uri\"}",
        "ü",
        "-",
    ]);
    prop::collection::vec((piece, prop::sample::select(vec![" ", " ", " ", "", "\t", ", "])), 1..12)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, space)| [piece, space]).collect())
}

fn goaccess_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "%h",
        "%^",
        "[%d:%t %^]",
        "%d",
        "%t",
        "%x",
        "\"%r\"",
        "%r",
        "%s",
        "%b",
        "\"%R\"",
        "\"%u\"",
        "%D",
        "%T",
        "%L",
        "%v",
        "~h{, }",
        "~h{,\" }",
        "~h{|}",
        "%~",
        "%m",
        "%U",
        "%q",
        "ß",
    ]);
    prop::collection::vec((piece, prop::sample::select(vec![" ", " ", " ", "", "\\t", ","])), 1..12)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, space)| [piece, space]).collect())
}

/// Lines out of what such lines hold, in any order.
fn line() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "203.0.113.9",
        "-",
        "a, b",
        "\"1.1.1.1, 2.2.2.2\"",
        "1.1.1.1 2.2.2.2",
        "1.1.1.1|2.2.2.2",
        "[10/Oct/2023:13:55:36 +0000]",
        "10/Oct/2023:13:55:36 +0000",
        "2023-10-10T12:00:00.5Z",
        "2023-10-10 12:00:00",
        "1696939200.125",
        "\"GET /a?b HTTP/1.1\"",
        "\"GET",
        "\"",
        "\\\"",
        "\\",
        "200",
        "404",
        "5",
        "0.004, 0.120",
        "0.1 : -",
        "\"-\"",
        "\"UA \\\"x\\\"\"",
        "\"UA \"x\"\"",
        "GET",
        "/a",
        "http://h:80/x",
        "e.org:443",
        "HTTP/1.1",
        "[",
        "]",
        "{\"a\":\"/x\"}",
        "é",
        "\u{a0}",
        "x",
        "",
        ",",
    ]);
    prop::collection::vec((piece, prop::sample::select(vec![" ", " ", " ", "", "\t", "  "])), 0..14)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, space)| [piece, space]).collect())
}

/// Layouts with a fast path, each with a line that it reads.
fn quick() -> [(Compiled, &'static str); 13] {
    let goaccess_format = GoaccessFormat {
        log_format: r#"%^ [%h] %^[%d:%t %^] "%m %U %H" %s|%b|%u"#,
        date_format: Some("%d/%b/%Y"),
        time_format: Some("%T"),
        datetime_format: None,
    };
    [
        (
            apache("own", r#"%h %k %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i""#),
            r#"203.0.113.9 0 a [10/Oct/2023:13:55:36 +0000] "GET /a?b HTTP/1.1" 200 5 "-" "UA (x)""#,
        ),
        (
            nginx(
                "own",
                r#"$remote_addr [$time_iso8601] $request_method $uri?$args $server_protocol $status $bytes_sent "$http_user_agent""#,
            ),
            r#"203.0.113.9 [2023-10-10T13:55:36+02:00] GET /a?b HTTP/1.1 200 5 "UA (x)""#,
        ),
        (goaccess("own", &goaccess_format), r#"x [h] - - [10/Oct/2023:13:55:36 +0000] "GET /a HTTP/1.1" 200|5|UA x"#),
        (
            nginx("own", r#"escape=json '{"t":"$time_local","u":"$request_uri","s":$status,"a":"$http_user_agent"}'"#),
            r#"{"t":"10/Oct/2023:13:55:36 +0000","u":"/a?b","s":200,"a":"UA (x)"}"#,
        ),
        (
            apache("own", r#"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D %k %{SSL_PROTOCOL}x"#),
            r#"203.0.113.9 - - [10/Oct/2023:13:55:36 +0000] "GET /a?b HTTP/1.1" 200 5 "-" "UA" 1234 0 TLSv1.3"#,
        ),
        (
            nginx(
                "own",
                r#"$remote_addr [$time_local] "$request" $status $bytes_sent "$http_x_forwarded_for" $request_time $upstream_response_time $upstream_addr $upstream_status "$upstream_cache_status""#,
            ),
            r#"h [10/Oct/2023:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "1.2.3.4, 5.6.7.8" 0.124 0.120 10.0.0.4:80 200 "HIT""#,
        ),
        (
            apache("own", r#"%h %l %u %t "%r" %>s %b %D"#),
            r#"203.0.113.9 - frank [10/Oct/2023:13:55:36 +0000] "GET /a?b HTTP/1.1" 200 5 1234"#,
        ),
        (
            apache("own", r#"%v:%p %h %k %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i" %D"#),
            r#"e.org:443 203.0.113.9 - - [10/Oct/2023:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "r" "UA" 1234"#,
        ),
        (
            apache("own", r#"%v %h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" "%{Cookie}i""#),
            r#"e.org:80 2001:db8::1 id joe [10/Oct/2023:13:55:36 +0000] "GET /a HTTP/1.1" 200 - "r" "UA" "a=b""#,
        ),
        (
            nginx(
                "own",
                r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" rt=$request_time"#,
            ),
            r#"203.0.113.9 - joe [10/Oct/2023:13:55:36 +0000] "GET /a?b HTTP/1.1" 200 5 "-" "UA (x)" rt=0.125"#,
        ),
        (
            goaccess(
                "own",
                &GoaccessFormat { log_format: r#"%h %^[%d:%t %^] "%r" %s %b "%R" "%u" %T"#, ..goaccess_format },
            ),
            r#"203.0.113.9 - - [10/Oct/2023:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "-" "UA x" 0.25"#,
        ),
        (
            apache("own", r#"%{X-Forwarded-For}i %l %u %t "%r" %>s %b"#),
            r#"203.0.113.9 - joe [10/Oct/2023:13:55:36 +0000] "GET /a?b HTTP/1.1" 200 5"#,
        ),
        (
            goaccess(
                "own",
                &GoaccessFormat {
                    log_format: r#"~h{," } - %e [%x] "%r" %s"#,
                    datetime_format: Some("%s"),
                    ..GoaccessFormat::default()
                },
            ),
            r#"203.0.113.9 - joe [1696939200] "GET /a?b HTTP/1.1" 200"#,
        ),
    ]
}

/// Changes of single bytes to ones that mean something somewhere.
fn damaged() -> impl Strategy<Value = Vec<(prop::sample::Index, char, u8)>> {
    let char = prop::sample::select(r#""\ []-:/|?0129,#é.{}+"#.chars().collect::<Vec<_>>());
    prop::collection::vec((any::<prop::sample::Index>(), char, 0u8..3), 0..4)
}

fn assert_accounted(format: Compiled, lines: &[String]) -> Result<(), TestCaseError> {
    let Ok(format) = format else { return Ok(()) };
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let parsed = parse(&format, &text);
    let buffer = Buffer::from(text.as_bytes());
    let mut parser = Parser::new(Columns::all(), 1 << 20).by_definition();
    let defined = parser.parse(&format, RawText::all(&buffer), Vec::new());
    prop_assert_eq!(&parsed.tally, &defined.tally);
    prop_assert_eq!(&parsed.rejects, &defined.rejects);
    prop_assert_eq!(&parsed.records, &defined.records);
    prop_assert!(parsed.tally.closes());
    prop_assert_eq!(parsed.tally.lines as usize, lines.len());
    prop_assert_eq!(parsed.tally.parsed as usize, parsed.records.num_rows());
    for reject in &parsed.rejects {
        prop_assert!(reject.column as usize <= lines[reject.line as usize].len() + 1);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 6))]

    #[test]
    fn any_layout_accounts_for_any_line(
        apache_text in apache_text(),
        nginx_text in nginx_text(),
        goaccess_text in goaccess_text(),
        escaping in prop::sample::select(vec!["default", "json", "none"]),
        lines in prop::collection::vec(line(), 1..6),
    ) {
        assert_accounted(apache("own", &apache_text), &lines)?;
        assert_accounted(nginx("own", &nginx_text), &lines)?;
        assert_accounted(nginx("own", &format!("escape={escaping} '{nginx_text}'")), &lines)?;
        let times = GoaccessFormat {
            log_format: &goaccess_text,
            date_format: Some("%d/%b/%Y"),
            time_format: Some("%T"),
            datetime_format: Some("%s"),
        };
        assert_accounted(goaccess("own", &times), &lines)?;
        let groups = PatternFormat { regex: r"^(?P<host>\S+) (?P<time>\S+)?.*?(?P<status>\d+)(?P<extra>.*)$", ..PatternFormat::default() };
        assert_accounted(pattern("own", &groups), &lines)?;
    }

    #[test]
    fn fast_path_and_definition_agree(number in 0usize..13, damages in prop::collection::vec(damaged(), 1..4)) {
        let [layout, ..] = &quick()[number..] else { unreachable!("there are more") };
        let lines: Vec<String> = damages.into_iter().map(|damage| {
            let mut line: Vec<char> = layout.1.chars().collect();
            for (place, char, kind) in damage {
                let place = place.index(line.len());
                match kind {
                    0 => line[place] = char,
                    1 => line.insert(place, char),
                    _ => line.truncate(place.max(1)),
                }
            }
            line.into_iter().collect()
        }).collect();
        assert_accounted(layout.0.clone(), &lines)?;
    }

    #[test]
    fn any_text_is_a_description_or_refused(text in ".{0,60}", pieces in "[%${}a-z\"'\\\\ <>!^~;:.0-9]{0,40}") {
        for text in [&text, &pieces] {
            let format = GoaccessFormat { log_format: text, date_format: Some(text), time_format: Some(text), datetime_format: Some(text) };
            let compiled = [
                apache("own", text),
                nginx("own", text),
                goaccess("own", &format),
                pattern("own", &PatternFormat { regex: text, time_format: Some(text), units: Vec::new() }),
            ];
            for compiled in compiled {
                let is_placed = compiled.err().is_none_or(|error| error.at.is_none_or(|at| (1..=text.chars().count() + 1).contains(&at)));
                prop_assert!(is_placed, "{text}");
            }
        }
    }

    #[test]
    fn what_is_written_is_read_again(
        user in "[a-z]([a-z \\[]{0,6}[a-z])?",
        path in "[a-zA-Z0-9./%-]{0,20}",
        status in 100u16..1000,
        size in any::<u64>(),
        agent in "[ -~&&[^\"\\\\]]{0,30}",
        micros in 0u64..1_000_000_000,
    ) {
        let format = apache("own", "%h %l %u %t \"%r\" %>s %B \"%{User-Agent}i\" %D");
        let line = format!("h - {user} [10/Oct/2023:12:00:00 +0000] \"GET /{path} HTTP/1.1\" {status} {size} \"{agent}\" {micros}");
        let columns = [Column::User, Column::Target, Column::Status, Column::Bytes, Column::UserAgent, Column::RequestTime];
        let agent = if agent == "-" { "-".to_owned() } else { format!("{agent:?}").replace("\\'", "'") };
        let expected = format!("user={user:?} target=\"/{path}\" status={status} bytes={size} user_agent={agent} request_time={micros}");
        prop_assert_eq!(read(&format, &line, &columns), expected);
    }
}

#[test]
fn regular_lines_take_the_fast_path() {
    for (format, line) in quick() {
        assert!(quick_marks(format.unwrap().functions(), line).is_some(), "{line}");
    }
}

#[test]
fn a_long_line_is_read_in_linear_time() {
    let goaccess = |log_format| {
        let times = (Some("%d/%b/%Y"), Some("%T"), Some("%F %T"));
        let (date_format, time_format, datetime_format) = times;
        goaccess("own", &GoaccessFormat { log_format, date_format, time_format, datetime_format })
    };
    let head = "h - - [10/Oct/2023:12:00:00 +0000] \"";
    // With a look back or ahead for each piece that reaches to the end of the line, these would take minutes.
    for (format, head, pieces) in [
        (
            apache("own", "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %D"),
            head,
            &["\" ", "\\\" ", " [", "\" 200 ", "\\\\\"", " - [10/Oct/2023:12:00:00 +0000] \""][..],
        ),
        (nginx("own", "$http_a.$msec $status"), "", &["1.", "1..", ". ", "1.1 "]),
        (
            nginx("own", "$http_a $http_b $http_c $http_d $time_iso8601 $status"),
            "",
            &["a ", "2023-10-10T12:00:00 ", " \t"],
        ),
        (
            nginx("own", r#""$http_a" "$http_b" "$http_c" "$http_d" $status $msec"#),
            "\"",
            &["\" \"", "\\\"", "\" 1", "\""],
        ),
        (goaccess("~h{, } x%s"), "", &[" ", ", ", ",", "1 ", "1, "]),
        (goaccess("%^ %x %^ %s"), "", &["2023-10-10 12:00:00 ", "2 ", " "]),
    ] {
        let format = format.unwrap();
        for piece in pieces {
            let text = format!("{head}{}\n", piece.repeat(500_000 / piece.len()));
            assert_eq!(parse(&format, &text).tally.lines, 1);
        }
    }
}
