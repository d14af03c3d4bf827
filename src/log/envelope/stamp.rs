//! The length of the timestamps that collectors put before lines. Their values are ignored: the line has its own time.

use crate::log::time;

/// The length of the timestamp that `text` begins with: a time of any shape that [`time`] reads, a syslog time without year, a time of
/// day, TAI64N, or seconds since 1970; brackets are allowed. Whitespace, a colon and whitespace, or the end must follow.
pub fn stamp_length(text: &[u8]) -> Option<usize> {
    let is_end =
        |length: &usize| matches!(text[*length..], [] | [b' ' | b'\t' | b'\r', ..] | [b':'] | [b':', b' ' | b'\t', ..]);
    let Some(inside) = text.strip_prefix(b"[") else { return lengths(text).into_iter().flatten().find(is_end) };
    let padding = inside.iter().take_while(|byte| **byte == b' ').count();
    let inside = &inside[padding..];
    let mut bracketed = lengths(inside).into_iter().chain([seconds_length(inside)]).flatten();
    let length = bracketed.find(|length| inside.get(*length) == Some(&b']'))?;
    Some(length + padding + 2).filter(is_end)
}

/// The length of a time of day, `12:34:56`, with or without a fraction.
pub fn clock_length(text: &[u8]) -> Option<usize> {
    let is_clock = |clock: &&[u8; 8]| time::parse_clock(*clock).is_some();
    text.first_chunk::<8>().filter(is_clock).map(|clock| with_fraction(text, clock.len()))
}

/// Candidate lengths of the timestamp.
fn lengths(text: &[u8]) -> [Option<usize>; 2] {
    match text.first() {
        Some(b'0'..=b'9') => {
            let date = time::parse_prefix(text).map(|(_, length)| length);
            [date, clock_length(text).or_else(|| epoch_length(text))]
        }
        Some(b'A'..=b'Z') => {
            let syslog = text.first_chunk::<15>().filter(|stamp| time::is_bsd_stamp(stamp));
            [time::parse_prefix(text).map(|(_, length)| length), syslog.map(|stamp| with_fraction(text, stamp.len()))]
        }
        Some(b'@') => [tai_length(text), None],
        _ => [None, None],
    }
}

/// TAI64N, as written by multilog and s6-log.
fn tai_length(text: &[u8]) -> Option<usize> {
    const LENGTH: usize = 25;
    text.get(1..LENGTH).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit)).map(|_| LENGTH)
}

/// Seconds since 1970, with or without a fraction, or milliseconds, microseconds or nanoseconds.
fn epoch_length(text: &[u8]) -> Option<usize> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match digits {
        10 => Some(with_fraction(text, digits)),
        13 | 16 | 19 => Some(digits),
        _ => None,
    }
}

/// Seconds since boot; in brackets only.
fn seconds_length(text: &[u8]) -> Option<usize> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    Some(with_fraction(text, digits)).filter(|length| *length > digits && digits > 0)
}

fn with_fraction(text: &[u8], length: usize) -> usize {
    let Some([b'.' | b',', fraction @ ..]) = text.get(length..) else { return length };
    let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits > 0 { length + 1 + digits } else { length }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_of_all_collectors_are_measured() {
        let stamps = "2018-02-16T12:34:56Z|2018-02-16T12:34:56.123456789Z|2018-02-16T12:34:56,123+00:00|\
                      2018-02-16T12:34:56+0000|2018-02-16 12:34:56.123456|2018-02-16 12:34:56 +00:00|\
                      2018-02-16 12:34:56 UTC|2019/12/06 08:16:01|2019/12/06 08:16:01.123456|Feb 16 12:34:56|\
                      Feb  6 12:34:56.123|Feb 16 2018 12:34:56|Fri 2018-02-16 12:34:56 UTC|\
                      Fri 2018-02-16 12:34:56.123456 CEST|Fri Feb 16 12:34:56 2018|Fri Feb 16 12:34:56 UTC 2018|\
                      [  123.456789]|[2018-02-16 12:34:56]|1518784496.123456|1518784496|12:34:56|12:34:56.789|\
                      @400000005a86d1b40a1b2c3d";
        for stamp in stamps.split('|') {
            for end in ["", " x", "\tx", ": x"] {
                assert_eq!(stamp_length(format!("{stamp}{end}").as_bytes()), Some(stamp.len()), "{stamp}{end}");
            }
            let is_spaced = [" UTC", " CEST", " +00:00"].iter().any(|zone| stamp.ends_with(zone));
            assert_eq!(stamp_length(format!("{stamp}x").as_bytes()).is_some(), is_spaced, "the next word: {stamp}x");
        }
    }

    #[test]
    fn other_words_are_not_timestamps() {
        for text in "|[|203.0.113.9 - -|Foo 16 12:34:56 x|Feb|Fri|Fri |2018-02-16|12:34|4711 x|[x]|@400000".split('|') {
            assert_eq!(stamp_length(text.as_bytes()), None, "{text}");
        }
        assert_eq!(stamp_length(b"2018-02-16 12:34:56 GET /"), Some(19), "a method is no zone");
        assert_eq!(stamp_length(b"2018-02-16 12:34:56 -0 x"), Some(19));
    }
}
