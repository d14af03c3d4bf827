use super::*;

fn read(pattern: &str, text: &str) -> Option<(i64, bool, usize)> {
    let pattern = TimePattern::strftime(pattern, Piece::Fraction(9)).expect("a pattern");
    let mut parts = TimeParts::default();
    let length = pattern.read(text.as_bytes(), &mut parts)?;
    parts.finish().ok()?.map(|time| (time.micros, time.has_zone(), length))
}

const NOON: i64 = 1_696_939_200 * SECOND;

#[test]
fn what_strftime_writes_is_read_back() {
    let cases = [
        ("%d/%b/%Y:%H:%M:%S %z", "10/Oct/2023:14:00:00 +0200"),
        ("%d/%b/%Y:%T %z", "10/oct/2023:12:00:00 +00:00"),
        ("%Y-%m-%dT%H:%M:%S.%fZ%Z", "2023-10-10T12:00:00.000ZUTC"),
        ("%a %B %e %I:%M:%S %p %Y %Z", "Tue October 10 12:00:00 PM 2023 GMT"),
        ("%D %T %z", "10/10/23 12:00:00 Z"),
        ("%s", "1696939200"),
        ("%s.%f", "1696939200.0"),
        ("%*", "1696939200000"),
        ("%Y-%j %R%z", "2023-283 12:00+0000"),
        ("%F %T %Z", "2023-10-10 14:00:00 CEST"),
    ];
    for (pattern, text) in cases {
        assert_eq!(read(pattern, text), Some((NOON, true, text.len())), "{pattern} {text}");
    }
    assert_eq!(read("%F %T %Z", "2023-10-10 12:00:00 AAA"), Some((NOON, false, 23)));
    assert_eq!(read("%F %T", "2023-10-10 12:00:00 more"), Some((NOON, false, 19)));
    assert_eq!(read("%F %T.%f", "2023-10-10 12:00:00.25"), Some((NOON + 250_000, false, 22)));
}

#[test]
fn a_text_that_is_not_a_time_is_refused() {
    let cases = [
        ("%F", "2023-02-30"),
        ("%F %T", "2023-10-10 24:00:00"),
        ("%F %T", "2023-10-10 12:60:00"),
        ("%F %I%p", "2023-10-10 13PM"),
        ("%d/%b/%Y", "10/Okt/2023"),
        ("%s", ""),
        ("%s", "999999999999999999"),
        ("%F%z", "2023-10-10+9999"),
        ("%Y-%j", "2023-366"),
        ("%Y-%j", "2023-000"),
    ];
    for (pattern, text) in cases {
        assert_eq!(read(pattern, text), None, "{pattern} {text}");
    }
}

#[test]
fn a_directive_that_cannot_be_read_back_is_named() {
    let error = TimePattern::strftime("%d/%Q", Piece::Fraction(9)).expect_err("no such directive");
    assert_eq!(error, UnknownPiece { at: 4, written: "%Q".to_owned() });
    assert_eq!(TimePattern::strftime("%d%", Piece::Fraction(9)).expect_err("cut off").written, "%");
}

#[test]
fn a_dash_is_an_absent_time() {
    let pattern = TimePattern::strftime("%F", Piece::Fraction(9)).expect("a pattern");
    let read = |text: &str| {
        let mut parts = TimeParts::default();
        let length = pattern.read_or_absent(text.as_bytes(), &mut parts)?;
        Some((length, parts.finish().map(|time| time.is_some())))
    };
    assert_eq!(
        [read("-"), read("-] 200"), read("2023-10-10")],
        [Some((1, Ok(false))), Some((1, Ok(false))), Some((10, Ok(true)))]
    );
    assert_eq!([read("-1"), read("-x"), read(""), read("--")], [None, None, None, Some((1, Ok(false)))]);
    assert_eq!(read("2023-02-30"), Some((10, Err(NotATime))));
}
