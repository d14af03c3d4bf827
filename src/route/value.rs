//! Segments of a path that are values: numbers, dates, keys and addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Digits from which a hexadecimal segment is a value whatever they are. No word of the letters a to f is that long.
const LONG_HEX: usize = 16;

/// Digits from which a hexadecimal segment is a value if some are decimal: the shortest common checksum, CRC-32, has 8.
const SHORT_HEX: usize = 8;

/// Characters from which a segment in disorder is a token. Shorter identifiers are hard to tell from names.
const TOKEN: usize = 20;

/// Small letters in a row from which they look like a word. In random text, one letter in five is in such a row.
const WORD: usize = 4;

/// Digits from which a number within words is a key. Shorter ones are years, error codes and versions.
const SLUG_DIGITS: usize = 5;

/// Longest part of a file extension, as in `.woff2` or `.geojson`.
const EXTENSION: usize = 8;

/// A value at the beginning of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Value {
    /// Name in braces.
    pub name: &'static str,
    /// Length of the value, in bytes: the segment without its file extension.
    pub len: usize,
}

/// Finds the value that a segment consists of.
pub(super) fn find(segment: &str) -> Option<Value> {
    let whole = if is_ip(segment) {
        Some("{ip}")
    } else if is_email(segment) {
        Some("{email}")
    } else {
        kind(segment)
    };
    if let Some(name) = whole {
        return Some(Value { name, len: segment.len() });
    }
    let (stem, extension) = segment.split_once('.')?;
    if !is_extension(extension) {
        return None;
    }
    kind(stem).map(|name| Value { name, len: stem.len() })
}

/// Names a value that needs no dot, except in a token.
fn kind(text: &str) -> Option<&'static str> {
    if is_date(text) {
        Some("{date}")
    } else if is_digits(text) {
        Some("{id}")
    } else if is_uuid(text) {
        Some("{uuid}")
    } else if is_hex(text) {
        Some("{hex}")
    } else if is_ulid(text) {
        Some("{ulid}")
    } else if is_token(text) {
        Some("{token}")
    } else if is_slug(text) {
        Some("{slug}")
    } else {
        None
    }
}

/// Accepts `json` and `tar.gz`, but not the `4.2` of a version.
fn is_extension(text: &str) -> bool {
    text.split('.').all(|part| {
        let letter = part.starts_with(|c: char| c.is_ascii_alphabetic());
        letter && part.len() <= EXTENSION && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Accepts `2024-05-17` and `20240517`, and a time after either of them.
fn is_date(text: &str) -> bool {
    let (date, time) = text.split_once('T').unwrap_or((text, "0"));
    let numbers = match (date.len(), date.as_bytes()) {
        (8, _) => [date.get(..4), date.get(4..6), date.get(6..)],
        (10, [.., b'-', _, _, b'-', _, _]) => [date.get(..4), date.get(5..7), date.get(8..)],
        _ => return false,
    };
    let [year, month, day] = numbers.map(|digits| digits.filter(|digits| is_digits(digits))?.parse::<u32>().ok());
    let (Some(year), Some(month), Some(day)) = (year, month, day) else { return false };
    let time = time.starts_with(|c: char| c.is_ascii_digit())
        && time.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'-' | b'+' | b'Z'));
    (1900..2100).contains(&year) && day >= 1 && day <= days(year, month) && time
}

/// Returns the number of days of a month, and 0 if there is no such month.
fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 0,
    }
}

/// Accepts the 8-4-4-4-12 hexadecimal digits of RFC 9562.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Rejects words such as `deadbeef`, `facade` and `face2face`.
fn is_hex(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let decimal = digits.bytes().filter(u8::is_ascii_digit).count();
    let mixed = digits.len() >= SHORT_HEX && decimal >= 2 && decimal < digits.len();
    (digits.len() >= LONG_HEX || mixed) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Accepts 26 characters of Crockford's base 32, which lacks I, L, O and U. The first one holds 3 bits only.
fn is_ulid(text: &str) -> bool {
    let base32 =
        |byte: u8| byte.is_ascii_alphanumeric() && !matches!(byte.to_ascii_uppercase(), b'I' | b'L' | b'O' | b'U');
    text.len() == 26
        && text.starts_with(|c: char| ('0'..='7').contains(&c))
        && text.bytes().all(base32)
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Recognises random characters of base 62 or base 64 by what titles and identifiers in camel case seldom have.
///
/// Odd neighbours are a capital before a capital or digit, and a digit before a small letter. Random text has many of
/// them. An acronym has capitals in a row too, so a digit must be part of one of them, and not one of a last number, as
/// in `UK2024`. Names such as `ID3D11PixelShader` have them as well, but consist of words, which random text does not.
/// Words in a slug need more separators. One random text of 20 characters in seven is missed, and one of 40 in fifty.
fn is_token(text: &str) -> bool {
    #[derive(Clone, Copy, PartialEq)]
    enum Kind {
        Capital,
        Small,
        Digit,
    }
    if text.len() < TOKEN {
        return false;
    }
    let (mut last, mut odd, mut odd_digits, mut separators, mut seen) = (None, 0, 0, 0, [0; 3]);
    let in_words: usize = text.split(|c: char| !c.is_ascii_lowercase()).map(str::len).filter(|len| *len >= WORD).sum();
    let last_number = text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    for (index, byte) in text.bytes().enumerate() {
        let kind = match byte {
            b'A'..=b'Z' => Kind::Capital,
            b'a'..=b'z' => Kind::Small,
            b'0'..=b'9' => Kind::Digit,
            b'-' | b'_' | b'.' => {
                separators += 1;
                continue;
            }
            _ => return false,
        };
        match (last, kind) {
            (Some(Kind::Capital), Kind::Capital) => odd += 1,
            (Some(Kind::Capital), Kind::Digit) if index < last_number => odd_digits += 1,
            (Some(Kind::Digit), Kind::Small) => odd_digits += 1,
            _ => {}
        }
        seen[kind as usize] += 1;
        last = Some(kind);
    }
    let characters: usize = seen.iter().sum();
    let odd = odd_digits > 0 && (odd + odd_digits) * 10 >= characters;
    !seen.contains(&0) && separators * 10 <= text.len() && odd && in_words * 3 < characters
}

/// Accepts words and a long number, joined by `-` or `_`, with the number first or last.
fn is_slug(text: &str) -> bool {
    let key = |part: &str| part.len() >= SLUG_DIGITS && is_digits(part);
    let Some((first, rest)) = text.split_once(['-', '_']) else { return false };
    let Some((start, last)) = text.rsplit_once(['-', '_']) else { return false };
    let words = |part: &str| {
        part.contains(|c: char| c.is_alphabetic())
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '%'))
    };
    (key(first) && words(rest)) || (key(last) && words(start))
}

/// Accepts `name@host.tld`. The retina image `logo@2x.png` and the package `vue@3.4.1` are none.
fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let Some((_, top)) = domain.rsplit_once('.') else { return false };
    let label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let scale = domain.split('.').next().and_then(|first| first.strip_suffix('x')).is_some_and(is_digits);
    let local = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$&'*+-=^_`|~".contains(&byte);
    !name.is_empty()
        && name.bytes().all(local)
        && domain.split('.').all(label)
        && top.len() >= 2
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !scale
}

fn is_ip(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok() || (text.contains(':') && text.parse::<Ipv6Addr>().is_ok())
}
