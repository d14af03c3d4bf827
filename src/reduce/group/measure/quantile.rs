//! `p95(x)`, `quantile(x, 0.95)` and the like: the value below which a share of the values lies.

use super::definition::{Chunk, Groups, Measure, Rank};
use super::function::{Function, Made, Unfit, only};
use crate::expression::{AggregateCall, Constant, Expression, TypeName};
use crate::log::column::ColumnKind;
use crate::log::numbers::{Number, ValueType, WordForm, float_word};
use crate::reduce::sketch::quantiles::Quantiles;
use crate::reduce::table::Value;

/// A quantile of a number: the nearest rank, within 1 %.
#[derive(Debug, Clone, Copy)]
pub struct Quantile {
    operand: ValueType,
    share: f64,
}

const fn fixed(
    name: &'static str,
    form: &'static str,
    meaning: &'static str,
    make: fn(&AggregateCall) -> Result<Made, Unfit>,
) -> Function {
    Function { name, form, meaning, make }
}

pub(super) const FUNCTIONS: [Function; 6] = [
    fixed("p50", "p50(x)", "the median: half of the values are at most this, within 1 %", |call| of(only(call)?, 0.5)),
    fixed("p90", "p90(x)", "nine tenths of the values are at most this, within 1 %", |call| of(only(call)?, 0.9)),
    fixed("p95", "p95(x)", "95 % of the values are at most this, within 1 %", |call| of(only(call)?, 0.95)),
    fixed("p99", "p99(x)", "99 % of the values are at most this, within 1 %", |call| of(only(call)?, 0.99)),
    fixed("median", "median(x)", "p50(x)", |call| of(only(call)?, 0.5)),
    fixed("quantile", "quantile(x, 0.999)", "this share of the values is at most this, within 1 %", any),
];

fn any(call: &AggregateCall) -> Result<Made, Unfit> {
    let unfit = || Unfit::Call("a value and a share from 0 to 1 are needed".to_owned());
    let [operand, share] = call.arguments.as_slice() else { return Err(unfit()) };
    let share = match share.constant() {
        Some(Constant::Float(share)) => *share,
        Some(Constant::Integer(share @ 0..=1)) => *share as f64,
        _ => return Err(unfit()),
    };
    if (0.0..=1.0).contains(&share) { of(operand, share) } else { Err(unfit()) }
}

fn of(operand: &Expression, share: f64) -> Result<Made, Unfit> {
    match operand.kind() {
        kind if kind.is_number() => Ok(Made::of(Quantile { operand: operand.value_type(), share }, operand)),
        kind => Err(Unfit::Call(format!("{} is {}, not a number", operand.text(), TypeName::Value(kind)))),
    }
}

impl Measure for Quantile {
    /// The greatest value, and the greatest complement of one: their quantiles lie in between, however wide a bucket is.
    const WORDS: usize = 2;
    type Sketch = Quantiles;

    fn kind(&self) -> ColumnKind {
        self.operand.kind
    }

    fn is_approximate(&self, _: &Quantiles) -> bool {
        true
    }

    fn add(&self, groups: &mut Groups<'_, Quantile>, records: &Chunk<'_>) {
        let form = self.operand.form;
        records.numbers(|record, word| {
            let number = match form {
                WordForm::Unsigned => word as f64,
                form => as_float(form.number(word)),
            };
            if !number.is_nan() {
                groups.change(record, |words, sketch| {
                    sketch.add(number);
                    widen(words, [word, !word]);
                });
            }
        });
    }

    fn merge(&self, words: &mut [u64], sketch: &mut Quantiles, more_words: &[u64], more: &Quantiles) {
        sketch.merge(more);
        widen(words, [more_words[0], more_words[1]]);
    }

    fn rank(&self, words: &[u64], sketch: &Quantiles) -> Rank {
        self.quantile(words, sketch).map_or(Rank::Absent, |value| Rank::Number(float_word(value).into()))
    }

    fn value(&self, words: &[u64], sketch: &Quantiles) -> Value {
        match self.quantile(words, sketch) {
            None => Value::Null,
            Some(value) if self.is_whole() => {
                let whole = value.round() as i128;
                Value::Int(match self.extremes(words) {
                    // Beyond 2^53 not every whole number is a float.
                    (Number::Whole(least), Number::Whole(greatest)) => whole.max(least).min(greatest),
                    _ => whole,
                })
            }
            Some(value) => Value::Float(value),
        }
    }
}

impl Quantile {
    fn is_whole(&self) -> bool {
        self.operand.form != WordForm::Float
    }

    /// The quantile, between the extremes of the group.
    fn quantile(&self, words: &[u64], sketch: &Quantiles) -> Option<f64> {
        let (least, greatest) = self.extremes(words);
        let found = sketch.quantile(self.share, self.is_whole())?;
        Some(found.max(as_float(least)).min(as_float(greatest)))
    }

    /// The least and the greatest value.
    fn extremes(&self, words: &[u64]) -> (Number, Number) {
        (self.operand.form.number(!words[1]), self.operand.form.number(words[0]))
    }
}

#[inline]
fn widen(words: &mut [u64], more: [u64; 2]) {
    words[0] = words[0].max(more[0]);
    words[1] = words[1].max(more[1]);
}

fn as_float(number: Number) -> f64 {
    match number {
        Number::Whole(number) => number as f64,
        Number::Float(number) => number,
    }
}
