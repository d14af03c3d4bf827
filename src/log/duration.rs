//! Durations as servers log them, to microseconds.

/// The unit of a number without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds, mostly with a fraction: nginx, ALB, the W3C draft, CloudFront.
    Seconds,
    /// Milliseconds: IIS, HAProxy, Squid, S3, Traefik.
    Milliseconds,
    /// Microseconds: Apache's `%D`, Google Cloud Storage.
    Microseconds,
    /// Nanoseconds: Traefik's JSON.
    Nanoseconds,
    /// Seconds that have a decimal point: a number without one may be of another unit, and is none.
    DecimalSeconds,
}

impl Unit {
    /// The names that configuration uses.
    pub const NAMES: [&str; 5] = ["s", "ms", "us", "ns", "s."];

    /// The unit of that name.
    pub fn by_name(name: &str) -> Option<Unit> {
        let units = [Unit::Seconds, Unit::Milliseconds, Unit::Microseconds, Unit::Nanoseconds, Unit::DecimalSeconds];
        Unit::NAMES.iter().position(|known| *known == name).map(|index| units[index])
    }

    /// Decimal places of the unit in a microsecond; negative for a smaller unit.
    fn exponent(self) -> i32 {
        match self {
            Unit::Seconds | Unit::DecimalSeconds => 6,
            Unit::Milliseconds => 3,
            Unit::Microseconds => 0,
            Unit::Nanoseconds => -3,
        }
    }
}

/// Reads a decimal number, such as `0.004`, `12`, `1.5e-05`; what is below a microsecond is cut off.
///
/// None for what is no number, for a negative one (`-1` is how many servers say that there was none), and above 2^63 microseconds.
#[inline]
pub fn parse(text: &[u8], unit: Unit) -> Option<u64> {
    if text.starts_with(b"-") || (unit == Unit::DecimalSeconds && !text.contains(&b'.')) {
        return None;
    }
    parse_short(text, unit).or_else(|| parse_any(text, unit))
}

/// Reads digits with or without a point among them, few enough that nothing can overflow.
#[inline]
fn parse_short(text: &[u8], unit: Unit) -> Option<u64> {
    const LONGEST: usize = 12;
    let (mut number, mut digits, mut point) = (0, 0, None);
    for byte in text.get(..text.len().min(LONGEST + 1))? {
        match byte.wrapping_sub(b'0') {
            digit @ 0..=9 => (number, digits) = (number * 10 + u64::from(digit), digits + 1),
            _ if *byte == b'.' && point.is_none() => point = Some(digits),
            _ => return None,
        }
    }
    if digits == 0 || text.len() > LONGEST {
        return None;
    }
    let places = unit.exponent() - (digits - point.unwrap_or(digits));
    let scale = POWERS[places.unsigned_abs() as usize];
    Some(if places < 0 { number / scale } else { number * scale })
}

/// The powers of ten up to the one of the longest fraction of the smallest unit, and beyond.
const POWERS: [u64; 16] = {
    let mut powers = [1; 16];
    let mut place = 1;
    while place < powers.len() {
        powers[place] = 10 * powers[place - 1];
        place += 1;
    }
    powers
};

/// Reads any number; see [`parse`].
#[cold]
fn parse_any(text: &[u8], unit: Unit) -> Option<u64> {
    let text = text.strip_prefix(b"+").unwrap_or(text);
    let (mantissa, exponent) = match text.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (&text[..at], std::str::from_utf8(&text[at + 1..]).ok()?.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let point = mantissa.iter().position(|byte| *byte == b'.');
    let (whole, fraction) = point.map_or((mantissa, &[][..]), |at| (&mantissa[..at], &mantissa[at + 1..]));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    // The first `places` digits of whole and fraction are microseconds.
    let places = (whole.len() as i64) + i64::from(exponent) + i64::from(unit.exponent());
    let mut micros = 0u64;
    for (index, byte) in (0i64..).zip(whole.iter().chain(fraction)) {
        if !byte.is_ascii_digit() {
            return None;
        }
        if index < places {
            micros = micros.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
        }
    }
    let missing = places - (whole.len() + fraction.len()) as i64;
    let scale = 10u64.checked_pow(u32::try_from(missing.max(0)).ok()?);
    let micros = if micros == 0 { Some(0) } else { micros.checked_mul(scale?) };
    micros.filter(|micros| *micros <= i64::MAX as u64)
}

/// The sum of a list such as nginx writes for several upstreams, `0.004, 0.120` or `0.004 : 0.120`; a `-` in it counts nothing.
///
/// None when no entry is a number.
pub fn sum(text: &[u8], unit: Unit) -> Option<u64> {
    let entries = text.split(|byte| matches!(byte, b',' | b':')).map(<[u8]>::trim_ascii);
    entries
        .filter_map(|entry| parse(entry, unit))
        .try_fold(None, |sum: Option<u64>, entry| Some(Some(sum.unwrap_or(0).checked_add(entry)?)))?
}

/// Reads a number, or numbers with units behind them as Go and HAProxy write them: `18ms`, `1.2s`, `350µs`, `1m2.5s`. `unit` is that of
/// a number without one.
///
/// None as for [`parse`].
pub fn parse_with_unit(text: &[u8], unit: Unit) -> Option<u64> {
    if !text.last().is_some_and(u8::is_ascii_alphabetic) {
        return parse(text, unit);
    }
    let mut rest = text;
    let mut sum = 0u64;
    while !rest.is_empty() {
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'+')).count();
        let (number, behind) = rest.split_at(length);
        let named = behind.iter().position(|byte| byte.is_ascii_digit()).unwrap_or(behind.len());
        let (name, behind) = behind.split_at(named);
        sum = sum.checked_add(with_unit(number, name.trim_ascii())?)?;
        rest = behind;
    }
    Some(sum)
}

