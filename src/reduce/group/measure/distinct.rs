//! `distinct(x)`: the number of different values.

use super::definition::{Chunk, Groups, Measure, Rank};
use super::function::{Function, Made, Unfit, only};
use crate::expression::{Expression, digest};
use crate::log::column::ColumnKind;
use crate::log::numbers::ValueType;
use crate::reduce::sketch::distinct::{self, Distinct};
use crate::reduce::table::Value;

/// The number of different values of a group: exact up to 10,000, then an estimate.
#[derive(Debug, Clone, Copy)]
pub struct CountDistinct(pub ValueType);

pub(super) const FUNCTION: Function = Function {
    name: "distinct",
    form: "distinct(x, ..)",
    meaning: "the number of different values, null apart, or of different combinations of several: exact up to 10,000 in a group, then by \
              HyperLogLog with a standard error of 0.8 %",
    make: |call| match call.arguments.as_slice() {
        several @ [_, _, ..] if several.iter().all(Expression::has_values) => {
            let operand = digest(several);
            Ok(Made::of(CountDistinct(operand.value_type()), &operand))
        }
        [_, _, ..] => Err(Unfit::Call("an interval has no values to measure".to_owned())),
        _ => only(call).map(|operand| Made::of(CountDistinct(operand.value_type()), operand)),
    },
};

impl Measure for CountDistinct {
    const WORDS: usize = 0;
    type Sketch = Distinct;

    fn kind(&self) -> ColumnKind {
        ColumnKind::Number
    }

    fn is_approximate(&self, sketch: &Distinct) -> bool {
        !sketch.is_exact()
    }

    fn add(&self, groups: &mut Groups<'_, CountDistinct>, records: &Chunk<'_>) {
        if self.0.is_text() {
            records.texts(|record, text| groups.change(record, |_, sketch| sketch.add(distinct::hash(text))));
        } else {
            records.numbers(|record, word| {
                groups.change(record, |_, sketch| sketch.add(distinct::hash(&word.to_le_bytes())));
            });
        }
    }

    fn merge(&self, _: &mut [u64], sketch: &mut Distinct, _: &[u64], more: &Distinct) {
        sketch.merge(more);
    }

    fn rank(&self, _: &[u64], sketch: &Distinct) -> Rank {
        Rank::Number(sketch.estimate().into())
    }

    fn value(&self, _: &[u64], sketch: &Distinct) -> Value {
        Value::Int(sketch.estimate().into())
    }
}
