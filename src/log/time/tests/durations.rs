use super::super::duration::{Unit, parse, parse_any, parse_short, read};

const UNITS: [Unit; 4] = [Unit::Seconds, Unit::Milliseconds, Unit::Microseconds, Unit::Nanoseconds];

/// Pairs of a text and its microseconds.
fn assert_read(unit: Unit, cases: &[(&str, u64)]) {
    for (texts, micros) in cases {
        for text in texts.split('|') {
            assert_eq!(read(text.as_bytes(), unit), Some(*micros), "{text}");
        }
    }
}

#[test]
fn a_duration_may_have_units_or_be_a_clock() {
    let cases = [
        ("0s|0|PT0S|00:00:00|0.0", 0),
        ("1.5 µs|1999ns|1us", 1),
        ("350µs|350μs|350us|350 µs|0.35ms", 350),
        ("1.234567ms|1.234567 ms|1234567ns|1234µs|PT0.001234567S", 1_234),
        ("12ms|12 ms|12.0ms|12|0.012s|pt0.012s|Duration: 12ms", 12_000),
        (".5s|0.5s|500ms|0:00:00.5|PT0.5S", 500_000),
        ("1.5 s|1.5s|00:00:01.500|00:00:01,5|PT1.5S|1500|1e3ms, 500ms|duration: 1.5 s", 1_500_000),
        ("0:00:02|Completed in: 0:00:02|2 seconds", 2_000_000),
        ("PT1M|1m|0:01:00|60s|1 min", 60_000_000),
        ("1m2.5s|PT1M2.5S|1 minute 2.5 seconds|00:01:02.5|62.5s", 62_500_000),
        ("1h2m3s|1:02:03|PT1H2M3S|1 hour, 2 minutes, 3 seconds|3723s", 3_723_000_000),
        ("1h0m0.5s|PT1H0.5S|01:00:00.5", 3_600_500_000),
        ("1 day, 0:00:01|P1DT1S|24:00:01|1d1s|86401s", 86_401_000_000),
        ("123:00:00.000001", 442_800_000_001),
    ];
    assert_read(Unit::Milliseconds, &cases);
    for text in "|-|s|1x|-1s|1s ago|1s2|1ss|1.2.3s|99999999999999999h|1y|01:30|12: 5ms|-00:00:01".split('|') {
        assert_eq!(read(text.as_bytes(), Unit::Milliseconds), None, "{text}");
    }
}

#[test]
fn whole_numbers_are_not_decimal_seconds() {
    assert_read(Unit::DecimalSeconds, &[("0.012|12ms|12000µs|.012|0.004, 0.008", 12_000)]);
    for text in ["12", "0", "12, 0.5", "1e3"] {
        assert_eq!(read(text.as_bytes(), Unit::DecimalSeconds), None, "{text}");
    }
}

#[test]
fn a_list_is_summed_up() {
    let cases = [
        ("0.001 : 0.002|0.001, 0.002|0.001,0.002|0.001s, 2ms|-, 0.003", 3_000),
        ("0.1 : -|0.1, -|-, 0.1|- : 0.1|0.1, ", 100_000),
        ("0.001, 0.002 : 0.003|0.003 : 0.003", 6_000),
        ("1 : 2|1, 2", 3_000_000),
        ("00:00:01, 0.5", 1_500_000),
    ];
    assert_read(Unit::Seconds, &cases);
    for text in "-, -|- : -|0,5|1,2|0.1, x|0.1:0.2|, |18446744073709551615, 1.5".split('|') {
        assert_eq!(read(text.as_bytes(), Unit::Seconds), None, "{text}");
    }
}

#[test]
fn every_unit_becomes_microseconds() {
    for (text, micros) in [
        ("0.004", [4_000, 4, 0, 0]),
        ("12", [12_000_000, 12_000, 12, 0]),
        ("1999", [1_999_000_000, 1_999_000, 1_999, 1]),
        ("+99627", [99_627_000_000, 99_627_000, 99_627, 99]),
        ("1.25e-05", [12, 0, 0, 0]),
        (".5", [500_000, 500, 0, 0]),
    ] {
        assert_eq!(UNITS.map(|unit| parse(text.as_bytes(), unit)), micros.map(Some), "{text}");
    }
    for text in ["", "-", "-1", ".", "1.2.3", "1s", "1e400", "9e99999999999", "99999999999999999999"] {
        assert_eq!(parse(text.as_bytes(), Unit::Seconds), None, "{text}");
    }
}

#[test]
fn short_numbers_are_read_like_all_others() {
    let digits = ["", "0", "7", "42", "000123", "999999999", "123456789012"];
    for (whole, fraction) in digits.iter().flat_map(|whole| digits.map(|fraction| (whole, fraction))) {
        for text in [format!("{whole}.{fraction}"), format!("{whole}{fraction}"), format!("{whole}.{fraction}.")] {
            for unit in UNITS {
                let short = parse_short(text.as_bytes(), unit);
                assert!(short.is_none() || short == parse_any(text.as_bytes(), unit), "{text} {unit:?} {short:?}");
            }
        }
    }
    assert_eq!(parse_short(b"12.345678901", Unit::Seconds), Some(12_345_678));
    assert_eq!(parse_short(b"1234567890123", Unit::Seconds), None);
}
