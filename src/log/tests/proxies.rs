//! Formats of load balancers and proxies, line by line.

use super::lines::{expect, refuse};
use super::*;

const HEAD: &str = "203.0.113.9 - alice [10/Oct/2023:13:55:36 +0000] \"GET /a?b=1 HTTP/1.1\" 200 5";
const TIME: (Column, Option<&str>) = (Column::Time, Some("1696946136000000"));

mod nginx {
    use super::*;

    #[test]
    fn main_adds_the_forwarded_addresses() {
        for (logged, expected) in
            [("203.0.113.9, 10.0.0.1", Some("203.0.113.9, 10.0.0.1")), ("-", None), ("", Some(""))]
        {
            let line = format!("{HEAD} \"http://r/\" \"UA\" \"{logged}\"");
            expect(
                "nginx_main",
                &line,
                &[
                    (Column::Host, Some("203.0.113.9")),
                    (Column::Referer, Some("http://r/")),
                    (Column::UserAgent, Some("UA")),
                    (Column::ForwardedFor, expected),
                ],
                &[],
            );
        }
    }

    #[test]
    fn main_without_its_last_field_is_short_and_with_more_has_extra_fields() {
        expect("nginx_main", &format!("{HEAD} \"-\" \"UA\""), &[(Column::UserAgent, Some("UA"))], &[Note::ShortLine]);
        expect(
            "nginx_main",
            &format!("{HEAD} \"-\" \"UA\" \"1.2.3"),
            &[(Column::ForwardedFor, Some("1.2.3"))],
            &[Note::ShortLine],
        );
        expect(
            "nginx_main",
            &format!("{HEAD} \"-\" \"UA\" \"x\" 0.1"),
            &[(Column::ForwardedFor, Some("x")), (Column::Extra, Some("0.1"))],
            &[Note::ExtraFields],
        );
        expect(
            "nginx_main",
            &format!("{HEAD} \"-\" \"a \"b\" c\" \"x\""),
            &[(Column::UserAgent, Some("a \"b\" c")), (Column::ForwardedFor, Some("x"))],
            &[Note::UnescapedQuote],
        );
    }

    #[test]
    fn an_extra_field_is_not_that_of_an_earlier_line() {
        // More lines than a chunk holds, so that places of fields are used again.
        let odd = format!("{HEAD} \"-\" \"UA\" \"x\" 0.1\n");
        let regular = format!("{HEAD} \"-\" \"UA\" \"-\"\n");
        let parsed = parse("nginx_main", format!("{}{}", odd.repeat(200), regular.repeat(200)).as_bytes());
        assert_eq!(
            (value(&parsed, 199, Column::Extra).as_deref(), value(&parsed, 200, Column::Extra)),
            (Some("0.1"), None)
        );
        assert_eq!(value(&parsed, 399, Column::ForwardedFor), None);
    }
}

mod ingress {
    use super::*;

    fn line(tail: &str) -> String {
        format!("{HEAD} \"-\" \"UA\" {tail}")
    }

    #[test]
    fn every_field_is_found() {
        expect(
            "ingress_nginx",
            &line("389 0.004 [shop-web-80] [] 10.8.0.4:8080 512 0.003 201 6f3f0b2c"),
            &[
                TIME,
                (Column::Host, Some("203.0.113.9")),
                (Column::User, Some("alice")),
                (Column::Path, Some("/a")),
                (Column::Status, Some("200")),
                (Column::Bytes, Some("5")),
                (Column::UserAgent, Some("UA")),
                (Column::RequestBytes, Some("389")),
                (Column::RequestTime, Some("4000")),
                (Column::Upstream, Some("shop-web-80")),
                (Column::UpstreamAddr, Some("10.8.0.4:8080")),
                (Column::UpstreamTime, Some("3000")),
                (Column::UpstreamStatus, Some("201")),
                (Column::RequestId, Some("6f3f0b2c")),
            ],
            &[],
        );
    }

