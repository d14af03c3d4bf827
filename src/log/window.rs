//! Searches for rare bytes, sixteen at a time, in loops that the compiler vectorises.

/// Bytes compared together.
const WINDOW: usize = 16;

/// Whether one of `bytes` may be between `start` and `end`; `false` is certain. Up to 15 bytes past the end are examined too.
#[inline(always)]
pub fn may_hold<const N: usize>(text: &[u8], start: usize, end: usize, bytes: [u8; N]) -> bool {
    let mut at = start;
    while at < end {
        let Some(window) = text.get(at..at + WINDOW) else { return true };
        let found = window
            .iter()
            .fold(0, |found, byte| bytes.iter().fold(found, |found, wanted| found | u8::from(byte == wanted)));
        if found != 0 {
            return true;
        }
        at += WINDOW;
    }
    false
}

/// Whether `text` contains a byte. For texts of a few dozen bytes, where a call to `memchr` costs more than the search.
#[inline(always)]
pub fn holds(text: &[u8], wanted: u8) -> bool {
    const WORD: usize = size_of::<u64>();
    const ONES: u64 = u64::MAX / 0xff;
    let in_window = |window: &[u8; WINDOW]| window.iter().fold(0, |found, byte| found | u8::from(*byte == wanted)) != 0;
    let in_word = |word: &[u8; WORD]| {
        let zero_where_wanted = u64::from_le_bytes(*word) ^ (ONES * u64::from(wanted));
        zero_where_wanted.wrapping_sub(ONES) & !zero_where_wanted & (ONES << 7) != 0
    };
    // The last window overlaps the one before it, so that no remainder is left.
    let (windows, rest) = text.as_chunks::<WINDOW>();
    if let Some(last) = text.last_chunk::<WINDOW>() {
        // No early exit: a branch on bytes still being loaded would stall all that follows.
        let found = windows.iter().fold(false, |found, window| found | in_window(window));
        return found | (!rest.is_empty() & in_window(last));
    }
    match (text.first_chunk::<WORD>(), text.last_chunk::<WORD>()) {
        (Some(first), Some(last)) => in_word(first) | in_word(last),
        _ => text.contains(&wanted),
    }
}

/// Prefetches short strings: touches both ends of each so that the cache misses overlap.
///
/// A batch built by another thread is not in this core's cache.
#[inline(always)]
pub fn touch(texts: &[&[u8]]) {
    let ends = texts.iter().map(|text| text.first().copied().unwrap_or(0) ^ text.last().copied().unwrap_or(0));
    std::hint::black_box(ends.fold(0, |all, end| all ^ end));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_inside_is_never_missed() {
        for length in 0..70 {
            for place in 0..length {
                let mut text = vec![b'a'; 100];
                text[7 + place] = b'?';
                assert!(may_hold(&text, 7, 7 + length, [b'?', b'#']), "{place} of {length}");
            }
            assert!(!may_hold(&[b'a'; 100], 7, 7 + length, [b'?', b'#']));
        }
    }

    #[test]
    fn a_byte_is_found_only_where_it_is() {
        for wanted in [b'.', 0, 0xff] {
            for length in 0..70 {
                let mut text = [wanted; 100];
                text[10..10 + length].fill(b'a');
                assert!(!holds(&text[10..10 + length], wanted), "none of {length}");
                for place in 0..length {
                    text[10 + place] = wanted;
                    assert!(holds(&text[10..10 + length], wanted), "{place} of {length}");
                    text[10 + place] = b'a';
                }
            }
        }
    }
}
