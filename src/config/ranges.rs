//! Numbers and sizes within their ranges, and what is a table.

use ::config::ValueKind;

use super::error::ConfigErrorKind;
use super::tree::{KeyPath, Tree};
use super::written::{ByteSize, InstanceCount};

/// Most instances of one actor; on any machine, more threads cost more than they gain.
pub(super) const MAX_INSTANCES: i64 = 256;

pub(super) fn check_count(tree: &mut Tree, at: &KeyPath, count: InstanceCount, auto: usize) -> usize {
    match count {
        InstanceCount::Auto => auto,
        InstanceCount::Number(number) => check_range(tree, at, number, MAX_INSTANCES, " or \"auto\""),
    }
}

/// A number from 1 to `high`; 1 replaces a wrong one.
pub(super) fn check_range(tree: &mut Tree, at: &KeyPath, number: i64, high: i64, or: &str) -> usize {
    if !(1..=high).contains(&number) {
        tree.report_value(at, ConfigErrorKind::Unfit { expected: format!("1 to {high}{or}") });
    }
    usize::try_from(number.clamp(1, high)).unwrap_or(1)
}

pub(super) fn check_size(tree: &mut Tree, at: &KeyPath, size: ByteSize) -> usize {
    const MAX: ByteSize = ByteSize(1 << 30);
    if !(ByteSize(1)..=MAX).contains(&size) {
        tree.report_value(at, ConfigErrorKind::Unfit { expected: format!("a size of 1B to {MAX}") });
    }
    usize::try_from(size.0).unwrap_or(usize::MAX)
}

/// An optional size of up to 1 TiB.
pub(super) fn check_large_size(
    tree: &mut Tree,
    at: &KeyPath,
    size: Option<ByteSize>,
    least: ByteSize,
    or: &str,
) -> Option<u64> {
    const MAX: ByteSize = ByteSize(1 << 40);
    if size.is_some_and(|size| !(least..=MAX).contains(&size)) {
        let expected = format!("a size of {least} to {MAX}{or}");
        tree.report_value(at, ConfigErrorKind::Unfit { expected });
    }
    size.map(|size| size.0)
}

/// Whether an entry is a table; if not, that was reported.
pub(super) fn is_table(tree: &Tree, at: &KeyPath) -> bool {
    matches!(tree.find(at).map(|entry| &entry.kind), Some(ValueKind::Table(_)))
}
