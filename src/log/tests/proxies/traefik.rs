//! `traefik`.

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
fn what_follows_the_duration_is_left_over() {
    for extra in ["word", "two words"] {
        let line = format!("{HEAD} \"-\" \"UA\" 12 \"web@docker\" \"http://10.0.0.4:80\" 7ms {extra}");
        let columns = [
            (Column::UserAgent, Some("UA")),
            (Column::RequestId, Some("12")),
            (Column::Frontend, Some("web@docker")),
            (Column::UpstreamAddr, Some("http://10.0.0.4:80")),
            (Column::RequestTime, Some("7000")),
            (Column::Extra, Some(extra)),
        ];
        expect("traefik", &line, &columns, &[Note::ExtraFields]);
    }
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

#[test]
fn an_absent_router_or_server_is_a_bare_dash() {
    for (tail, router, server) in [
        ("17 - - 0ms", None, None),
        ("- - - 0ms", None, None),
        ("17 \"r\" - 0ms", Some("r"), None),
        ("17 - \"http://s\" 0ms", None, Some("http://s")),
        ("17 \"-\" \"-\" 0ms", None, None),
        ("17 \"a - b\" - 0ms", Some("a - b"), None),
    ] {
        let columns = [(Column::Frontend, router), (Column::UpstreamAddr, server), (Column::RequestTime, Some("0"))];
        expect("traefik", &format!("{HEAD} \"-\" \"UA\" {tail}"), &columns, &[]);
    }
}
