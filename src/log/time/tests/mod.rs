//! What each shape of a time is parsed to.

mod days_and_zones;
mod durations;
mod properties;

use super::pattern::{Piece, TimeParts, TimePattern};
use super::*;

/// A time by RFC 3339 and its zone's source; `-` if it is absent, `?` if the text is not a time.
fn shown(text: &str) -> String {
    match read(text.as_bytes(), None) {
        Ok(Some(LoggedTime { micros, zone: ZoneSource::Written, .. })) => calendar::time_text(micros),
        Ok(Some(LoggedTime { micros, zone, .. })) => format!("{} {zone:?}", calendar::time_text(micros)),
        Ok(None) => "-".to_owned(),
        Err(NotATime) => "?".to_owned(),
    }
}

/// Compares times, separated by lines or bars, with the expected one.
#[track_caller]
fn assert_times(expected: &str, texts: &str) {
    for text in texts.trim_matches('\n').split(['\n', '|']) {
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

#[test]
fn times_of_servers_are_read_in_every_shape() {
    assert_times(
        "2018-02-16T12:34:56Z",
        r"
16/Feb/2018:12:34:56 +0000|[16/Feb/2018:12:34:56 +0000]|[16/feb/2018:12:34:56 GMT]|16/February/2018:13:34:56+01:00
16/Feb/2018:12:34:56.000 +0000|2018-02-16T12:34:56Z|2018-02-16t12:34:56z|2018-02-16 12:34:56 UTC|2018/02/16 12:34:56 Z
2018-02-16 12:34:56 +0000 UTC|2018-02-16 14:34:56 +0200 CEST|2018-02-16 14:34:56 +0200 +0200
2018-02-16 12:34:56 +0000 UTC m=+0.000012|2018-02-16T13:34:56+01:00[Europe/Berlin]|2018-02-16T13:34:56[Europe/Berlin]
16-Feb-2018 13:34:56 Europe/Berlin|2018/2/16 12:34:56Z|2018-Feb-16 12:34:56 UTC|2018 Feb 16 12:34:56 UTC
20180216T123456Z|20180216T133456+0100|20180216 12:34:56Z|Fri, 16 Feb 2018 12:34:56 GMT|Friday, 16-Feb-18 12:34:56 GMT
Fri, 16 Feb 2018 07:34:56 -0500|16 Feb 2018 12:34:56 +0000 (UTC)|Fri Feb 16 12:34:56 2018 UTC|Fri Feb 16 12:34:56 UTC 2018
Fri Feb 16 13:34:56 +0100 2018|Fri Feb 16 2018 13:34:56 GMT+0100 (Central European Standard Time)|02/16/2018 12:34:56 PM UTC
Feb 16, 2018 12:34:56 PM UTC|Feb 16, 2018, 12:34:56 PM GMT|16.02.2018 12:34:56 UTC|16/02/2018:12:34:56 +0000
1518784496|[1518784496]|[1518784496.000]|1518784496000|1518784496000000|1518784496000000999|1.518784496E9",
    );
    assert_times(
        "2018-02-16T12:34:56.123000Z",
        "16/Feb/2018:12:34:56.123 +0000|16/Feb/2018:12:34:56:123 +0000|2018-02-16T14:34:56,123+02|2018-02-16T14:34:56,123+0200
2018-02-16 12:34:56.123 UTC|20180216T123456.123Z|[1518784496.123]|1518784496123",
    );
    assert_times(
        "2018-02-16T12:34:56Z Missing",
        "16/Feb/2018 12:34:56|[16/Feb/2018 12:34:56]|16-Feb-2018 12:34:56|2018-02-16 12:34:56|2018-02-16_12:34:56
2018-02-16,12:34:56|Fri Feb 16 12:34:56 2018|Feb 16 2018 12:34:56|16/Feb/2018:12:34:56 XYZ|02/16/2018, 12:34:56 PM",
    );
    assert_times("2023-10-01T13:55:00Z Missing", "1/Oct/2023:13:55| 1/Oct/2023:13:55:00|Sun Oct  1 13:55:00 2023");
    assert_times("2023-10-10T00:05:00Z Missing", "10/10/2023 00:05:00|10/10/2023 12:05:00 AM|2023-10-10 12:05 am");
    assert_times("2016-12-31T23:59:59Z", "31/Dec/2016:23:59:60 +0000|31/dec/2016:23:59:59 +0000");
}

#[test]
fn an_unknown_zone_name_is_not_silently_utc() {
    let zones = "UTC GMT UT Z WET=12:00:00Z|CET WEST MET=11:00:00Z|CEST MEST EET SAST=10:00:00Z|EEST MSK=09:00:00Z|EDT=16:00:00Z|\
                 EST=17:00:00Z|MDT=18:00:00Z|MST PDT=19:00:00Z|BST=11:00:00Z Ambiguous|IST=06:30:00Z Ambiguous|\
                 CDT=17:00:00Z Ambiguous|CST=18:00:00Z Ambiguous|PST=20:00:00Z Ambiguous|XYZ ABCDE=12:00:00Z Missing";
    for (names, clock) in zones.split('|').filter_map(|zone| zone.split_once('=')) {
        for name in names.split(' ') {
            assert_times(&format!("2020-08-18T{clock}"), &format!("18/Aug/2020:12:00:00 {name}"));
        }
    }
}

#[test]
fn a_text_that_is_not_a_time_differs_from_an_absent_one() {
    assert_times("-", "|-| - |[-]|[]");
    assert_times(
        "?",
        "soon|Oct 10 13:55:36|09/10/2023 13:55:36|10/09/2023 01:55:36 PM|10/10/23 13:55:36|10/Oct/23:13:55:36|/|1e400|1.2.3
2023/10-10 13:55:36|2023/10/10|10/Oct/2023|10/Okt/2023:00:00:00|30/Feb/2023:00:00:00 +0000|29/Feb/2023:00:00:00 +0000
00/Oct/2023:00:00:00 +0000|10/Oct/2023:24:00:00 +0000|10/Oct/2023:23:60:00 +0000|10/Oct/2023:23:59:61 +0000
10/Oct/2023:13:00:00 PM|10/Oct/2023:13:55:36 +9999|10/Oct/2023:13:55:36 0000|10/Oct/2023:13:55:36 abc|10/Oct/2023:13:55:36.
10/Oct/2023:13:55:36 Europe/Berlim|10/Oct/2023:13:55:36.x|10/Oct/2023:13:5:36|10/Oct/2023:13:55:36 +0000 x|[1234]|[123456789]
2023-13-10T12:00:00Z|2023-10-10T12:00:00.|20231010T1355361|31/Dec/9999:23:59:59 -0001|01/Jan/0000:00:00:00 +0001
99999999999999999999999|[10/Oct/2023:13:55:36 +0000|UTC+00|10/Oct/2023:13:55:36 GMT+",
    );
    assert_eq!(read(b"86400", Some(Unit::Milliseconds)), Ok(Some(LoggedTime::utc(86_400_000))));
}

#[test]
fn dates_and_clocks_may_be_two_fields() {
    let noon = parse(b"2023-10-10T12:00:00Z").map(|time| time.micros);
    for date in ["2023-10-10", "10-Oct-2023", "10/10/2023", "20231010", "Oct 10, 2023"] {
        assert_eq!(parse_date(date.as_bytes()).map(|day| day + 12 * HOUR), noon, "{date}");
    }
    for clock in ["12:00:00", "12:00", "12:00:00.0", "12:00:00 PM"] {
        assert_eq!(parse_clock(clock.as_bytes()), Some(12 * HOUR), "{clock}");
    }
    assert_eq!([parse_date(b"2023-02-30"), parse_date(b"-"), parse_date(b"2023-10-10 12:00")], [None; 3]);
    assert_eq!([parse_clock(b"24:00:00"), parse_clock(b"12"), parse_clock(b"-")], [None; 3]);
}

#[test]
fn a_time_at_the_beginning_of_a_text_ends_where_its_shape_does() {
    let times = "10/Oct/2023:13:55:36 +0000|10/Oct/2023:13:55:36|10/Oct/2023:13:55:36 GMT|2023-10-10T13:55:36+00:00|\
                 2023-10-10T13:55:36.123Z|2023-10-10 13:55:36,5+0200|Tue Oct 10 13:55:36 2023";
    for time in times.split('|') {
        for after in ["", "]", " 200", " \"GET", " -", " GET /", " -10 200"] {
            let length = parse_prefix(format!("{time}{after}").as_bytes()).map(|(_, length)| length);
            assert_eq!(length, Some(time.len()), "{time}{after}");
        }
    }
    assert_eq!(parse_prefix(b"10/Oct"), None);
}

#[test]
fn parsing_a_prefix_examines_a_bounded_number_of_bytes() {
    const BOUND: usize = 400;
    let patterns = [
        TimePattern::new(vec![Piece::EpochSeconds]),
        TimePattern::new(vec![Piece::Blanks, Piece::AnyZone]),
        TimePattern::strftime("%a%A%Z%n%t", Piece::Fraction(9)).expect("a pattern"),
        TimePattern::strftime("%s.%f", Piece::Fraction(9)).expect("a pattern"),
    ];
    for piece in ["1.", "1", "a", " ", "Mon ", "Mon, 1", "12:", "2023-10-10 12:00:00.1", "10 Oct 2023 12:00:00", "["] {
        let text = piece.repeat(BOUND);
        for at in 0..piece.len() {
            let (all, some) = (&text.as_bytes()[at..], &text.as_bytes()[at..at + BOUND.min(text.len() - at)]);
            assert_eq!(parse_prefix(all), parse_prefix(some), "{piece:?}");
            for pattern in &patterns {
                let read = |text| pattern.read(text, &mut TimeParts::default());
                assert_eq!(read(all), read(some), "{piece:?} {pattern:?}");
            }
        }
    }
}

#[test]
fn every_valid_clock_is_parsed() {
    let naive = |text: &[u8; 8]| {
        let number = |at: usize| std::str::from_utf8(&text[at..at + 2]).ok()?.parse::<i64>().ok();
        let is_plain =
            text.iter().enumerate().all(|(at, byte)| if at % 3 == 2 { *byte == b':' } else { byte.is_ascii_digit() });
        let (hour, minute, second) = (number(0)?, number(3)?, number(6)?);
        let is_clock = is_plain && hour < 24 && minute < 60 && second <= 60;
        is_clock.then(|| (hour * 3_600 + minute * 60 + second.min(59)) * SECOND)
    };
    for clock in [*b"00:00:00", *b"23:59:60", *b"19:29:39"] {
        for place in 0..8 {
            for byte in 0..=255 {
                let mut text = clock;
                text[place] = byte;
                assert_eq!(parts::clock(&text), naive(&text), "{text:?}");
            }
        }
    }
}

#[test]
fn days_are_counted_over_midnights_whatever_the_order_of_lines() {
    let mut days = days::DayCount::new();
    days.set_fields(b"c-ip time-local date-local");
    days.set_date(b"12-Jan-1996 22:00:00");
    assert!(!days.is_counting());
    days.set_fields(b"c-ip TIME-LOCAL cs-uri-stem");
    days.set_date(b"12-Jan-1996 22:00:00");
    for (clock, expected) in [
        ("21:59:59", "1996-01-12T22:00:00Z"),
        ("23:59:59", "1996-01-12T23:59:59Z"),
        ("00:00:01", "1996-01-13T00:00:01Z"),
        ("23:59:58", "1996-01-13T00:00:01Z"),
        ("x", "1996-01-13T00:00:01Z"),
        ("21:00:00", "1996-01-13T21:00:00Z"),
        ("19:00:00.5", "1996-01-13T21:00:00Z"),
        ("\"09:00:00\"", "1996-01-14T09:00:00Z"),
        ("06:59:59", "1996-01-15T06:59:59Z"),
    ] {
        days.pass(format!("h {clock} /").as_bytes());
        assert_eq!(days.date().as_deref(), Some(expected), "{clock}");
    }
    let time = parse(b"1996-01-15T05:00:00Z").map(|time| time.micros);
    assert_eq!(days.latest().and_then(|latest| days::time_after(latest, 5 * HOUR)), time);
    assert_eq!([days::time_after(END_OF_9999 - SECOND, HOUR), days::time_after(-719_528 * DAY, 23 * HOUR)], [None; 2]);
}
