//! `count`: the number of records.

use std::fmt;

use super::definition::{Chunk, Groups, Measure};
use super::function::{Function, Of};
use crate::log::Column;
use crate::log::column::ColumnKind;
use crate::reduce::table::Value;

/// The number of records of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count;

pub(super) const FUNCTION: Function = Function { name: "count", of: Of::Records(|| Count.into()) };

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FUNCTION.name)
    }
}

impl Measure for Count {
    const WORDS: usize = 1;
    type Sketch = ();

    fn column(&self) -> Option<Column> {
        None
    }

    fn kind(&self) -> ColumnKind {
        ColumnKind::Number
    }

    fn add(&self, groups: &mut Groups<'_, Count>, _: &Chunk<'_>) {
        groups.change_all(|words, ()| words[0] += 1);
    }

    fn merge(&self, words: &mut [u64], (): &mut (), more: &[u64], (): &()) {
        // Saturating, as the other count may come from a file.
        words[0] = words[0].saturating_add(more[0]);
    }

    fn rank(&self, words: &[u64], (): &()) -> u128 {
        words[0].into()
    }

    fn addend(&self, words: &[u64], (): &()) -> Option<i128> {
        Some(words[0].into())
    }

    fn value(&self, words: &[u64], (): &()) -> Value {
        Value::Int(words[0].into())
    }
}
