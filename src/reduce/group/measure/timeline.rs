//! `timeline(time)`: counts over time, in at most 128 buckets, whatever the log spans.

use super::definition::{Chunk, Groups, Measure, Rank};
use super::function::{Function, Made, Unfit, only};
use crate::expression::TypeName;
use crate::log::column::ColumnKind;
use crate::log::numbers::{Number, WordForm};
use crate::reduce::sketch::timeline::Timeline;
use crate::reduce::table::Value;

/// Records over time.
#[derive(Debug, Clone, Copy)]
pub struct OverTime;

pub(super) const FUNCTION: Function = Function {
    name: "timeline",
    form: "timeline(time)",
    meaning: "the number of records in each of at most 128 buckets of time, shown as a line of bars",
    make: |call| {
        let operand = only(call)?;
        match operand.kind() {
            ColumnKind::Time => Ok(Made::of(OverTime, operand)),
            kind => Err(Unfit::Call(format!("{} is {}, not a point in time", operand.text(), TypeName::Value(kind)))),
        }
    },
};

impl Measure for OverTime {
    const WORDS: usize = 0;
    type Sketch = Timeline;

    fn kind(&self) -> ColumnKind {
        ColumnKind::Number
    }

    fn add(&self, groups: &mut Groups<'_, OverTime>, records: &Chunk<'_>) {
        records.numbers(|record, word| {
            if let Number::Whole(micros) = WordForm::Signed.number(word) {
                // Made of 64 bits.
                groups.change(record, |_, sketch| sketch.add(micros as i64));
            }
        });
    }

    fn merge(&self, _: &mut [u64], sketch: &mut Timeline, _: &[u64], more: &Timeline) {
        sketch.merge(more);
    }

    fn rank(&self, _: &[u64], sketch: &Timeline) -> Rank {
        if sketch.is_empty() {
            return Rank::Absent;
        }
        Rank::Number(sketch.buckets().map(|(_, count)| u128::from(count)).sum())
    }

    fn value(&self, _: &[u64], sketch: &Timeline) -> Value {
        let start = sketch.buckets().next().map(|(start, _)| start);
        start.map_or(Value::Null, |start| {
            Value::Timeline(start, sketch.width_micros(), sketch.buckets().map(|(_, count)| count).collect())
        })
    }
}
