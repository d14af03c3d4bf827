//! Records as rows, random ones too, and the table that they should become.

use std::collections::{BTreeMap, BTreeSet};
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
use crate::reduce::{AnyKey, AnyMeasure, Group, GroupSettings, Sort, Table, TableColumn, Value};

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

fn text(value: &Option<String>) -> Value {
    value.clone().map_or(Value::Null, Value::Text)
}

fn int<T: Into<i128>>(value: Option<T>) -> Value {
    value.map_or(Value::Null, |value| Value::Int(value.into()))
}

fn field(row: &Row, column: Column) -> Value {
    match column {
        Column::Path => text(&row.path),
        Column::Method => text(&row.method),
        Column::Status => int(row.status),
        Column::Day => row.day.map_or(Value::Null, Value::Day),
        Column::Time => row.time.map_or(Value::Null, Value::Time),
        _ => int(row.bytes),
    }
}

/// A value as something that sorts: absent first.
fn sortable(value: &Value) -> (u8, i128, String) {
    match value {
        Value::Null => (0, 0, String::new()),
        Value::Text(text) => (1, 0, text.clone()),
        Value::Int(number) => (1, *number, String::new()),
        Value::Time(time) => (1, (*time).into(), String::new()),
        Value::Day(day) => (1, (*day).into(), String::new()),
        Value::Float(float) => (1, i128::from(float.to_bits()), String::new()),
    }
}

/// The value of a measure by its name, the slow way.
fn measured(measure: &AnyMeasure, rows: &[&Row]) -> Value {
    let values = |column| rows.iter().map(move |row| field(row, column)).filter(|value| *value != Value::Null);
    let total = |column| -> i128 { values(column).map(|value| sortable(&value).1).sum() };
    let name = measure.to_string();
    let (function, column) = name.trim_end_matches(')').split_once('(').unwrap_or((&name, "path"));
    let column = Column::named(column).expect("a column");
    match function {
        "count" => Value::Int(rows.len() as i128),
        "sum" => Value::Int(total(column)),
        "min" => values(column).min_by_key(sortable).unwrap_or(Value::Null),
        "max" => values(column).max_by_key(sortable).unwrap_or(Value::Null),
        "avg" => match values(column).count() {
            0 => Value::Null,
            count => Value::Float(total(column) as f64 / count as f64),
        },
        "spread" => match values(column).map(|value| sortable(&value)).collect::<BTreeSet<_>>().len() {
            0 => Value::Null,
            distinct => Value::Float(values(column).count() as f64 / distinct as f64),
        },
        _ => unreachable!("{name}"),
    }
}

/// The value of a key by its name, the slow way.
fn key_value(row: &Row, key: &AnyKey) -> Value {
    let of_time =
        |width: i64| row.time.map_or(Value::Null, |time| Value::Time(time.div_euclid(width).saturating_mul(width)));
    match key.to_string().as_str() {
        "time/hour" => of_time(3_600_000_000),
        "time/5min" => of_time(300_000_000),
        "path/1" => text(&row.path.as_ref().map(|path| {
            let start = path.find(|char| char != '/').unwrap_or(path.len());
            path[..path[start..].find('/').map_or(path.len(), |end| start + end)].to_owned()
        })),
        name => field(row, Column::named(name).expect("a column")),
    }
}

/// What the documentation promises, by an ordered map of all rows.
pub fn reference(group: &Group, rows: &[Row]) -> Table {
    let GroupSettings { group_by, measures, sort, top } = &group.settings;
    let mut groups: BTreeMap<Vec<(u8, i128, String)>, Vec<&Row>> = BTreeMap::new();
    let selected: Vec<&Row> = rows.iter().filter(|row| row.selected).collect();
    if group_by.is_empty() {
        groups.insert(Vec::new(), selected.clone());
    } else {
        for row in &selected {
            let key = group_by.iter().map(|key| sortable(&key_value(row, key))).collect();
            groups.entry(key).or_default().push(row);
        }
    }
    let row = |members: &Vec<&Row>| -> Vec<Value> {
        let key = group_by.iter().map(|key| key_value(members[0], key));
        key.chain(measures.iter().map(|measure| measured(measure, members))).collect()
    };
    let mut table_rows: Vec<Vec<Value>> = groups.values().map(row).collect();
    // A stable sort keeps the map's order of keys among equals.
    if *sort == Sort::Measure {
        table_rows.sort_by_key(|row| std::cmp::Reverse(sortable(&row[group_by.len()])));
    }
    table_rows.truncate(if *top == 0 { usize::MAX } else { *top });
    let total = |measure: &AnyMeasure| match measured(measure, &selected) {
        Value::Int(total) if ["count", "sum(bytes)"].contains(&measure.to_string().as_str()) => Some(total),
        _ => None,
    };
    let key = group_by.iter().map(|key| TableColumn::key(key.to_string(), key.kind()));
    let columns = key.chain(measures.iter().map(|measure| TableColumn {
        total: total(measure),
        is_approximate: measure.to_string().starts_with("spread"),
        ..TableColumn::measure(measure.to_string(), measure.kind())
    }));
    Table { columns: columns.collect(), rows: table_rows, groups: groups.len() as u64 }
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
    let fields = (
        proptest::bool::weighted(0.8),
        option::weighted(0.9, path),
        option::weighted(0.9, "[AB]{0,2}"),
        option::weighted(0.9, 199_u16..203),
        option::weighted(0.9, -2_i32..3),
        option::weighted(0.9, any::<i64>()),
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
