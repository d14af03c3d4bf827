use jiff::Timestamp;
use jiff::fmt::strtime;
use jiff::tz::{Offset, TimeZone};
use proptest::prelude::*;

use super::pattern::{Piece, TimeParts, TimePattern};
use super::scan::{parse_any, parse_any_prefix, parse_common};
use super::*;

/// A time as RFC 3339 writes it, with what its zone leaves open; `-` for an absent one, and `?` for a text that is not a time.
fn shown(text: &str) -> String {
    match read(text.as_bytes(), None) {
        Ok(Some(LoggedTime { micros, zone })) => match zone {
            ZoneSource::Written => calendar::time_text(micros),
            ZoneSource::Ambiguous => calendar::time_text(micros) + " ambiguous",
            ZoneSource::Missing => calendar::time_text(micros) + " missing",
        },
        Ok(None) => "-".to_owned(),
        Err(NotATime) => "?".to_owned(),
    }
}

#[track_caller]
fn assert_times(cases: &[(&str, &[&str])]) {
    for (expected, texts) in cases {
        for text in *texts {
            assert_eq!(shown(text), *expected, "{text:?}");
        }
    }
}

#[test]
fn times_of_servers_are_read_in_every_shape() {
    assert_times(&[
        (
            "2018-02-16T12:34:56Z",
            &[
                "16/Feb/2018:12:34:56 +0000",
                "[16/Feb/2018:12:34:56 +0000]",
                "[16/feb/2018:12:34:56 GMT]",
                "16/February/2018:13:34:56+01:00",
                "16/Feb/2018:12:34:56.000 +0000",
                "2018-02-16T12:34:56Z",
                "2018-02-16t12:34:56z",
                "2018-02-16 12:34:56 UTC",
                "2018-02-16 12:34:56 +0000 UTC",
                "2018-02-16 14:34:56 +0200 CEST",
                "2018-02-16 14:34:56 +0200 +0200",
                "2018-02-16 12:34:56 +0000 UTC m=+0.000012",
                "2018-02-16T13:34:56+01:00[Europe/Berlin]",
                "2018-02-16T13:34:56[Europe/Berlin]",
                "16-Feb-2018 13:34:56 Europe/Berlin",
                "2018/02/16 12:34:56 Z",
                "2018/2/16 12:34:56Z",
                "2018-Feb-16 12:34:56 UTC",
                "2018 Feb 16 12:34:56 UTC",
                "20180216T123456Z",
                "20180216T133456+0100",
                "20180216 12:34:56Z",
                "Fri, 16 Feb 2018 12:34:56 GMT",
                "Friday, 16-Feb-18 12:34:56 GMT",
                "Fri, 16 Feb 2018 07:34:56 -0500",
                "16 Feb 2018 12:34:56 +0000 (UTC)",
                "Fri Feb 16 12:34:56 2018 UTC",
                "Fri Feb 16 12:34:56 UTC 2018",
                "Fri Feb 16 13:34:56 +0100 2018",
                "Fri Feb 16 2018 13:34:56 GMT+0100 (Central European Standard Time)",
                "Feb 16, 2018 12:34:56 PM UTC",
                "Feb 16, 2018, 12:34:56 PM GMT",
                "16.02.2018 12:34:56 UTC",
                "02/16/2018 12:34:56 PM UTC",
                "16/02/2018:12:34:56 +0000",
                "1518784496",
                "[1518784496]",
                "[1518784496.000]",
                "1518784496000",
                "1518784496000000",
                "1518784496000000999",
                "1.518784496E9",
            ],
        ),
        (
            "2018-02-16T12:34:56.123000Z",
            &[
                "16/Feb/2018:12:34:56.123 +0000",
                "16/Feb/2018:12:34:56:123 +0000",
                "2018-02-16T14:34:56,123+02",
                "2018-02-16T14:34:56,123+0200",
                "2018-02-16 12:34:56.123 UTC",
                "20180216T123456.123Z",
                "[1518784496.123]",
                "1518784496123",
            ],
        ),
        (
            "2018-02-16T12:34:56Z missing",
            &[
                "16/Feb/2018 12:34:56",
                "[16/Feb/2018 12:34:56]",
                "16-Feb-2018 12:34:56",
                "2018-02-16 12:34:56",
                "2018-02-16_12:34:56",
                "2018-02-16,12:34:56",
                "Fri Feb 16 12:34:56 2018",
                "Feb 16 2018 12:34:56",
                "16/Feb/2018:12:34:56 XYZ",
                "02/16/2018, 12:34:56 PM",
            ],
        ),
        ("2023-10-01T13:55:00Z missing", &["1/Oct/2023:13:55", " 1/Oct/2023:13:55:00", "Sun Oct  1 13:55:00 2023"]),
        ("2023-10-10T00:05:00Z missing", &["10/10/2023 00:05:00", "10/10/2023 12:05:00 AM", "2023-10-10 12:05 am"]),
    ]);
}

