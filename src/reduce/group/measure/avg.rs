//! `avg(column)`: the mean, one division of an exact sum.

use std::fmt;

use super::definition::{Chunk, Groups, Measure};
use super::function::{Function, Of, adds_up};
use super::total;
use crate::log::Column;
use crate::log::column::ColumnKind;
use crate::reduce::table::Value;

/// The mean of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Avg(pub Column);

pub(super) const FUNCTION: Function =
    Function { name: "avg", of: Of::Column { accepts: adds_up, make: |column| Avg(column).into() } };

impl fmt::Display for Avg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", FUNCTION.name, self.0)
    }
}

impl Measure for Avg {
    /// A total, and the number of values.
    const WORDS: usize = 3;
    type Sketch = ();

    fn column(&self) -> Option<Column> {
        Some(self.0)
    }

    fn kind(&self) -> ColumnKind {
        self.0.kind()
    }

    fn add(&self, groups: &mut Groups<'_, Avg>, records: &Chunk<'_>) {
        records.numbers(|record, number| {
            groups.change(record, |words, ()| {
                total::add(words, number.into());
                words[2] += 1;
            });
        });
    }

    fn merge(&self, words: &mut [u64], (): &mut (), more: &[u64], (): &()) {
        total::add(words, total::of(more));
        // Saturating, as the other count may come from a file.
        words[2] = words[2].saturating_add(more[2]);
    }

    fn rank(&self, words: &[u64], (): &()) -> u128 {
        // Floats that are not negative have the order of their bits.
        mean(words).map_or(0, |mean| 1 << 64 | u128::from(mean.to_bits()))
    }

    fn value(&self, words: &[u64], (): &()) -> Value {
        mean(words).map_or(Value::Null, Value::Float)
    }
}

fn mean(words: &[u64]) -> Option<f64> {
    (words[2] != 0).then(|| total::of(words) as f64 / words[2] as f64)
}
