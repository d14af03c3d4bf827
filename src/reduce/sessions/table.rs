//! The table of sessions: each session is a record, and a [`Group`] measures them.

use std::collections::HashSet;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, Date32Array, RecordBatch, RecordBatchOptions, StringViewArray, TimestampMicrosecondArray, UInt8Array,
    UInt64Array,
};
use arrow_buffer::BooleanBuffer;
use arrow_schema::{Field, Schema};

use super::requests::types;
use super::scope::{BOUNCED, NEW_VISITOR, first_name};
use super::state::SessionsState;
use super::visit::{Ends, Visit};
use crate::expression::{Expression, Failures};
use crate::log::column::ColumnKind;
use crate::log::numbers::ValueType;
use crate::log::time::{DAY, HOUR};
use crate::log::zone::{Zone, ZoneClock};
use crate::reduce::Reducer;
use crate::reduce::arrays::of_values;
use crate::reduce::group::key_bytes::{self, KeyScratch, Keys};
use crate::reduce::group::table::CHUNK;
use crate::reduce::group::{Group, GroupState};
use crate::reduce::table::{Table, Value};

/// Sessions that are made records together.
const RECORDS: usize = 4096;

/// How sessions are measured.
#[derive(Debug, Clone)]
pub struct TableDesign {
    /// Keys and measures.
    pub group: Group,
    /// Expressions of the entry page, of whose values the keys are made.
    pub first: Vec<Expression>,
    /// The kinds of their values as columns of sessions.
    pub first_kinds: Vec<ColumnKind>,
    /// Whether visitors are counted.
    pub counts_visitors: bool,
    /// Whether a visitor is another one on another day.
    pub visitor_is_of_a_day: bool,
    /// The zone of days and hours.
    pub zone: Zone,
}

impl TableDesign {
    /// The table of a state.
    pub fn finish(&self, state: &SessionsState) -> Table {
        let mut measured = Measured {
            design: self,
            state: self.group.identity(),
            types: types(self.group.keys()),
            visitor: None,
            groups: HashSet::new(),
        };
        let mut records = Records::default();
        for visitor in 0..state.visitors.len() as u32 {
            for (visit, ends) in state.visitors.visits(visitor) {
                records.push(visitor, visit, ends);
                if records.visits.len() == RECORDS {
                    measured.add(&records, state);
                    records = Records::default();
                }
            }
        }
        measured.add(&records, state);
        let mut table = self.group.finish(measured.state);
        table.failures.merge(state.failures);
        table
    }
}

/// Sessions, and whose they are.
#[derive(Default)]
struct Records {
    visitors: Vec<u32>,
    visits: Vec<Visit>,
    /// Empty if ends are not kept.
    ends: Vec<Ends>,
}

impl Records {
    fn push(&mut self, visitor: u32, visit: &Visit, ends: Option<&Ends>) {
        self.visitors.push(visitor);
        self.visits.push(*visit);
        self.ends.extend(ends);
    }
}

/// The groups so far.
struct Measured<'d> {
    design: &'d TableDesign,
    state: GroupState,
    /// The types of the keys.
    types: Vec<ValueType>,
    /// The last visitor, and the groups in which it was counted.
    visitor: Option<u32>,
    groups: HashSet<Vec<u8>>,
}

