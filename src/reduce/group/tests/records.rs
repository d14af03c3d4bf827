//! Records as rows, and random ones.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, Date32Array, RecordBatch, StringViewArray, TimestampMicrosecondArray, UInt16Array, UInt64Array,
};
use arrow_buffer::BooleanBuffer;
use arrow_schema::Schema;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::log::Column;

#[derive(Debug, Clone)]
pub struct Row {
    pub selected: bool,
    pub path: Option<String>,
    pub method: Option<String>,
    pub status: Option<u16>,
    pub day: Option<i32>,
    pub time: Option<i64>,
    pub bytes: Option<u64>,
}

pub fn batch(rows: &[Row]) -> (RecordBatch, BooleanBuffer) {
    let time = TimestampMicrosecondArray::from_iter(rows.iter().map(|row| row.time)).with_timezone("UTC");
    let columns: [(Column, ArrayRef); 6] = [
        (Column::Path, Arc::new(StringViewArray::from_iter(rows.iter().map(|row| row.path.as_deref())))),
        (Column::Method, Arc::new(StringViewArray::from_iter(rows.iter().map(|row| row.method.as_deref())))),
        (Column::Status, Arc::new(UInt16Array::from_iter(rows.iter().map(|row| row.status)))),
        (Column::Day, Arc::new(Date32Array::from_iter(rows.iter().map(|row| row.day)))),
        (Column::Time, Arc::new(time)),
        (Column::Bytes, Arc::new(UInt64Array::from_iter(rows.iter().map(|row| row.bytes)))),
    ];
    let schema = Schema::new(columns.iter().map(|(column, _)| column.field()).collect::<Vec<_>>());
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(Arc::new(schema), arrays).expect("equal lengths");
    (batch, rows.iter().map(|row| row.selected).collect())
}

pub fn path_row(path: &str, bytes: u64) -> Row {
    Row {
        selected: true,
        path: Some(path.to_owned()),
        method: None,
        status: None,
        day: None,
        time: None,
        bytes: Some(bytes),
    }
}

pub fn rows() -> impl Strategy<Value = Vec<Row>> {
    let path = prop_oneof![
        Just(String::new()),
        Just("/a/path/that/is/longer/than/a/view/holds".to_owned()),
        "/[ab]{0,3}",
        "/[a-d]{7,18}",
        "é[\u{fe}\u{ff}\u{0}]{0,2}",
    ];
    let bytes = prop_oneof![Just(u64::MAX), 0_u64..4, any::<u64>()];
    // Times of one day, and any.
    let time = prop_oneof![0..86_400_000_000_i64, any::<i64>()];
    let fields = (
        proptest::bool::weighted(0.8),
        option::weighted(0.9, path),
        option::weighted(0.9, "[AB]{0,2}"),
        option::weighted(0.9, 199_u16..203),
        option::weighted(0.9, -2_i32..3),
        option::weighted(0.9, time),
        option::weighted(0.7, bytes),
    );
    let row = fields.prop_map(|(selected, path, method, status, day, time, bytes)| Row {
        selected,
        path,
        method,
        status,
        day,
        time,
        bytes,
    });
    vec(row, 0..200)
}
