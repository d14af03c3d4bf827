//! `sum(column)`: an exact sum.

use std::fmt;

use super::definition::{Chunk, Groups, Measure};
use super::function::{Function, Of, adds_up};
use super::total;
use crate::log::Column;
use crate::log::column::ColumnKind;
use crate::reduce::table::Value;

/// The sum of a column; 0 when no record has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum(pub Column);

pub(super) const FUNCTION: Function =
    Function { name: "sum", of: Of::Column { accepts: adds_up, make: |column| Sum(column).into() } };

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", FUNCTION.name, self.0)
    }
}

impl Measure for Sum {
    /// A total.
    const WORDS: usize = 2;
    type Sketch = ();

    fn column(&self) -> Option<Column> {
        Some(self.0)
    }

    fn kind(&self) -> ColumnKind {
        self.0.kind()
    }

    fn add(&self, groups: &mut Groups<'_, Sum>, records: &Chunk<'_>) {
        records.numbers(|record, number| groups.change(record, |words, ()| total::add(words, number.into())));
    }

    fn merge(&self, words: &mut [u64], (): &mut (), more: &[u64], (): &()) {
        total::add(words, total::of(more));
    }

    fn rank(&self, words: &[u64], (): &()) -> u128 {
        total::of(words)
    }

    fn addend(&self, words: &[u64], (): &()) -> Option<i128> {
        Some(total::signed(words))
    }

    fn value(&self, words: &[u64], (): &()) -> Value {
        Value::Int(total::signed(words))
    }
}
