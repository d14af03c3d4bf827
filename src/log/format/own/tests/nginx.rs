use super::super::nginx;
use super::*;

const MAIN: &str = r#"'$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"'"#;

#[test]
fn a_log_format_reads_what_it_writes() {
    let line = r#"203.0.113.9 - frank [10/Oct/2023:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "-" "UA/1.0 (\x22x\x22)" "198.51.100.1, 10.0.0.1""#;
    let expected = "host=\"203.0.113.9\" user=\"frank\" time=2023-10-10T13:55:36Z request=\"GET /a HTTP/1.1\" method=\"GET\" \
                    target=\"/a\" protocol=\"HTTP/1.1\" status=200 bytes=5 user_agent=\"UA/1.0 (\\\\x22x\\\\x22)\" \
                    forwarded_for=\"198.51.100.1, 10.0.0.1\"";
    for text in [MAIN.to_owned(), format!("log_format  main  {MAIN};\n"), format!("escape=default {MAIN}")] {
        assert_eq!(all(&nginx("own", &text), line), expected, "{text}");
    }
}

#[test]
fn the_format_of_an_ingress_is_read_with_its_lists() {
    let format = nginx(
        "ingress",
        "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \
         \"$http_user_agent\" $request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] \
         $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id",
    );
    let head = r#"10.0.0.1 - - [10/Oct/2023:13:55:36 +0000] "POST /x HTTP/2.0" 502 150 "-" "curl/8" 432 0.125"#;
    let columns = [
        Column::Status,
        Column::RequestBytes,
        Column::RequestTime,
        Column::Upstream,
        Column::UpstreamAddr,
        Column::UpstreamTime,
        Column::UpstreamStatus,
        Column::RequestId,
    ];
    let start = "status=502 request_bytes=432 request_time=125000";
    let cases = [
        (
            "[shop-80] [] 10.1.0.1:80, 10.1.0.2:80 0, 150 0.004, 0.120 504, 502 abc",
            "upstream=\"shop-80\" upstream_addr=\"10.1.0.1:80, 10.1.0.2:80\" upstream_time=124000 upstream_status=502 request_id=\"abc\"",
        ),
        (
            "[shop-80] [alt] 10.1.0.1:80 : 10.2.0.1:80 150 : 0 0.1 : - 200 : 502 abc",
            "upstream=\"shop-80\" upstream_addr=\"10.1.0.1:80 : 10.2.0.1:80\" upstream_time=100000 upstream_status=502 request_id=\"abc\"",
        ),
        ("[] [] - - - - abc", "upstream=\"\" upstream_addr=- upstream_time=- upstream_status=- request_id=\"abc\""),
    ];
    for (tail, expected) in cases {
        assert_eq!(read(&format, &format!("{head} {tail}"), &columns), format!("{start} {expected}"), "{tail}");
    }
}

#[test]
fn each_variable_with_a_column_fills_it() {
    let format = nginx(
        "own",
        "$msec\t$time_iso8601\t${scheme}://$host:$server_port$request_uri\t$request_method $uri?$args $server_protocol\t$status\t\
         $bytes_sent\t$remote_addr:$remote_port\t$upstream_cache_status\t$ssl_protocol/$ssl_cipher\t$sent_http_content_type\t\
         $request_id\t$unheard_of\t$cookie_a",
    );
    let line = "1696939200.125\t2023-10-10T12:00:00+00:00\thttps://e.org:8443/p?q=1\tGET /p?q=1 HTTP/3.0\t304\t99\t\
                203.0.113.9:4711\tHIT\tTLSv1.3/AES\ttext/html; charset=x\tabc\twhat ever\tcc";
    assert_eq!(
        all(&format, line),
        "host=\"203.0.113.9\" time=2023-10-10T12:00:00.125000Z method=\"GET\" target=\"/p?q=1\" protocol=\"HTTP/3.0\" status=304 \
         bytes=99 vhost=\"e.org\" port=8443 scheme=\"https\" mime_type=\"text/html; charset=x\" request_id=\"abc\" \
         cache_status=\"HIT\" tls_protocol=\"TLSv1.3\" tls_cipher=\"AES\" own1=\"what ever\" own2=\"cc\""
    );
}

