//! Requests as rows, random ones too.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringViewArray, TimestampMicrosecondArray, UInt16Array, UInt64Array};
use arrow_buffer::BooleanBuffer;
use arrow_schema::Schema;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::log::Column;
use crate::log::time::{DAY, SECOND};

/// A minute in microseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// 2026-03-28 in UTC: the clocks of Berlin go forward on the next day.
pub const START: i64 = 20_540 * DAY;

#[derive(Debug, Clone)]
pub struct Request {
    pub selected: bool,
    pub host: &'static str,
    pub agent: Option<&'static str>,
    pub time: Option<i64>,
    pub path: Option<&'static str>,
    pub status: Option<u16>,
    pub bytes: Option<u64>,
    pub referer: Option<&'static str>,
}

/// A request of a page at a minute after [`START`].
pub fn page(host: &'static str, minute: i64, path: &'static str) -> Request {
    Request {
        selected: true,
        host,
        agent: Some("UA"),
        time: Some(START + minute * MINUTE),
        path: Some(path),
        status: Some(200),
        bytes: Some(100),
        referer: None,
    }
}

pub fn batch(rows: &[Request]) -> (RecordBatch, BooleanBuffer) {
    let time = TimestampMicrosecondArray::from_iter(rows.iter().map(|row| row.time)).with_timezone("UTC");
    let text = |value: fn(&Request) -> Option<&'static str>| -> ArrayRef {
        Arc::new(StringViewArray::from_iter(rows.iter().map(value)))
    };
    let columns: [(Column, ArrayRef); 7] = [
        (Column::Host, text(|row| Some(row.host))),
        (Column::UserAgent, text(|row| row.agent)),
        (Column::Time, Arc::new(time)),
        (Column::Path, text(|row| row.path)),
        (Column::Status, Arc::new(UInt16Array::from_iter(rows.iter().map(|row| row.status)))),
        (Column::Bytes, Arc::new(UInt64Array::from_iter(rows.iter().map(|row| row.bytes)))),
        (Column::Referer, text(|row| row.referer)),
    ];
    let schema = Schema::new(columns.iter().map(|(column, _)| column.field()).collect::<Vec<_>>());
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(Arc::new(schema), arrays).expect("equal lengths");
    (batch, rows.iter().map(|row| row.selected).collect())
}

/// Times of which many are equal, many exactly a gap apart or a little more, and many beside a midnight.
fn time() -> impl Strategy<Value = i64> {
    let near_midnight = (0..4_i64, -2..3_i64).prop_map(|(day, step)| START + day * DAY + step * 15 * MINUTE);
    let any = (0..96_i64).prop_map(|step| START + step * 15 * MINUTE);
    let off = (any, -1..2_i64).prop_map(|(time, off)| time + off);
    prop_oneof![near_midnight, off]
}

fn request() -> impl Strategy<Value = Request> {
    let paths = vec!["/", "/a", "/b", "/style.css", "/z.png", "/a long path of more than twelve bytes"];
    let referers = vec!["https://www.example.com/x", "http://search.example/", "-"];
    let visitor = (select(vec!["10.0.0.1", "10.0.0.2"]), option::weighted(0.8, select(vec!["UA", "Another agent"])));
    let answer = (option::weighted(0.9, select(vec![200_u16, 304, 302, 404])), option::weighted(0.9, 0..1000_u64));
    let rest = (option::weighted(0.9, select(paths)), option::weighted(0.5, select(referers)));
    let request = (prop::bool::weighted(0.9), visitor, option::weighted(0.95, time()), answer, rest);
    request.prop_map(|(selected, (host, agent), time, (status, bytes), (path, referer))| Request {
        selected,
        host,
        agent,
        time,
        path,
        status,
        bytes,
        referer,
    })
}

pub fn requests() -> impl Strategy<Value = Vec<Request>> {
    prop_oneof![vec(request(), 0..12), vec(request(), 0..80)]
}
