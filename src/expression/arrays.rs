//! Arrays of one type for loops: whole numbers as `Int64`, fractions as `Float64`, constants repeated.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType, UInt8Type,
    UInt16Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, PrimitiveArray,
    StringViewArray, TimestampMicrosecondArray, UInt64Array, new_null_array,
};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::DataType;

use super::constant::Constant;
use super::failures::{Failure, Failures};
use crate::log::column::ColumnKind;

/// The array of a constant.
pub fn repeated(constant: &Constant, kind: ColumnKind, rows: usize) -> ArrayRef {
    match constant {
        Constant::Null | Constant::Interval(_) => new_null_array(&computed_type(kind), rows),
        Constant::Text(text) => Arc::new(StringViewArray::from_iter_values(std::iter::repeat_n(text, rows))),
        Constant::Integer(number) => Arc::new(Int64Array::from_value(*number, rows)),
        Constant::Float(number) => Arc::new(Float64Array::from_value(*number, rows)),
        Constant::Boolean(true) => Arc::new(BooleanArray::new(BooleanBuffer::new_set(rows), None)),
        Constant::Boolean(false) => Arc::new(BooleanArray::new(BooleanBuffer::new_unset(rows), None)),
        Constant::Time(micros) => times(TimestampMicrosecondArray::from_value(*micros, rows)),
        Constant::Day(days) => Arc::new(Date32Array::from_value(*days, rows)),
    }
}

/// The kind of a constant; a null can be of any, and is of this one.
pub fn kind_of(constant: &Constant, null: ColumnKind) -> ColumnKind {
    match constant {
        Constant::Null | Constant::Interval(_) => null,
        Constant::Text(_) => ColumnKind::Text,
        Constant::Integer(_) => ColumnKind::Integer,
        Constant::Float(_) => ColumnKind::Float,
        Constant::Boolean(_) => ColumnKind::Boolean,
        Constant::Time(_) => ColumnKind::Time,
        Constant::Day(_) => ColumnKind::Day,
    }
}

/// The Arrow type of computed values of a kind: whole numbers have a sign.
pub fn computed_type(kind: ColumnKind) -> DataType {
    if kind.is_whole_number() { DataType::Int64 } else { kind.data_type() }
}

/// Times in the type that time columns have.
pub fn times(array: TimestampMicrosecondArray) -> ArrayRef {
    Arc::new(array.with_data_type(ColumnKind::Time.data_type()))
}

/// Whole numbers of any width as 64 bits with a sign, and fractions rounded to whole numbers. Larger ones overflow.
pub fn whole(array: &ArrayRef, among: &BooleanBuffer, failures: &mut Failures) -> Int64Array {
    match array.data_type() {
        DataType::Int64 => array.as_primitive::<Int64Type>().clone(),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().unary(i64::from),
        DataType::UInt16 => array.as_primitive::<UInt16Type>().unary(i64::from),
        DataType::UInt64 => {
            let numbers = array.as_primitive::<UInt64Type>();
            if numbers.values().iter().all(|number| *number <= i64::MAX as u64) {
                return numbers.unary(|number| number as i64);
            }
            let converted = numbers.unary_opt::<_, Int64Type>(|number| i64::try_from(number).ok());
            count_lost(&converted, &[numbers], among, Failure::Overflow, failures);
            converted
        }
        DataType::Decimal128(..) => {
            let numbers = array.as_primitive::<Decimal128Type>();
            let converted = numbers.unary_opt::<_, Int64Type>(|number| i64::try_from(number).ok());
            count_lost(&converted, &[numbers], among, Failure::Overflow, failures);
            converted
        }
        DataType::Float64 => rounded(array.as_primitive::<Float64Type>(), among, failures),
        DataType::Timestamp(..) => array.as_primitive::<TimestampMicrosecondType>().reinterpret_cast(),
        DataType::Date32 => array.as_primitive::<Date32Type>().unary(i64::from),
        DataType::Boolean => array.as_boolean().iter().map(|truth| truth.map(i64::from)).collect(),
        _ => Int64Array::new_null(array.len()),
    }
}

/// Logged numbers of any width as 64 bits; `None` if they have a sign.
pub fn unsigned(array: &ArrayRef) -> Option<UInt64Array> {
    match array.data_type() {
        DataType::UInt8 => Some(array.as_primitive::<UInt8Type>().unary(u64::from)),
        DataType::UInt16 => Some(array.as_primitive::<UInt16Type>().unary(u64::from)),
        DataType::UInt64 => Some(array.as_primitive::<UInt64Type>().clone()),
        _ => None,
    }
}

/// Whether logged numbers, or sums, need more than 64 bits with a sign.
pub fn is_wide(array: &ArrayRef) -> bool {
    if matches!(array.data_type(), DataType::Decimal128(..)) {
        return true;
    }
    let numbers = array.as_primitive_opt::<UInt64Type>();
    numbers.is_some_and(|numbers| numbers.values().iter().any(|number| *number > i64::MAX as u64))
}

