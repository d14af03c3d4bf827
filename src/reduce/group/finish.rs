//! From the hash table to the rows that are shown: ranked by the first measure, cut, and only then decoded.

use super::key;
use super::measure::Measure;
use super::table::{Entry, KeyTable};
use super::{GroupSettings, Sort};
use crate::log::Column;
use crate::reduce::{Table, TableColumn, Value};

/// An entry and the rank that its first measure gives it.
struct Ranked {
    rank: u128,
    entry: Entry,
}

/// The table of the first groups, as many as the settings say.
pub fn finish(settings: &GroupSettings, state: &KeyTable) -> Table {
    let GroupSettings { group_by: columns, measures, sort, top } = settings;
    let (mut order, totals) = survey(measures, state);
    let by_key = |a: &Ranked, b: &Ranked| key::compare(columns, state.key(a.entry), state.key(b.entry));
    let compare = |a: &Ranked, b: &Ranked| match sort {
        Sort::Measure => b.rank.cmp(&a.rank).then_with(|| by_key(a, b)),
        Sort::Key => by_key(a, b),
    };
    if *top != 0 && *top < order.len() {
        if *sort == Sort::Measure {
            keep_ranks(&mut order, *top);
        }
        order.select_nth_unstable_by(*top - 1, compare);
        order.truncate(*top);
    }
    order.sort_unstable_by(compare);
    Table {
        columns: headings(columns, measures, &totals),
        rows: order.iter().map(|ranked| row(columns, measures, state, ranked.entry)).collect(),
        groups: state.len() as u64,
        approximate: false,
    }
}

/// Every group with the rank of its first measure, and the sums of the measures that add up: all that one look at each group tells.
fn survey(measures: &[Measure], state: &KeyTable) -> (Vec<Ranked>, Vec<Option<i128>>) {
    let first = measures.first().copied().unwrap_or(Measure::Count);
    let adds_up = |measure: &Measure| matches!(measure, Measure::Count | Measure::Sum(_));
    let mut totals: Vec<Option<i128>> = measures.iter().map(|measure| adds_up(measure).then_some(0)).collect();
    let mut order = Vec::with_capacity(state.len());
    for entry in state.entries() {
        let mut words = state.accumulators(entry);
        order.push(Ranked { rank: first.rank(words), entry });
        for (total, measure) in totals.iter_mut().zip(measures) {
            let (own, rest) = words.split_at(measure.words());
            *total = total.and_then(|total| Some(total + measure.addend(own)?));
            words = rest;
        }
    }
    (order, totals)
}

/// Drops what ranks below the first `top`, which needs no key from memory; those of the last rank are left for keys to decide.
fn keep_ranks(order: &mut Vec<Ranked>, top: usize) {
    let mut ranks: Vec<u128> = order.iter().map(|ranked| ranked.rank).collect();
    let (_, last, _) = ranks.select_nth_unstable_by(top - 1, |a, b| b.cmp(a));
    let last = *last;
    order.retain(|ranked| ranked.rank >= last);
}

fn headings(columns: &[Column], measures: &[Measure], totals: &[Option<i128>]) -> Vec<TableColumn> {
    let key = |column: &Column| TableColumn { name: column.name().to_owned(), total: None, is_key: true };
    let measure = |(measure, total): (&Measure, &Option<i128>)| TableColumn {
        name: measure.to_string(),
        total: *total,
        is_key: false,
    };
    columns.iter().map(key).chain(measures.iter().zip(totals).map(measure)).collect()
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
