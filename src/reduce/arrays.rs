//! Values of a table as Arrow arrays, for expressions over tables.

use std::sync::Arc;

use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType, UInt8Type,
    UInt16Type, UInt64Type,
};
use arrow_array::{ArrayRef, BooleanArray, PrimitiveArray, StringViewArray};
use arrow_schema::{DataType, TimeUnit};

use super::table::Value;

/// The array of some values in a type; null where a value does not fit it.
pub fn of_values<'a>(values: impl Iterator<Item = &'a Value>, data_type: &DataType) -> ArrayRef {
    match data_type {
        DataType::Utf8View => Arc::new(StringViewArray::from_iter(values.map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        }))),
        DataType::Boolean => Arc::new(BooleanArray::from_iter(values.map(|value| match value {
            Value::Boolean(truth) => Some(*truth),
            _ => None,
        }))),
        DataType::Float64 => Arc::new(PrimitiveArray::<Float64Type>::from_iter(values.map(|value| match value {
            Value::Float(number) => Some(*number),
            Value::Int(number) => Some(*number as f64),
            _ => None,
        }))),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            let times = PrimitiveArray::<TimestampMicrosecondType>::from_iter(values.map(whole::<i64>));
            Arc::new(times.with_data_type(data_type.clone()))
        }
        DataType::Date32 => numbers::<Date32Type>(values),
        DataType::Decimal128(..) => numbers::<Decimal128Type>(values),
        DataType::UInt8 => numbers::<UInt8Type>(values),
        DataType::UInt16 => numbers::<UInt16Type>(values),
        DataType::UInt64 => numbers::<UInt64Type>(values),
        _ => numbers::<Int64Type>(values),
    }
}

fn numbers<'a, T: ArrowPrimitiveType>(values: impl Iterator<Item = &'a Value>) -> ArrayRef
where
    T::Native: TryFrom<i128>,
{
    Arc::new(PrimitiveArray::<T>::from_iter(values.map(whole::<T::Native>)))
}

fn whole<T: TryFrom<i128>>(value: &Value) -> Option<T> {
    let number = match value {
        Value::Int(number) => *number,
        Value::Time(micros) => (*micros).into(),
        Value::Day(days) => (*days).into(),
        // A mean of whole numbers where one is expected.
        Value::Float(number) => number.round() as i128,
        _ => return None,
    };
    T::try_from(number).ok()
}
