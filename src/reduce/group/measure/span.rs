//! `rate()`: records per second. A group keeps its count, and its first and last time.

use super::definition::{Chunk, Groups, Measure, Rank};
use super::function::{Function, Made, Unfit};
use crate::expression::{Context, Expression};
use crate::log::column::ColumnKind;
use crate::log::numbers::signed_word;
use crate::reduce::table::Value;

/// The records of a group and the time that they span.
#[derive(Debug, Clone, Copy)]
pub struct Span;

pub(super) const FUNCTION: Function = Function {
    name: "rate",
    form: "rate()",
    meaning: "records per second: of the width of the bin that is a key, or else of the time from the first to the last record of the table",
    make: |call| match call.arguments.as_slice() {
        [] => {
            let time =
                Expression::parse("time", &Context::default()).map_err(|error| Unfit::Call(error.to_string()))?;
            Ok(Made::of(Span, &time))
        }
        arguments => Err(Unfit::Call(format!("no argument is needed, and {} are given", arguments.len()))),
    },
};

/// The word before all times.
const NONE: u64 = 0;

impl Measure for Span {
    /// The count, and the words of the first and last time. The first one is inverted, so that zero means none in both.
    const WORDS: usize = 3;
    type Sketch = ();

    fn kind(&self) -> ColumnKind {
        ColumnKind::Float
    }

    fn add(&self, groups: &mut Groups<'_, Span>, records: &Chunk<'_>) {
        records.numbers(|record, word| {
            groups.change(record, |words, ()| {
                words[0] += 1;
                words[1] = words[1].max(!word);
                words[2] = words[2].max(word);
            });
        });
    }

    fn merge(&self, words: &mut [u64], (): &mut (), more: &[u64], (): &()) {
        words[0] = words[0].saturating_add(more[0]);
        words[1] = words[1].max(more[1]);
        words[2] = words[2].max(more[2]);
    }

    fn rank(&self, words: &[u64], (): &()) -> Rank {
        Rank::Number(words[0].into())
    }

    /// The count; the table knows the time that it is divided by.
    fn value(&self, words: &[u64], (): &()) -> Value {
        Value::Int(words[0].into())
    }
}

/// The first and last time of a group's words, in microseconds; `None` if no record has a time.
pub fn times(words: &[u64]) -> Option<(i64, i64)> {
    let micros = |word: u64| signed_word(word as i64) as i64;
    (words[0] > 0 && words[2] != NONE).then(|| (micros(!words[1]), micros(words[2])))
}
