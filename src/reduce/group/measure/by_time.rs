//! `first(x)` and `last(x)`: the value of the earliest and of the latest record that has one.

use super::definition::{Chunk, Groups, Measure, Rank};
use super::function::{Function, Made, Unfit, only};
use crate::expression::{AggregateCall, Context, Expression};
use crate::log::column::ColumnKind;
use crate::log::numbers::{Number, ValueType, WordForm};
use crate::reduce::sketch::extremum::Timed;
use crate::reduce::table::Value;

/// The value of the earliest or latest record; of several at one time, the least or the greatest.
#[derive(Debug, Clone, Copy)]
pub struct ByTime {
    operand: ValueType,
    is_first: bool,
}

pub(super) const FIRST: Function = Function {
    name: "first",
    form: "first(x)",
    meaning: "the value of the earliest record that has one; the least of several at one time",
    make: |call| make(call, true),
};

pub(super) const LAST: Function = Function {
    name: "last",
    form: "last(x)",
    meaning: "the value of the latest record that has one; the greatest of several at one time",
    make: |call| make(call, false),
};

fn make(call: &AggregateCall, is_first: bool) -> Result<Made, Unfit> {
    let operand = only(call)?;
    // The zone does not matter to the order.
    let time = Expression::parse("time", &Context::default()).map_err(|error| Unfit::Call(error.to_string()))?;
    let made = Made::of(ByTime { operand: operand.value_type(), is_first }, operand);
    Ok(Made { operands: vec![operand.clone(), time], ..made })
}

impl Measure for ByTime {
    const WORDS: usize = 0;
    type Sketch = Timed;

    fn kind(&self) -> ColumnKind {
        self.operand.kind
    }

    fn add(&self, groups: &mut Groups<'_, ByTime>, records: &Chunk<'_>) {
        let offer = |sketch: &mut Timed, time: i64, value: &[u8]| match self.is_first {
            true => sketch.offer_first(time, value),
            false => sketch.offer_last(time, value),
        };
        if self.operand.is_text() {
            records.texts(|record, text| {
                if let Some(time) = time_of(records, record) {
                    groups.change(record, |_, sketch| offer(sketch, time, text));
                }
            });
        } else {
            records.numbers(|record, word| {
                if let Some(time) = time_of(records, record) {
                    groups.change(record, |_, sketch| offer(sketch, time, &word.to_be_bytes()));
                }
            });
        }
    }

    fn merge(&self, _: &mut [u64], sketch: &mut Timed, _: &[u64], more: &Timed) {
        match self.is_first {
            true => sketch.merge_first(more),
            false => sketch.merge_last(more),
        }
    }

    fn rank(&self, _: &[u64], sketch: &Timed) -> Rank {
        sketch.get().map_or(Rank::Absent, |(_, value)| Rank::Text(value.into()))
    }

    fn value(&self, _: &[u64], sketch: &Timed) -> Value {
        match sketch.get() {
            None => Value::Null,
            Some((_, bytes)) if self.operand.is_text() => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
            Some((_, bytes)) => {
                Value::from_word(self.operand, bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)))
            }
        }
    }
}

/// The time of a record of a chunk.
fn time_of(records: &Chunk<'_>, record: usize) -> Option<i64> {
    match WordForm::Signed.number(records.time(record)?) {
        Number::Whole(micros) => i64::try_from(micros).ok(),
        Number::Float(_) => None,
    }
}
