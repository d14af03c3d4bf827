//! A small log, made by hand.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, Date32Array, RecordBatch, StringViewArray, TimestampMicrosecondArray, UInt8Array, UInt16Array,
    UInt64Array,
};
use arrow_schema::Schema;

use crate::log::Column;

/// 2026-01-31 14:20:05 UTC, a Saturday.
pub const TIME: i64 = 1_769_869_205_000_000;

fn texts<const N: usize>(values: [Option<&str>; N]) -> ArrayRef {
    Arc::new(StringViewArray::from_iter(values))
}

/// Four records: an ordinary one, one with other values, one without any, and one with the extremes.
pub fn batch() -> RecordBatch {
    let times = [Some(TIME), Some(TIME + 86_400_000_000), None, Some(0)];
    let times = TimestampMicrosecondArray::from_iter(times).with_timezone("UTC");
    let sizes = |values: [Option<u64>; 4]| Arc::new(UInt64Array::from_iter(values)) as ArrayRef;
    let codes = |values: [Option<u16>; 4]| Arc::new(UInt16Array::from_iter(values)) as ArrayRef;
    let extra = Some("rt=0.5 tenant=\"acme inc\", big=9 end=x Path=7 order=1 x-id=q9");
    let columns: [(Column, ArrayRef); 15] = [
        (Column::Host, texts([Some("203.0.113.9"), Some("2001:db8::1"), None, Some("a.example")])),
        (Column::User, texts([Some("ann"), Some(""), None, Some("O'Neil")])),
        (Column::Path, texts([Some("/blog/a"), Some("/API/%20_x"), None, Some("/é/\n日本")])),
        (Column::Method, texts([Some("GET"), Some("POST"), None, Some("GET")])),
        (Column::Query, texts([Some("q=1&r=2"), None, None, Some("")])),
        (Column::Referer, texts([Some("/blog/a"), Some("https://a.example/"), None, None])),
        (Column::Extra, texts([extra, Some("tenant=-"), None, Some("rt=bad")])),
        (Column::Own1, texts([Some("acme"), None, None, Some("")])),
        (Column::Time, Arc::new(times)),
        (Column::Day, Arc::new(Date32Array::from_iter([Some(20_484), Some(20_485), None, Some(0)]))),
        (Column::Hour, Arc::new(UInt8Array::from_iter([Some(14), Some(14), None, Some(0)]))),
        (Column::Status, codes([Some(200), Some(404), None, Some(0)])),
        (Column::Port, codes([Some(443), None, None, Some(65_535)])),
        (Column::Bytes, sizes([Some(1_000), Some(0), None, Some(u64::MAX)])),
        (Column::RequestTime, sizes([Some(250_000), Some(1_500_000), None, Some(0)])),
    ];
    let schema = Schema::new(columns.iter().map(|(column, _)| column.field()).collect::<Vec<_>>());
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(schema), arrays).expect("equal lengths")
}
