//! Numbers for people.

const KIB: f64 = 1024.0;
const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/// A whole number with a comma between thousands.
pub fn grouped(number: impl Into<i128>) -> String {
    let number = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with one decimal and a comma between thousands.
pub fn decimal(number: f64) -> String {
    let text = format!("{number:.1}");
    match text.split_once('.').and_then(|(whole, rest)| Some((whole.parse::<i128>().ok()?, rest))) {
        Some((whole, rest)) if number >= 0.0 => format!("{}.{rest}", grouped(whole)),
        _ => text,
    }
}

/// A size in bytes: `812 B`, `1.5 MiB`.
pub fn size(bytes: f64) -> String {
    if bytes.abs() < KIB {
        return if bytes.fract() == 0.0 { format!("{bytes:.0} B") } else { format!("{bytes:.1} B") };
    }
    let mut scaled = bytes / KIB;
    let mut units = UNITS.iter();
    let mut unit = units.next().unwrap_or(&"");
    // A value that would be rounded up to 1024.0 is 1.0 of the next unit.
    while scaled.abs() >= KIB - 0.05 {
        let Some(next) = units.next() else { break };
        scaled /= KIB;
        unit = next;
    }
    format!("{} {unit}", decimal(scaled))
}

/// A part of a total, such as `8.1%`; `-` when the total is 0.
pub fn share(part: i128, total: i128) -> String {
    if total == 0 { "-".to_owned() } else { format!("{:.1}%", part as f64 * 100.0 / total as f64) }
}

/// A part from 0 to 1, such as `8.1%`.
pub fn percent(part: f64) -> String {
    format!("{:.1}%", part * 100.0)
}

/// A time span: `38 µs`, `160 ms`, `2.35 s`, `3 min 20 s`.
pub fn seconds(seconds: f64) -> String {
    match seconds {
        s if s < 0.000_999_5 => format!("{:.0} µs", s * 1e6),
        s if s < 0.999_5 => format!("{:.0} ms", s * 1e3),
        s if s < 99.95 => format!("{s:.2} s"),
        s => format!("{:.0} min {:.0} s", (s / 60.0).floor(), (s % 60.0).floor()),
    }
}

/// Units of a duration, and how many of each are one of the next; the first one is a microsecond.
const DURATIONS: [(&str, f64); 6] =
    [("µs", 1e3), ("ms", 1e3), ("s", 60.0), ("min", 60.0), ("h", 24.0), ("d", f64::INFINITY)];

/// A duration of that many microseconds, to two digits or more: `38 µs`, `1.2 ms`, `160 ms`, `1.3 s`, `3 min 20 s`, `2 d 4 h`.
pub fn duration(micros: f64) -> String {
    let mut value = micros;
    let mut smaller = None;
    for (unit, next) in DURATIONS {
        // A value that would be rounded up to the next unit is 1 of that.
        if value >= next - 0.5 {
            smaller = Some((unit, next));
            value /= next;
            continue;
        }
        return match (unit, smaller) {
            ("min" | "h" | "d", Some((name, count))) => {
                let small = (value * count).round();
                format!("{} {unit} {} {name}", grouped((small / count).floor() as i128), small % count)
            }
            ("µs", _) if value.fract() == 0.0 => format!("{value} {unit}"),
            _ if value < 9.95 => format!("{value:.1} {unit}"),
            _ => format!("{value:.0} {unit}"),
        };
    }
    String::new()
}

/// A duration of that many microseconds without rounding, so that no two look the same: `38 µs`, `1.234 ms`, `10.044 s`,
/// `1 min 40.5 s`, `2 d 4 h`.
pub fn exact_duration(micros: i128) -> String {
    const SECOND: u128 = 1_000_000;
    const MINUTE: u128 = 60 * SECOND;
    let sign = if micros < 0 { "-" } else { "" };
    let all = micros.unsigned_abs();
    if all < MINUTE {
        let (unit, size, digits) = match all {
            0..1_000 => ("µs", 1, 0),
            1_000..SECOND => ("ms", 1_000, 3),
            _ => ("s", SECOND, 6),
        };
        return format!("{sign}{} {unit}", fraction(all, size, digits));
    }
    let minutes = all / MINUTE;
    let whole = [(minutes / 1_440, "d"), (minutes / 60 % 24, "h"), (minutes % 60, "min")];
    let mut parts: Vec<String> = (whole.iter().filter(|(count, _)| *count > 0))
        .map(|(count, unit)| format!("{} {unit}", grouped(i128::try_from(*count).unwrap_or(i128::MAX))))
        .collect();
    if !all.is_multiple_of(MINUTE) {
        parts.push(format!("{} s", fraction(all % MINUTE, SECOND, 6)));
    }
    format!("{sign}{}", parts.join(" "))
}

/// How many units of a size there are, with so many digits after the point, without zeros at the end.
fn fraction(number: u128, size: u128, digits: usize) -> String {
    let (whole, rest) = (number / size, number % size);
    let rest = format!("{rest:0digits$}");
    match rest.trim_end_matches('0') {
        "" => whole.to_string(),
        rest => format!("{whole}.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        let cases = [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"), (100_000, "100,000")];
        for (number, text) in cases {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(grouped(i128::MIN), "-170,141,183,460,469,231,731,687,303,715,884,105,728");
        assert_eq!(decimal(1_234.56), "1,234.6");
    }

    #[test]
    fn sizes_are_in_the_largest_unit_of_which_there_is_one_or_more() {
        let cases = [
            (0.0, "0 B"),
            (0.5, "0.5 B"),
            (1023.0, "1023 B"),
            (1024.0, "1.0 KiB"),
            (1_048_575.0, "1.0 MiB"),
            (1.5 * 1_073_741_824.0, "1.5 GiB"),
            (2_f64.powi(80), "1,048,576.0 EiB"),
        ];
        for (bytes, text) in cases {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn spans_have_a_unit_that_fits() {
        let cases = [(0.0, "0 µs"), (0.16, "160 ms"), (2.349, "2.35 s"), (200.4, "3 min 20 s"), (0.9999, "1.00 s")];
        for (span, text) in cases {
            assert_eq!(seconds(span), text);
        }
    }

    #[test]
    fn durations_have_two_digits_or_more_and_never_sixty_seconds() {
        let cases = [
            (0.0, "0 µs"),
            (1.0, "1 µs"),
            (0.5, "0.5 µs"),
            (38.4, "38 µs"),
            (999.0, "999 µs"),
            (999.6, "1.0 ms"),
            (1_234.0, "1.2 ms"),
            (9_949.0, "9.9 ms"),
            (9_960.0, "10 ms"),
            (12_345.0, "12 ms"),
            (999_499.0, "999 ms"),
            (999_500.0, "1.0 s"),
            (1_300_000.0, "1.3 s"),
            (59_400_000.0, "59 s"),
            (59_600_000.0, "1 min 0 s"),
            (100_000_000.0, "1 min 40 s"),
            (3_569_000_000.0, "59 min 29 s"),
            (3_570_000_000.0, "1 h 0 min"),
            (12_000_000_000.0, "3 h 20 min"),
            (86_400e6, "1 d 0 h"),
            (187_000e6, "2 d 4 h"),
            (1e18, "11,574,074 d 2 h"),
        ];
        for (micros, text) in cases {
            assert_eq!(duration(micros), text, "{micros}");
        }
    }

    #[test]
    fn exact_durations_have_units_and_lose_nothing() {
        let cases = [
            (0, "0 µs"),
            (999, "999 µs"),
            (1_000, "1 ms"),
            (1_050, "1.05 ms"),
            (999_999, "999.999 ms"),
            (1_000_000, "1 s"),
            (10_044_000, "10.044 s"),
            (59_999_999, "59.999999 s"),
            (60_000_000, "1 min"),
            (100_000_001, "1 min 40.000001 s"),
            (3_600_000_000, "1 h"),
            (187_205_500_000, "2 d 4 h 5.5 s"),
            (-1_500, "-1.5 ms"),
        ];
        for (micros, text) in cases {
            assert_eq!(exact_duration(micros), text, "{micros}");
        }
        assert!(exact_duration(i128::MIN).starts_with("-1,969,"));
    }

    #[test]
    fn a_share_of_nothing_is_none() {
        assert_eq!((share(1, 3), share(0, 0)), ("33.3%".to_owned(), "-".to_owned()));
    }
}