#[test]
fn a_format_in_the_shape_of_json_is_read_as_text() {
    let format = nginx(
        "own",
        r#"escape=json '{"time":"$time_iso8601","host":"$remote_addr",' '"status":$status,"rt":$request_time,' '"ua":"$http_user_agent","up":$upstream_response_time}'"#,
    );
    let columns =
        [Column::Time, Column::Host, Column::Status, Column::RequestTime, Column::UserAgent, Column::UpstreamTime];
    let cases = [
        (
            r#"{"time":"2023-10-10T12:00:00+00:00","host":"h","status":200,"rt":0.5,"ua":"a \"b\",\\","up":0.25}"#,
            r#"time=2023-10-10T12:00:00Z host="h" status=200 request_time=500000 user_agent="a \\\"b\\\",\\\\" upstream_time=250000"#,
        ),
        // What was not found is written as nothing.
        (
            r#"{"time":"2023-10-10T12:00:00+00:00","host":"h","status":200,"rt":0.5,"ua":"","up":}"#,
            r#"time=2023-10-10T12:00:00Z host="h" status=200 request_time=500000 user_agent="" upstream_time=-"#,
        ),
        (r#"{"other":"2023-10-10T12:00:00+00:00"}"#, "1:missing_time"),
    ];
    assert_lines(&format, &columns, &cases);
}

#[test]
fn without_escaping_a_quote_ends_at_the_text_after_it() {
    let format = nginx("own", r#"escape=none '"$request" $status "$http_user_agent" $request_time'"#);
    let columns = [Column::Request, Column::Status, Column::UserAgent, Column::RequestTime];
    let cases = [(
        r#""GET /\" 200 "a\" b" c" 0.5"#,
        r#"request="GET /\\" status=200 user_agent="a\\\" b\" c" request_time=500000 (unescaped_quote)"#,
    )];
    assert_lines(&format, &columns, &cases);
}

#[test]
fn the_predefined_format_is_read_as_the_built_in_one() {
    let text = r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent""#;
    let built_in = crate::log::Format::by_name("nginx").unwrap();
    let own = nginx("own", text).unwrap();
    assert_eq!(own.columns(), built_in.columns());
    // Only a member of the family has one.
    assert_eq!(own.functions().family().len(), built_in.functions().family().len());
}

#[test]
fn what_nginx_would_not_accept_is_refused_with_its_place() {
    let cases = [
        ("$status $", "at character 9: `$` is cut off: the name of a variable should follow"),
        ("$status ${host", "at character 9: `${host` is cut off: a `}` should follow"),
        ("'$status", "at character 1: `'` is cut off: the closing quote is missing"),
        ("escape=jsn '$status'", "at character 1: unknown escaping `jsn`, expected one of `default`, `json`, `none`"),
        ("$status$request_time", "at character 8: nothing separates `$status` and `$request_time`"),
        ("$host $remote_user", "it has no time, status or request: add `$time_local`, `$status` or `\"$request\"`"),
        ("", "it has no time, status or request"),
    ];
    for (text, expected) in cases {
        let message = fault(nginx("own", text));
        assert!(message.starts_with(expected), "{text}: {message}");
    }
}

#[test]
fn comments_of_a_configuration_say_nothing() {
    let line = r#"203.0.113.9 [10/Oct/2023:13:55:36 +0000] "GET / HTTP/1.1" 200"#;
    for text in [
        "'$remote_addr [$time_local] ' # who's asking\n  # and what\n '\"$request\" $status'",
        "# it's ours\nlog_format own '$remote_addr [$time_local] ' # who's asking\n '\"$request\" $status'; # done",
        "  # ours\n'$remote_addr [$time_local] \"$request\" $status'",
    ] {
        let format = nginx("own", text);
        let expected = r#"host="203.0.113.9" status=200"#;
        assert_eq!(read(&format, line, &[Column::Host, Column::Status]), expected, "{text}");
    }
}

#[test]
fn every_time_of_several_upstreams_is_a_list() {
    let format = nginx(
        "own",
        "[$time_local] $status $upstream_connect_time $upstream_header_time $upstream_response_time $request_time",
    );
    let columns = [Column::UpstreamConnectTime, Column::FirstByteTime, Column::UpstreamTime, Column::RequestTime];
    let cases = [
        (
            "[10/Oct/2023:13:55:36 +0000] 200 0.001, 0.002 0.01, 0.02 0.1, 0.2 0.4",
            "upstream_connect_time=3000 first_byte_time=30000 upstream_time=300000 request_time=400000",
        ),
        (
            "[10/Oct/2023:13:55:36 +0000] 200 0.001 : 0.002 - : 0.02 0.1 : 0.2 0.4",
            "upstream_connect_time=3000 first_byte_time=20000 upstream_time=300000 request_time=400000",
        ),
    ];
    assert_lines(&format, &columns, &cases);
}

#[test]
fn without_another_host_the_first_forwarded_address_is_the_client() {
    let format = nginx("own", r#"$http_x_forwarded_for - $remote_user [$time_local] "$request" $status"#);
    let columns = [Column::Host, Column::ForwardedFor, Column::User];
    let rest = r#"[10/Oct/2023:13:55:36 +0000] "GET / HTTP/1.1" 200"#;
    assert_lines(
        &format,
        &columns,
        &[
            (&format!("1.1.1.1 - - {rest}"), r#"host="1.1.1.1" forwarded_for="1.1.1.1" user=-"#),
            (
                &format!("1.1.1.1, 2.2.2.2 - joe {rest}"),
                r#"host="1.1.1.1" forwarded_for="1.1.1.1, 2.2.2.2" user="joe""#,
            ),
        ],
    );
}

#[test]
fn what_nginx_does_not_know_is_nothing_where_it_does_not_escape_by_default() {
    for escaping in ["json", "none"] {
        let format = nginx(
            "own",
            &format!(
                "escape={escaping} '$remote_addr - $remote_user [$time_local] \"$request\" $status $upstream_addr $http_x \"$http_referer\" $host'"
            ),
        );
        let columns = [Column::Host, Column::User, Column::Status, Column::UpstreamAddr, Column::Vhost];
        let time = "[10/Oct/2023:13:55:36 +0000]";
        assert_lines(
            &format,
            &columns,
            &[
                (
                    &format!("1.1.1.1 -  {time} \"GET / HTTP/1.1\" 200   \"\" e.org"),
                    r#"host="1.1.1.1" user="" status=200 upstream_addr="" vhost="e.org""#,
                ),
                (
                    &format!("1.1.1.1 - joe {time} \"GET / HTTP/1.1\" 200 10.0.0.1:80 x y \"r\" e.org"),
                    r#"host="1.1.1.1" user="joe" status=200 upstream_addr="10.0.0.1:80" vhost="e.org""#,
                ),
                (
                    &format!("1.1.1.1 - joe {time} \"GET / HTTP/1.1\" 200 10.0.0.1:80 x \"r\" "),
                    r#"host="1.1.1.1" user="joe" status=200 upstream_addr="10.0.0.1:80" vhost=-"#,
                ),
            ],
        );
    }
}

#[test]
fn a_quoted_field_of_nginx_ends_at_its_first_quote() {
    let format = nginx("own", r#"$remote_addr [$time_local] "$request" $status "$http_referer" "$http_user_agent""#);
    let head = r#"1.1.1.1 [10/Oct/2023:13:55:36 +0000] "GET / HTTP/1.1" 200 "-" "#;
    let columns = [Column::Referer, Column::UserAgent, Column::Extra];
    assert_lines(
        &format,
        &columns,
        &[
            (
                &format!("{head}\"curl/8\"rt=0.1 uct=\"0.2\""),
                r#"referer=- user_agent="curl/8" extra="rt=0.1 uct=\"0.2\"" (extra_fields)"#,
            ),
            (&format!("{head}\"curl/8\",\"x\""), r#"referer=- user_agent="curl/8" extra=",\"x\"" (extra_fields)"#),
            (
                &format!("{head}\"curl/8\" \"h.e\" 0.1 \"y\""),
                r#"referer=- user_agent="curl/8" extra="\"h.e\" 0.1 \"y\"" (extra_fields)"#,
            ),
        ],
    );
    let short = nginx(
        "own",
        r#"$remote_addr [$time_local] "$request" $status "$http_user_agent" "$http_x_forwarded_for" $request_time"#,
    );
    let columns = [Column::UserAgent, Column::ForwardedFor, Column::RequestTime, Column::Extra];
    assert_lines(
        &short,
        &columns,
        &[(
            r#"1.1.1.1 [10/Oct/2023:13:55:36 +0000] "GET / HTTP/1.1" 200 "curl/8" 0.1"#,
            r#"user_agent="curl/8" forwarded_for=- request_time=- extra="0.1" (extra_fields)"#,
        )],
    );
}

#[test]
fn a_request_that_nothing_encloses_ends_where_its_protocol_does() {
    let columns = [Column::Method, Column::Path, Column::Protocol, Column::Host, Column::UserAgent];
    let format = nginx("own", "$time_iso8601 $request $remote_addr $http_user_agent");
    let time = "2023-10-10T13:55:36Z";
    assert_lines(
        &format,
        &columns,
        &[
            (
                &format!("{time} GET /a b HTTP/1.1 1.1.1.1 curl x"),
                r#"method="GET" path="/a b" protocol="HTTP/1.1" host="1.1.1.1" user_agent="curl x""#,
            ),
            (
                &format!("{time} GET /a HTTP/1.1 1.1.1.1 curl HTTP/1.1 2.2.2.2 x"),
                r#"method="GET" path="/a" protocol="HTTP/1.1" host="1.1.1.1" user_agent="curl HTTP/1.1 2.2.2.2 x""#,
            ),
            (&format!("{time} - 1.1.1.1 curl x"), r#"method=- path=- protocol=- host="1.1.1.1" user_agent="curl x""#),
            (
                &format!("{time} GET /a 1.1.1.1 curl x"),
                r#"method="GET" path="/a" protocol=- host="1.1.1.1" user_agent="curl x""#,
            ),
        ],
    );
    let format = nginx("own", "[$time_local]; $request; $status; $host");
    assert_lines(
        &format,
        &[Column::Path, Column::Status, Column::Vhost],
        &[(
            "[10/Oct/2023:13:55:36 +0000]; GET /a; 200; b HTTP/1.1; 404; e.org",
            r#"path="/a; 200; b" status=404 vhost="e.org""#,
        )],
    );
}
