//! Restricts a finished table by a condition on key columns, by treating groups as records of their keys.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::Schema;

use super::state::GroupState;
use super::table::Entry;
use super::{Group, key_bytes};
use crate::log::Column;
use crate::reduce::Keep;
use crate::reduce::arrays::of_values;
use crate::reduce::table::Value;

/// Groups that are compared together.
const CHUNK: usize = 4096;

/// The groups whose keys pass.
pub fn restrict(group: &Group, state: &GroupState, keep: Keep<'_>) -> GroupState {
    let GroupState { table, failures, .. } = state;
    let mut kept = GroupState { failures: *failures, ..GroupState::new(&group.layout) };
    let mut entries = table.entries().peekable();
    while entries.peek().is_some() {
        let chunk: Vec<Entry> = entries.by_ref().take(CHUNK).collect();
        let passes = keep(&records(group, state, &chunk));
        for (entry, _) in chunk.iter().zip(&passes).filter(|(_, passes)| *passes) {
            kept.add_group(&group.layout, table.key(*entry), state, *entry);
        }
    }
    kept
}

/// The keys of some groups as records; keys that are computed are left out, as they do not determine a column.
fn records(group: &Group, state: &GroupState, entries: &[Entry]) -> RecordBatch {
    let rows: Vec<Vec<Value>> =
        entries.iter().map(|entry| key_bytes::decode(&group.types, state.table.key(*entry))).collect();
    let columns = || group.keys().iter().enumerate().filter_map(|(index, key)| Some((index, key.column()?)));
    let array = |(index, column): (usize, Column)| -> ArrayRef {
        of_values(rows.iter().map(|row| &row[index]), &column.data_type())
    };
    let schema = Schema::new(columns().map(|(_, column)| column.field()).collect::<Vec<_>>());
    let options = RecordBatchOptions::new().with_row_count(Some(entries.len()));
    RecordBatch::try_new_with_options(Arc::new(schema), columns().map(array).collect(), &options)
        .expect("each column has one value for each group, of its type")
}