#[test]
fn zones_have_names_and_an_unknown_name_is_not_utc_in_silence() {
    let zones = [
        ("UTC GMT UT Z WET", "12:00:00Z"),
        ("CET WEST MET", "11:00:00Z"),
        ("CEST MEST EET SAST", "10:00:00Z"),
        ("EEST MSK", "09:00:00Z"),
        ("EDT", "16:00:00Z"),
        ("EST", "17:00:00Z"),
        ("MDT", "18:00:00Z"),
        ("MST PDT", "19:00:00Z"),
        ("BST", "11:00:00Z ambiguous"),
        ("IST", "06:30:00Z ambiguous"),
        ("CDT", "17:00:00Z ambiguous"),
        ("CST", "18:00:00Z ambiguous"),
        ("PST", "20:00:00Z ambiguous"),
        ("XYZ ABCDE", "12:00:00Z missing"),
    ];
    for (names, clock) in zones {
        for name in names.split(' ') {
            assert_eq!(shown(&format!("18/Aug/2020:12:00:00 {name}")), format!("2020-08-18T{clock}"), "{name}");
        }
    }
}

#[test]
fn a_text_that_is_not_a_time_is_told_from_an_absent_one() {
    assert_times(&[
        ("-", &["", "-", " - ", "[-]", "[]"]),
        (
            "?",
            &[
                "soon",
                "Oct 10 13:55:36",
                "09/10/2023 13:55:36",
                "10/09/2023 01:55:36 PM",
                "10/10/23 13:55:36",
                "10/Oct/23:13:55:36",
                "2023/10-10 13:55:36",
                "2023/10/10",
                "10/Oct/2023",
                "10/Okt/2023:00:00:00",
                "30/Feb/2023:00:00:00 +0000",
                "29/Feb/2023:00:00:00 +0000",
                "00/Oct/2023:00:00:00 +0000",
                "10/Oct/2023:24:00:00 +0000",
                "10/Oct/2023:23:60:00 +0000",
                "10/Oct/2023:23:59:61 +0000",
                "10/Oct/2023:13:00:00 PM",
                "10/Oct/2023:13:55:36 +9999",
                "10/Oct/2023:13:55:36 0000",
                "10/Oct/2023:13:55:36 abc",
                "10/Oct/2023:13:55:36 Europe/Berlim",
                "10/Oct/2023:13:55:36.",
                "10/Oct/2023:13:55:36.x",
                "10/Oct/2023:13:5:36",
                "10/Oct/2023:13:55:36 +0000 x",
                "2023-13-10T12:00:00Z",
                "2023-10-10T12:00:00.",
                "20231010T1355361",
                "31/Dec/9999:23:59:59 -0001",
                "01/Jan/0000:00:00:00 +0001",
                "[1234]",
                "[123456789]",
                "1e400",
                "1.2.3",
                "/",
                "99999999999999999999999",
                "[10/Oct/2023:13:55:36 +0000",
            ],
        ),
    ]);
    assert_eq!(read(b"86400", Some(Unit::Milliseconds)), Ok(Some(LoggedTime::utc(86_400_000))));
}

