//! Groups as records of their keys: what is left of a table when a condition on its key columns is asked afterwards.

use std::sync::Arc;

use arrow_array::types::{Date32Type, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt64Type};
use arrow_array::{ArrayRef, PrimitiveArray, RecordBatch, RecordBatchOptions, StringViewArray};
use arrow_schema::Schema;

use super::key;
use super::table::{Entry, KeyTable};
use crate::log::Column;
use crate::log::column::ColumnKind;
use crate::reduce::Keep;
use crate::reduce::Value;

/// Groups that are looked at together.
const CHUNK: usize = 4096;

/// The groups whose keys pass.
pub fn restrict(columns: &[Column], state: &KeyTable, keep: Keep<'_>) -> KeyTable {
    let mut kept = KeyTable::new(state.accumulator_words());
    let mut entries = state.entries().peekable();
    while entries.peek().is_some() {
        let chunk: Vec<Entry> = entries.by_ref().take(CHUNK).collect();
        let passes = keep(&records(columns, state, &chunk));
        for (entry, _) in chunk.iter().zip(&passes).filter(|(_, passes)| *passes) {
            let own = kept.find_or_insert(state.key(*entry));
            kept.accumulators_mut(own).copy_from_slice(state.accumulators(*entry));
        }
    }
    kept
}

/// The keys of some groups as the columns that they were made of.
fn records(columns: &[Column], state: &KeyTable, entries: &[Entry]) -> RecordBatch {
    let keys: Vec<Vec<Value>> = entries.iter().map(|entry| key::decode(columns, state.key(*entry))).collect();
    let arrays = columns.iter().enumerate().map(|(index, column)| array(*column, keys.iter().map(|key| &key[index])));
    let schema = Schema::new(columns.iter().map(|column| column.field()).collect::<Vec<_>>());
    let options = RecordBatchOptions::new().with_row_count(Some(entries.len()));
    RecordBatch::try_new_with_options(Arc::new(schema), arrays.collect(), &options)
        .expect("each column has one value a group, of its type")
}

fn array<'a>(column: Column, values: impl Iterator<Item = &'a Value>) -> ArrayRef {
    let numbers = |value: &Value| match value {
        Value::Int(number) => Some(*number),
        Value::Time(micros) => Some((*micros).into()),
        Value::Day(days) => Some((*days).into()),
        _ => None,
    };
    // What a key was made of fits the column that it came from.
    match column.kind() {
        ColumnKind::Text => Arc::new(StringViewArray::from_iter(values.map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        }))),
        ColumnKind::Time => {
            let times = values.map(|value| numbers(value).map(|number| number as i64));
            let times = PrimitiveArray::<TimestampMicrosecondType>::from_iter(times);
            Arc::new(times.with_data_type(column.data_type()))
        }
        ColumnKind::Code | ColumnKind::Port => {
            Arc::new(PrimitiveArray::<UInt16Type>::from_iter(values.map(|v| Some(numbers(v)? as u16))))
        }
        ColumnKind::Size | ColumnKind::Duration | ColumnKind::Number => {
            Arc::new(PrimitiveArray::<UInt64Type>::from_iter(values.map(|v| Some(numbers(v)? as u64))))
        }
        ColumnKind::Day => Arc::new(PrimitiveArray::<Date32Type>::from_iter(values.map(|v| Some(numbers(v)? as i32)))),
        ColumnKind::Hour => Arc::new(PrimitiveArray::<UInt8Type>::from_iter(values.map(|v| Some(numbers(v)? as u8)))),
    }
}
