//! Helpers for whitespace, numbers, ports and the edges of a line. They know nothing of formats.

/// The byte order mark that some programs write first.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Counts the NULs at the beginning of `text`.
#[inline]
pub fn leading_nuls(text: &[u8]) -> usize {
    if text.first() == Some(&0) { count_nuls(text) } else { 0 }
}

#[cold]
fn count_nuls(text: &[u8]) -> usize {
    // In blocks, because there may be millions.
    const STEP: usize = 64;
    let blocks =
        text.chunks_exact(STEP).take_while(|block| block.iter().fold(0, |bits, byte| bits | byte) == 0).count();
    let at = blocks * STEP;
    at + text[at..].iter().take_while(|byte| **byte == 0).count()
}

/// The range of `line` without leading NULs, byte order mark and whitespace, and without a trailing carriage return.
pub fn trim(line: &[u8]) -> std::ops::Range<usize> {
    let mut start = leading_nuls(line);
    if line[start..].starts_with(BYTE_ORDER_MARK) {
        start += BYTE_ORDER_MARK.len();
    }
    start += line[start..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let mut end = line.len();
    if line[start..].ends_with(b"\r") {
        end -= 1;
    }
    start..end
}

/// Whether a byte is a space or a tab.
pub fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// Bytes before the first space or tab. Inlined: most fields are shorter than the cost of a call to `memchr`.
#[inline]
pub fn first_blank(text: &[u8]) -> usize {
    first_of(BLANKS, text)
}

const BLANKS: [u8; 2] = [b' ', b'\t'];

/// Bytes before the first of the `wanted` bytes, or the length of `text` if there is none. Fast if the distance is short.
#[inline(always)]
pub fn first_of<const N: usize>(wanted: [u8; N], text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks();
    for (number, word) in words.iter().enumerate() {
        let length = first_in_word(wanted, u64::from_le_bytes(*word));
        if length < 8 {
            return 8 * number + length;
        }
    }
    8 * words.len() + rest.iter().position(|byte| wanted.contains(byte)).unwrap_or(rest.len())
}

/// The same within eight bytes, loaded in little-endian order.
#[inline(always)]
fn first_in_word<const N: usize>(wanted: [u8; N], word: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    // The lowest flag is exact; flags above it may be false.
    let zeroes = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let flags = wanted.iter().fold(0, |flags, byte| flags | zeroes(word ^ (ONES * u64::from(*byte))));
    flags.trailing_zeros() as usize / 8
}

/// Counts the spaces and tabs at the beginning of `text`: usually zero or one.
#[inline(always)]
pub fn blanks(text: &[u8]) -> usize {
    match text {
        [b' ' | b'\t', b'!'..=0xff, ..] => 1,
        [b'!'..=0xff, ..] => 0,
        _ => count_blanks(text),
    }
}

#[inline(never)]
fn count_blanks(text: &[u8]) -> usize {
    text.iter().take_while(|byte| is_blank(**byte)).count()
}

/// Splits a name from the port after its last colon, if any: `example.com:80`, `1.2.3.4:567`, `[2001:db8::1]:80`.
///
/// A bare IPv6 address has no port.
pub fn split_port(name: &[u8]) -> (&[u8], Option<u16>) {
    let Some(colon) = memchr::memrchr(b':', name) else { return (name, None) };
    let (host, port) = (&name[..colon], &name[colon + 1..]);
    let is_name = !host.is_empty() && (host.ends_with(b"]") || !host.contains(&b':'));
    match port_number(port) {
        Some(port) if is_name => (host, Some(port)),
        _ => (name, None),
    }
}

/// Address and port of a client that is always logged as `address:port`; IPv6 may lack the brackets (`2001:db8::1:443`).
pub fn split_peer(peer: &[u8]) -> Option<(&[u8], u16)> {
    let colon = memchr::memrchr(b':', peer)?;
    Some((&peer[..colon], port_number(&peer[colon + 1..])?))
}

/// Parses a port: digits below 65,536.
pub fn port_number(digits: &[u8]) -> Option<u16> {
    number(digits)?.try_into().ok()
}

/// Parses the number at `place`; `None` if there is none or it exceeds 64 bits. Also returns where its digits end.
pub fn number_at(line: &[u8], place: usize) -> (Option<u64>, usize) {
    let length = line[place..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    (number(&line[place..place + length]), place + length)
}

/// Parses digits as a number below 2^64.
#[inline]
pub fn number(digits: &[u8]) -> Option<u64> {
    // Nineteen digits cannot overflow.
    if (1..20).contains(&digits.len()) {
        let (mut number, mut odd) = (0u64, 0u8);
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            odd |= u8::from(digit > 9);
            number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        }
        return (odd == 0).then_some(number);
    }
    let digit = |digit: &u8| digit.is_ascii_digit().then(|| u64::from(digit - b'0'));
    let add = |number: u64, byte| number.checked_mul(10)?.checked_add(digit(byte)?);
    digits.iter().try_fold(0, add).filter(|_| !digits.is_empty())
}

/// The number between two places of a text: one of one to eight digits, at least eight bytes after the text's beginning. `None` otherwise.
#[inline(always)]
pub fn short_number(text: &[u8], start: usize, end: usize) -> Option<u64> {
    const LONGEST: usize = 8;
    let length = end - start;
    if length == 0 || length > LONGEST {
        return None;
    }
    // The eight bytes before the end, of which those before the number are shifted out and made zeroes.
    let window = u64::from_le_bytes(*text.get(..end)?.last_chunk()?);
    let shift = 8 * (LONGEST - length) as u32;
    let zeroes = ((1u64 << shift) - 1) & 0x3030_3030_3030_3030;
    eight_digits((window >> shift) << shift | zeroes)
}

/// The number that eight ASCII digits write, the first in the lowest byte.
#[inline(always)]
pub fn eight_digits(text: u64) -> Option<u64> {
    let values = text ^ 0x3030_3030_3030_3030;
    if (values | values.wrapping_add(0x0606_0606_0606_0606)) & 0xf0f0_f0f0_f0f0_f0f0 != 0 {
        return None;
    }
    // Pairs of digits, then of pairs, then of fours, all at once.
    let pairs = values.wrapping_mul(10) + (values >> 8);
    let low = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(100 + (1_000_000 << 32));
    let high = ((pairs >> 16) & 0x0000_00ff_0000_00ff).wrapping_mul(1 + (10_000 << 32));
    Some(low.wrapping_add(high) >> 32)
}

/// A status of exactly three digits; `Some(None)` for `-`, `None` for anything else.
pub fn status(text: &[u8]) -> Option<Option<u16>> {
    match text {
        b"-" => Some(None),
        [_, _, _] => number(text).map(|status| Some(status as u16)),
        _ => None,
    }
}

/// Parses a size in bytes; `-` is 0. `None` for anything else.
pub fn size(text: &[u8]) -> Option<u64> {
    if text == b"-" { Some(0) } else { number(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_blank_is_found_at_every_position() {
        for length in 0..30 {
            for blank in [b' ', b'\t'] {
                let mut text = vec![b'!'; 30];
                text[length] = blank;
                assert_eq!(first_blank(&text), length);
                assert_eq!(first_blank(&text[..length]), length, "there is none");
                assert_eq!(first_blank(&text[..=length]), length);
            }
        }
    }

    #[test]
    fn every_space_and_tab_at_the_beginning_counts() {
        for (text, count) in
            [("", 0), ("a ", 0), (" ", 1), ("\ta", 1), (" \t a", 3), (" \u{1}", 1), ("\u{1} ", 0), (" \u{e9}", 1)]
        {
            assert_eq!(blanks(text.as_bytes()), count, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_number_below_2_to_the_64_is_none() {
        assert_eq!(number(b"18446744073709551615"), Some(u64::MAX));
        assert_eq!([number(b"18446744073709551616"), number(b""), number(b"-5"), number(b"1e3")], [None; 4]);
        assert_eq!(
            [status(b"204"), status(b"-"), status(b"20"), status(b"2o0")],
            [Some(Some(204)), Some(None), None, None]
        );
    }

    #[test]
    fn eight_digits_are_read_at_once() {
        for text in ["00000000", "12345678", "99999999", "00000042", "10000000"] {
            assert_eq!(eight_digits(u64::from_le_bytes(text.as_bytes().try_into().unwrap())), text.parse().ok());
        }
        for place in 0..8 {
            for bad in [b'/', b':', b' ', b'-', b'A', 0, 0xff, b'0' + 0x80] {
                let mut text = *b"12345678";
                text[place] = bad;
                assert_eq!(eight_digits(u64::from_le_bytes(text)), None, "{text:?}");
            }
        }
    }

    #[test]
    fn a_short_number_is_what_its_digits_write() {
        for (text, length, expected) in [
            ("bytes 12345678", 8, Some(12_345_678)),
            ("bytes= 5", 1, Some(5)),
            ("bytes= 042", 3, Some(42)),
            ("bytes= 5", 0, None),
            ("123456789", 9, None),
            ("bytes= 5x", 2, None),
            ("42", 2, None),
        ] {
            assert_eq!(short_number(text.as_bytes(), text.len() - length, text.len()), expected, "{text}");
        }
    }
}