#[test]
fn a_leap_second_counts_as_the_second_before() {
    assert_times(&[("2016-12-31T23:59:59Z", &["31/Dec/2016:23:59:60 +0000", "31/dec/2016:23:59:59 +0000"])]);
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
fn the_time_that_a_text_begins_with_ends_where_its_shape_does() {
    let times = [
        "10/Oct/2023:13:55:36 +0000",
        "10/Oct/2023:13:55:36",
        "10/Oct/2023:13:55:36 GMT",
        "2023-10-10T13:55:36+00:00",
        "2023-10-10T13:55:36.123Z",
        "2023-10-10 13:55:36,5+0200",
        "Tue Oct 10 13:55:36 2023",
    ];
    for time in times {
        for after in ["", "]", " 200", " \"GET", " -", " GET /", " -10 200"] {
            let length = parse_prefix(format!("{time}{after}").as_bytes()).map(|(_, length)| length);
            assert_eq!(length, Some(time.len()), "{time}{after}");
        }
    }
    assert_eq!(parse_prefix(b"10/Oct"), None);
}

/// How strftime(3) writes a shape, its smallest unit in microseconds, and whether it has a zone: an offset, or UTC.
const SHAPES: [(&str, i64, bool); 34] = [
    ("%d/%b/%Y:%H:%M:%S %z", SECOND, true),
    ("[%d/%b/%Y:%H:%M:%S %z]", SECOND, true),
    ("%-d/%B/%Y:%T.%6f %z", 1, true),
    ("%e/%b/%Y:%T,%3f%:z", 1_000, true),
    ("%d/%b/%Y %T", SECOND, false),
    ("%d-%b-%Y %T:%3f UTC", 1_000, true),
    ("%d.%m.%Y %T.%6f GMT", 1, true),
    ("%Y-%m-%dT%T%.6f%:z", 1, true),
    ("%Y-%m-%dT%TZ", SECOND, true),
    ("%Y-%m-%d %T.%9f %z UTC", 1, true),
    ("%Y-%m-%d %T,%6f", 1, false),
    ("%Y/%m/%d %T %z", SECOND, true),
    ("%Y/%-m/%-d %T.%3f", 1_000, false),
    ("%Y %b %e %T UTC", SECOND, true),
    ("%Y%m%dT%H%M%S.%6fZ", 1, true),
    ("%Y%m%dT%H%M%S%z", SECOND, true),
    ("%a, %d %b %Y %T GMT", SECOND, true),
    ("%a, %-d %b %Y %T %z", SECOND, true),
    ("%A, %d-%b-%y %T GMT", SECOND, true),
    ("%a %b %e %T %Y", SECOND, false),
    ("%a %b %e %T.%6f %Y", 1, false),
    ("%a %b %e %T UTC %Y", SECOND, true),
    ("%a %b %e %T %z %Y", SECOND, true),
    ("%a %b %d %Y %T GMT%z (Any Standard Time)", SECOND, true),
    ("%b %d, %Y %I:%M:%S %p UTC", SECOND, true),
    ("%b %-d, %Y @ %T.%3f", 1_000, false),
    ("%m/%d/%Y %I:%M:%S.%3f %p GMT", 1_000, true),
    ("%d/%m/%Y:%T %z", SECOND, true),
    ("%s", SECOND, true),
    ("[%s.%3f]", 1_000, true),
    ("%s.%6f", 1, true),
    ("%s%3f", 1_000, true),
    ("%s%6f", 1, true),
    ("%s%9f", 1, true),
];

/// The times that are written in a shape: those with a meaning for it.
fn is_written(shape: &str, micros: i64, local: jiff::civil::DateTime) -> bool {
    let is_after_2001 = micros >= 1_000_000_000 * SECOND;
    let is_before_2286 = micros < 10_000_000_000 * SECOND;
    let has_one_order = local.day() > 12 || i16::from(local.day()) == i16::from(local.month());
    (!shape.contains("%s") || (is_after_2001 && is_before_2286))
        && (!shape.contains("%y") || (1969..2069).contains(&local.year()))
        && (!(shape.contains("%d/%m") || shape.contains("%m/%d/")) || has_one_order || shape.starts_with("%Y"))
}

/// Any time of the years that logs have, and seldom any other.
fn micros() -> impl Strategy<Value = i64> {
    prop_oneof![4 => 0..4_102_444_800 * SECOND, 1 => -62_135_510_400 * SECOND..253_402_200_000 * SECOND]
}

/// Changes of single bytes.
fn damage() -> impl Strategy<Value = Vec<(prop::sample::Index, u8)>> {
    prop::collection::vec(
        (any::<prop::sample::Index>(), prop::sample::select(b"0123456789:+-. ,/TZOct[]".to_vec())),
        0..3,
    )
}

fn damaged(mut text: Vec<u8>, damage: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    for (place, byte) in damage {
        let place = place.index(text.len());
        text[place] = *byte;
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn every_shape_is_read_back_as_it_was_written(
        micros in micros(),
        shape in prop::sample::select(SHAPES.to_vec()),
        minutes in -14 * 60..14 * 60,
    ) {
        let (format, unit, has_zone) = shape;
        let has_offset = format.contains("%z") || format.contains("%:z");
        let offset = Offset::from_seconds(if has_offset && !format.contains("UTC") { minutes * 60 } else { 0 }).unwrap();
        let time = Timestamp::from_microsecond(micros).unwrap().to_zoned(TimeZone::fixed(offset));
        prop_assume!(is_written(format, micros, time.datetime()) && (0..10_000).contains(&time.year()));
        let text = strtime::format(format, &time).unwrap();
        let zone = if has_zone { ZoneSource::Written } else { ZoneSource::Missing };
        let expected = LoggedTime { micros: micros - micros.rem_euclid(unit), zone };
        prop_assert_eq!(read(text.as_bytes(), None), Ok(Some(expected)), "{}", text);
    }

    #[test]
    fn the_quick_ways_agree_with_the_definition(micros in micros(), minutes in -14 * 60..14 * 60, damage in damage()) {
        let offset = Offset::from_seconds(minutes * 60).unwrap();
        let time = Timestamp::from_microsecond(micros).unwrap().to_zoned(TimeZone::fixed(offset));
        for format in ["%d/%b/%Y:%H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%.f%:z", "%Y-%m-%d %H:%M:%S"] {
            let text = damaged(strtime::format(format, &time).unwrap().into_bytes(), &damage);
            let quick = parse_common(&text);
            prop_assert!(quick.is_none() || quick == parse_any_prefix(&text), "{}", String::from_utf8_lossy(&text));
            prop_assert_eq!(parse(&text), parse_any(&text), "{}", String::from_utf8_lossy(&text));
            if let Ok(frame) = <&[u8; TIME_FRAME]>::try_from(&[&text[..], b"] "].concat()[..]) {
                let quick = DateMemo::default().read(frame).map(LoggedTime::utc);
                prop_assert!(quick.is_none() || quick == parse_any(&text), "{}", String::from_utf8_lossy(&text));
            }
        }
    }

    #[test]
    fn no_text_panics(text in prop_oneof!["[0-9A-Za-z/:. ,+\\[\\]-]{0,40}".prop_map(String::into_bytes), prop::collection::vec(any::<u8>(), 0..40)]) {
        let _ = (read(&text, None), parse_prefix(&text), parse_date(&text), parse_clock(&text));
        let _ = duration::read(&text, Unit::Nanoseconds);
        let mut days = days::DayCount::new();
        days.set_fields(b"time");
        days.set_date(b"2023-10-10");
        days.pass(&text);
    }
}

#[test]
fn reading_the_time_that_a_text_begins_with_looks_at_a_bounded_number_of_bytes() {
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
fn every_clock_is_read_as_its_digits_say() {
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
    days.set_fields(b"c-ip time cs-uri-stem");
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
    assert_eq!(days::time_after(days.latest().unwrap(), 5 * HOUR), parse(b"1996-01-15T05:00:00Z").unwrap().micros);
}
