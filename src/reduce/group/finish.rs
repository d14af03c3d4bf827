//! Selects the rows to show: ranks groups by the first measure, cuts, and only then decodes.

use std::cmp::Ordering;

use super::key::AnyKey;
use super::key_bytes;
use super::layout::WordLayout;
use super::measure::AnyMeasure;
use super::settings::{GroupSettings, Sort};
use super::state::GroupState;
use super::table::Entry;
use crate::log::column::ColumnKind;
use crate::reduce::table::{Table, TableColumn};

/// An entry and the rank that the first measure gives it.
struct Ranked {
    rank: u128,
    entry: Entry,
}

/// The table of the first `top` groups.
pub fn finish(settings: &GroupSettings, kinds: &[ColumnKind], layout: &WordLayout, state: &GroupState) -> Table {
    let GroupSettings { group_by, measures, sort, top } = settings;
    let GroupState { table, sketches } = state;
    let by_key = |a: &Ranked, b: &Ranked| key_bytes::compare(kinds, table.key(a.entry), table.key(b.entry));
    let compare = |a: &Ranked, b: &Ranked| match sort {
        Sort::Measure => b.rank.cmp(&a.rank).then_with(|| by_key(a, b)),
        Sort::Key => by_key(a, b),
    };
    let mut first = First { limit: if *top == 0 { usize::MAX } else { *top }, compare, least: 0, found: Vec::new() };
    // One pass over all groups finds the first ones and adds up the totals.
    let mut totals = vec![Some(0); measures.len()];
    // An empty accumulator shows which measures have a total, even without groups.
    layout.add_up(&vec![0; layout.words()], &layout.sketches(), &mut totals);
    for entry in table.entries() {
        let words = table.accumulators(entry);
        first.add(Ranked { rank: layout.rank(words, sketches), entry }, *sort == Sort::Measure);
        layout.add_up(words, sketches, &mut totals);
    }
    let row = |ranked: &Ranked| {
        let key = key_bytes::decode(kinds, table.key(ranked.entry)).into_iter();
        key.chain(layout.values(table.accumulators(ranked.entry), sketches)).collect()
    };
    Table {
        columns: headings(group_by, measures, &totals),
        rows: first.finish().iter().map(row).collect(),
        groups: table.len() as u64,
    }
}

/// Selects the first groups without holding all: the list is truncated whenever it has doubled.
struct First<F> {
    limit: usize,
    compare: F,
    /// By rank, no group below this is among the first.
    least: u128,
    found: Vec<Ranked>,
}

impl<F: Fn(&Ranked, &Ranked) -> Ordering> First<F> {
    /// Cutting back less than this at a time does not pay.
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

fn headings(keys: &[AnyKey], measures: &[AnyMeasure], totals: &[Option<i128>]) -> Vec<TableColumn> {
    let key = |key: &AnyKey| TableColumn::key(key.to_string(), key.kind());
    let measure = |(measure, total): (&AnyMeasure, &Option<i128>)| TableColumn {
        total: *total,
        is_approximate: measure.is_approximate(),
        ..TableColumn::measure(measure.to_string(), measure.kind())
    };
    keys.iter().map(key).chain(measures.iter().zip(totals).map(measure)).collect()
}
