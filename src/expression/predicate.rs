//! Single conditions over arrays: patterns and sets.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Decimal128Type;
use arrow_array::{Array, ArrayRef, BooleanArray};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::DataType;

use super::arrays::{floats, kind_of, repeated};
use super::constant::Constant;
use super::like::LikePattern;
use super::set::{Members, ValueSet, float_key};
use crate::log::column::ColumnKind;
use crate::log::{Numbers, Views};

/// The constant in the type of an array; `None` if it does not fit.
pub fn scalar_of(constant: &Constant, data_type: &DataType) -> Option<ArrayRef> {
    use arrow_array::{UInt8Array, UInt16Array, UInt64Array};
    let array: ArrayRef = match (constant, data_type) {
        (Constant::Integer(number), DataType::UInt8) => {
            Arc::new(UInt8Array::from_value(u8::try_from(*number).ok()?, 1))
        }
        (Constant::Integer(number), DataType::UInt16) => {
            Arc::new(UInt16Array::from_value(u16::try_from(*number).ok()?, 1))
        }
        (Constant::Integer(number), DataType::UInt64) => {
            Arc::new(UInt64Array::from_value(u64::try_from(*number).ok()?, 1))
        }
        (constant, data_type) => {
            let array = repeated(constant, kind_of(constant, ColumnKind::Text), 1);
            return (array.data_type() == data_type).then_some(array);
        }
    };
    Some(array)
}

/// The truth of each text, null where it is null.
pub fn tested(values: &ArrayRef, test: impl Fn(&Views<'_>, usize) -> bool) -> BooleanArray {
    let texts = values.as_string_view();
    let views = Views::new(texts);
    BooleanArray::new(BooleanBuffer::collect_bool(values.len(), |row| test(&views, row)), texts.nulls().cloned())
}

/// A pattern that is matched for each kind in a loop of its own.
pub fn like(values: &ArrayRef, pattern: &LikePattern, among: &BooleanBuffer) -> BooleanArray {
    match pattern {
        LikePattern::Equal(text) => tested(values, |texts, row| texts.get(row).is_some_and(|own| *own == **text)),
        LikePattern::Prefix(start) => {
            tested(values, |texts, row| texts.get(row).is_some_and(|text| text.starts_with(start)))
        }
        LikePattern::Suffix(end) => tested(values, |texts, row| texts.get(row).is_some_and(|text| text.ends_with(end))),
        pattern => {
            tested(values, |texts, row| among.value(row) && texts.get(row).is_some_and(|text| pattern.matches(text)))
        }
    }
}

/// Whether values are in a set.
pub fn among_set(values: &ArrayRef, set: &ValueSet, among: &BooleanBuffer) -> BooleanArray {
    let rows = values.len();
    let found = match &set.values {
        Members::Texts(members) => match values.as_string_view_opt() {
            Some(texts) => {
                let views = Views::new(texts);
                BooleanBuffer::collect_bool(rows, |row| {
                    among.value(row) && views.get(row).is_some_and(|text| members.contains(text))
                })
            }
            None => BooleanBuffer::new_unset(rows),
        },
        Members::Whole(members) if values.as_primitive_opt::<Decimal128Type>().is_some() => {
            let numbers = values.as_primitive::<Decimal128Type>();
            BooleanBuffer::collect_bool(rows, |row| numbers.is_valid(row) && members.contains(&numbers.value(row)))
        }
        Members::Whole(members) => match Numbers::of_array(values) {
            Some(numbers) => BooleanBuffer::collect_bool(rows, |row| {
                numbers.get(row).is_some_and(|number| members.contains(&number))
            }),
            None => BooleanBuffer::new_unset(rows),
        },
        Members::Floats(members) => {
            let numbers = floats(values);
            BooleanBuffer::collect_bool(rows, |row| {
                numbers.is_valid(row) && members.contains(&float_key(numbers.value(row)))
            })
        }
    };
    let nulls = values.logical_nulls();
    match set.has_null {
        // With a null among the members, a value that was not found may be equal to it.
        true => {
            let known = nulls.map_or_else(|| found.clone(), |nulls| &found & nulls.inner());
            BooleanArray::new(found, Some(NullBuffer::new(known)))
        }
        false => BooleanArray::new(found, nulls),
    }
}
