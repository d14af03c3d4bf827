//! Times as servers log them, to microseconds since 1970 in UTC.
//!
//! Read are Apache's `%t` and nginx's `$time_local` (`10/Oct/2023:13:55:36 +0000`), with or without its zone and a fraction, and
//! RFC 3339 (`2023-10-10T13:55:36.250+02:00`, nginx's `$time_iso8601`). A leap second counts as the second before it.

use super::calendar::days_from_civil;

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in an hour.
pub const HOUR: i64 = 3_600 * SECOND;
/// Microseconds in a day.
pub const DAY: i64 = 24 * HOUR;
/// The first microsecond of the year 10000: a larger number since 1970 is one of another unit.
pub const END_OF_9999: i64 = 253_402_300_800 * SECOND;

/// A time and whether the line said in which zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoggedTime {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub micros: i64,
    /// Whether a zone was given; without one, UTC is taken.
    pub has_zone: bool,
}

/// Reads the text between the brackets of a time field; `None` when it is no time.
pub fn parse(text: &[u8]) -> Option<LoggedTime> {
    parse_clf(text).or_else(|| parse_rfc3339(text))
}

/// `dd/Mon/yyyy:HH:MM:SS[.fraction][ ±hhmm]`.
fn parse_clf(text: &[u8]) -> Option<LoggedTime> {
    let (date, rest) = text.split_first_chunk::<12>()?;
    let (clock, zone) = rest.split_first_chunk::<8>()?;
    let day = clf_day(date)?;
    let (fraction, zone) = match zone {
        [b'.', rest @ ..] => {
            let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            (fraction_micros(&rest[..length])?, &rest[length..])
        }
        _ => (0, zone),
    };
    let micros = day * DAY + clock_micros(clock)? + fraction;
    match zone {
        [] => Some(LoggedTime { micros, has_zone: false }),
        [b' ', zone @ ..] => Some(LoggedTime { micros: micros - zone_micros(zone)?, has_zone: true }),
        _ => None,
    }
}

/// Days since 1970 of `dd/Mon/yyyy:`.
pub(super) fn clf_day(date: &[u8; 12]) -> Option<i64> {
    let &[d1, d2, b'/', m1, m2, m3, b'/', y1, y2, y3, y4, b':'] = date else { return None };
    let month = match [m1, m2, m3].map(|b| b.to_ascii_lowercase()) {
        [b'j', b'a', b'n'] => 1,
        [b'f', b'e', b'b'] => 2,
        [b'm', b'a', b'r'] => 3,
        [b'a', b'p', b'r'] => 4,
        [b'm', b'a', b'y'] => 5,
        [b'j', b'u', b'n'] => 6,
        [b'j', b'u', b'l'] => 7,
        [b'a', b'u', b'g'] => 8,
        [b's', b'e', b'p'] => 9,
        [b'o', b'c', b't'] => 10,
        [b'n', b'o', b'v'] => 11,
        [b'd', b'e', b'c'] => 12,
        _ => return None,
    };
    days_from_civil(digits(&[y1, y2, y3, y4])?, month, digits(&[d1, d2])?)
}

