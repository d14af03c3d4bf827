//! `max(column)`: the largest value.

use std::fmt;

use super::definition::{Chunk, Groups, Measure};
use super::function::{Function, Of, has_order};
use crate::log::Column;
use crate::log::column::ColumnKind;
use crate::reduce::table::Value;

/// The largest value of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Max(pub Column);

pub(super) const FUNCTION: Function =
    Function { name: "max", of: Of::Column { accepts: has_order, make: |column| Max(column).into() } };

impl fmt::Display for Max {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", FUNCTION.name, self.0)
    }
}

impl Measure for Max {
    /// 1 when there is a value, and the value.
    const WORDS: usize = 2;
    type Sketch = ();

    fn column(&self) -> Option<Column> {
        Some(self.0)
    }

    fn kind(&self) -> ColumnKind {
        self.0.kind()
    }

    fn add(&self, groups: &mut Groups<'_, Max>, records: &Chunk<'_>) {
        records.numbers(|record, number| groups.change(record, |words, ()| improve(words, number)));
    }

    fn merge(&self, words: &mut [u64], (): &mut (), more: &[u64], (): &()) {
        if more[0] != 0 {
            improve(words, more[1]);
        }
    }

    fn rank(&self, words: &[u64], (): &()) -> u128 {
        u128::from(words[0] != 0) << 64 | u128::from(words[1])
    }

    fn value(&self, words: &[u64], (): &()) -> Value {
        if words[0] == 0 { Value::Null } else { Value::from_word(self.0.kind(), words[1]) }
    }
}

#[inline]
fn improve(words: &mut [u64], number: u64) {
    if words[0] == 0 || number > words[1] {
        words[0] = 1;
        words[1] = number;
    }
}
