//! `nginx_main`.

use super::*;

#[test]
fn main_adds_the_forwarded_addresses() {
    for (logged, expected) in [("203.0.113.9, 10.0.0.1", Some("203.0.113.9, 10.0.0.1")), ("-", None), ("", Some(""))] {
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
    // More lines than a chunk, so that slots are reused.
    let odd = format!("{HEAD} \"-\" \"UA\" \"x\" 0.1\n");
    let regular = format!("{HEAD} \"-\" \"UA\" \"-\"\n");
    let parsed = parse("nginx_main", format!("{}{}", odd.repeat(200), regular.repeat(200)).as_bytes());
    assert_eq!(
        (value(&parsed, 199, Column::Extra).as_deref(), value(&parsed, 200, Column::Extra)),
        (Some("0.1"), None)
    );
    assert_eq!(value(&parsed, 399, Column::ForwardedFor), None);
}
