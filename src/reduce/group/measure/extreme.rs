//! `min(x)` and `max(x)`: the least and the greatest value of anything ordered.

use super::definition::{Chunk, Groups, Measure, Rank};
use super::function::{Function, Made, only};
use crate::log::column::ColumnKind;
use crate::log::numbers::ValueType;
use crate::reduce::sketch::extremum::{GreatestText, LeastText};
use crate::reduce::table::Value;

/// The least number or time.
#[derive(Debug, Clone, Copy)]
pub struct Min(pub ValueType);

/// The greatest number or time.
#[derive(Debug, Clone, Copy)]
pub struct Max(pub ValueType);

/// The first text in the order of bytes.
#[derive(Debug, Clone, Copy)]
pub struct MinText;

/// The last text in the order of bytes.
#[derive(Debug, Clone, Copy)]
pub struct MaxText;

pub(super) const MIN: Function = Function {
    name: "min",
    form: "min(x)",
    meaning: "the least value, the earliest time, or the first text in the order of bytes",
    make: |call| {
        let operand = only(call)?;
        let value_type = operand.value_type();
        Ok(if value_type.is_text() { Made::of(MinText, operand) } else { Made::of(Min(value_type), operand) })
    },
};

pub(super) const MAX: Function = Function {
    name: "max",
    form: "max(x)",
    meaning: "the greatest value, the latest time, or the last text in the order of bytes",
    make: |call| {
        let operand = only(call)?;
        let value_type = operand.value_type();
        Ok(if value_type.is_text() { Made::of(MaxText, operand) } else { Made::of(Max(value_type), operand) })
    },
};

/// Declares a measure that keeps one number: its words are 1 when there is a value, and the value.
macro_rules! of_numbers {
    ($measure:ident, $better:tt) => {
        impl Measure for $measure {
            const WORDS: usize = 2;
            type Sketch = ();

            fn kind(&self) -> ColumnKind {
                self.0.kind
            }

            fn add(&self, groups: &mut Groups<'_, $measure>, records: &Chunk<'_>) {
                records.numbers(|record, number| groups.change(record, |words, ()| $measure::improve(words, number)));
            }

            fn merge(&self, words: &mut [u64], (): &mut (), more: &[u64], (): &()) {
                if more[0] != 0 {
                    $measure::improve(words, more[1]);
                }
            }

            fn rank(&self, words: &[u64], (): &()) -> Rank {
                if words[0] == 0 { Rank::Absent } else { Rank::Number(words[1].into()) }
            }

            fn value(&self, words: &[u64], (): &()) -> Value {
                if words[0] == 0 { Value::Null } else { Value::from_word(self.0, words[1]) }
            }
        }

        impl $measure {
            #[inline]
            fn improve(words: &mut [u64], number: u64) {
                if words[0] == 0 || number $better words[1] {
                    words[0] = 1;
                    words[1] = number;
                }
            }
        }
    };
}

of_numbers!(Min, <);
of_numbers!(Max, >);

/// Declares a measure that keeps one text.
macro_rules! of_texts {
    ($measure:ident, $sketch:ident) => {
        impl Measure for $measure {
            const WORDS: usize = 0;
            type Sketch = $sketch;

            fn kind(&self) -> ColumnKind {
                ColumnKind::Text
            }

            fn add(&self, groups: &mut Groups<'_, $measure>, records: &Chunk<'_>) {
                records.texts(|record, text| groups.change(record, |_, sketch| sketch.offer(text)));
            }

            fn merge(&self, _: &mut [u64], sketch: &mut $sketch, _: &[u64], more: &$sketch) {
                sketch.merge(more);
            }

            fn rank(&self, _: &[u64], sketch: &$sketch) -> Rank {
                sketch.get().map_or(Rank::Absent, |text| Rank::Text(text.into()))
            }

            fn value(&self, _: &[u64], sketch: &$sketch) -> Value {
                sketch.get().map_or(Value::Null, |text| Value::Text(String::from_utf8_lossy(text).into_owned()))
            }
        }
    };
}

of_texts!(MinText, LeastText);
of_texts!(MaxText, GreatestText);
