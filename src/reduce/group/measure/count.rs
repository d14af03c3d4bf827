//! `count()`: the number of records; `count(x)`: the number of those with a value.

use super::definition::{Chunk, Groups, Measure, Rank};
use super::function::{Function, Made, only};
use crate::log::column::ColumnKind;
use crate::reduce::table::Value;

/// The number of records of a group, or of those with a value.
#[derive(Debug, Clone, Copy)]
pub struct Count;

pub(super) const FUNCTION: Function = Function {
    name: "count",
    form: "count()",
    meaning: "the number of records; count(x) is the number of those with a value, count(DISTINCT x) is distinct(x)",
    make: |call| match call.arguments.as_slice() {
        [] => Ok(Made::of_records(Count)),
        _ => only(call).map(|operand| Made::of(Count, operand)),
    },
};

impl Measure for Count {
    const WORDS: usize = 1;
    type Sketch = ();

    fn kind(&self) -> ColumnKind {
        ColumnKind::Number
    }

    fn add(&self, groups: &mut Groups<'_, Count>, records: &Chunk<'_>) {
        records.each(|record| groups.change(record, |words, ()| words[0] += 1));
    }

    fn merge(&self, words: &mut [u64], (): &mut (), more: &[u64], (): &()) {
        // Saturating, as the other count may come from a file.
        words[0] = words[0].saturating_add(more[0]);
    }

    fn rank(&self, words: &[u64], (): &()) -> Rank {
        Rank::Number(words[0].into())
    }

    fn addend(&self, words: &[u64], (): &()) -> Option<i128> {
        Some(words[0].into())
    }

    fn value(&self, words: &[u64], (): &()) -> Value {
        Value::Int(words[0].into())
    }
}
