use super::super::apache;
use super::*;
use crate::log::tests::quick_marks;

const LINE: &str = r#"203.0.113.9 - frank [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.0" 200 2326 "http://e.org/" "Mozilla/4.08 (X)""#;

#[test]
fn a_log_format_reads_what_it_writes() {
    let format = apache("own", r#"%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-agent}i\" %D"#);
    assert_eq!(
        all(&format, &format!("{LINE} 4711")),
        "host=\"203.0.113.9\" user=\"frank\" time=2000-10-10T20:55:36Z request=\"GET /a?b=c HTTP/1.0\" method=\"GET\" \
         target=\"/a?b=c\" protocol=\"HTTP/1.0\" status=200 bytes=2326 referer=\"http://e.org/\" \
         user_agent=\"Mozilla/4.08 (X)\" request_time=4711"
    );
}

#[test]
fn each_directive_with_a_column_fills_it() {
    let format = apache(
        "own",
        "%V:%p %a %{c}a %A %u [%{%Y-%m-%dT%T}t.%{usec_frac}t%{%z}t] \"%m %U%q %H\" %s %>s %I %O %{ms}T %L \
         \"%{X-Forwarded-For}i\" \"%{Content-Type}o\" %{SSL_PROTOCOL}x %{SSL_CIPHER}x %X%k \"%!200,304{Cookie}i\" %%",
    );
    let line = "e.org:8443 198.51.100.7 10.0.0.1 192.0.2.1 joe doe [2023-10-10T14:00:00.000250+0200] \
                \"POST /p/q?x=1 HTTP/2.0\" 301 404 700 1234 56 abc \"203.0.113.1, 10.0.0.1\" \"text/html; charset=utf-8\" \
                TLSv1.3 TLS_AES_256_GCM_SHA384 +3 \"a=b\" %";
    assert_eq!(
        all(&format, line),
        "host=\"198.51.100.7\" user=\"joe doe\" time=2023-10-10T12:00:00.000250Z method=\"POST\" target=\"/p/q?x=1\" \
         protocol=\"HTTP/2.0\" status=404 bytes=1234 vhost=\"e.org\" port=8443 forwarded_for=\"203.0.113.1, 10.0.0.1\" \
         cookie=\"a=b\" mime_type=\"text/html; charset=utf-8\" request_id=\"abc\" server=\"192.0.2.1\" tls_protocol=\"TLSv1.3\" \
         tls_cipher=\"TLS_AES_256_GCM_SHA384\" request_time=56000 request_bytes=700"
    );
}

#[test]
fn times_are_read_in_every_unit_that_apache_writes() {
    let noon = "time=2023-10-10T12:00:00";
    let cases = [
        ("%{sec}t", "1696939200", "Z"),
        ("%{msec}t", "1696939200125", ".125000Z"),
        ("%{usec}t", "1696939200000125", ".000125Z"),
        ("%{sec}t.%{msec_frac}t", "1696939200.125", ".125000Z"),
        ("%{begin:%d/%b/%Y:%H:%M:%S %z}t %{end:sec}t", "10/Oct/2023:12:00:00 +0000 1696939300", "Z"),
        ("%{%s}t", "1696939200", "Z"),
        ("[%{%d/%b/%Y:%T}t.%{msec_frac}t %{%z}t]", "[10/Oct/2023:14:00:00.125 +0200]", ".125000Z"),
    ];
    for (directive, text, rest) in cases {
        let format = apache("own", &format!("{directive} %>s"));
        assert_eq!(
            read(&format, &format!("{text} 200"), &[Column::Time, Column::Status]),
            format!("{noon}{rest} status=200"),
            "{directive}"
        );
    }
}

#[test]
fn the_format_of_the_family_is_read_as_the_built_in_one() {
    for (text, line) in [
        (r#"%h %l %u %t \"%r\" %>s %b"#, r#"h - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5"#),
        (r#"%h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i""#, LINE),
        (r#"%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\""#, &format!("v:80 {LINE}")),
    ] {
        let format = apache("own", text).unwrap();
        assert_eq!((format.name(), &*format.about().grammar), ("own", text));
        assert!(quick_marks(format.functions(), line).is_some(), "{text}");
    }
}

#[test]
fn odd_lines_are_records_or_malformed_at_their_place() {
    let format = apache("own", r#"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D"#);
    let columns = [
        Column::User,
        Column::Path,
        Column::Status,
        Column::Referer,
        Column::UserAgent,
        Column::RequestTime,
        Column::Extra,
    ];
    let cases = [
        // Names with spaces and brackets; a request with quotes, escaped or not; a quote in a header.
        (
            r#"h - a [b] c [10/Oct/2000:13:55:36 -0700] "GET /a\"b HTTP/1.1" 200 5 "-" "x \"y\"" 7"#,
            r#"user="a [b] c" path="/a\\\"b" status=200 referer=- user_agent="x \\\"y\\\"" request_time=7 extra=-"#,
        ),
        (
            r#"h - - [10/Oct/2000:13:55:36 -0700] "GET /a"b HTTP/1.1" 200 5 "-" "x "y" z" 7"#,
            r#"user=- path="/a\"b" status=200 referer=- user_agent="x \"y\" z" request_time=7 extra=- (unescaped_quote)"#,
        ),
        (
            r#"h - - [10/Oct/2000:13:55:36 -0700] "GET /a\" 200 5 "-" "UA" 7"#,
            r#"user=- path="/a\\" status=200 referer=- user_agent="UA" request_time=7 extra=- (unescaped_quote)"#,
        ),
        // Opaque requests.
        (
            r#"h - - [10/Oct/2000:13:55:36 -0700] "\x16\x03" 400 - "-" "-" 7"#,
            "user=- path=- status=400 referer=- user_agent=- request_time=7 extra=- (opaque_request)",
        ),
        (
            r#"h - "" [10/Oct/2000:13:55:36 -0700] "-" 408 - "-" "-" 7"#,
            "user=\"\" path=- status=408 referer=- user_agent=- request_time=7 extra=-",
        ),
        // Any amount of whitespace.
        (
            "h  -\t-  [10/Oct/2000:13:55:36 -0700]  \"GET / HTTP/1.1\"\t200  5 \"-\"  \"UA\"   7",
            "user=- path=\"/\" status=200 referer=- user_agent=\"UA\" request_time=7 extra=-",
        ),
        // Cut off, at every field.
        (
            r#"h - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5 "-" "UA""#,
            "user=- path=\"/\" status=200 referer=- user_agent=\"UA\" request_time=- extra=- (short_line)",
        ),
        (
            r#"h - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5 "-" "U"#,
            "user=- path=\"/\" status=200 referer=- user_agent=\"U\" request_time=- extra=- (short_line)",
        ),
        (
            r#"h - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5"#,
            "user=- path=\"/\" status=200 referer=- user_agent=- request_time=- extra=- (short_line)",
        ),
        (
            r#"h - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5 what else"#,
            "user=- path=\"/\" status=200 referer=- user_agent=- request_time=- extra=\"what else\" (extra_fields)",
        ),
        (
            r#"h - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5 "-" "UA" 7 more "of it""#,
            "user=- path=\"/\" status=200 referer=- user_agent=\"UA\" request_time=7 extra=\"more \\\"of it\\\"\" (extra_fields)",
        ),
        (
            r#"h - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5 "-" "UA" soon"#,
            "user=- path=\"/\" status=200 referer=- user_agent=\"UA\" request_time=- extra=- (unread_field)",
        ),
        // Not of the format.
        ("h - - [30/Feb/2000:13:55:36 -0700] \"GET / HTTP/1.1\" 200 5 \"-\" \"UA\" 7", "8:bad_time"),
        ("h - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.1\" 20 5 \"-\" \"UA\" 7", "53:bad_status"),
        ("h - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.1\" 200 x \"-\" \"UA\" 7", "57:bad_size"),
        ("h - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.1\" 200", "56:missing_field"),
        ("h - - [10/Oct/2000:13:55:36 -0700] \"GET / HT", "45:unterminated_request"),
        ("h - -", "6:missing_time"),
        ("#!", ""),
        ("2023/10/10 12:00:00 [error] 12#12: *1 open() failed", "28:missing_time"),
    ];
    assert_lines(&format, &columns, &cases);
}

#[test]
fn a_directive_that_apache_has_not_is_refused_with_its_place() {
    let cases = [
        ("%h %y", "at character 4: unknown directive `%y`, expected one of `%a`, "),
        ("%t %{Referer", "at character 4: `%{Referer` is cut off: a `}` should follow"),
        ("%t %", "at character 4: `%` is cut off: a letter should follow; a percent sign is written `%%`"),
        ("%h%l %t", "at character 3: nothing separates `%h` and `%l`"),
        ("%h %u", "it has no time, status or request: add `%t`, `%>s` or `\\\"%r\\\"`"),
        ("%{%H:%M}t %>s", "the time has no date: add the day, month and year"),
    ];
    for (text, expected) in cases {
        let message = fault(apache("own", text));
        assert!(message.starts_with(expected), "{text}: {message}");
    }
}

#[test]
fn a_list_of_forwarded_addresses_is_one_field_and_its_first_address_the_client() {
    let columns = [Column::Host, Column::ForwardedFor, Column::User, Column::Status];
    let rest = r#"[10/Oct/2023:13:55:36 +0000] "GET / HTTP/1.1" 200 5"#;
    let first = apache("own", r#"%{X-Forwarded-For}i %l %u %t "%r" %>s %b"#);
    let list = r#"host="1.1.1.1" forwarded_for="1.1.1.1, 2.2.2.2" user=- status=200"#;
    assert_lines(
        &first,
        &columns,
        &[
            (&format!("1.1.1.1, 2.2.2.2 - - {rest}"), list),
            (&format!("1.1.1.1 - joe {rest}"), r#"host="1.1.1.1" forwarded_for="1.1.1.1" user="joe" status=200"#),
            (&format!("- - joe {rest}"), r#"host=- forwarded_for=- user="joe" status=200"#),
        ],
    );
    let quoted = apache("own", r#""%{X-Forwarded-For}i" %l %u %t "%r" %>s %b"#);
    assert_lines(&quoted, &columns, &[(&format!("\"1.1.1.1, 2.2.2.2\" - - {rest}"), list)]);
    let second = apache("own", r#"%h %{X-Forwarded-For}i %l %u %t "%r" %>s %b"#);
    assert_lines(
        &second,
        &columns,
        &[(
            &format!("10.0.0.1 1.1.1.1, 2.2.2.2 - - {rest}"),
            r#"host="10.0.0.1" forwarded_for="1.1.1.1, 2.2.2.2" user=- status=200"#,
        )],
    );
    assert!(first.unwrap().columns().contains(Column::Host));
}

#[test]
fn a_line_that_begins_with_a_virtual_host_is_none_of_a_format_without() {
    let format = apache("own", r#"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D"#);
    let rest = r#"[10/Oct/2023:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "UA" 7"#;
    let cases = [
        (format!("v.e:443 1.2.3.4 - - {rest}"), "1:unexpected_vhost"),
        (format!("v.e:443 1.2.3.4 - joe {rest}"), "1:unexpected_vhost"),
        (format!("1.2.3.4 - -joe {rest}"), r#"host="1.2.3.4" user="-joe""#),
    ];
    for (line, expected) in cases {
        assert_lines(&format, &[Column::Host, Column::User], &[(&line, expected)]);
    }
}

#[test]
fn the_whole_directive_is_a_description_too() {
    for text in [
        r#"LogFormat "%h %l %u %t \"%r\" %>s %b" common"#,
        "# ours\nlogformat '%h %l %u %t \"%r\" %>s %b'\nCustomLog logs/a common",
        "LogFormat \"%h %l %u %t \\\"%r\\\" \\\n    %>s %b\" common\n",
    ] {
        let format = apache("own", text);
        assert_eq!(
            read(
                &format,
                r#"h - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5"#,
                &[Column::Host, Column::Status]
            ),
            r#"host="h" status=200"#,
            "{text}"
        );
    }
    let message = fault(apache("own", "LogFormat \"%h %y\" own"));
    assert!(message.starts_with("at character 15: unknown directive `%y`"), "{message}");
}

#[test]
fn what_tomcat_means_by_a_letter_is_read_too() {
    let line = |thread: &str| {
        format!("203.0.113.9 - - [10/Oct/2023:13:55:36 +0000] \"GET /a HTTP/1.1\" 200 5 {thread} bar 1000x44x1")
    };
    let format = apache("own", "%h %l %u %t \"%r\" %s %b %I %{user}s %{jira.request.id}r");
    let columns = [Column::Path, Column::Status, Column::RequestBytes];
    assert_lines(
        &format,
        &columns,
        &[
            (&line("http-nio-8080-exec-1"), r#"path="/a" status=200 request_bytes=-"#),
            (&line("412"), r#"path="/a" status=200 request_bytes=412"#),
        ],
    );
    for (pattern, time) in [
        ("yyyy-MM-dd HH:mm:ss.SSS Z", "2023-10-10 15:55:36.250 +0200"),
        ("dd/MMM/yyyy:HH:mm:ss.SSS Z", "10/Oct/2023:15:55:36.250 +0200"),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2023-10-10T15:55:36.250+02:00"),
    ] {
        let format = apache("own", &format!("[%{{{pattern}}}t] %s \"%r\""));
        let expected = "time=2023-10-10T13:55:36.250000Z status=200";
        let line = format!("[{time}] 200 \"GET / HTTP/1.1\"");
        assert_lines(&format, &[Column::Time, Column::Status], &[(&line, expected)]);
    }
}
