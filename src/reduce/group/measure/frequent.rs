//! `top(x, k)`: the most frequent values.

use super::definition::{Chunk, Groups, Measure, Rank};
use super::function::{Function, Made, Unfit};
use crate::expression::{AggregateCall, Constant};
use crate::log::column::ColumnKind;
use crate::log::numbers::ValueType;
use crate::reduce::sketch::frequencies::Frequencies;
use crate::reduce::table::Value;

/// The most frequent values of a group, with their exact counts.
#[derive(Debug, Clone, Copy)]
pub struct Top {
    operand: ValueType,
    most: usize,
}

/// Values that are listed at most: a cell of a table is no table.
const MOST: i64 = 100;

pub(super) const FUNCTION: Function = Function {
    name: "top",
    form: "top(x, 3)",
    meaning: "the most frequent values with their exact counts; one unless a number is given",
    make,
};

fn make(call: &AggregateCall) -> Result<Made, Unfit> {
    let unfit = || Unfit::Call(format!("a value and a number from 1 to {MOST} are needed"));
    let (operand, most) = match call.arguments.as_slice() {
        [operand] => (operand, 1),
        [operand, most] => match most.constant() {
            Some(Constant::Integer(most @ 1..=MOST)) => (operand, *most as usize),
            _ => return Err(unfit()),
        },
        _ => return Err(unfit()),
    };
    if !operand.has_values() {
        return Err(unfit());
    }
    Ok(Made::of(Top { operand: operand.value_type(), most }, operand))
}

impl Measure for Top {
    const WORDS: usize = 0;
    type Sketch = Frequencies;

    fn kind(&self) -> ColumnKind {
        self.operand.kind
    }

    fn add(&self, groups: &mut Groups<'_, Top>, records: &Chunk<'_>) {
        if self.operand.is_text() {
            records.texts(|record, text| groups.change(record, |_, sketch| sketch.add(text, 1)));
        } else {
            // Highest byte first, so that equally frequent numbers are in their order.
            records.numbers(|record, word| groups.change(record, |_, sketch| sketch.add(&word.to_be_bytes(), 1)));
        }
    }

    fn merge(&self, _: &mut [u64], sketch: &mut Frequencies, _: &[u64], more: &Frequencies) {
        sketch.merge(more);
    }

    fn rank(&self, _: &[u64], sketch: &Frequencies) -> Rank {
        sketch.top(1).first().map_or(Rank::Absent, |(value, _)| Rank::Text((*value).into()))
    }

    fn value(&self, _: &[u64], sketch: &Frequencies) -> Value {
        let value = |bytes: &[u8]| match self.operand.is_text() {
            true => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
            false => {
                let word = bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
                Value::from_word(self.operand, word)
            }
        };
        Value::Counts(sketch.top(self.most).into_iter().map(|(bytes, count)| (value(bytes), count)).collect())
    }
}
