//! The segments of a path, and sets of names to look for among them, eight bytes at a time.
//!
//! Names and endings match in any ASCII case: `/LOGO.PNG` is an image.

/// Bytes that [`any`] reads at a time.
const WORD: usize = size_of::<u64>();
/// A one in every byte of a word.
const ONES: u64 = u64::MAX / 0xFF;
const LOW_BITS: u64 = ONES * 0x7F;

/// The top bit of every byte of the word that is a `/`, and no other bit.
#[inline(always)]
fn slashes(word: u64) -> u64 {
    let other = word ^ (ONES * b'/' as u64);
    !(((other & LOW_BITS) + LOW_BITS) | other | LOW_BITS)
}

#[inline(always)]
fn word_at(bytes: &[u8], at: usize) -> u64 {
    let mut word = [0; WORD];
    word.copy_from_slice(&bytes[at..at + WORD]);
    u64::from_le_bytes(word)
}

/// The word with `A` to `Z` in lower case. Some [punctuation](has_case) changes, too.
#[inline(always)]
fn fold_case(word: u64) -> u64 {
    // Bytes with the bit of 64 get the bit of 32.
    word | word >> 1 & (ONES * 0x20)
}

/// Whether [`fold_case`] treats an ASCII byte as one of two cases though it is not a letter: `@` and `` ` ``, `[` and `{`, and so on. Of
/// other characters it changes the first byte, which the bytes after it determine.
fn has_case(byte: u8) -> bool {
    matches!(byte, b'@' | b'['..=b'`' | b'{'..=0x7F)
}

