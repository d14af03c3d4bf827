use super::super::{GoaccessFormat, goaccess};
use super::*;

fn compile(log_format: &str, date_format: &str, time_format: &str) -> Compiled {
    let format = GoaccessFormat {
        log_format,
        date_format: Some(date_format).filter(|text| !text.is_empty()),
        time_format: Some(time_format).filter(|text| !text.is_empty()),
        datetime_format: None,
    };
    goaccess("own", &format)
}

#[test]
fn the_predefined_formats_read_their_logs() {
    let cases = [
        (
            "COMBINED",
            r#"203.0.113.9 - - [10/Oct/2023:14:00:00 +0200] "GET /a HTTP/1.1" 200 5 "http://e.org/" "UA""#,
            r#"host="203.0.113.9" time=2023-10-10T12:00:00Z request="GET /a HTTP/1.1" method="GET" target="/a" protocol="HTTP/1.1" status=200 bytes=5 referer="http://e.org/" user_agent="UA""#,
        ),
        (
            "vcommon",
            r#"e.org:80 203.0.113.9 - - [10/Oct/2023:14:00:00 +0200] "GET /a HTTP/1.1" 200 5"#,
            r#"host="203.0.113.9" time=2023-10-10T12:00:00Z request="GET /a HTTP/1.1" method="GET" target="/a" protocol="HTTP/1.1" status=200 bytes=5 vhost="e.org" port=80"#,
        ),
        (
            "CLOUDSTORAGE",
            r#""1696939200000250","203.0.113.9","1","","GET","/a","200","0","5","1234","host","-","UA""#,
            r#"host="203.0.113.9" time=2023-10-10T12:00:00.000250Z method="GET" target="/a" status=200 bytes=5 user_agent="UA" request_time=1234"#,
        ),
        (
            "AWSELB",
            r#"https 2023-10-10T12:00:00.123456Z lb 203.0.113.9:4711 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://e.org:80/ HTTP/1.1" "curl/8" - - arn "Root=1" "e.org" x"#,
            r#"host="203.0.113.9" time=2023-10-10T12:00:00Z request="GET http://e.org:80/ HTTP/1.1" method="GET" target="http://e.org:80/" protocol="HTTP/1.1" status=200 bytes=29 user_agent="curl/8" vhost="e.org" port=4711 extra="x" request_time=1048 (extra_fields) (no_zone)"#,
        ),
        (
            "SQUID",
            "host squid 1 proxy squid[1]: 1696939200.123    45 203.0.113.9 TCP_MISS/200 512 GET http://e.org/ - HIER_DIRECT/1.2.3.4 text/html",
            r#"host="203.0.113.9" time=2023-10-10T12:00:00Z method="GET" target="http://e.org/" status=200 bytes=512 vhost="proxy" extra="- HIER_DIRECT/1.2.3.4 text/html" request_time=45000 (extra_fields)"#,
        ),
        (
            "TRAEFIKCLF",
            r#"203.0.113.9 - - [10/Oct/2023:12:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "UA "x"" 7 "r@docker" "http://10.0.0.1:80" 4ms"#,
            r#"host="203.0.113.9" time=2023-10-10T12:00:00Z request="GET /a HTTP/1.1" method="GET" target="/a" protocol="HTTP/1.1" status=200 bytes=5 user_agent="UA \"x\"" vhost="r@docker" request_time=4000 (unescaped_quote)"#,
        ),
    ];
    for (name, line, expected) in cases {
        assert_eq!(all(&compile(name, "", ""), line).replace(" ident=\"-\"", ""), expected, "{name}");
    }
}