/// Microseconds of a number in the unit of that name.
fn with_unit(number: &[u8], name: &[u8]) -> Option<u64> {
    let in_seconds = |seconds: u64| parse(number, Unit::Seconds)?.checked_mul(seconds);
    match name {
        b"h" => in_seconds(3_600),
        b"m" | b"min" => in_seconds(60),
        b"s" | b"sec" => in_seconds(1),
        b"ms" => parse(number, Unit::Milliseconds),
        // Both characters that look like the Greek letter: the micro sign and the letter itself.
        b"us" | b"\xc2\xb5s" | b"\xce\xbcs" => parse(number, Unit::Microseconds),
        b"ns" => parse(number, Unit::Nanoseconds),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_behind_a_number_counts() {
        let read = |text: &str| parse_with_unit(text.as_bytes(), Unit::Milliseconds);
        for (text, micros) in [
            ("18ms", 18_000),
            ("1.2s", 1_200_000),
            ("350µs", 350),
            ("350μs", 350),
            ("350us", 350),
            ("1999ns", 1),
            ("1m2.5s", 62_500_000),
            ("1h0m0.5s", 3_600_500_000),
            ("0s", 0),
            ("12 ms", 12_000),
            ("12", 12_000),
            ("1e3", 1_000_000),
        ] {
            assert_eq!(read(text), Some(micros), "{text}");
        }
        for text in ["", "-", "s", "1x", "-1s", "1s2", "1ss", "1.2.3s", "99999999999999999h"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn every_unit_becomes_microseconds() {
        assert_eq!(parse(b"0.004", Unit::Seconds), Some(4_000));
        assert_eq!(parse(b"12", Unit::Milliseconds), Some(12_000));
        assert_eq!(parse(b"1.5", Unit::Milliseconds), Some(1_500));
        assert_eq!(parse(b"7", Unit::Microseconds), Some(7));
        assert_eq!(parse(b"1999", Unit::Nanoseconds), Some(1));
        assert_eq!(parse(b"999", Unit::Nanoseconds), Some(0));
        assert_eq!(parse(b"+99627", Unit::Milliseconds), Some(99_627_000));
        assert_eq!(parse(b"1.25e-05", Unit::Seconds), Some(12));
        assert_eq!(parse(b".5", Unit::Seconds), Some(500_000));
    }

    #[test]
    fn short_numbers_are_read_as_all_others_are() {
        let digits = ["", "0", "7", "42", "000123", "999999999", "123456789012"];
        let units = [Unit::Seconds, Unit::Milliseconds, Unit::Microseconds, Unit::Nanoseconds];
        for (whole, fraction) in digits.iter().flat_map(|whole| digits.map(|fraction| (whole, fraction))) {
            for text in [format!("{whole}.{fraction}"), format!("{whole}{fraction}"), format!("{whole}.{fraction}.")] {
                for unit in units {
                    let short = parse_short(text.as_bytes(), unit);
                    assert!(short.is_none() || short == parse_any(text.as_bytes(), unit), "{text} {unit:?} {short:?}");
                }
            }
        }
        assert_eq!(parse_short(b"12.345678901", Unit::Seconds), Some(12_345_678));
        assert_eq!(parse_short(b"1234567890123", Unit::Seconds), None);
    }

    #[test]
    fn what_is_no_duration_is_none() {
        for text in ["", "-", "-1", ".", "1.2.3", "1s", "1e400", "9e99999999999", "99999999999999999999"] {
            assert_eq!(parse(text.as_bytes(), Unit::Seconds), None, "{text}");
        }
    }

    #[test]
    fn a_list_is_summed_up() {
        assert_eq!(sum(b"0.004, 0.120", Unit::Seconds), Some(124_000));
        assert_eq!(sum(b"0.1 : -", Unit::Seconds), Some(100_000));
        assert_eq!([sum(b"-", Unit::Seconds), sum(b"", Unit::Seconds)], [None, None]);
    }
}
