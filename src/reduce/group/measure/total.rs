//! Exact totals in two words, the low one first: whole numbers, or fixed-point numbers with 64 bits after the point.

use crate::log::numbers::{Number, ValueType, WordForm};
use crate::reduce::sketch::fixed;
use crate::reduce::table::Value;

/// The total.
pub fn of(words: &[u64]) -> i128 {
    (u128::from(words[0]) | u128::from(words[1]) << 64) as i128
}

/// Adds to the total. 2^63 whole numbers of 64 bits do not exceed it. It wraps around, so that the order never matters.
#[inline]
pub fn add(words: &mut [u64], number: i128) {
    let total = of(words).wrapping_add(number) as u128;
    words[0] = total as u64;
    words[1] = (total >> 64) as u64;
}

/// The largest number that is added: 2^62, in fixed point.
const LARGEST: i128 = (1 << 126) - 1;

/// What a word of a value adds.
#[inline(always)]
pub fn addend(form: WordForm, word: u64) -> i128 {
    match form {
        WordForm::Unsigned => word.into(),
        form => match form.number(word) {
            Number::Whole(number) => number,
            // A number too large for the total is the largest one that fits.
            Number::Float(number) => fixed::from_f64(number).unwrap_or(if number < 0.0 { -LARGEST } else { LARGEST }),
        },
    }
}

/// The total as a number of the operand's type.
pub fn value(operand: ValueType, words: &[u64]) -> Value {
    match operand.form {
        WordForm::Float => Value::Float(fixed::to_f64(of(words))),
        _ => Value::Int(of(words)),
    }
}

/// The total as a float.
pub fn float(operand: ValueType, words: &[u64]) -> f64 {
    match operand.form {
        WordForm::Float => fixed::to_f64(of(words)),
        _ => of(words) as f64,
    }
}

/// The total as a number whose unsigned order is that of totals.
pub fn rank(words: &[u64]) -> u128 {
    of(words) as u128 ^ 1 << 127
}
