//! Lines as Caddy, Traefik and nginx write them.

use super::*;

#[test]
fn every_field_of_a_caddy_line_is_found() {
    let line = r#"{"level":"info","ts":1700000000.125,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"10.0.0.7","remote_port":"4711","client_ip":"2001:db8::7","proto":"HTTP/1.1","method":"POST","host":"shop.example:8443","uri":"/a/b.php?x=1","headers":{"Referer":["https://ref.example/"],"User-Agent":["UA/1 \"quoted\"","other"],"X-Forwarded-For":["2001:db8::7, 10.0.0.7"],"Cookie":["REDACTED"]},"tls":{"resumed":false,"version":772,"cipher_suite":4867,"proto":"","server_name":"shop.example"}},"bytes_read":17,"user_id":"anna","duration":0.0015,"size":99,"status":201,"resp_headers":{"Server":["Caddy"],"Content-Type":["text/html"]}}"#;
    assert_eq!(
        record(&built_in("caddy"), line),
        [
            "host=2001:db8::7",
            "user=anna",
            "time=1700000000125000",
            "method=POST",
            "target=/a/b.php?x=1",
            "path=/a/b.php",
            "query=x=1",
            "protocol=HTTP/1.1",
            "status=201",
            "bytes=99",
            "referer=https://ref.example/",
            r#"user_agent=UA/1 \"quoted\""#,
            "vhost=shop.example",
            "port=8443",
            "forwarded_for=2001:db8::7, 10.0.0.7",
            "cookie=REDACTED",
            "mime_type=text/html",
            "tls_protocol=772",
            "tls_cipher=4867",
            "request_time=1500",
            "request_bytes=17",
        ]
    );
}