    #[test]
    fn lists_of_upstreams_are_summed_up_and_the_last_status_counts() {
        expect(
            "ingress_nginx",
            &line(
                "389 0.124 [n] [] 10.8.0.4:80, 10.8.0.5:80 : 10.8.0.6:80 0, 5 : 5 0.004, 0.120 : 0.001 502, 504 : 200 id",
            ),
            &[
                (Column::UpstreamAddr, Some("10.8.0.4:80, 10.8.0.5:80 : 10.8.0.6:80")),
                (Column::UpstreamTime, Some("125000")),
                (Column::UpstreamStatus, Some("200")),
                (Column::RequestId, Some("id")),
            ],
            &[],
        );
    }

    #[test]
    fn a_request_that_went_to_no_upstream_has_none() {
        let none = [Column::Upstream, Column::UpstreamAddr, Column::UpstreamTime, Column::UpstreamStatus];
        expect("ingress_nginx", &line("0 0.000 [] [] - - - - id"), &none.map(|column| (column, None)), &[]);
    }

    #[test]
    fn older_controllers_are_read_too() {
        let id = (Column::RequestId, Some("id"));
        expect(
            "ingress_nginx",
            &line("9 0.1 [n] 10.8.0.4:80 5 0.1 200 id"),
            &[id, (Column::UpstreamStatus, Some("200"))],
            &[],
        );
        let text = line("9 0.1 [n] [] 10.8.0.4:80 5 0.1 200 id").replace("- alice", "- [203.0.113.9] - alice");
        expect("ingress_nginx", &text, &[id, (Column::User, Some("alice"))], &[]);
    }

    #[test]
    fn a_line_that_is_cut_off_is_short_and_one_of_another_format_is_malformed() {
        expect(
            "ingress_nginx",
            &line("9 0.1 [n] [] 10.8.0.4:80 5"),
            &[(Column::UpstreamAddr, Some("10.8.0.4:80"))],
            &[Note::ShortLine],
        );
        expect("ingress_nginx", &format!("{HEAD} \"-\" \"UA"), &[(Column::UserAgent, Some("UA"))], &[Note::ShortLine]);
        expect(
            "ingress_nginx",
            &line("9 0.1 [n] [] - - x y id z"),
            &[(Column::Extra, Some("z"))],
            &[Note::ExtraFields, Note::UnreadField],
        );
        refuse("ingress_nginx", HEAD, RejectReason::MissingField, 77);
        refuse("ingress_nginx", &format!("{HEAD} \"-\" \"UA\""), RejectReason::MissingField, 86);
        refuse("ingress_nginx", &line("\"x\""), RejectReason::MissingField, 90);
    }
}

mod traefik {
    use super::*;

    #[test]
    fn every_field_is_found() {
        expect(
            "traefik",
            &format!("{HEAD} \"http://r/\" \"UA x\" 12 \"web@docker\" \"http://10.0.0.1:80\" 7ms"),
            &[
                TIME,
                (Column::Referer, Some("http://r/")),
                (Column::UserAgent, Some("UA x")),
                (Column::RequestId, Some("12")),
                (Column::Frontend, Some("web@docker")),
                (Column::UpstreamAddr, Some("http://10.0.0.1:80")),
                (Column::RequestTime, Some("7000")),
            ],
            &[],
        );
        let none =
            [Column::Referer, Column::UserAgent, Column::Frontend, Column::UpstreamAddr].map(|column| (column, None));
        expect("traefik", &format!("{HEAD} \"-\" \"-\" 12 \"-\" \"-\" 0ms"), &none, &[]);
    }

