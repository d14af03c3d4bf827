//! `alb`.

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
fn appended_fields_are_kept_and_missing_ones_are_not_noted() {
    let whole = format!("{LINE} {TAIL} \"forward\" \"-\" \"-\" \"-\" \"-\" \"-\" \"-\" TID_1");
    expect("alb", &format!("{whole} \"x y\" z 1"), &[(Column::Extra, Some("\"x y\" z 1"))], &[]);
    expect("alb", &format!("{LINE} {TAIL}"), &[(Column::Actions, None), (Column::TraceId, Some("Root=1-5"))], &[]);
    let cut = format!("{LINE} \"UA\" AES TLSv1.2 arn:aws:tg/1");
    expect("alb", &cut, &[(Column::Upstream, Some("arn:aws:tg/1")), (Column::TraceId, None)], &[Note::ShortLine]);
    expect("alb", &format!("{LINE} {TAIL} \"waf"), &[(Column::Actions, Some("waf"))], &[Note::ShortLine]);
}

#[test]
fn a_user_agent_ends_where_the_next_fields_begin() {
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
