//! Exact totals of 64-bit numbers, in two words, the low one first.

/// The total.
pub fn of(words: &[u64]) -> u128 {
    u128::from(words[0]) | u128::from(words[1]) << 64
}

/// The total as a number with a sign. Only more than 2^63 records exceed its range.
pub fn signed(words: &[u64]) -> i128 {
    i128::try_from(of(words)).unwrap_or(i128::MAX)
}

/// Adds to the total.
#[inline]
pub fn add(words: &mut [u64], number: u128) {
    // 2^64 numbers of 64 bits do not exceed 128 bits.
    let total = of(words).wrapping_add(number);
    words[0] = total as u64;
    words[1] = (total >> 64) as u64;
}
