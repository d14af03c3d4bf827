use super::*;

#[test]
fn every_day_is_written_as_its_date_and_read_back() {
    let cases = [(0, "1970-01-01"), (-1, "1969-12-31"), (11_016, "2000-02-29"), (-25_509, "1900-02-28")];
    let ends = [(-719_528, "0000-01-01"), (2_932_896, "9999-12-31"), (i32::MAX, "2147483647")];
    for (days, text) in cases.into_iter().chain(ends) {
        assert_eq!(calendar::day_text(days), text);
    }
    for days in (-719_528..2_932_897).step_by(37) {
        assert_eq!(calendar::parse_day(&calendar::day_text(days)), Some(days));
    }
    for text in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-1", "2026-01-0é", "+026-01-01", ""] {
        assert_eq!(calendar::parse_day(text), None, "{text}");
    }
}

#[test]
fn times_have_a_fraction_only_when_there_is_one() {
    assert_eq!(calendar::time_text(1_431_857_103_000_000), "2015-05-17T10:05:03Z");
    assert_eq!(calendar::time_text(1_431_857_103_000_120), "2015-05-17T10:05:03.000120Z");
    assert_eq!(calendar::time_text(-1), "1969-12-31T23:59:59.999999Z");
    assert_eq!(calendar::time_text(i64::MIN), "-9223372036854775808");
}

#[test]
fn a_new_memo_holds_a_date_that_was_read() {
    let mut frame = *b"01/Jan/1970:13:55:36 +0000] ";
    assert_eq!(DateMemo::default().read(&frame), parse(&frame[..26]).map(|time| time.micros));
    for byte in 0..=255 {
        frame[..12].fill(byte);
        frame[20..].fill(byte);
        assert_eq!(DateMemo::default().read(&frame), None, "{byte}");
    }
}

#[test]
fn a_time_of_a_zone_becomes_one_of_utc() {
    for (zone, shown, expected) in [
        ("+02:00", "2023-10-10T13:55:36.25", "2023-10-10T11:55:36.250000Z"),
        ("-0330", "2023-10-10T13:55:36", "2023-10-10T17:25:36Z"),
        ("Europe/Berlin", "2023-07-10T13:55:36", "2023-07-10T11:55:36Z"),
        ("Europe/Berlin", "2023-12-10T13:55:36", "2023-12-10T12:55:36Z"),
        // On 2023-10-29 the hour from 2 to 3 is repeated; on 2023-03-26 it is skipped.
        ("Europe/Berlin", "2023-10-29T02:30:00", "2023-10-29T00:30:00Z"),
        ("Europe/Berlin", "2023-03-26T02:30:00", "2023-03-26T01:30:00Z"),
        ("utc", "2023-10-10T13:55:36", "2023-10-10T13:55:36Z"),
    ] {
        let rules: zone::Zone = zone.parse().expect("a zone");
        let shown = parse(shown.as_bytes()).expect("a time").micros;
        assert_eq!(calendar::time_text(rules.to_utc(shown)), expected, "{zone} {shown}");
    }
    for name in ["Berlin", "+25:00", "+2", "", "+02:00x", "local"] {
        assert!(name.parse::<zone::Zone>().is_err(), "{name}");
    }
    assert!("+00:00".parse::<zone::Zone>().is_ok_and(|zone| zone.is_utc()));
}
