//! Slots of open-addressed tables: each element lies in the first free slot from the one of its hash's rank among all numbers.

/// Slots for `len` elements: from half of them to three quarters are in use, so that a free one is near, and elements seldom move.
#[inline]
pub(super) fn slots(len: usize) -> usize {
    let step = len.checked_ilog2().map_or(1, |log| 1 << log.saturating_sub(1));
    let most = len.next_multiple_of(step);
    most + most.div_ceil(3)
}

/// The slot from which a place for a hash is searched.
#[inline]
pub(super) fn home(hash: u64, slots: usize) -> usize {
    ((u128::from(hash) * slots as u128) >> 64) as usize
}

/// The slot after another; the first one after the last.
#[inline]
pub(super) fn next(slot: usize, slots: usize) -> usize {
    if slot + 1 < slots { slot + 1 } else { 0 }
}
