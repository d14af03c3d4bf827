//! Restricts a finished table by a condition on key columns, by treating groups as records of their keys.

use std::sync::Arc;

use arrow_array::types::{Date32Type, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt64Type};
use arrow_array::{ArrayRef, PrimitiveArray, RecordBatch, RecordBatchOptions, StringViewArray};
use arrow_schema::Schema;

use super::key::AnyKey;
use super::key_bytes;
use super::layout::WordLayout;
use super::state::GroupState;
use super::table::{Entry, KeyTable};
use crate::log::Column;
use crate::log::column::ColumnKind;
use crate::reduce::Keep;
use crate::reduce::table::Value;

/// Groups that are compared together.
const CHUNK: usize = 4096;

/// The groups whose keys pass.
pub fn restrict(keys: &[AnyKey], layout: &WordLayout, state: &GroupState, keep: Keep<'_>) -> GroupState {
    let GroupState { table, sketches } = state;
    let mut kept = GroupState::new(layout);
    let mut entries = table.entries().peekable();
    while entries.peek().is_some() {
        let chunk: Vec<Entry> = entries.by_ref().take(CHUNK).collect();
        let passes = keep(&records(keys, table, &chunk));
        for (entry, _) in chunk.iter().zip(&passes).filter(|(_, passes)| *passes) {
            let own = kept.table.find_or_insert(table.key(*entry));
            let (words, more) = (kept.table.accumulators_mut(own), table.accumulators(*entry));
            layout.merge(words, &mut kept.sketches, more, sketches);
        }
    }
    kept
}

/// The keys of some groups as records; keys that are computed are left out, as they do not determine a column.
fn records(keys: &[AnyKey], table: &KeyTable, entries: &[Entry]) -> RecordBatch {
    let kinds: Vec<ColumnKind> = keys.iter().map(|key| key.kind()).collect();
    let rows: Vec<Vec<Value>> = entries.iter().map(|entry| key_bytes::decode(&kinds, table.key(*entry))).collect();
    let columns = || keys.iter().enumerate().filter_map(|(index, key)| Some((index, key.kept_column()?)));
    let arrays = columns().map(|(index, column)| array(column, rows.iter().map(|row| &row[index])));
    let schema = Schema::new(columns().map(|(_, column)| column.field()).collect::<Vec<_>>());
    let options = RecordBatchOptions::new().with_row_count(Some(entries.len()));
    RecordBatch::try_new_with_options(Arc::new(schema), arrays.collect(), &options)
        .expect("each column has one value for each group, of its type")
}

fn array<'a>(column: Column, values: impl Iterator<Item = &'a Value>) -> ArrayRef {
    let numbers = |value: &Value| match value {
        Value::Int(number) => Some(*number),
        Value::Time(micros) => Some((*micros).into()),
        Value::Day(days) => Some((*days).into()),
        _ => None,
    };
    // The values of a key fit the column that they came from.
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
