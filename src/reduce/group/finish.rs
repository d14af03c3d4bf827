//! From the hash table to the rows that are shown: ranked by the first measure, cut, and only then decoded.

use std::cmp::Ordering;

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
    let by_key = |a: &Ranked, b: &Ranked| key::compare(columns, state.key(a.entry), state.key(b.entry));
    let compare = |a: &Ranked, b: &Ranked| match sort {
        Sort::Measure => b.rank.cmp(&a.rank).then_with(|| by_key(a, b)),
        Sort::Key => by_key(a, b),
    };
    let mut first = First { limit: if *top == 0 { usize::MAX } else { *top }, compare, least: 0, found: Vec::new() };
    let totals = survey(measures, state, |ranked| first.add(ranked, *sort == Sort::Measure));
    let rows = first.finish();
    Table {
        columns: headings(columns, measures, &totals),
        rows: rows.iter().map(|ranked| row(columns, measures, state, ranked.entry)).collect(),
        groups: state.len() as u64,
        approximate: false,
    }
}

/// Shows every group with the rank of its first measure, and sums up the measures that add up: all that one look at each group tells.
fn survey(measures: &[Measure], state: &KeyTable, mut show: impl FnMut(Ranked)) -> Vec<Option<i128>> {
    let first = measures.first().copied().unwrap_or(Measure::Count);
    let adds_up = |measure: &Measure| matches!(measure, Measure::Count | Measure::Sum(_));
    let mut totals: Vec<Option<i128>> = measures.iter().map(|measure| adds_up(measure).then_some(0)).collect();
    for entry in state.entries() {
        let mut words = state.accumulators(entry);
        show(Ranked { rank: first.rank(words), entry });
        for (total, measure) in totals.iter_mut().zip(measures) {
            let (own, rest) = words.split_at(measure.words());
            *total = total.and_then(|total| Some(total + measure.addend(own)?));
            words = rest;
        }
    }
    totals
}

/// The first groups in an order, found without holding all of them: what is found is cut back whenever it has doubled.
struct First<F> {
    limit: usize,
    compare: F,
    /// By rank, no group below this is among the first.
    least: u128,
    found: Vec<Ranked>,
}

impl<F: Fn(&Ranked, &Ranked) -> Ordering> First<F> {
    /// Cutting back less than this at a time is not worth it.
    const SLACK: usize = 1024;

    fn add(&mut self, group: Ranked, is_by_rank: bool) {
        if is_by_rank && group.rank < self.least {
            return;
        }
        self.found.push(group);
        if self.found.len() > self.limit.saturating_mul(2).saturating_add(First::<F>::SLACK) {
            self.cut();
            self.least = self.found.iter().map(|ranked| ranked.rank).min().unwrap_or(0);
        }
    }

    fn cut(&mut self) {
        if self.limit < self.found.len() {
            self.found.select_nth_unstable_by(self.limit - 1, &self.compare);
            self.found.truncate(self.limit);
        }
    }

    fn finish(mut self) -> Vec<Ranked> {
        self.cut();
        self.found.sort_unstable_by(&self.compare);
        self.found
    }
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
