//! `sum(x)`: an exact sum.

use super::definition::{Chunk, Groups, Measure, Rank};
use super::function::{Function, Made, only_amount};
use super::total;
use crate::log::column::ColumnKind;
use crate::log::numbers::{ValueType, WordForm};
use crate::reduce::table::Value;

/// The sum of a value; 0 when no record has one. Fractions are added with 64 bits after the point, so that the order does not matter.
#[derive(Debug, Clone, Copy)]
pub struct Sum(pub ValueType);

pub(super) const FUNCTION: Function = Function {
    name: "sum",
    form: "sum(x)",
    meaning: "the exact sum; 0 if no record has a value",
    make: |call| only_amount(call).map(|operand| Made::of(Sum(operand.value_type()), operand)),
};

impl Measure for Sum {
    /// A total.
    const WORDS: usize = 2;
    type Sketch = ();

    fn kind(&self) -> ColumnKind {
        self.0.kind
    }

    fn add(&self, groups: &mut Groups<'_, Sum>, records: &Chunk<'_>) {
        let form = self.0.form;
        if form == WordForm::Unsigned {
            records.numbers(|record, number| groups.change(record, |words, ()| total::add(words, number.into())));
        } else {
            records.numbers(|record, word| {
                groups.change(record, |words, ()| total::add(words, total::addend(form, word)))
            });
        }
    }

    fn merge(&self, words: &mut [u64], (): &mut (), more: &[u64], (): &()) {
        total::add(words, total::of(more));
    }

    fn rank(&self, words: &[u64], (): &()) -> Rank {
        Rank::Number(total::rank(words))
    }

    fn addend(&self, words: &[u64], (): &()) -> Option<i128> {
        Some(total::of(words))
    }

    fn value(&self, words: &[u64], (): &()) -> Value {
        total::value(self.0, words)
    }
}
