//! The structural index: positions of the quotes, backslashes and line ends of a text, and the whitespace of a line, found 64 bytes at a
//! time.
//!
//! One of the two modules with `unsafe` code: it calls functions compiled for processor extensions after checking that they exist. No
//! pointer is read: vectors are made of arrays. All variants agree with safe code; tests compare them on random bytes.
#![allow(unsafe_code)]

/// The indexed bytes: they end a quoted field, an escape or a line.
pub const MARKS: [u8; 3] = [b'"', b'\\', b'\n'];

/// Bytes classified together.
pub const BLOCK: usize = 64;

/// Ascending positions of the [`MARKS`] in a text. Its memory is reused from text to text.
#[derive(Debug, Default)]
pub struct Marks {
    /// The first `count` are positions; the rest is room for unconditional writes.
    slots: Vec<u32>,
    count: usize,
}

impl Marks {
    /// Indexes a text of at most 4 GiB; returns whether all its bytes are ASCII.
    pub fn index(&mut self, text: &[u8]) -> bool {
        debug_assert!(u32::try_from(text.len()).is_ok());
        self.count = 0;
        let blocks = text.chunks_exact(BLOCK);
        let rest = blocks.remainder();
        let whole = text.len() - rest.len();
        let mut ascii = self.index_blocks(&text[..whole]);
        if !rest.is_empty() {
            // Padding zeroes are ASCII and not marks.
            let mut block = [0; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            let (marks, high) = portable::classify(&block);
            self.push(whole as u32, marks);
            ascii &= high == 0;
        }
        ascii
    }

    /// The positions.
    pub fn positions(&self) -> &[u32] {
        &self.slots[..self.count]
    }

    #[cfg(target_arch = "x86_64")]
    fn index_blocks(&mut self, text: &[u8]) -> bool {
        if std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("bmi1")
            && std::arch::is_x86_feature_detected!("popcnt")
        {
            // SAFETY: the function's one precondition is that the processor has the three extensions, which the line above checks.
            unsafe { x86::index_avx2(self, text) }
        } else {
            // SAFETY: the function's one precondition is SSE2, which every x86-64 processor has.
            unsafe { x86::index_sse2(self, text) }
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn index_blocks(&mut self, text: &[u8]) -> bool {
        portable::index(self, text)
    }

    /// Appends the positions of the set bits of a block.
    #[inline(always)]
    fn push(&mut self, base: u32, mut bits: u64) {
        if self.slots.len() < self.count + BLOCK {
            self.grow();
        }
        let room = &mut self.slots[self.count..self.count + BLOCK];
        let found = bits.count_ones() as usize;
        // Most blocks hold at most four marks: four unconditional writes are cheaper than a branch for each.
        for slot in &mut room[..4] {
            *slot = base.wrapping_add(bits.trailing_zeros());
            bits &= bits.wrapping_sub(1);
        }
        if found > 4 {
            for slot in &mut room[4..found] {
                *slot = base + bits.trailing_zeros();
                bits &= bits - 1;
            }
        }
        self.count += found;
    }

    #[cold]
    fn grow(&mut self) {
        let length = (self.slots.len() * 2).max(16 * BLOCK);
        self.slots.resize(length, 0);
    }
}

/// The spaces and tabs of half a block, one bit a byte, lowest first.
#[inline(always)]
pub fn blanks_of_half(half: &[u8; BLOCK / 2]) -> u32 {
    #[cfg(target_arch = "x86_64")]
    return x86::blanks_of_half(half);
    #[cfg(not(target_arch = "x86_64"))]
    portable::blanks_of_half(half)
}

/// Which of sixteen bytes are digits, and which are dots, one bit a byte.
#[inline(always)]
pub fn digits_and_dots(window: &[u8; 16]) -> (u32, u32) {
    #[cfg(target_arch = "x86_64")]
    return x86::digits_and_dots(window);
    #[cfg(not(target_arch = "x86_64"))]
    portable::digits_and_dots(window)
}

mod portable {
    use super::{BLOCK, MARKS};

    /// The spaces and tabs of half a block.
    #[cfg(any(test, not(target_arch = "x86_64")))]
    pub fn blanks_of_half(half: &[u8; BLOCK / 2]) -> u32 {
        (0..BLOCK / 2).fold(0, |bits, bit| bits | u32::from(matches!(half[bit], b' ' | b'\t')) << bit)
    }

    /// The digits and the dots of sixteen bytes.
    #[cfg(any(test, not(target_arch = "x86_64")))]
    pub fn digits_and_dots(window: &[u8; 16]) -> (u32, u32) {
        let bits = |is_one: fn(&u8) -> bool| {
            window.iter().enumerate().fold(0, |bits, (bit, byte)| bits | u32::from(is_one(byte)) << bit)
        };
        (bits(u8::is_ascii_digit), bits(|byte| *byte == b'.'))
    }

    /// The marks and the non-ASCII bytes of a block, one bit a byte.
    pub fn classify(block: &[u8; BLOCK]) -> (u64, u64) {
        let (mut marks, mut high) = (0, 0);
        for (bit, byte) in block.iter().enumerate() {
            marks |= u64::from(MARKS.contains(byte)) << bit;
            high |= u64::from(byte >> 7) << bit;
        }
        (marks, high)
    }

    /// Indexes whole blocks.
    #[cfg(any(test, not(target_arch = "x86_64")))]
    pub fn index(marks: &mut super::Marks, text: &[u8]) -> bool {
        let mut ascii = true;
        for (number, block) in text.as_chunks::<BLOCK>().0.iter().enumerate() {
            let (bits, high) = classify(block);
            marks.push((number * BLOCK) as u32, bits);
            ascii &= high == 0;
        }
        ascii
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{BLOCK, Marks};

    /// Indexes whole blocks, 32 bytes a load.
    ///
    /// The three marks differ in their low four bits, so one shuffle finds the only mark that each byte could be.
    #[target_feature(enable = "avx2,bmi1,popcnt")]
    pub fn index_avx2(marks: &mut Marks, text: &[u8]) -> bool {
        // An unused entry holds a byte that cannot match, because its low bits select another entry.
        let table = _mm256_broadcastsi128_si256(_mm_setr_epi8(
            1,
            0,
            b'"' as i8,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            b'\n' as i8,
            0,
            b'\\' as i8,
            0,
            0,
            0,
        ));
        let mut high = 0;
        for (number, [low_half, high_half]) in vectors::<[__m256i; 2]>(text).enumerate() {
            let low_bits = _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, low_half), low_half));
            let high_bits = _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, high_half), high_half));
            high |= _mm256_movemask_epi8(_mm256_or_si256(low_half, high_half));
            let bits = u64::from(low_bits as u32) | u64::from(high_bits as u32) << 32;
            marks.push((number * BLOCK) as u32, bits);
        }
        high == 0
    }

    /// The spaces and tabs of half a block.
    #[inline(always)]
    pub fn blanks_of_half(half: &[u8; BLOCK / 2]) -> u32 {
        let [first, second] = bytemuck::cast::<_, [__m128i; 2]>(*half).map(blanks_of_vector);
        first | second << 16
    }

    /// The digits and the dots of sixteen bytes.
    #[inline(always)]
    pub fn digits_and_dots(window: &[u8; 16]) -> (u32, u32) {
        let bytes = bytemuck::cast::<_, __m128i>(*window);
        // SAFETY: as in `blanks_of_vector`.
        unsafe {
            let values = _mm_sub_epi8(bytes, _mm_set1_epi8(b'0' as i8));
            let digits = _mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values);
            let dots = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'.' as i8));
            (_mm_movemask_epi8(digits) as u32, _mm_movemask_epi8(dots) as u32)
        }
    }

    #[inline(always)]
    fn blanks_of_vector(bytes: __m128i) -> u32 {
        // SAFETY: these intrinsics have one precondition, SSE2, which every x86-64 processor has. They take and return values, not pointers.
        unsafe {
            let (space, tab) = (_mm_set1_epi8(b' ' as i8), _mm_set1_epi8(b'\t' as i8));
            _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(bytes, space), _mm_cmpeq_epi8(bytes, tab))) as u32
        }
    }

    /// Indexes whole blocks, 16 bytes a vector; works on every x86-64 processor.
    #[target_feature(enable = "sse2")]
    pub fn index_sse2(marks: &mut Marks, text: &[u8]) -> bool {
        let (quote, backslash, newline) =
            (_mm_set1_epi8(b'"' as i8), _mm_set1_epi8(b'\\' as i8), _mm_set1_epi8(b'\n' as i8));
        let mut high = 0;
        for (number, block) in vectors::<[__m128i; 4]>(text).enumerate() {
            let mut bits = 0;
            for (quarter, bytes) in block.into_iter().enumerate() {
                let found = _mm_or_si128(
                    _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
                    _mm_cmpeq_epi8(bytes, newline),
                );
                bits |= (_mm_movemask_epi8(found) as u64) << (quarter * 16);
                high |= _mm_movemask_epi8(bytes);
            }
            marks.push((number * BLOCK) as u32, bits);
        }
        high == 0
    }

    /// The whole blocks of a text as vectors.
    #[inline(always)]
    fn vectors<V: bytemuck::Pod>(text: &[u8]) -> impl Iterator<Item = V> {
        text.as_chunks::<BLOCK>().0.iter().map(|block| bytemuck::cast(*block))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(text: &[u8]) -> Vec<u32> {
        (0..text.len()).filter(|at| MARKS.contains(&text[*at])).map(|at| at as u32).collect()
    }

    fn byte() -> impl Strategy<Value = u8> {
        prop_oneof![Just(b'"'), Just(b'\\'), Just(b'\n'), Just(0), Just(b'a'), any::<u8>()]
    }

    proptest! {
        #[test]
        fn marks_agree_with_a_byte_by_byte_search(text in prop::collection::vec(byte(), 0..400)) {
            let mut marks = Marks::default();
            let ascii = marks.index(&text);
            prop_assert_eq!(marks.positions(), naive(&text));
            prop_assert_eq!(ascii, text.is_ascii());
        }

        #[test]
        fn every_variant_gives_the_same_marks(text in prop::collection::vec(byte(), 64..400)) {
            let whole = &text[..text.len() / BLOCK * BLOCK];
            let mut marks = Marks::default();
            let ascii = portable::index(&mut marks, whole);
            prop_assert_eq!(marks.positions(), naive(whole));
            prop_assert_eq!(ascii, whole.is_ascii());
            #[cfg(target_arch = "x86_64")]
            {
                let mut marks = Marks::default();
                // SAFETY: every x86-64 processor has SSE2.
                prop_assert_eq!(unsafe { x86::index_sse2(&mut marks, whole) }, ascii);
                prop_assert_eq!(marks.positions(), naive(whole));
            }
        }
    }

    proptest! {
        #[test]
        fn whitespace_agrees_with_a_byte_by_byte_search(
            half in prop::collection::vec(prop_oneof![Just(b' '), Just(b'\t'), any::<u8>()], BLOCK / 2),
        ) {
            let half: [u8; BLOCK / 2] = half.try_into().expect("half a block");
            prop_assert_eq!(blanks_of_half(&half), portable::blanks_of_half(&half));
        }

        #[test]
        fn digits_and_dots_are_those_of_a_byte_by_byte_search(
            window in prop::collection::vec(prop_oneof![b'-'..b'<', any::<u8>()], 16),
        ) {
            let window: [u8; 16] = window.try_into().expect("sixteen bytes");
            prop_assert_eq!(digits_and_dots(&window), portable::digits_and_dots(&window));
        }
    }

    #[test]
    fn the_blanks_of_half_a_block_are_its_spaces_and_tabs() {
        for number in 0..8 {
            let half: [u8; BLOCK / 2] = std::array::from_fn(|at| (number * BLOCK / 2 + at) as u8);
            let expected = [1 << b'\t', 1, 0, 0, 0, 0, 0, 0][number];
            assert_eq!([blanks_of_half(&half), portable::blanks_of_half(&half)], [expected; 2]);
        }
    }

    #[test]
    fn every_byte_value_is_classified_correctly() {
        let text: Vec<u8> = (0..=255).collect();
        let mut marks = Marks::default();
        assert!(!marks.index(&text));
        assert_eq!(marks.positions(), naive(&text));
    }
}