/// Whole numbers of any width as 128 bits with a sign.
pub fn wide(array: &ArrayRef) -> Decimal128Array {
    let all = BooleanBuffer::new_set(array.len());
    widened(array, &all, &mut Failures::default())
}

/// Whole numbers of any width, and fractions rounded to whole numbers of 64 bits, as 128 bits with a sign.
pub fn widened(array: &ArrayRef, among: &BooleanBuffer, failures: &mut Failures) -> Decimal128Array {
    if let Some(numbers) = array.as_primitive_opt::<Decimal128Type>() {
        return numbers.clone();
    }
    match array.as_primitive_opt::<UInt64Type>() {
        Some(numbers) => numbers.unary(i128::from),
        None => whole(array, among, failures).unary(i128::from),
    }
}

/// Wide numbers as 64 bits with a sign if all fit.
pub fn narrowed(numbers: Decimal128Array) -> ArrayRef {
    let fits = |row: usize| numbers.is_null(row) || i64::try_from(numbers.value(row)).is_ok();
    match (0..numbers.len()).all(fits) {
        true => Arc::new(numbers.unary::<_, Int64Type>(|number| number as i64)),
        false => Arc::new(numbers),
    }
}

/// Arrays of one type but for the width of whole numbers in one width.
pub fn of_one_width(mut arrays: Vec<ArrayRef>) -> Vec<ArrayRef> {
    let is_decimal = |array: &ArrayRef| matches!(array.data_type(), DataType::Decimal128(..));
    if arrays.iter().any(is_decimal) {
        arrays.iter_mut().for_each(|array| *array = Arc::new(wide(array)));
    }
    arrays
}

/// Fractions as the nearest whole numbers, the even one of two.
fn rounded(numbers: &Float64Array, among: &BooleanBuffer, failures: &mut Failures) -> Int64Array {
    // The first float that does not fit.
    const END: f64 = (1_u64 << 63) as f64;
    let fits = |number: f64| (-END..END).contains(&number);
    let near = |number: f64| Some(number.round_ties_even()).filter(|number| fits(*number)).map(|number| number as i64);
    let converted = numbers.unary_opt::<_, Int64Type>(near);
    count_lost(&converted, &[numbers], among, Failure::Overflow, failures);
    converted
}

/// Values in the one type that those of a kind have when they are computed; sums may be wide, see [`of_one_width`].
pub fn one_type(values: ArrayRef, kind: ColumnKind, among: &BooleanBuffer, failures: &mut Failures) -> ArrayRef {
    match kind {
        ColumnKind::Float | ColumnKind::Share => Arc::new(floats(&values)),
        _ if matches!(values.data_type(), DataType::Decimal128(..)) => values,
        kind if kind.is_whole_number() => Arc::new(whole(&values, among, failures)),
        _ => values,
    }
}

/// Numbers as floats.
pub fn floats(array: &ArrayRef) -> Float64Array {
    match array.data_type() {
        DataType::Float64 => array.as_primitive::<Float64Type>().clone(),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().unary(f64::from),
        DataType::UInt16 => array.as_primitive::<UInt16Type>().unary(f64::from),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().unary(|number| number as f64),
        DataType::Int64 => array.as_primitive::<Int64Type>().unary(|number| number as f64),
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().unary(|number| number as f64),
        _ => Float64Array::new_null(array.len()),
    }
}

/// Counts the values of selected records that became null although no operand was.
pub fn count_lost(
    result: &dyn Array,
    operands: &[&dyn Array],
    among: &BooleanBuffer,
    failure: Failure,
    failures: &mut Failures,
) {
    let Some(nulls) = result.nulls() else { return };
    let was_present = operands
        .iter()
        .filter_map(|operand| operand.nulls())
        .fold(among.clone(), |present, nulls| &present & nulls.inner());
    let lost = &was_present & &!nulls.inner();
    failures.add(failure, lost.count_set_bits() as u64);
}

/// Combines two arrays of numbers value by value; where `combine` has no result it is null.
pub fn zipped<T: ArrowPrimitiveType>(
    left: &PrimitiveArray<T>,
    right: &PrimitiveArray<T>,
    combine: impl Fn(T::Native, T::Native) -> Option<T::Native>,
) -> PrimitiveArray<T> {
    let nulls = NullBuffer::union(left.nulls(), right.nulls());
    let mut values = Vec::with_capacity(left.len());
    let mut failed = Vec::new();
    for (row, (left, right)) in left.values().iter().zip(right.values()).enumerate() {
        match combine(*left, *right) {
            Some(value) => values.push(value),
            None => {
                failed.push(row);
                values.push(T::default_value());
            }
        }
    }
    let nulls = if failed.is_empty() { nulls } else { Some(without(nulls, values.len(), &failed)) };
    PrimitiveArray::new(values.into(), nulls)
}

/// Validity without some rows.
fn without(nulls: Option<NullBuffer>, rows: usize, failed: &[usize]) -> NullBuffer {
    let mut valid: Vec<bool> = match &nulls {
        Some(nulls) => nulls.iter().collect(),
        None => vec![true; rows],
    };
    failed.iter().for_each(|row| valid[*row] = false);
    NullBuffer::from(valid)
}