/// Microseconds since midnight of `HH:MM:SS`; second 60 counts as 59.
pub(super) fn clock_micros(clock: &[u8; 8]) -> Option<i64> {
    let &[h1, h2, b':', m1, m2, b':', s1, s2] = clock else { return None };
    let (hour, minute, second) = (digits(&[h1, h2])?, digits(&[m1, m2])?, digits(&[s1, s2])?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(hour * HOUR + (minute * 60 + second.min(59)) * SECOND)
}

/// The offset of `±hhmm` or `±hh:mm`: hours to 23, minutes to 59 (RFC 3339 section 5.6).
pub(super) fn zone_micros(zone: &[u8]) -> Option<i64> {
    let (sign, h1, h2, m1, m2) = match *zone {
        [sign, h1, h2, m1, m2] => (sign, h1, h2, m1, m2),
        [sign, h1, h2, b':', m1, m2] => (sign, h1, h2, m1, m2),
        _ => return None,
    };
    let (hours, minutes) = (digits(&[h1, h2])?, digits(&[m1, m2])?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let offset = (hours * 60 + minutes) * 60 * SECOND;
    match sign {
        b'+' => Some(offset),
        b'-' => Some(-offset),
        _ => None,
    }
}

/// The offset of `" ±hhmm] "`, which is what stands between a regular time and the request's quote.
pub(super) fn framed_zone(frame: &[u8; 8]) -> Option<i64> {
    match frame {
        [b' ', zone @ .., b']', b' '] => zone_micros(zone),
        _ => None,
    }
}

/// `yyyy-mm-dd(T| )HH:MM:SS[.fraction][Z|±hh:mm|±hhmm]`.
fn parse_rfc3339(text: &[u8]) -> Option<LoggedTime> {
    let (date, rest) = text.split_first_chunk::<11>()?;
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T' | b't' | b' '] = date else { return None };
    let (clock, mut rest) = rest.split_first_chunk::<8>()?;
    let day = days_from_civil(digits(&[y1, y2, y3, y4])?, digits(&[m1, m2])?, digits(&[d1, d2])?)?;
    let mut micros = day * DAY + clock_micros(clock)?;
    if let [b'.' | b',', fraction @ ..] = rest {
        let length = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
        micros += fraction_micros(&fraction[..length])?;
        rest = &fraction[length..];
    }
    match rest {
        [] => Some(LoggedTime { micros, has_zone: false }),
        [b'Z' | b'z'] => Some(LoggedTime { micros, has_zone: true }),
        zone => Some(LoggedTime { micros: micros - zone_micros(zone)?, has_zone: true }),
    }
}

/// A day (`yyyy-mm-dd`) and a time of that day (`HH:MM:SS`, with or without a fraction) in two fields, UTC.
pub fn parse_date_and_clock(date: &[u8], clock: &[u8]) -> Option<i64> {
    Some(parse_date(date)? * DAY + parse_clock(clock)?)
}

/// Microseconds since midnight of `HH:MM:SS`, with or without a fraction.
pub fn parse_clock(clock: &[u8]) -> Option<i64> {
    let (clock, fraction) = clock.split_first_chunk::<8>()?;
    let fraction = match fraction {
        [] => 0,
        [b'.', digits @ ..] => fraction_micros(digits)?,
        _ => return None,
    };
    Some(clock_micros(clock)? + fraction)
}

/// Days since 1970 of `yyyy-mm-dd`.
pub fn parse_date(date: &[u8]) -> Option<i64> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return None };
    days_from_civil(digits(&[y1, y2, y3, y4])?, digits(&[m1, m2])?, digits(&[d1, d2])?)
}

/// Seconds since 1970 with or without a fraction, such as `1700000000.123`; below the year 10000, since more is another unit.
pub fn parse_epoch_seconds(text: &[u8]) -> Option<i64> {
    let point = text.iter().position(|byte| *byte == b'.');
    let (seconds, fraction) = point.map_or((text, &[][..]), |at| (&text[..at], &text[at + 1..]));
    let seconds = Some(seconds).filter(|seconds| (1..=12).contains(&seconds.len())).and_then(digits)?;
    if seconds >= END_OF_9999 / SECOND {
        return None;
    }
    let fraction = if point.is_some() { fraction_micros(fraction)? } else { 0 };
    Some(seconds * SECOND + fraction)
}

/// The digits behind a decimal point of seconds; what is below a microsecond is cut off.
pub(super) fn fraction_micros(fraction: &[u8]) -> Option<i64> {
    const PLACES: usize = 6;
    const SCALES: [i64; PLACES + 1] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
    let (kept, rest) = fraction.split_at(fraction.len().min(PLACES));
    let is_fraction = !fraction.is_empty() && rest.iter().all(u8::is_ascii_digit);
    Some(digits(kept)? * SCALES[kept.len()]).filter(|_| is_fraction)
}

