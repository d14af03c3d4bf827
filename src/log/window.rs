//! A quick look for rare bytes, sixteen at a time, in loops that the compiler turns into vector code.

/// Bytes looked at together.
const WINDOW: usize = 16;

/// Whether one of `bytes` may stand between two places of a text: `false` is certain. Up to 15 bytes behind the end are looked at too.
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
}