/// One bit for each byte of a word that is a `/`.
#[inline(always)]
fn slash_bits(word: u64) -> u64 {
    // The factor moves bit 8i to bit 56 + i, for all i at once.
    (slashes(word) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// One bit for each byte of a path of at most 64 that is a `/`.
#[inline(always)]
fn slash_mask(path: &[u8]) -> u64 {
    let (words, rest) = path.as_chunks::<WORD>();
    let whole = words.iter().rev().fold(0, |mask, word| mask << WORD | slash_bits(u64::from_le_bytes(*word)));
    let last = rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    if rest.is_empty() { whole } else { whole | slash_bits(last) << (path.len() - rest.len()) }
}

/// Whether the test holds for any (non-empty) segment of the path.
#[inline(always)]
pub fn any(path: &[u8], mut test: impl FnMut(&[u8]) -> bool) -> bool {
    let mut start = 0;
    let mut at = 0;
    while at < path.len() {
        let word = match path.len() - at {
            rest if rest >= WORD => word_at(path, at),
            rest if path.len() >= WORD => word_at(path, path.len() - WORD) >> (8 * (WORD - rest)),
            _ => path.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        let mut ends = slashes(word);
        while ends != 0 {
            let end = at + ends.trailing_zeros() as usize / 8;
            if end > start && test(&path[start..end]) {
                return true;
            }
            start = end + 1;
            ends &= ends - 1;
        }
        at += WORD;
    }
    start < path.len() && test(&path[start..])
}

/// Names that a segment may equal, in any case.
#[derive(Debug, Clone, Default)]
pub struct NameSet {
    names: Vec<Box<[u8]>>,
    /// Bit `n` for a name of `n` bytes; the last bit for all longer ones.
    lengths: u64,
    /// The different lengths of fewer than 64 bytes.
    distinct: Vec<u32>,
    /// Bit `b` of 256 for a name whose first byte is `b` in either case.
    firsts: [u64; 4],
}

impl NameSet {
    /// The set of the names, none of them empty.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> NameSet {
        let mut set = NameSet::default();
        for name in names {
            let name = name.as_bytes();
            set.lengths |= length_bit(name);
            for first in [name[0].to_ascii_lowercase(), name[0].to_ascii_uppercase()] {
                set.firsts[usize::from(first >> 6)] |= 1 << (first & 63);
            }
            if name.len() < 64 && !set.distinct.contains(&(name.len() as u32)) {
                set.distinct.push(name.len() as u32);
            }
            set.names.push(name.into());
        }
        set
    }

    /// Whether there are no names.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether any segment of the path is one of the names.
    #[inline(always)]
    pub fn any_in(&self, path: &[u8]) -> bool {
        if path.len() >= 64 {
            return any(path, |segment| self.contains(segment));
        }
        let slashes = slash_mask(path);
        let ends = slashes | 1 << path.len();
        let starts = !ends & (slashes << 1 | 1);
        // Starts of segments that have the length of a name: most paths have none.
        let mut candidates = self.distinct.iter().fold(0, |found, len| found | starts & ends >> len);
        while candidates != 0 {
            let start = candidates.trailing_zeros();
            let len = (ends >> start).trailing_zeros() as usize;
            if self.contains(&path[start as usize..start as usize + len]) {
                return true;
            }
            candidates &= candidates - 1;
        }
        false
    }

    /// Whether a segment, which is not empty, is one of the names.
    #[inline(always)]
    fn contains(&self, segment: &[u8]) -> bool {
        let first = segment[0];
        self.lengths & length_bit(segment) != 0
            && self.firsts[usize::from(first >> 6)] >> (first & 63) & 1 != 0
            // Most are in the case of the setting, which is compared faster.
            && (self.names.iter().any(|name| **name == *segment)
                || self.names.iter().any(|name| name.eq_ignore_ascii_case(segment)))
    }
}

#[inline(always)]
fn length_bit(name: &[u8]) -> u64 {
    1 << name.len().min(63)
}

/// Endings that the last segment may have, in any case.
#[derive(Debug, Clone, Default)]
pub struct EndingSet {
    /// Endings of up to a word: their bytes at the top of a word, in lower case, and a mask of the bits that count.
    short: Vec<(u64, u64)>,
    /// Longer endings.
    long: Vec<Box<[u8]>>,
}

impl EndingSet {
    /// The set of the endings, none of them empty.
    pub fn new<'a>(endings: impl IntoIterator<Item = &'a str>) -> EndingSet {
        let mut set = EndingSet::default();
        for ending in endings {
            let ending = ending.as_bytes();
            if ending.len() <= WORD && !ending.iter().any(|byte| has_case(*byte)) {
                set.short.push((fold_case(last_word(ending)), u64::MAX << (8 * (WORD - ending.len()))));
            } else {
                set.long.push(ending.into());
            }
        }
        set
    }

    /// Whether the path ends with one of the short endings: most of what [`EndingSet::end`] finds, without a branch.
    #[inline(always)]
    pub fn end_short(&self, path: &[u8]) -> bool {
        let last = fold_case(last_word(path));
        self.short.iter().fold(false, |found, (ending, mask)| found | (last & mask == *ending))
    }

    /// Whether the path without slashes at its end ends with one of the endings, which have no slash.
    #[inline(always)]
    pub fn end(&self, mut path: &[u8]) -> bool {
        while let [rest @ .., b'/'] = path {
            path = rest;
        }
        let last = fold_case(last_word(path));
        let end = |len: usize| path.len().checked_sub(len).map(|start| &path[start..]);
        self.short.iter().any(|(ending, mask)| last & mask == *ending)
            || self.long.iter().any(|ending| end(ending.len()).is_some_and(|end| end.eq_ignore_ascii_case(ending)))
    }
}

/// The last eight bytes, the last one in the top. A shorter text has zeros before it: no ending holds a zero byte.
#[inline(always)]
fn last_word(bytes: &[u8]) -> u64 {
    match bytes.len().checked_sub(WORD) {
        Some(at) => word_at(bytes, at),
        None => bytes.iter().fold(0, |word, byte| word >> 8 | u64::from(*byte) << 56),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ascii_character_ends_as_itself_and_letters_in_both_cases() {
        for own in (1..=0x7F).map(char::from).filter(|char| *char != '/') {
            let endings = EndingSet::new([format!(".x{own}").as_str()]);
            for other in (0..=0x7F).map(char::from).filter(|char| *char != '/') {
                let path = format!("/a.X{other}");
                assert_eq!(endings.end(path.as_bytes()), own.eq_ignore_ascii_case(&other), "{own:?} {other:?}");
                assert!(!endings.end_short(path.as_bytes()) || own.eq_ignore_ascii_case(&other), "{own:?} {other:?}");
            }
        }
    }
}