impl Measured<'_> {
    fn add(&mut self, records: &Records, state: &SessionsState) {
        if records.visits.is_empty() {
            return;
        }
        let all = BooleanBuffer::new_set(records.visits.len());
        let mut columns = self.design.columns(records, state);
        if self.design.counts_visitors {
            let flags = self.new_visitors(records, &batch(&columns, all.len()));
            columns.push((NEW_VISITOR.to_owned(), Arc::new(UInt64Array::from(flags))));
        }
        let batch = batch(&columns, all.len());
        self.design.group.fold(&mut self.state, &batch, &all).expect("the batch has every value of a session");
    }

    /// For each session, whether its visitor is counted with it: 1 in the first of the group, else 0.
    fn new_visitors(&mut self, records: &Records, batch: &RecordBatch) -> Vec<u64> {
        if self.design.visitor_is_of_a_day {
            return vec![1; records.visits.len()];
        }
        let all = BooleanBuffer::new_set(records.visits.len());
        // They are counted when the group computes the keys again.
        let mut failures = Failures::default();
        let key =
            |key: &Expression| key.values(batch, &all, &mut failures).expect("the batch has every value of a key");
        let arrays: Vec<ArrayRef> = self.design.group.keys().iter().map(key).collect();
        let keys = Keys::of(&self.types, &arrays).expect("values have the type of their expression");
        let rows: Vec<u32> = (0..records.visits.len() as u32).collect();
        let mut flags = Vec::with_capacity(rows.len());
        let mut scratch = KeyScratch::default();
        for rows in rows.chunks(CHUNK) {
            keys.with(rows, &mut scratch, |keys, places| {
                for (row, place) in rows.iter().zip(places) {
                    let key = keys[usize::from(*place)];
                    let visitor = Some(records.visitors[*row as usize]);
                    if self.visitor != visitor {
                        self.visitor = visitor;
                        self.groups.clear();
                    }
                    flags.push(self.groups.insert(key.to_vec()).into());
                }
            });
        }
        flags
    }
}

type Columns = Vec<(String, ArrayRef)>;

fn batch(columns: &Columns, rows: usize) -> RecordBatch {
    let field = |(name, array): &(String, ArrayRef)| Field::new(name, array.data_type().clone(), true);
    let schema = Schema::new(columns.iter().map(field).collect::<Vec<_>>());
    let arrays = columns.iter().map(|(_, array)| Arc::clone(array)).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::new(schema), arrays, &options).expect("each column has one value a session")
}

impl TableDesign {
    /// The values of sessions.
    fn columns(&self, records: &Records, state: &SessionsState) -> Columns {
        let Records { visits, ends, .. } = records;
        let number = |name: &str, value: fn(&Visit) -> u64| -> (String, ArrayRef) {
            (name.to_owned(), Arc::new(visits.iter().map(value).collect::<UInt64Array>()))
        };
        let mut clock = ZoneClock::new(&self.zone);
        let shown: Vec<i64> = visits.iter().map(|visit| clock.shown(visit.start)).collect();
        let days = shown.iter().map(|time| time.div_euclid(DAY) as i32);
        let hours = shown.iter().map(|time| (time.rem_euclid(DAY) / HOUR) as u8);
        let times = TimestampMicrosecondArray::from_iter_values(visits.iter().map(|visit| visit.start));
        let mut columns: Columns = vec![
            ("time".to_owned(), Arc::new(times.with_data_type(ColumnKind::Time.data_type()))),
            ("day".to_owned(), Arc::new(Date32Array::from_iter_values(days))),
            ("hour".to_owned(), Arc::new(UInt8Array::from_iter_values(hours))),
            number("duration", |visit| visit.end.wrapping_sub(visit.start) as u64),
            number("pages", |visit| visit.pages),
            number("hits", |visit| visit.hits),
            number("bytes", |visit| visit.bytes),
            number(BOUNCED, |visit| (visit.pages == 1).into()),
        ];
        let path = |number: u32| state.texts.paths.get(number).and_then(|path| std::str::from_utf8(path).ok());
        if !ends.is_empty() {
            let entries = StringViewArray::from_iter(ends.iter().map(|ends| path(ends.entry)));
            let exits = StringViewArray::from_iter(ends.iter().map(|ends| path(ends.exit)));
            columns.push(("entry".to_owned(), Arc::new(entries)));
            columns.push(("exit".to_owned(), Arc::new(exits)));
        }
        columns.extend(self.first_columns(records, state));
        columns
    }

    /// The values of the keys of entry pages.
    fn first_columns(&self, records: &Records, state: &SessionsState) -> Columns {
        let types = types(&self.first);
        let key = |ends: &Ends| state.texts.keys.get(ends.key).unwrap_or_default();
        let keys: Vec<Vec<Value>> = records.ends.iter().map(|ends| key_bytes::decode(&types, key(ends))).collect();
        let column = |(index, kind): (usize, &ColumnKind)| {
            let values = keys.iter().map(|values| &values[index]);
            (first_name(index), of_values(values, &kind.data_type()))
        };
        self.first_kinds.iter().enumerate().map(column).collect()
    }
}
