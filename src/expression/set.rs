//! The values of `IN (..)`.

use foldhash::fast::RandomState;
use std::collections::HashSet;

use super::constant::Constant;

/// Values to look up: `IN` with a thousand of them costs as much as with one.
#[derive(Debug, Clone)]
pub struct ValueSet {
    /// The values that are not null.
    pub values: Members,
    /// Whether one of them is null.
    pub has_null: bool,
}

/// The values, by type.
#[derive(Debug, Clone)]
pub enum Members {
    /// Texts.
    Texts(HashSet<Box<[u8]>, RandomState>),
    /// Whole numbers, times and days, and truths as 0 and 1.
    Whole(HashSet<i128, RandomState>),
    /// Floats, by their bits; zero has one sign.
    Floats(HashSet<u64, RandomState>),
}

impl ValueSet {
    /// The set of constants of one type.
    pub fn new(constants: &[Constant]) -> ValueSet {
        let has_null = constants.iter().any(|constant| matches!(constant, Constant::Null));
        let texts = constants.iter().filter_map(|constant| match constant {
            Constant::Text(text) => Some(text.as_bytes().into()),
            _ => None,
        });
        let whole = constants.iter().filter_map(|constant| match constant {
            Constant::Integer(number) | Constant::Time(number) => Some(i128::from(*number)),
            Constant::Day(days) => Some(i128::from(*days)),
            Constant::Boolean(truth) => Some(i128::from(*truth)),
            _ => None,
        });
        let floats = constants.iter().filter_map(|constant| match constant {
            Constant::Float(number) => Some(float_key(*number)),
            _ => None,
        });
        let is_of = |test: fn(&Constant) -> bool| constants.iter().any(test);
        let values = if is_of(|constant| matches!(constant, Constant::Text(_))) {
            Members::Texts(texts.collect())
        } else if is_of(|constant| matches!(constant, Constant::Float(_))) {
            Members::Floats(floats.collect())
        } else {
            Members::Whole(whole.collect())
        };
        ValueSet { values, has_null }
    }
}

/// A float by which equal ones are found.
pub fn float_key(number: f64) -> u64 {
    (number + 0.0).to_bits()
}
