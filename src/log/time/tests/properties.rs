//! Every shape is parsed as it was written, and fast paths agree with the definition.

use jiff::Timestamp;
use jiff::fmt::strtime;
use jiff::tz::{Offset, TimeZone};
use proptest::prelude::*;

use super::*;
use crate::log::time::scan::{parse_any, parse_common};

/// Shapes as strftime(3) patterns, with their resolution in microseconds and whether they have a zone: an offset, or UTC.
const SHAPES: &[(i64, bool, &str)] = &[
    (
        SECOND,
        true,
        "%d/%b/%Y:%H:%M:%S %z|[%d/%b/%Y:%H:%M:%S %z]|%d/%m/%Y:%T %z|%Y/%m/%d %T %z|%Y-%m-%dT%TZ|%Y %b %e %T UTC",
    ),
    (SECOND, true, "%Y%m%dT%H%M%S%z|%a, %d %b %Y %T GMT|%a, %-d %b %Y %T %z|%A, %d-%b-%y %T GMT|%a %b %e %T UTC %Y"),
    (SECOND, true, "%a %b %e %T %z %Y|%a %b %d %Y %T GMT%z (Any Standard Time)|%b %d, %Y %I:%M:%S %p UTC|%s"),
    (SECOND, false, "%d/%b/%Y %T|%a %b %e %T %Y"),
    (1_000, true, "%e/%b/%Y:%T,%3f%:z|%d-%b-%Y %T:%3f UTC|%m/%d/%Y %I:%M:%S.%3f %p GMT|[%s.%3f]|%s%3f"),
    (1_000, false, "%Y/%-m/%-d %T.%3f|%b %-d, %Y @ %T.%3f"),
    (1, true, "%-d/%B/%Y:%T.%6f %z|%d.%m.%Y %T.%6f GMT|%Y-%m-%dT%T.%6f%:z|%Y-%m-%d %T.%9f %z UTC|%Y%m%dT%H%M%S.%6fZ"),
    (1, true, "%s.%6f|%s%6f|%s%9f"),
    (1, false, "%Y-%m-%d %T,%6f|%a %b %e %T.%6f %Y"),
];

/// Whether a time can be written in a shape.
fn is_written(shape: &str, micros: i64, local: jiff::civil::DateTime) -> bool {
    let is_after_2001 = micros >= 1_000_000_000 * SECOND;
    let is_before_2286 = micros < 10_000_000_000 * SECOND;
    let has_one_order = local.day() > 12 || i16::from(local.day()) == i16::from(local.month());
    (!shape.contains("%s") || (is_after_2001 && is_before_2286))
        && (!shape.contains("%y") || (1969..2069).contains(&local.year()))
        && (!(shape.contains("%d/%m") || shape.contains("%m/%d/")) || has_one_order || shape.starts_with("%Y"))
}

/// Times in the years that logs have, and sometimes others.
fn micros() -> impl Strategy<Value = i64> {
    prop_oneof![4 => 0..4_102_444_800 * SECOND, 1 => -62_135_510_400 * SECOND..253_402_200_000 * SECOND]
}

/// Parses a time by the definition.
fn defined(text: &[u8]) -> Option<LoggedTime> {
    parse_any(text, true).filter(|(_, length)| *length == text.len()).map(|(time, _)| time)
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
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 12))]

    #[test]
    fn every_shape_is_read_back_as_it_was_written(
        micros in micros(),
        (unit, has_zone, formats) in prop::sample::select(SHAPES),
        shape in any::<prop::sample::Index>(),
        minutes in -14 * 60..14 * 60,
    ) {
        let formats: Vec<&str> = formats.split('|').collect();
        let format = *shape.get(&formats);
        let has_offset = format.contains("%z") || format.contains("%:z");
        let offset = Offset::from_seconds(if has_offset && !format.contains("UTC") { minutes * 60 } else { 0 }).unwrap();
        let time = Timestamp::from_microsecond(micros).unwrap().to_zoned(TimeZone::fixed(offset));
        prop_assume!(is_written(format, micros, time.datetime()) && (0..10_000).contains(&time.year()));
        let text = strtime::format(format, &time).unwrap();
        let zone = if has_zone { ZoneSource::Written } else { ZoneSource::Missing };
        let expected = LoggedTime { micros: micros - micros.rem_euclid(unit), offset: offset.seconds(), zone };
        prop_assert_eq!(read(text.as_bytes(), None), Ok(Some(expected)), "{}", text);
    }

    #[test]
    fn the_fast_paths_agree_with_the_definition(micros in micros(), minutes in -14 * 60..14 * 60, damage in damage()) {
        let offset = Offset::from_seconds(minutes * 60).unwrap();
        let time = Timestamp::from_microsecond(micros).unwrap().to_zoned(TimeZone::fixed(offset));
        for format in ["%d/%b/%Y:%H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%.f%:z", "%Y-%m-%d %H:%M:%S"] {
            let text = damaged(strtime::format(format, &time).unwrap().into_bytes(), &damage);
            let quick = parse_common(&text);
            prop_assert!(quick.is_none() || quick == parse_any(&text, false), "{}", String::from_utf8_lossy(&text));
            prop_assert_eq!(parse(&text), defined(&text), "{}", String::from_utf8_lossy(&text));
            if let Ok(frame) = <&[u8; TIME_FRAME]>::try_from(&[&text[..], b"] "].concat()[..]) {
                let mut memo = DateMemo::default();
                let quick = memo.read(frame);
                let quick = quick.map(|micros| LoggedTime { offset: memo.offset(), ..LoggedTime::utc(micros) });
                prop_assert!(quick.is_none() || quick == defined(&text), "{}", String::from_utf8_lossy(&text));
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
