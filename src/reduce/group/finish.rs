//! From the hash table to the rows that are shown: ranked by the first measure, cut, and only then decoded.

use std::cmp::Ordering;

use super::key;
use super::measure::Measure;
use super::table::{Entry, KeyTable};
use crate::log::Column;
use crate::reduce::{Table, TableColumn, Value};

/// An entry and the rank that its first measure gives it.
struct Ranked {
    rank: u128,
    entry: Entry,
}

/// The table of the first `top` groups (0: of all), the first measure descending, then the key ascending.
pub fn finish(columns: &[Column], measures: &[Measure], top: usize, state: &KeyTable) -> Table {
    let first = measures.first().copied().unwrap_or(Measure::Count);
    let ranked = |entry| Ranked { rank: first.rank(state.accumulators(entry)), entry };
    let mut order: Vec<Ranked> = state.entries().map(ranked).collect();
    let compare = |a: &Ranked, b: &Ranked| -> Ordering {
        b.rank.cmp(&a.rank).then_with(|| key::compare(columns, state.key(a.entry), state.key(b.entry)))
    };
    if top != 0 && top < order.len() {
        // By rank alone first, which needs no key from memory; then keys decide among those of the last rank.
        let mut ranks: Vec<u128> = order.iter().map(|ranked| ranked.rank).collect();
        let (_, last, _) = ranks.select_nth_unstable_by(top - 1, |a, b| b.cmp(a));
        let last = *last;
        order.retain(|ranked| ranked.rank >= last);
        order.select_nth_unstable_by(top - 1, compare);
        order.truncate(top);
    }
    order.sort_unstable_by(compare);
    Table {
        columns: headings(columns, measures, state),
        rows: order.iter().map(|ranked| row(columns, measures, state, ranked.entry)).collect(),
        groups: state.len() as u64,
        approximate: false,
    }
}

fn headings(columns: &[Column], measures: &[Measure], state: &KeyTable) -> Vec<TableColumn> {
    let key = |column: &Column| TableColumn { name: column.name().to_owned(), total: None, is_key: true };
    let mut headings: Vec<TableColumn> = columns.iter().map(key).collect();
    let mut at = 0;
    for measure in measures {
        let addend = |entry| measure.addend(&state.accumulators(entry)[at..at + measure.words()]);
        let total = match measure {
            Measure::Count | Measure::Sum(_) => state.entries().map(addend).sum(),
            Measure::Min(_) | Measure::Max(_) | Measure::Avg(_) => None,
        };
        headings.push(TableColumn { name: measure.to_string(), total, is_key: false });
        at += measure.words();
    }
    headings
}

fn row(columns: &[Column], measures: &[Measure], state: &KeyTable, entry: Entry) -> Vec<Value> {
    let mut values = key::decode(columns, state.key(entry));
    let mut rest = state.accumulators(entry);
    for measure in measures {
        let (words, others) = rest.split_at(measure.words());
        values.push(measure.value(words));
        rest = others;
    }
    values
}
