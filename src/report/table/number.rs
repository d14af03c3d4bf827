//! Numbers as people read them.

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
    // What would be rounded up to 1024.0 is one of the next unit.
    while scaled.abs() >= KIB - 0.05 {
        let Some(next) = units.next() else { break };
        scaled /= KIB;
        unit = next;
    }
    format!("{} {unit}", decimal(scaled))
}

/// A part of a total as `8.1%`; `-` of nothing.
pub fn share(part: i128, total: i128) -> String {
    if total == 0 { "-".to_owned() } else { format!("{:.1}%", part as f64 * 100.0 / total as f64) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let cases = [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"), (100_000, "100,000")];
        for (number, text) in cases {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(grouped(i128::MIN), "-170,141,183,460,469,231,731,687,303,715,884,105,728");
        assert_eq!(decimal(1_234.56), "1,234.6");
    }

    #[test]
    fn sizes_are_in_the_largest_unit_that_leaves_a_whole() {
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
    fn a_share_of_nothing_is_none() {
        assert_eq!((share(1, 3), share(0, 0)), ("33.3%".to_owned(), "-".to_owned()));
    }
}