#[test]
fn old_caddy_lines_have_an_address_with_a_port_and_times_may_be_texts() {
    let line = |ts: &str, status: &str| {
        format!(
            r#"{{"status":{status},"size":0,"duration":0.1,"request":{{"uri":"/","host":"h","method":"GET","proto":"HTTP/2.0","remote_addr":"[2001:db8::1]:4711"}},"msg":"handled request","logger":"http.log.access.log3","ts":{ts},"level":"error"}}"#
        )
    };
    let wanted = [
        (Column::Host, Some("2001:db8::1")),
        (Column::Port, Some("4711")),
        (Column::Time, Some("1696946136250000")),
        (Column::Status, Some("0")),
        (Column::StatusClass, Some("0xx")),
        (Column::Bytes, Some("0")),
        (Column::User, None),
    ];
    for ts in [r#""2023-10-10T13:55:36.250Z""#, "1696946136.25", "1696946136250", r#""2023-10-10T15:55:36.250+0200""#] {
        expect("caddy", &line(ts, "0"), &wanted, &[]);
    }
    expect("caddy", &line(r#""2023/10/10 13:55:36.250""#, "0"), &wanted, &[Note::NoZone]);
    refuse(
        "caddy",
        &line(r#""noon""#, "0"),
        RejectReason::BadTime,
        line("", "0").find(r#","level""#).unwrap() as u32 + 2,
    );
}

#[test]
fn lines_of_other_caddy_loggers_are_skipped() {
    for line in [
        r#"{"level":"info","ts":1700000000.1,"msg":"using provided configuration","config_file":"/etc/caddy/Caddyfile"}"#,
        r#"{"level":"info","ts":1700000000.1,"logger":"admin","msg":"admin endpoint started","address":"localhost:2019"}"#,
        r#"{"level":"warn","ts":1700000000.1,"logger":"http.log.accessory","msg":"x","status":200,"request":{"method":"GET"}}"#,
        r#"{"level":"error","ts":1700000000.1,"logger":"http.log.error","msg":"x","status":502,"request":{"method":"GET"}}"#,
    ] {
        expect_skipped("caddy", line);
    }
    refuse("caddy", r#"{"time":1700000000,"method":"GET"}"#, RejectReason::NoRequest, 1);
    refuse("caddy", r#"{"level":"info","logger":"admin""#, RejectReason::BadJson, 33);
}

#[test]
fn every_field_of_a_traefik_line_is_found() {
    let line = r#"{"ClientAddr":"192.0.2.4:50112","ClientHost":"192.0.2.4","ClientPort":"50112","ClientUsername":"bob","DownstreamContentSize":13,"DownstreamStatus":404,"Duration":1234567,"OriginContentSize":13,"OriginDuration":1000999,"OriginStatus":404,"Overhead":233568,"RequestAddr":"api.example","RequestContentSize":5,"RequestCount":8,"RequestHost":"api.example","RequestMethod":"GET","RequestPath":"/v1/items?sort=up\u0026page=2","RequestPort":"-","RequestProtocol":"HTTP/1.1","RequestScheme":"https","RetryAttempts":0,"RouterName":"api@file","ServiceAddr":"10.0.0.9:8080","ServiceName":"api@file","ServiceURL":"http://10.0.0.9:8080","SpanId":"0","StartLocal":"2023-10-10T15:55:36.5+02:00","StartUTC":"2023-10-10T13:55:36.5Z","TLSCipher":"TLS_AES_128_GCM_SHA256","TLSVersion":"1.3","TraceId":"abc","downstream_Content-Type":"text/plain","entryPointName":"web","level":"info","msg":"","request_Referer":"https://r.example/","request_User-Agent":"UA/2","request_X-Forwarded-For":"192.0.2.4","time":"2023-10-10T13:55:37Z"}"#;
    assert_eq!(
        record(&built_in("traefik_json"), line),
        [
            "host=192.0.2.4",
            "user=bob",
            "time=1696946136500000",
            "method=GET",
            r"target=/v1/items?sort=up\u0026page=2",
            "path=/v1/items",
            r"query=sort=up\u0026page=2",
            "protocol=HTTP/1.1",
            "status=404",
            "bytes=13",
            "referer=https://r.example/",
            "user_agent=UA/2",
            "vhost=api.example",
            "port=50112",
            "forwarded_for=192.0.2.4",
            "scheme=https",
            "mime_type=text/plain",
            "trace_id=abc",
            "frontend=api@file",
            "upstream=api@file",
            "upstream_addr=10.0.0.9:8080",
            "tls_protocol=1.3",
            "tls_cipher=TLS_AES_128_GCM_SHA256",
            "request_time=1234",
            "upstream_time=1000",
            "request_bytes=5",
            "upstream_status=404",
        ]
    );
}

#[test]
fn every_field_of_an_nginx_line_is_found() {
    let line = r#"{"msec":"1700000000.123","time_local":"14/Nov/2023:22:13:20 +0000","remote_addr":"192.0.2.8","remote_user":"eve","request":"GET /x/y.css?v=3 HTTP/2.0","uri":"/x/y.css","args":"v=3","status": "304","body_bytes_sent":12,"bytes_sent":340,"request_length":"250","http_referer":"https://r.example/","http_user_agent":"UA/3","http_x_forwarded_for":"198.51.100.1, 192.0.2.8","http_host":"static.example","server_name":"_","server_port":"443","scheme":"https","request_id":"f00","ssl_protocol":"TLSv1.3","ssl_cipher":"TLS_AES_256_GCM_SHA384","upstream_addr":"10.0.0.1:80, 10.0.0.2:80","upstream_status":"502, 304","upstream_response_time":"0.1, 0.2","upstream_connect_time":"0.001, 0.002","upstream_header_time":"0.09, 0.19","upstream_cache_status":"MISS","request_time":"0.350","pipe":"."}"#;
    assert_eq!(
        record(&built_in("nginx_json"), line),
        [
            "host=192.0.2.8",
            "user=eve",
            "time=1700000000123000",
            "request=GET /x/y.css?v=3 HTTP/2.0",
            "method=GET",
            "target=/x/y.css?v=3",
            "path=/x/y.css",
            "query=v=3",
            "protocol=HTTP/2.0",
            "status=304",
            "bytes=12",
            "referer=https://r.example/",
            "user_agent=UA/3",
            "vhost=static.example",
            "port=443",
            "forwarded_for=198.51.100.1, 192.0.2.8",
            "scheme=https",
            "request_id=f00",
            "upstream_addr=10.0.0.1:80, 10.0.0.2:80",
            "cache_status=MISS",
            "tls_protocol=TLSv1.3",
            "tls_cipher=TLS_AES_256_GCM_SHA384",
            "request_time=350000",
            "upstream_connect_time=3000",
            "upstream_time=300000",
            "first_byte_time=280000",
            "request_bytes=250",
            "upstream_status=304",
        ]
    );
}

/// A line of nginx with one more member.
fn nginx(member: &str) -> String {
    format!(r#"{{"time_iso8601":"2023-10-10T13:55:36+00:00","request":"GET /x HTTP/1.1",{member}}}"#)
}

#[test]
fn variables_of_nginx_without_value_are_null() {
    for text in [r#""""#, r#""-""#, "-", "null", r#""-, -""#] {
        let line = nginx(&format!(r#""status":200,"upstream_response_time":{text},"upstream_status":{text}"#));
        expect("nginx_json", &line, &[(Column::UpstreamTime, None), (Column::UpstreamStatus, None)], &[]);
    }
    expect(
        "nginx_json",
        &nginx(r#""http_referer":"","status":"""#),
        &[(Column::Referer, None), (Column::Status, None)],
        &[],
    );
    let urt = |text: &str| nginx(&format!(r#""upstream_response_time":"{text}""#));
    expect("nginx_json", &urt("0.1 : 0.2, 0.3"), &[(Column::UpstreamTime, Some("600000"))], &[]);
    expect("nginx_json", &urt("soon"), &[(Column::UpstreamTime, None)], &[Note::UnreadField]);
}

#[test]
fn a_variable_of_nginx_that_prints_nothing_outside_quotes_has_no_value() {
    let line = nginx(r#""upstream_response_time":,"status":200,"body_bytes_sent":"#);
    let wanted = [(Column::Status, Some("200")), (Column::UpstreamTime, None), (Column::Bytes, None)];
    expect("nginx_json", &line, &wanted, &[]);
    refuse("nginx_json", &nginx(r#""a":[,]"#), RejectReason::BadJson, nginx("").len() as u32 + 5);
    expect("nginx_json", &nginx(r#""body_bytes_sent":0,"status":000"#), &[(Column::Status, Some("0"))], &[]);
    expect("nginx_json", &nginx(r#""body_bytes_sent":0,"status":009"#), &[(Column::Status, Some("9"))], &[]);
}

#[test]
fn escapes_foreign_to_json_are_accepted_and_noted() {
    let line = nginx(r#""http_user_agent":"caf\xE9 \x22""#);
    expect("nginx_json", &line, &[(Column::UserAgent, Some(r"caf\xE9 \x22"))], &[Note::HexEscape]);
    let broken = nginx(r#""http_user_agent":"\xG1""#);
    refuse("nginx_json", &broken, RejectReason::BadJson, broken.find('\\').unwrap() as u32 + 1);
}

#[test]
fn bytes_that_are_not_utf8_do_not_break_the_json() {
    let mut line = nginx(r#""http_user_agent":"caf?""#).into_bytes();
    let place = line.iter().position(|byte| *byte == b'?').unwrap();
    line[place] = 0xe9;
    let parsed = parse("nginx_json", &line);
    assert_eq!(value(&parsed, 0, Column::UserAgent).as_deref(), Some("caf‹e9›"));
    assert_eq!(parsed.tally.notes.get(Note::InvalidUtf8), 1);
    assert_eq!(parsed.tally.notes.get(Note::HexEscape), 0, "the file holds no such escape");
}

#[test]
fn a_backslash_before_a_byte_that_is_not_utf8_escapes_nothing_whatever_the_other_lines_are() {
    let good = nginx(r#""http_user_agent":"a\\b""#).into_bytes();
    let mut odd = good.clone();
    let place = odd.iter().position(|byte| *byte == b'\\').unwrap();
    odd[place + 1] = 0xff;
    let lone = parse("nginx_json", &odd);
    assert_eq!((lone.tally.malformed, lone.rejects[0].column), (1, place as u32 + 1));
    let among = parse("nginx_json", &[&good[..], &odd, &good].join(&b'\n'));
    assert_eq!((among.tally.parsed, among.tally.malformed), (2, 1));
    assert_eq!(among.rejects[0].column, lone.rejects[0].column);
}

#[test]
fn a_request_that_nginx_could_not_read_is_a_record() {
    let line = r#"{"time_iso8601":"2023-10-10T13:55:36+00:00","remote_addr":"192.0.2.1","request":"","status":"400","body_bytes_sent":"0"}"#;
    expect("nginx_json", line, &[(Column::Request, None), (Column::Method, None), (Column::Status, Some("400"))], &[]);
    let probe = nginx(r#""x":0"#).replace("GET /x HTTP/1.1", r"\u0016\u0003\u0001").replace("\"x\":0", "\"msec\":null");
    let wanted = [(Column::Request, Some(r"\u0016\u0003\u0001")), (Column::Path, None)];
    expect("nginx_json", &probe, &wanted, &[Note::OpaqueRequest]);
}

#[test]
fn a_status_page_of_nginx_plus_is_no_access_log() {
    let line = r#"{"version":8,"nginx_version":"1.21.3","address":"192.0.2.1","timestamp":1700000000123,"connections":{"accepted":12,"dropped":0,"active":1},"requests":{"total":40,"current":1},"server_zones":{"www":{"processing":0,"requests":12,"responses":{"1xx":0,"2xx":12,"total":12},"received":4000,"sent":9000}}}"#;
    for format in ["json", "nginx_json", "caddy", "traefik_json"] {
        refuse(format, line, RejectReason::NoRequest, 1);
    }
}