#[test]
fn specifiers_fill_their_columns() {
    let format = compile(r#"%d %t %v %^ "~h{, }" %e %m %U %q %H %s %b %R %K %k %M %C %n [%u]"#, "%Y-%m-%d", "%H:%M:%S");
    let line = r#"2023-10-10 12:00:00 e.org - "203.0.113.9, 10.0.0.1" joe GET /a q=1 HTTP/1.1 200 5 http://r/ TLSv1.3 AES text/html HIT 1500 [U A]"#;
    assert_eq!(
        all(&format, line),
        r#"host="203.0.113.9" user="joe" time=2023-10-10T12:00:00Z method="GET" target="/a?q=1" protocol="HTTP/1.1" status=200 bytes=5 referer="http://r/" user_agent="U A" vhost="e.org" mime_type="text/html" cache_status="HIT" tls_protocol="TLSv1.3" tls_cipher="AES" request_time=1 (no_zone)"#
    );
    let ingress =
        compile(r#"%^ %^ [%h] %^ %^ [%d:%t %^] "%r" %s %b "%R" "%u" %^ %^ [%v] %^:%^ %^ %T %^ %^"#, "%d/%b/%Y", "%T");
    let line = r#"x - [203.0.113.9] - - [10/Oct/2023:12:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "UA" 432 0.002 [shop-80] 10.1.0.1:80 150 0.004 200 abc"#;
    let columns = [Column::Host, Column::Time, Column::Vhost, Column::RequestTime];
    assert_lines(
        &ingress,
        &columns,
        &[(line, r#"host="203.0.113.9" time=2023-10-10T12:00:00Z vhost="shop-80" request_time=4000"#)],
    );
}

#[test]
fn what_is_missing_or_unknown_is_refused_with_its_place() {
    let cases = [
        (compile("%h %y", "", ""), "at character 4: unknown specifier `%y`, expected one of `%x`"),
        (compile("%h [%d:%t]", "%d/%b/%Y", ""), "`%t` needs `time_format = \"%H:%M:%S\"` beside it"),
        (compile("%x %s", "", ""), "`%x` needs `datetime_format = \"%d/%b/%Y:%H:%M:%S %z\"` beside it"),
        (compile("%d %s", "%d/%Q", ""), "at character 4: unknown directive `%Q`"),
        (compile("%h %b", "", ""), "it has no time, status or request: add `%d`, `%s` or `%r`"),
        (compile("%t %s", "", "%T"), "the time has no date"),
        (compile("COMBIND", "", ""), "unknown predefined format `COMBIND`, expected one of `COMBINED`"),
        (compile("{ \"ts\": \"%x\" ", "%s", ""), "it begins as JSON does, and is none: EOF"),
        (compile("{ \"ts\": \"%y\" }", "%s", ""), "unknown specifier `%y`, expected one of `%x`"),
        (compile("{ \"ts\": \"%x\" }", "%s", ""), "no key of a request is given"),
        (compile("{ \"ts\": \"%x\" }", "", ""), "`%x` needs `datetime_format = "),
        (compile("{ \"d\": \"%d\", \"t\": \"%t\" }", "%F", "%T"), "`d` has half a time"),
        (compile("{ \"a\": \"%s %b\" }", "%F", "%T"), "`a` has several specifiers, \"%s %b\""),
        (compile("{ \"a\": \"%d at %t\" }", "%F", "%T"), "`a` has a time that is written \"%F at %T\""),
    ];
    for (format, expected) in cases {
        let message = fault(format);
        assert!(message.starts_with(expected), "{message}");
    }
}

#[test]
fn a_field_in_quotes_ends_at_the_text_between_such_fields() {
    let storage = compile("CLOUDSTORAGE", "", "");
    let head = r#""1696939200000250","203.0.113.9","1","","GET","/a","200","0","5","1234","host","http://r","#;
    let columns = [Column::Referer, Column::UserAgent, Column::Extra];
    assert_lines(
        &storage,
        &columns,
        &[
            (
                &format!(r#"{head}"Moz","AEnB","GET_Object","bkt","obj""#),
                r#"referer="http://r" user_agent="Moz" extra="\"AEnB\",\"GET_Object\",\"bkt\",\"obj\"" (extra_fields)"#,
            ),
            (
                &format!(r#"{head}"Moz ""x"",""y"" z","AEnB","#),
                r#"referer="http://r" user_agent="Moz \"\"x\"\",\"\"y\"\" z" extra="\"AEnB\"," (extra_fields)"#,
            ),
            (&format!(r#"{head}"","AEnB""#), r#"referer="http://r" user_agent="" extra="\"AEnB\"" (extra_fields)"#),
            (&format!(r#"{head}"Moz""#), r#"referer="http://r" user_agent="Moz" extra=-"#),
        ],
    );
}

#[test]
fn the_delimiters_of_a_list_of_hosts_are_no_part_of_the_host() {
    let columns = [Column::Host, Column::User, Column::Status];
    let quoted = compile(r#"~h{," } - %e [%x] %s"#, "%s", "");
    assert_lines(
        &quoted,
        &columns,
        &[
            (r#""1.1.1.1, 2.2.2.2" - joe [1696939200] 200"#, r#"host="1.1.1.1" user="joe" status=200"#),
            (r#""1.1.1.1" - joe [1696939200] 200"#, r#"host="1.1.1.1" user="joe" status=200"#),
            ("1.1.1.1 - joe [1696939200] 200", r#"host="1.1.1.1" user="joe" status=200"#),
            ("1.1.1.1,2001:db8::1 - joe [1696939200] 200", r#"host="1.1.1.1" user="joe" status=200"#),
            ("- - joe [1696939200] 200", r#"host=- user="joe" status=200"#),
        ],
    );
    let bars = compile("~h{|} %e [%x] %s", "%s", "");
    assert_lines(
        &bars,
        &columns,
        &[
            ("1.1.1.1|2.2.2.2 joe [1696939200] 200", r#"host="1.1.1.1" user="joe" status=200"#),
            ("1.1.1.1 joe [1696939200] 200", r#"host="1.1.1.1" user="joe" status=200"#),
        ],
    );
    let blanks = compile("~h{ } %e [%x] %s", "%s", "");
    assert_lines(
        &blanks,
        &columns,
        &[
            ("1.1.1.1 2.2.2.2 joe [1696939200] 200", r#"host="1.1.1.1" user="joe" status=200"#),
            ("1.1.1.1 joe [1696939200] 200", r#"host="1.1.1.1" user="joe" status=200"#),
        ],
    );
    let enclosed = compile(r#"[%x] "~h{," }" %s"#, "%s", "");
    assert_lines(
        &enclosed,
        &columns,
        &[(r#"[1696939200] "1.1.1.1, 2.2.2.2" 200"#, r#"host="1.1.1.1" user=- status=200"#)],
    );
}

#[test]
fn predefined_formats_of_other_kinds_are_the_built_in_ones() {
    for (name, built_in) in [("W3C", "w3c"), ("CLOUDFRONT", "cloudfront"), ("Caddy", "caddy")] {
        let format = compile(name, "", "").unwrap();
        let example = crate::log::Format::by_name(built_in).expect("it is built in").example().to_owned();
        assert_eq!((format.name(), format.functions().has_directives()), ("own", built_in != "caddy"), "{name}");
        let parsed = parse(&format, &format!("{example}\n"));
        assert_eq!(parsed.tally.parsed, 1, "{name}");
    }
}

#[test]
fn a_template_of_json_says_which_key_is_which_column() {
    let caddy = r#"{ "ts": "%x.%^", "request": { "client_ip": "%h", "proto": "%H", "method": "%m", "host": "%v", "uri": "%U",
        "headers": { "User-Agent": ["%u"], "a.b": ["%^", "%R"] }, "tls": { "cipher_suite": "%k", "proto": "%K" } },
        "duration": "%T", "size": "%b", "status": "%s", "resp_headers": { "Content-Type": ["%M"] }, "n": 5 }"#;
    let line = r#"{"ts":1696946136.25,"request":{"client_ip":"203.0.113.9","proto":"HTTP/2.0","method":"GET","host":"e.org","uri":"/a?b","headers":{"User-Agent":["UA"],"a.b":["x","http://r/"]},"tls":{"cipher_suite":4865,"proto":"h2"}},"duration":0.012,"size":5,"status":200,"resp_headers":{"Content-Type":["text/html"]}}"#;
    assert_eq!(
        all(&compile(caddy, "%s", ""), line),
        r#"host="203.0.113.9" time=2023-10-10T13:55:36.250000Z method="GET" target="/a?b" protocol="HTTP/2.0" status=200 bytes=5 referer="http://r/" user_agent="UA" vhost="e.org" mime_type="text/html" tls_protocol="h2" tls_cipher="4865" request_time=12000"#
    );
    let columns = [Column::Time, Column::Method, Column::Path, Column::Query, Column::RequestTime];
    let other = compile(r#"{ "at": "%d:%t %^", "req": "%m %U %H", "took": "%D" }"#, "%d/%b/%Y", "%T");
    let line = r#"{"at":"10/Oct/2023:15:55:36 +0200","req":"GET /a?b HTTP/1.1","took":250}"#;
    let expected = r#"time=2023-10-10T13:55:36Z method="GET" path="/a" query="b" request_time=250"#;
    assert_lines(&other, &columns, &[(line, expected)]);
    let split = compile(r#"{ "ms": "%x", "path": "%U", "query": "%q", "took": "%n" }"#, "%*", "");
    let line = r#"{"ms":1696946136000,"path":"/a","query":"b","took":250000}"#;
    assert_lines(&split, &columns, &[(line, &expected.replace("\"GET\"", "-"))]);
}
