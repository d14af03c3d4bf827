//! `avg(x)`: the mean, one division of an exact sum.

use super::definition::{Chunk, Groups, Measure, Rank};
use super::function::{Function, Made, only_amount};
use super::total;
use crate::log::column::ColumnKind;
use crate::log::numbers::{ValueType, float_word};
use crate::reduce::table::Value;

/// The mean of a value.
#[derive(Debug, Clone, Copy)]
pub struct Avg(pub ValueType);

pub(super) const FUNCTION: Function = Function {
    name: "avg",
    form: "avg(x)",
    meaning: "the mean of the values; null if there is none",
    make: |call| only_amount(call).map(|operand| Made::of(Avg(operand.value_type()), operand)),
};

impl Measure for Avg {
    /// A total, and the number of values.
    const WORDS: usize = 3;
    type Sketch = ();

    fn kind(&self) -> ColumnKind {
        match self.0.kind {
            ColumnKind::Integer | ColumnKind::Number => ColumnKind::Float,
            kind => kind,
        }
    }

    fn add(&self, groups: &mut Groups<'_, Avg>, records: &Chunk<'_>) {
        let form = self.0.form;
        records.numbers(|record, word| {
            groups.change(record, |words, ()| {
                total::add(words, total::addend(form, word));
                words[2] += 1;
            });
        });
    }

    fn merge(&self, words: &mut [u64], (): &mut (), more: &[u64], (): &()) {
        total::add(words, total::of(more));
        // Saturating, as the other count may come from a file.
        words[2] = words[2].saturating_add(more[2]);
    }

    fn rank(&self, words: &[u64], (): &()) -> Rank {
        self.mean(words).map_or(Rank::Absent, |mean| Rank::Number(float_word(mean).into()))
    }

    fn value(&self, words: &[u64], (): &()) -> Value {
        self.mean(words).map_or(Value::Null, Value::Float)
    }
}

impl Avg {
    fn mean(&self, words: &[u64]) -> Option<f64> {
        (words[2] != 0).then(|| total::float(self.0, words) / words[2] as f64)
    }
}