    #[test]
    fn quotes_of_clients_stay_inside_their_fields() {
        let with = |headers: &str| format!("{HEAD} {headers} 12 \"r\" \"u\" 7ms");
        let flag = &[Note::UnescapedQuote];
        for agent in ["a \"b\" c", "x\" 1 \"r\" \"u\" 1ms", "\"", "\" \" 404 7 \"-"] {
            expect("traefik", &with(&format!("\"-\" \"{agent}\"")), &[(Column::UserAgent, Some(agent)), TIME], flag);
        }
        expect("traefik", &with("\"-\" \"ends in \\\""), &[(Column::UserAgent, Some("ends in \\"))], &[]);
        let request = with("\"-\" \"UA\"").replace("/a?b=1", "/a\\\"b\\");
        expect("traefik", &request, &[(Column::Path, Some("/a\\\"b\\")), (Column::Status, Some("200"))], flag);
    }

    #[test]
    fn a_line_that_is_cut_off_is_short_and_one_of_another_format_is_malformed() {
        let short = &[Note::ShortLine];
        expect("traefik", &format!("{HEAD} \"-\" \"UA"), &[(Column::UserAgent, Some("UA"))], short);
        expect("traefik", &format!("{HEAD} \"-\" \"UA\" 12 \"web@doc"), &[(Column::RequestId, Some("12"))], short);
        refuse("traefik", HEAD, RejectReason::MissingField, 77);
        refuse("traefik", &format!("{HEAD} \"-\" \"UA\""), RejectReason::MissingField, 86);
        refuse("traefik", &format!("{HEAD} \"-\" \"UA\" \"x\""), RejectReason::MissingField, 90);
    }
}

mod elb {
    use super::*;

    const LINE: &str = "2023-10-10T13:55:36.250Z lb 203.0.113.9:2817 10.0.0.1:80 0.001 0.02 0.3 502 503 82 305";

    #[test]
    fn every_field_is_found() {
        expect(
            "elb",
            &format!("{LINE} \"GET https://www.example.com:443/a?b HTTP/1.1\" \"UA x\" AES TLSv1.2"),
            &[
                (Column::Time, Some("1696946136250000")),
                (Column::Frontend, Some("lb")),
                (Column::Host, Some("203.0.113.9")),
                (Column::Port, Some("2817")),
                (Column::UpstreamAddr, Some("10.0.0.1:80")),
                (Column::QueueTime, Some("1000")),
                (Column::UpstreamTime, Some("20000")),
                (Column::RequestTime, Some("321000")),
                (Column::Status, Some("502")),
                (Column::UpstreamStatus, Some("503")),
                (Column::RequestBytes, Some("82")),
                (Column::Bytes, Some("305")),
                (Column::Method, Some("GET")),
                (Column::Path, Some("/a")),
                (Column::Query, Some("b")),
                (Column::Vhost, Some("www.example.com")),
                (Column::Protocol, Some("HTTP/1.1")),
                (Column::UserAgent, Some("UA x")),
                (Column::TlsCipher, Some("AES")),
                (Column::TlsProtocol, Some("TLSv1.2")),
            ],
            &[],
        );
    }

    #[test]
    fn a_tcp_listener_knows_no_request_and_no_status() {
        let line = LINE.replace("502 503", "- -") + " \"- - - \" \"-\" - -";
        let none =
            [Column::Request, Column::Method, Column::Path, Column::Status, Column::UpstreamStatus, Column::UserAgent];
        expect("elb", &line, &none.map(|column| (column, None)), &[]);
    }

    #[test]
    fn a_request_that_reached_no_server_has_no_times() {
        let line = LINE.replace("10.0.0.1:80 0.001 0.02 0.3", "- -1 -1 -1") + " \"GET / HTTP/1.1\" \"-\" - -";
        let none = [Column::UpstreamAddr, Column::QueueTime, Column::UpstreamTime, Column::RequestTime];
        expect("elb", &line, &none.map(|column| (column, None)), &[]);
    }

