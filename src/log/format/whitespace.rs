//! Where the next whitespace of a line is: found for many bytes at once, so that the fields of a line cost no loop each.

use crate::log::marks;

/// Bytes looked at together: few enough to be cheap where only a short field follows a long one.
const WINDOW: usize = 32;

/// The whitespace of a text from a place on.
pub struct Whitespace<'t> {
    text: &'t [u8],
    /// Where the bytes that `bits` is about begin.
    start: usize,
    /// The spaces and tabs among them, one bit a byte.
    bits: u32,
}

impl<'t> Whitespace<'t> {
    /// The whitespace of a text, none of which is known yet.
    #[inline(always)]
    pub fn new(text: &'t [u8]) -> Whitespace<'t> {
        Whitespace { text, start: 0, bits: 0 }
    }

    /// The first space or tab from `at` on; `end` or a place after it when there is none before `end`.
    #[inline(always)]
    pub fn next(&mut self, at: usize, end: usize) -> usize {
        let skipped = at.wrapping_sub(self.start);
        let known = if skipped < WINDOW { self.bits >> skipped } else { 0 };
        if known != 0 {
            return at + known.trailing_zeros() as usize;
        }
        let Some(window) = self.text.get(at..).and_then(|rest| rest.first_chunk()) else { return self.find(at, end) };
        (self.start, self.bits) = (at, marks::blanks_of_half(window));
        if self.bits != 0 { at + self.bits.trailing_zeros() as usize } else { self.find(at + WINDOW, end) }
    }

    #[inline(never)]
    fn find(&mut self, mut at: usize, end: usize) -> usize {
        while at < end {
            let window = self.text[at..].first_chunk();
            let bits = if let Some(window) = window { marks::blanks_of_half(window) } else { near_end(self.text, at) };
            (self.start, self.bits) = (at, bits);
            if self.bits != 0 {
                return at + self.bits.trailing_zeros() as usize;
            }
            at += WINDOW;
        }
        at
    }
}

/// The spaces and tabs from a place on that fewer bytes follow than a window has. Not inlined, because the compiler would then take the masks
/// of both branches apart, bit by bit.
#[inline(never)]
fn near_end(text: &[u8], at: usize) -> u32 {
    let Some(window) = text.last_chunk() else { return of_short(text) >> at };
    marks::blanks_of_half(window) >> (at + WINDOW - text.len())
}

/// The spaces and tabs of a text shorter than a window.
#[inline(never)]
fn of_short(text: &[u8]) -> u32 {
    let mut window = [0; WINDOW];
    window[..text.len()].copy_from_slice(text);
    marks::blanks_of_half(&window)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::bytes::is_blank;

    #[test]
    fn every_space_and_tab_is_found_from_every_place() {
        let mut text = vec![b'x'; 300];
        for place in [0, 1, 5, 31, 32, 33, 63, 64, 65, 130, 131, 256, 299] {
            text[place] = if place % 2 == 0 { b' ' } else { b'\t' };
        }
        for (length, end) in [(1, 1), (6, 6), (31, 20), (31, 31), (32, 32), (33, 33), (300, 64), (300, 200), (300, 300)]
        {
            let text = &text[..length];
            let mut whitespace = Whitespace::new(text);
            for at in (0..end).chain([0]) {
                let expected = text[at..end].iter().position(|byte| is_blank(*byte)).map(|length| at + length);
                assert_eq!(
                    Some(whitespace.next(at, end)).filter(|found| *found < end),
                    expected,
                    "{at} of {end} of {length}"
                );
            }
        }
    }
}
