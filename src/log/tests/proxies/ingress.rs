//! `ingress_nginx`.

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