    #[test]
    fn old_lines_end_behind_the_request_and_cut_ones_are_short() {
        let line = |rest: &str| format!("{LINE} {rest}");
        expect("elb", &line("\"GET / HTTP/1.1\""), &[(Column::Path, Some("/")), (Column::UserAgent, None)], &[]);
        expect("elb", &line("\"GET /x"), &[(Column::Path, Some("/x"))], &[Note::ShortLine]);
        expect("elb", &line("\"GET / HTTP/1.1\" \"UA"), &[(Column::UserAgent, Some("UA"))], &[Note::ShortLine]);
        expect("elb", &line("\"GET / HTTP/1.1\" \"-\" - - x y"), &[(Column::Extra, Some("x y"))], &[Note::ExtraFields]);
    }

    #[test]
    fn clients_may_have_addresses_of_ipv6() {
        for client in ["[2001:db8::1]:2817", "2001:db8::1:2817"] {
            let line = LINE.replace("203.0.113.9:2817", client);
            expect(
                "elb",
                &line,
                &[(Column::Host, Some("2001:db8::1")), (Column::Port, Some("2817"))],
                &[Note::ShortLine],
            );
        }
    }

    #[test]
    fn what_the_load_balancer_could_not_read_has_no_method() {
        let request = "- http://www.example.com:80- -";
        expect(
            "elb",
            &format!("{LINE} \"{request}\" \"-\" - -"),
            &[(Column::Request, Some(request)), (Column::Method, None)],
            &[Note::OpaqueRequest],
        );
    }

    #[test]
    fn the_frame_must_be_whole() {
        refuse("elb", &LINE.replace("T13", "X13"), RejectReason::BadTime, 1);
        refuse("elb", &LINE.replace(":2817", ""), RejectReason::BadHost, 29);
        refuse("elb", &LINE.replace("502", "50"), RejectReason::BadStatus, 73);
        refuse("elb", &LINE.replace("305", "-5"), RejectReason::BadSize, 84);
        refuse("elb", &format!("{LINE} x"), RejectReason::MissingRequest, 88);
        refuse("elb", "2023-10-10T13:55:36Z lb", RejectReason::MissingField, 24);
        expect(
            "elb",
            &(LINE.replace("0.02", "x") + " \"GET / HTTP/1.1\""),
            &[(Column::RequestTime, None)],
            &[Note::UnreadField],
        );
    }
}

mod alb {
    use super::*;

    const LINE: &str = "h2 2023-10-10T13:55:36Z app/web/1 203.0.113.9:2817 10.0.0.1:80 0.001 0.02 0.3 200 201 82 305 \
        \"GET https://www.example.com:443/a HTTP/2.0\"";
    const TAIL: &str =
        "\"UA\" AES TLSv1.2 arn:aws:tg/1 \"Root=1-5\" \"sni.example.com\" \"arn:cert\" 1 2023-10-10T13:55:36Z";

    #[test]
    fn every_field_is_found() {
        expect(
            "alb",
            &format!(
                "{LINE} {TAIL} \"waf,redirect\" \"https://x/\" \"LambdaUnhandled\" \"10.0.0.1:80\" \"201\" \"-\" \"-\" TID_1"
            ),
            &[
                TIME,
                (Column::Scheme, Some("h2")),
                (Column::Frontend, Some("app/web/1")),
                (Column::Host, Some("203.0.113.9")),
                (Column::Port, Some("2817")),
                (Column::RequestTime, Some("321000")),
                (Column::Status, Some("200")),
                (Column::UpstreamStatus, Some("201")),
                (Column::Path, Some("/a")),
                (Column::Vhost, Some("www.example.com")),
                (Column::UserAgent, Some("UA")),
                (Column::TlsCipher, Some("AES")),
                (Column::TlsProtocol, Some("TLSv1.2")),
                (Column::Upstream, Some("arn:aws:tg/1")),
                (Column::TraceId, Some("Root=1-5")),
                (Column::Actions, Some("waf,redirect")),
                (Column::Redirect, Some("https://x/")),
                (Column::Error, Some("LambdaUnhandled")),
                (Column::Extra, None),
            ],
            &[],
        );
    }

