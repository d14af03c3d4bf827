//! A matrix: the values of the last key become columns, which hold the first measure.

use std::collections::HashSet;

use super::finish::{Finishing, finish};
use super::state::GroupState;
use super::table::Entry;
use super::{Group, Sort, key_bytes};
use crate::expression::Expression;
use crate::log::numbers::ValueType;
use crate::log::zone::{Zone, ZoneClock};
use crate::reduce::table::{Table, TableColumn, Value};

/// Columns of values; the others are in one column.
const MOST_COLUMNS: usize = 12;

/// Heading of the column of all other values.
const OTHER: &str = "other";

/// The matrix of a state, whose last key is the one that makes columns.
pub fn matrix(group: &Group, state: &GroupState) -> Table {
    let (last, before) = group.types.split_last().expect("a matrix has a key that makes columns");
    let (rows, columns) = halves(group, state);
    let keys = &group.design.keys;
    let row_group = part_of(group, &keys[..keys.len() - 1], before, group.sort_of_rows(), group.top);
    let column_group =
        part_of(group, &keys[keys.len() - 1..], &[*last], Sort::Output { index: 0, descending: true }, MOST_COLUMNS);
    let mut table = finish(&row_group, &rows);
    let (shown, all) = Finishing::new(&column_group, &columns).first();
    let mut shown: Vec<Vec<u8>> = shown.iter().map(|ranked| columns.table.key(ranked.entry).to_vec()).collect();
    shown.sort_by(|a, b| key_bytes::compare(&[*last], a, b));
    let others: Vec<Vec<u8>> = match all > shown.len() as u64 {
        false => Vec::new(),
        true => {
            let known: HashSet<&[u8]> = shown.iter().map(Vec::as_slice).collect();
            let keys = columns.table.entries().map(|entry| columns.table.key(entry));
            keys.filter(|key| !known.contains(key)).map(<[u8]>::to_vec).collect()
        }
    };
    let kind = group.design.outputs[0].kind;
    let heading = |key: &Vec<u8>| {
        key_bytes::decode(&[*last], key).first().map_or_else(String::new, |value| heading_of(value, &group.zone))
    };
    table.columns.extend(shown.iter().map(|key| TableColumn::measure(heading(key), kind)));
    if !others.is_empty() {
        table.columns.push(TableColumn::measure(OTHER, kind));
    }
    let cells = Cells { group, state, finishing: Finishing::new(group, state) };
    for row in &mut table.rows {
        let prefix = key_bytes::encode(before, &row[..before.len()], false);
        row.extend(shown.iter().map(|column| cells.value(&prefix, std::slice::from_ref(column), last)));
        if !others.is_empty() {
            row.push(cells.value(&prefix, &others, last));
        }
    }
    table
}

/// A column's heading.
fn heading_of(value: &Value, zone: &Zone) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Day(days) => crate::log::calendar::day_text(*days),
        Value::Time(micros) => crate::log::calendar::zoned_text(*micros, &mut ZoneClock::new(zone)),
        Value::Counts(_) | Value::Timeline(..) => String::new(),
    }
}

/// A group reducer over some of the keys.
fn part_of(group: &Group, keys: &[Expression], types: &[ValueType], sort: Sort, top: usize) -> Group {
    let mut part = group.clone();
    part.design.keys = keys.to_vec();
    part.types = types.to_vec();
    part.pivots = false;
    part.other = false;
    part.sort = sort;
    part.top = top;
    part
}

/// The groups by all keys but the last, and by the last alone.
fn halves(group: &Group, state: &GroupState) -> (GroupState, GroupState) {
    let (mut rows, mut columns) = (GroupState::new(&group.layout), GroupState::new(&group.layout));
    rows.failures = state.failures;
    for entry in state.table.entries() {
        let key = state.table.key(entry);
        let (row, column) = key_bytes::split_last(&group.types, key);
        for (half, key) in [(&mut rows, row), (&mut columns, column)] {
            half.add_group(&group.layout, key, state, entry);
        }
    }
    (rows, columns)
}

struct Cells<'a> {
    group: &'a Group,
    state: &'a GroupState,
    finishing: Finishing<'a>,
}

impl Cells<'_> {
    /// The first measure of a row's records with some values of the last key; null if there are none.
    fn value(&self, prefix: &[u8], columns: &[Vec<u8>], last: &ValueType) -> Value {
        let found: Vec<Entry> = columns
            .iter()
            .filter_map(|column| {
                let key = key_bytes::joined(prefix, column, self.group.types.len() == 1, *last);
                self.state.table.find(&key)
            })
            .collect();
        if found.is_empty() {
            return Value::Null;
        }
        let mut sum = GroupState::new(&self.group.layout);
        for entry in found {
            sum.add_group(&self.group.layout, &[], self.state, entry);
        }
        let own = sum.table.find_or_insert(&[]);
        self.finishing.first_output(&sum, own)
    }
}