/// The number that at most 18 digits write; 0 for none.
#[inline(always)]
fn digits(text: &[u8]) -> Option<i64> {
    let (mut number, mut odd) = (0, 0);
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        odd |= u8::from(digit > 9);
        number = number * 10 + i64::from(digit);
    }
    (odd == 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(text: &str) -> Option<i64> {
        parse(text.as_bytes()).map(|time| time.micros)
    }

    #[test]
    fn the_zone_counts() {
        assert_eq!(micros("10/Oct/2023:13:55:36 +0000"), Some(1_696_946_136 * SECOND));
        assert_eq!(micros("10/Oct/2023:13:55:36 +0530"), micros("10/Oct/2023:08:25:36 +0000"));
        assert_eq!(micros("10/Oct/2023:13:55:36 -0800"), micros("10/Oct/2023:21:55:36 +0000"));
        assert_eq!(micros("10/Oct/2023:13:55:36 +9999"), None);
        assert_eq!(micros("10/Oct/2023:13:55:36 0000"), None);
    }

    #[test]
    fn a_time_without_zone_is_utc_and_says_so() {
        let time = parse(b"10/Oct/2023:13:55:36").unwrap();
        assert_eq!(Some(time.micros), micros("10/Oct/2023:13:55:36 +0000"));
        assert!(!time.has_zone);
    }

    #[test]
    fn rfc_3339_is_read_with_fractions_and_zones() {
        let noon = micros("2023-10-10T12:00:00Z").unwrap();
        assert_eq!(micros("2023-10-10T12:00:00.250Z"), Some(noon + 250_000));
        assert_eq!(micros("2023-10-10t14:00:00,5+02:00"), Some(noon + 500_000));
        assert_eq!(micros("2023-10-10 12:00:00.123456789Z"), Some(noon + 123_456));
        assert_eq!(micros("2023-10-10T12:00:00."), None);
        assert_eq!(micros("2023-13-10T12:00:00Z"), None);
    }

    #[test]
    fn a_logged_time_may_have_a_fraction() {
        let noon = micros("10/Oct/2023:12:00:00 +0000").unwrap();
        assert_eq!(micros("10/Oct/2023:12:00:00.250"), Some(noon + 250_000));
        assert_eq!(micros("10/Oct/2023:14:00:00.5 +0200"), Some(noon + 500_000));
        assert_eq!([micros("10/Oct/2023:12:00:00."), micros("10/Oct/2023:12:00:00.x")], [None, None]);
    }

    #[test]
    fn dates_that_are_not_in_the_calendar_are_refused() {
        for bad in ["30/Feb/2023", "29/Feb/2023", "31/Apr/2023", "00/Oct/2023", "32/Oct/2023", "10/Okt/2023"] {
            assert_eq!(micros(&format!("{bad}:00:00:00 +0000")), None, "{bad}");
        }
        assert!(micros("29/Feb/2024:00:00:00 +0000").is_some());
        assert_eq!(micros("10/Oct/2023:24:00:00 +0000"), None);
        assert_eq!(micros("10/Oct/2023:23:60:00 +0000"), None);
        assert_eq!(micros("10/Oct/2023:23:59:61 +0000"), None);
    }

    #[test]
    fn a_time_may_be_two_fields_or_a_number() {
        let noon = micros("2023-10-10T12:00:00Z");
        assert_eq!(parse_date_and_clock(b"2023-10-10", b"12:00:00"), noon);
        assert_eq!(parse_date_and_clock(b"2023-10-10", b"12:00:00.5"), noon.map(|noon| noon + 500_000));
        assert_eq!(parse_date_and_clock(b"2023-02-30", b"12:00:00"), None);
        assert_eq!(parse_epoch_seconds(b"1696939200"), noon);
        assert_eq!(parse_epoch_seconds(b"1696939200.25"), noon.map(|noon| noon + 250_000));
        for bad in ["", ".5", "1696939200.", "-1", "1696939200000", "12x"] {
            assert_eq!(parse_epoch_seconds(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn a_leap_second_counts_as_the_second_before() {
        assert_eq!(micros("31/Dec/2016:23:59:60 +0000"), micros("31/dec/2016:23:59:59 +0000"));
    }

    #[test]
    fn the_last_second_of_the_year_9999_is_a_time() {
        assert_eq!(micros("31/Dec/9999:23:59:59 +0000"), Some(253_402_300_799 * SECOND));
    }
}