    #[test]
    fn appended_fields_are_kept_and_missing_ones_are_nothing_odd() {
        let whole = format!("{LINE} {TAIL} \"forward\" \"-\" \"-\" \"-\" \"-\" \"-\" \"-\" TID_1");
        expect("alb", &format!("{whole} \"x y\" z 1"), &[(Column::Extra, Some("\"x y\" z 1"))], &[]);
        expect("alb", &format!("{LINE} {TAIL}"), &[(Column::Actions, None), (Column::TraceId, Some("Root=1-5"))], &[]);
        expect("alb", &format!("{LINE} {TAIL} \"waf"), &[(Column::Actions, Some("waf"))], &[Note::ShortLine]);
    }

    #[test]
    fn a_user_agent_ends_where_the_fields_behind_it_begin() {
        for (agent, notes) in
            [("a \"b\" c", &[Note::UnescapedQuote][..]), (r#"a \"b\" c"#, &[]), ("x\" a", &[Note::UnescapedQuote])]
        {
            let line = format!("{LINE} {TAIL}").replace("\"UA\"", &format!("\"{agent}\""));
            expect("alb", &line, &[(Column::UserAgent, Some(agent)), (Column::TraceId, Some("Root=1-5"))], notes);
        }
    }

    #[test]
    fn a_target_may_be_missing_and_a_type_must_be_known() {
        let line = LINE.replace("10.0.0.1:80 0.001 0.02 0.3 200 201", "- -1 -1 -1 460 -");
        let none = [Column::UpstreamAddr, Column::RequestTime, Column::UpstreamStatus].map(|column| (column, None));
        expect("alb", &format!("{line} {TAIL}"), &none, &[]);
        expect("alb", &format!("{line} {TAIL}"), &[(Column::Status, Some("460"))], &[]);
        refuse("alb", &LINE.replace("h2 ", "h9 "), RejectReason::NoMatch, 1);
    }
}

mod s3 {
    use super::*;

    const HEAD: &str =
        "0wner assets [10/Oct/2023:13:55:36 +0000] 203.0.113.9 arn:aws:iam::1:user/d 3E57 REST.GET.OBJECT img/a.png";
    const OUTCOME: &str = "206 AccessDenied 2662 3462 70 10 \"http://r/\"";
    const TAIL: &str = "vers s9lz= SigV4 AES AuthHeader assets.s3.amazonaws.com TLSv1.2";

    #[test]
    fn every_field_is_found() {
        expect(
            "s3",
            &format!("{HEAD} \"GET /img/a.png?x HTTP/1.1\" {OUTCOME} \"UA x\" {TAIL} - Yes us-west-1 new"),
            &[
                TIME,
                (Column::Bucket, Some("assets")),
                (Column::Host, Some("203.0.113.9")),
                (Column::User, Some("arn:aws:iam::1:user/d")),
                (Column::RequestId, Some("3E57")),
                (Column::Operation, Some("REST.GET.OBJECT")),
                (Column::ObjectKey, Some("img/a.png")),
                (Column::Path, Some("/img/a.png")),
                (Column::Status, Some("206")),
                (Column::Error, Some("AccessDenied")),
                (Column::Bytes, Some("2662")),
                (Column::ObjectBytes, Some("3462")),
                (Column::RequestTime, Some("70000")),
                (Column::FirstByteTime, Some("10000")),
                (Column::Referer, Some("http://r/")),
                (Column::UserAgent, Some("UA x")),
                (Column::TlsCipher, Some("AES")),
                (Column::Vhost, Some("assets.s3.amazonaws.com")),
                (Column::TlsProtocol, Some("TLSv1.2")),
                (Column::Extra, Some("new")),
            ],
            &[],
        );
    }

    #[test]
    fn lines_of_every_age_are_whole() {
        for tail in ["", "-", "- s9lz= SigV4", TAIL, &format!("{TAIL} -"), &format!("{TAIL} - - -")] {
            let line = format!("{HEAD} \"GET /x HTTP/1.1\" {OUTCOME} \"UA\" {tail}");
            expect("s3", &line, &[(Column::UserAgent, Some("UA")), (Column::Extra, None)], &[]);
        }
    }

    #[test]
    fn any_field_may_be_a_bare_dash() {
        let none = [
            Column::Request,
            Column::Status,
            Column::Error,
            Column::ObjectBytes,
            Column::RequestTime,
            Column::UserAgent,
        ];
        let line = "0wner assets [10/Oct/2023:13:55:36 +0000] - - 3E57 S3.EXPIRE.OBJECT img/a.png - - - - - - - - - - - - - - - -";
        expect("s3", line, &none.map(|column| (column, None)), &[]);
        expect("s3", line, &[(Column::Host, None), (Column::Bytes, Some("0"))], &[]);
    }

    #[test]
    fn a_user_agent_ends_at_the_last_quote() {
        for (agent, notes) in
            [("a \"b\" c", &[Note::UnescapedQuote][..]), ("x\" - 404", &[Note::UnescapedQuote]), (r#"a \"b\""#, &[])]
        {
            let line = format!("{HEAD} \"GET /x HTTP/1.1\" {OUTCOME} \"{agent}\" {TAIL}");
            expect("s3", &line, &[(Column::UserAgent, Some(agent)), (Column::TlsCipher, Some("AES"))], notes);
        }
        let line = format!("{HEAD} \"GET /a\" 1 b HTTP/1.1\" {OUTCOME} \"UA\" {TAIL}");
        expect("s3", &line, &[(Column::Path, Some("/a\" 1 b"))], &[Note::UnescapedQuote]);
    }

    #[test]
    fn the_frame_must_be_whole() {
        refuse("s3", &HEAD.replace("10/Oct", "32/Oct"), RejectReason::BadTime, 15);
        refuse("s3", &format!("{HEAD} x"), RejectReason::MissingRequest, 108);
        refuse("s3", &format!("{HEAD} \"GET /x"), RejectReason::UnterminatedRequest, 108);
        refuse("s3", &format!("{HEAD} - 20 - 1"), RejectReason::BadStatus, 110);
        refuse("s3", &format!("{HEAD} - 200 - x"), RejectReason::BadSize, 116);
        expect(
            "s3",
            &format!("{HEAD} - 200 - 1 x"),
            &[(Column::Bytes, Some("1"))],
            &[Note::ShortLine, Note::UnreadField],
        );
    }
}

mod haproxy {
    use super::*;

    const HEAD: &str = "203.0.113.9:33317 [10/Oct/2023:13:55:36.250] http-in~ web/srv1";
    const STATE: &str = "c1 c2 --NI 1/2/3/4/5 6/7";

    /// Every line has this note, since HAProxy logs no zone.
    fn expect_also(text: &str, expected: &[(Column, Option<&str>)], notes: &[Note]) {
        let mut all = notes.to_vec();
        all.push(Note::NoZone);
        all.sort();
        expect("haproxy", text, expected, &all);
    }

    #[track_caller]
    fn is_passed_over(text: &str) {
        let tally = parse("haproxy", text.as_bytes()).tally;
        assert_eq!((tally.skipped, tally.lines), (1, 1), "{text}");
    }

    #[test]
    fn every_field_is_found() {
        expect_also(
            &format!("{HEAD} 10/1/30/69/109 200 2750 {STATE} {{a|b}} {{c}} \"GET /cart?x HTTP/1.1\""),
            &[
                (Column::Time, Some("1696946136250000")),
                (Column::Host, Some("203.0.113.9")),
                (Column::Port, Some("33317")),
                (Column::Frontend, Some("http-in")),
                (Column::Upstream, Some("web")),
                (Column::UpstreamAddr, Some("srv1")),
                (Column::HeaderTime, Some("10000")),
                (Column::QueueTime, Some("1000")),
                (Column::UpstreamConnectTime, Some("30000")),
                (Column::UpstreamTime, Some("69000")),
                (Column::RequestTime, Some("109000")),
                (Column::Status, Some("200")),
                (Column::Bytes, Some("2750")),
                (Column::Cookie, Some("c1")),
                (Column::Termination, Some("--NI")),
                (Column::Connections, Some("1/2/3/4/5")),
                (Column::Queues, Some("6/7")),
                (Column::CapturedRequest, Some("a|b")),
                (Column::CapturedResponse, Some("c")),
                (Column::Path, Some("/cart")),
                (Column::Protocol, Some("HTTP/1.1")),
            ],
            &[],
        );
    }

    #[test]
    fn the_header_of_syslog_is_taken_off() {
        let line = format!("{HEAD} 1/1/1/1/1 200 5 {STATE} \"GET / HTTP/1.1\"");
        for header in [
            "",
            "haproxy[1]: ",
            "Oct  9 13:55:36 lb-1 haproxy[14389]: ",
            "<134>Oct 10 13:55:36 haproxy[9]: ",
            "<134>haproxy[9]: ",
        ] {
            expect_also(
                &format!("{header}{line}"),
                &[(Column::Host, Some("203.0.113.9")), (Column::Path, Some("/"))],
                &[],
            );
        }
    }

    #[test]
    fn what_never_came_about_is_nothing() {
        let none = TIMERS_BUT_ALL.map(|column| (column, None));
        let line = |outcome: &str, request: &str| {
            format!(
                "203.0.113.9:1 [10/Oct/2023:13:55:36.250] in in/<NOSRV> {outcome} - - CR-- 1/1/0/0/0 0/0 \"{request}\""
            )
        };
        expect_also(&line("-1/-1/-1/-1/6001 408 212", "<BADREQ>"), &none, &[Note::OpaqueRequest]);
        expect_also(
            &line("-1/-1/-1/-1/6001 -1 0", "GET / HTTP/1.1"),
            &[
                (Column::Status, None),
                (Column::RequestTime, Some("6001000")),
                (Column::UpstreamAddr, None),
                (Column::Upstream, Some("in")),
                (Column::Cookie, None),
            ],
            &[],
        );
        expect_also(
            &line("0/0/0/1/+99627 200 +500", "CONNECT h:443 HTTP/1.1"),
            &[(Column::RequestTime, Some("99627000")), (Column::Bytes, Some("500")), (Column::Method, Some("CONNECT"))],
            &[],
        );
    }

    const TIMERS_BUT_ALL: [Column; 4] =
        [Column::HeaderTime, Column::QueueTime, Column::UpstreamConnectTime, Column::UpstreamTime];

    #[test]
    fn a_line_cut_off_by_syslog_is_short() {
        let line = format!("{HEAD} 1/1/1/1/1 200 5 {STATE} {{a}} \"GET /long");
        expect_also(&line, &[(Column::Path, Some("/long")), (Column::CapturedRequest, Some("a"))], &[Note::ShortLine]);
        for (cut, column, expected) in
            [("{a}", Column::CapturedRequest, "a"), ("{a", Column::CapturedRequest, "a"), ("", Column::Queues, "6/7")]
        {
            let line = format!("{HEAD} 1/1/1/1/1 200 5 {STATE} {cut}");
            expect_also(&line, &[(column, Some(expected)), (Column::Request, None)], &[Note::ShortLine]);
        }
        expect_also(&format!("{HEAD} 1/1/1/1/1 200 5"), &[(Column::Status, Some("200"))], &[Note::ShortLine]);
    }

    #[test]
    fn clients_may_be_of_ipv6_or_sockets() {
        for (client, host, port) in [
            ("2001:db8::1:443", "2001:db8::1", Some("443")),
            ("[2001:db8::1]:443", "2001:db8::1", Some("443")),
            ("unix:1", "unix", None),
        ] {
            let line =
                format!("{HEAD} 1/1/1/1/1 200 5 {STATE} \"GET / HTTP/1.1\"").replace("203.0.113.9:33317", client);
            expect_also(&line, &[(Column::Host, Some(host)), (Column::Port, port)], &[]);
        }
    }

    #[test]
    fn escapes_stay_and_quotes_around_the_request_may_be_escaped() {
        let line = |request: &str| format!("{HEAD} 1/1/1/1/1 200 5 {STATE} {request}");
        expect_also(&line("\"GET /a#22b#C3 HTTP/1.1\""), &[(Column::Target, Some("/a#22b#C3"))], &[]);
        expect_also(&line("\\\"GET /a HTTP/1.1\\\""), &[(Column::Request, Some("GET /a HTTP/1.1"))], &[]);
        expect_also(&line("\"GET /a\\ HTTP/1.1\""), &[(Column::Target, Some("/a\\"))], &[]);
    }

    #[test]
    fn the_tail_of_httpslog_tells_of_tls() {
        let line = format!(
            "{HEAD} 1/1/1/1/1 200 5 {STATE} \"GET / HTTP/1.1\" 0/0000000000000000/0/0/0 shop.example.com/TLSv1.3/AES"
        );
        expect_also(
            &line,
            &[
                (Column::Vhost, Some("shop.example.com")),
                (Column::TlsProtocol, Some("TLSv1.3")),
                (Column::TlsCipher, Some("AES")),
                (Column::Extra, Some("0/0000000000000000/0/0/0 shop.example.com/TLSv1.3/AES")),
            ],
            &[],
        );
        let line = format!("{HEAD} 1/1/1/1/1 200 5 {STATE} \"GET / HTTP/1.1\" more");
        expect_also(&line, &[(Column::Extra, Some("more"))], &[Note::ExtraFields]);
    }

    #[test]
    fn what_haproxy_says_of_itself_and_of_tcp_is_passed_over() {
        for line in [
            "Oct 10 13:55:36 lb haproxy[1]: Proxy web started.",
            "haproxy[1]: Server web/srv1 is DOWN, reason: Layer4 timeout",
            "haproxy[1]: Connect from 10.0.0.1:5 to 10.0.0.2:80 (web/HTTP)",
            "Proxy web stopped (cumulated conns: FE: 1, BE: 0).",
            "203.0.113.9:1 [10/Oct/2023:13:55:36.250] https-in/1: SSL handshake failure",
            "haproxy[1]: 203.0.113.9:1 [10/Oct/2023:13:55:36.250] tcp-in db/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0",
        ] {
            is_passed_over(line);
        }
    }

    #[test]
    fn the_frame_must_be_whole() {
        refuse("haproxy", "203.0.113.9:1 10/Oct", RejectReason::MissingTime, 15);
        refuse("haproxy", "203.0.113.9 [10/Oct/2023:13:55:36.250] a b/c", RejectReason::BadHost, 1);
        refuse("haproxy", "haproxy[1]: 203.0.113.9:1 [10/Oct/2023:25:55:36.250] a", RejectReason::BadTime, 28);
        refuse("haproxy", HEAD, RejectReason::MissingField, 63);
        refuse("haproxy", &format!("{HEAD} 1/2/x/4/5 200 5"), RejectReason::NoMatch, 64);
        refuse("haproxy", &format!("{HEAD} 1/2/3/4/5 20 5"), RejectReason::BadStatus, 74);
        refuse("haproxy", &format!("{HEAD} 1/2/3/4/5 200 x"), RejectReason::BadSize, 78);
    }
}
