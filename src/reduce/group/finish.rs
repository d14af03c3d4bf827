//! Selects the rows to show: ranks groups, cuts, and only then decodes.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use arrow_array::types::{ArrowPrimitiveType, Decimal128Type};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_buffer::BooleanBuffer;
use arrow_schema::{Field, Schema};

use super::measure::{Rank, span};
use super::output::{Base, OutputFrom, base_name, key_name};
use super::state::GroupState;
use super::table::Entry;
use super::totals::Totals;
use super::{Group, Sort, fill, key_bytes};
use crate::expression::Failures;
use crate::log::column::ColumnKind;
use crate::log::{Numbers, Views};
use crate::reduce::arrays::of_values;
use crate::reduce::sketch::fixed;
use crate::reduce::table::{Table, TableColumn, Value};
use arrow_array::cast::AsArray;

/// Groups whose values are computed together.
const CHUNK: usize = 4096;

/// An entry and its rank.
pub struct Ranked {
    rank: Rank,
    /// The entry.
    pub entry: Entry,
}

/// The table of the first groups.
pub fn finish(group: &Group, state: &GroupState) -> Table {
    let finishing = Finishing::new(group, state);
    let (first, mut groups) = finishing.first();
    if let Some(left_out) = &state.left_out {
        groups = left_out.groups;
    }
    let mut columns = group.design.headings();
    finishing.add_totals(&mut columns);
    let mut rows = finishing.rows(&first);
    fill::fill_gaps(group, &mut rows, || finishing.outputs_of_none());
    let mark = |column: &mut TableColumn, output: usize| {
        let measure = group.design.measure_of(&group.design.outputs[output]);
        let estimated = |ranked: &Ranked| {
            let words = state.table.accumulators(ranked.entry);
            measure.is_some_and(|measure| group.layout.is_approximate(measure, words, &state.sketches))
        };
        column.is_approximate = first.iter().any(estimated);
    };
    let keys = group.keys().len();
    columns[keys..].iter_mut().enumerate().for_each(|(output, column)| mark(column, output));
    let other = (group.other && (first.len() as u64) < groups).then(|| finishing.other(&first));
    let mut failures = state.failures;
    failures.merge(finishing.failures_of_rows(&first));
    Table { columns, rows, groups, other, failures, note: None }
}

/// The totals of the groups in the table of a state.
pub fn totals_of(group: &Group, state: &GroupState) -> Totals {
    let GroupState { table, sketches, .. } = state;
    let mut sums = vec![Some(0); group.design.measures.len()];
    // An empty accumulator shows which measures have a total, even without groups.
    group.layout.add_up(&vec![0; group.layout.words()], &group.layout.sketches(), &mut sums);
    let rate = group.design.bases.iter().find_map(|base| match base {
        Base::Rate(measure) => Some(*measure),
        _ => None,
    });
    let mut span: Option<(i64, i64)> = None;
    for entry in table.entries() {
        let words = table.accumulators(entry);
        group.layout.add_up(words, sketches, &mut sums);
        if let Some((first, last)) = rate.and_then(|measure| span::times(group.layout.words_of(measure, words))) {
            let (earliest, latest) = span.unwrap_or((first, last));
            span = Some((earliest.min(first), latest.max(last)));
        }
    }
    Totals { sums, span }
}

/// Makes the table of a state.
pub struct Finishing<'a> {
    group: &'a Group,
    state: &'a GroupState,
    totals: Totals,
}

impl<'a> Finishing<'a> {
    /// The table of a state, to be made.
    pub fn new(group: &'a Group, state: &'a GroupState) -> Finishing<'a> {
        let totals = match &state.left_out {
            Some(left_out) => left_out.totals.clone(),
            None => totals_of(group, state),
        };
        Finishing::with_totals(group, state, totals)
    }

    /// The table of a state that has a part of the groups, to be made.
    pub fn with_totals(group: &'a Group, state: &'a GroupState, totals: Totals) -> Finishing<'a> {
        Finishing { group, state, totals }
    }

    /// The first column after the keys of a group in another state.
    pub fn first_output(&self, state: &GroupState, entry: Entry) -> Value {
        let own = Finishing::with_totals(self.group, state, self.totals.clone());
        let words = state.table.accumulators(entry);
        match &self.group.design.outputs[0].from {
            OutputFrom::Base(base) => own.bases(words).swap_remove(*base),
            OutputFrom::Computed(_) => own.outputs_of_one(words).swap_remove(0),
        }
    }

    /// The columns after the keys of a group whose keys are not known.
    fn outputs_of_one(&self, words: &[u64]) -> Vec<Value> {
        let keys = vec![vec![Value::Null; self.group.keys().len()]];
        let kinds = self.group.keys().iter().map(|key| key.kind()).collect();
        let batch = batch_of(kinds, &keys, self.base_kinds(), &[self.bases(words)]);
        let all = BooleanBuffer::new_set(1);
        let computed: Vec<Option<ArrayRef>> = (0..self.group.design.outputs.len())
            .map(|output| Some(self.array(output, &batch, &all, &mut Failures::default())))
            .collect();
        self.outputs(words, &computed, 0)
    }

    /// The first groups in order, and how many pass the condition of groups.
    pub fn first(&self) -> (Vec<Ranked>, u64) {
        let limit = if self.group.top == 0 { usize::MAX } else { self.group.top };
        let mut first = First { limit, compare: |a: &Ranked, b: &Ranked| self.compare(a, b), found: Vec::new() };
        let design = &self.group.design;
        let ranks_by_measure = match &self.group.sort {
            Sort::Output { index, .. } => design.measure_of(&design.outputs[*index]).map(Some),
            Sort::Key { .. } | Sort::Keys => Some(None),
            Sort::Computed { .. } => None,
        };
        let mut groups = 0;
        let entries = self.state.table.entries();
        match (ranks_by_measure, &design.having) {
            (Some(measure), None) => {
                for entry in entries {
                    groups += 1;
                    let words = self.state.table.accumulators(entry);
                    let rank = measure
                        .map_or(Rank::Absent, |measure| self.group.layout.rank(measure, words, &self.state.sketches));
                    first.add(Ranked { rank, entry });
                }
            }
            _ => {
                let mut entries = entries.peekable();
                while entries.peek().is_some() {
                    let chunk: Vec<Entry> = entries.by_ref().take(CHUNK).collect();
                    for ranked in self.ranked(&chunk) {
                        groups += 1;
                        first.add(ranked);
                    }
                }
            }
        }
        (first.finish(), groups)
    }

    /// The groups of a chunk that pass the condition, with ranks that are computed.
    fn ranked(&self, entries: &[Entry]) -> Vec<Ranked> {
        let batch = self.batch(entries);
        let all = BooleanBuffer::new_set(entries.len());
        let mut failures = Failures::default();
        let design = &self.group.design;
        let passes = match &design.having {
            Some(having) => having.holds(&batch, &all, &mut failures).expect("the batch has every column of the table"),
            None => all.clone(),
        };
        let rank: Box<dyn Fn(usize, Entry) -> Rank> = match &self.group.sort {
            Sort::Output { index, .. } => match design.measure_of(&design.outputs[*index]) {
                // A sum may not fit the array.
                Some(measure) => {
                    let words = |entry| self.state.table.accumulators(entry);
                    Box::new(move |_, entry| self.group.layout.rank(measure, words(entry), &self.state.sketches))
                }
                None => {
                    let array = self.array(*index, &batch, &passes, &mut failures);
                    Box::new(move |row, _| rank_of(&array, row))
                }
            },
            Sort::Computed { expression, .. } => {
                let array =
                    expression.values(&batch, &passes, &mut failures).expect("the batch has every column of the table");
                Box::new(move |row, _| rank_of(&array, row))
            }
            Sort::Key { .. } | Sort::Keys => Box::new(|_, _| Rank::Absent),
        };
        let passing = entries.iter().enumerate().filter(|(row, _)| passes.value(*row));
        passing.map(|(row, entry)| Ranked { rank: rank(row, *entry), entry: *entry }).collect()
    }

    fn compare(&self, a: &Ranked, b: &Ranked) -> Ordering {
        let table = &self.state.table;
        let keys = || key_bytes::compare(&self.group.types, table.key(a.entry), table.key(b.entry));
        let ordered = match &self.group.sort {
            Sort::Output { descending: true, .. } | Sort::Computed { descending: true, .. } => b.rank.cmp(&a.rank),
            // No value comes last in both directions.
            Sort::Output { .. } | Sort::Computed { .. } => match (&a.rank, &b.rank) {
                (Rank::Absent, Rank::Absent) => Ordering::Equal,
                (Rank::Absent, _) => Ordering::Greater,
                (_, Rank::Absent) => Ordering::Less,
                (a, b) => a.cmp(b),
            },
            Sort::Key { index, descending } => {
                let ordered =
                    key_bytes::compare_part(&self.group.types, *index, table.key(a.entry), table.key(b.entry));
                if *descending { ordered.reverse() } else { ordered }
            }
            Sort::Keys => Ordering::Equal,
        };
        ordered.then_with(keys)
    }

    /// The base values of a group.
    fn bases(&self, words: &[u64]) -> Vec<Value> {
        let layout = &self.group.layout;
        let value = |base: &Base| match *base {
            Base::Measure(measure) => layout.value(measure, words, &self.state.sketches),
            Base::Share(measure) => {
                match (layout.value(measure, words, &self.state.sketches), self.totals.sums[measure]) {
                    (Value::Int(part), Some(total)) if total != 0 => Value::Float(part as f64 / total as f64),
                    (Value::Float(part), Some(total)) if total != 0 => Value::Float(part / fixed::to_f64(total)),
                    _ => Value::Null,
                }
            }
            Base::Rate(measure) => match layout.value(measure, words, &self.state.sketches) {
                Value::Int(count) => self.seconds().map_or(Value::Null, |seconds| Value::Float(count as f64 / seconds)),
                _ => Value::Null,
            },
        };
        self.group.design.bases.iter().map(value).collect()
    }

    /// Seconds that a rate is of: the width of the bin that is a key, or the span of the table, at least one second.
    fn seconds(&self) -> Option<f64> {
        let bin = self.group.keys().iter().find_map(|key| key.bin_micros());
        let micros = bin.or_else(|| self.totals.span.map(|(first, last)| last.saturating_sub(first).max(1_000_000)))?;
        Some(micros as f64 / 1e6)
    }

    /// Keys and base values of some groups as records.
    fn batch(&self, entries: &[Entry]) -> RecordBatch {
        let design = &self.group.design;
        let keys = |entry: &Entry| key_bytes::decode(&self.group.types, self.state.table.key(*entry));
        let keys: Vec<Vec<Value>> = entries.iter().map(keys).collect();
        let bases: Vec<Vec<Value>> =
            entries.iter().map(|entry| self.bases(self.state.table.accumulators(*entry))).collect();
        batch_of(design.keys.iter().map(|key| key.kind()).collect(), &keys, self.base_kinds(), &bases)
    }

    fn base_kinds(&self) -> Vec<ColumnKind> {
        let kind = |base: &Base| match *base {
            Base::Measure(measure) => self.group.design.measures[measure].kind(),
            Base::Share(_) => ColumnKind::Share,
            Base::Rate(_) => ColumnKind::Float,
        };
        self.group.design.bases.iter().map(kind).collect()
    }

    /// The values of a column after the keys.
    fn array(&self, output: usize, batch: &RecordBatch, among: &BooleanBuffer, failures: &mut Failures) -> ArrayRef {
        match &self.group.design.outputs[output].from {
            OutputFrom::Base(base) => batch.column(self.group.keys().len() + base).clone(),
            OutputFrom::Computed(expression) => {
                expression.values(batch, among, failures).expect("the batch has every column of the table")
            }
        }
    }

    fn rows(&self, first: &[Ranked]) -> Vec<Vec<Value>> {
        let mut rows = Vec::with_capacity(first.len());
        for chunk in first.chunks(CHUNK) {
            let entries: Vec<Entry> = chunk.iter().map(|ranked| ranked.entry).collect();
            let computed = self.computed(&entries, &mut Failures::default());
            for (row, entry) in entries.iter().enumerate() {
                let mut values = key_bytes::decode(&self.group.types, self.state.table.key(*entry));
                values.extend(self.outputs(self.state.table.accumulators(*entry), &computed, row));
                rows.push(values);
            }
        }
        rows
    }

    /// Computed columns of some groups; `None` for those that are base values.
    fn computed(&self, entries: &[Entry], failures: &mut Failures) -> Vec<Option<ArrayRef>> {
        let outputs = &self.group.design.outputs;
        if !outputs.iter().any(|output| matches!(output.from, OutputFrom::Computed(_))) {
            return vec![None; outputs.len()];
        }
        let batch = self.batch(entries);
        let all = BooleanBuffer::new_set(entries.len());
        let array = |(index, output): (usize, &super::output::Output)| match output.from {
            OutputFrom::Base(_) => None,
            OutputFrom::Computed(_) => Some(self.array(index, &batch, &all, failures)),
        };
        outputs.iter().enumerate().map(array).collect()
    }

    /// The columns after the keys of one group.
    fn outputs(&self, words: &[u64], computed: &[Option<ArrayRef>], row: usize) -> Vec<Value> {
        let bases = self.bases(words);
        let value = |(output, array): (&super::output::Output, &Option<ArrayRef>)| match (&output.from, array) {
            (OutputFrom::Base(base), _) => bases[*base].clone(),
            (_, Some(array)) => value_of(array, output.kind, row),
            (_, None) => Value::Null,
        };
        self.group.design.outputs.iter().zip(computed).map(value).collect()
    }

    /// The columns after the keys of a group without records.
    fn outputs_of_none(&self) -> Vec<Value> {
        let none = GroupState::new(&self.group.layout);
        let finishing = Finishing::with_totals(self.group, &none, self.totals.clone());
        finishing.outputs_of_one(&vec![0; self.group.layout.words()])
    }

    /// Values of computed columns that are shown and could not be computed.
    fn failures_of_rows(&self, first: &[Ranked]) -> Failures {
        let mut failures = Failures::default();
        for chunk in first.chunks(CHUNK) {
            let entries: Vec<Entry> = chunk.iter().map(|ranked| ranked.entry).collect();
            self.computed(&entries, &mut failures);
        }
        failures
    }

    /// All groups but the first ones as one row.
    fn other(&self, first: &[Ranked]) -> Vec<Value> {
        let mut rest = GroupState::new(&self.group.layout);
        let first: Vec<Entry> = first.iter().map(|ranked| ranked.entry).collect();
        self.add_others(&first, &mut rest);
        if let Some(left_out) = &self.state.left_out {
            for entry in left_out.rest.table.entries() {
                rest.add_group(&self.group.layout, &[], &left_out.rest, entry);
            }
        }
        let own = rest.table.find_or_insert(&[]);
        let finishing = Finishing::with_totals(self.group, &rest, self.totals.clone());
        let mut row = vec![Value::Null; self.group.keys().len()];
        row.extend(finishing.outputs_of_one(rest.table.accumulators(own)));
        row
    }

    /// Adds all groups that pass the condition of groups, but the first ones, to a group with the empty key.
    pub fn add_others(&self, first: &[Entry], rest: &mut GroupState) {
        let shown: HashSet<usize> = first.iter().map(|entry| entry.start).collect();
        let mut entries = self.state.table.entries().peekable();
        while entries.peek().is_some() {
            let chunk: Vec<Entry> = entries.by_ref().take(CHUNK).collect();
            for ranked in self.ranked(&chunk).into_iter().filter(|ranked| !shown.contains(&ranked.entry.start)) {
                rest.add_group(&self.group.layout, &[], self.state, ranked.entry);
            }
        }
    }

    fn add_totals(&self, columns: &mut [TableColumn]) {
        let design = &self.group.design;
        let keys = design.keys.len();
        let none = (vec![0; self.group.layout.words()], self.group.layout.sketches());
        // Tables show totals of whole numbers alone.
        let is_whole = |measure| matches!(self.group.layout.value(measure, &none.0, &none.1), Value::Int(_));
        for (column, output) in columns[keys..].iter_mut().zip(&design.outputs) {
            column.total = design
                .measure_of(output)
                .filter(|measure| is_whole(*measure))
                .and_then(|measure| self.totals.sums[measure]);
        }
    }
}

/// Keys and base values as records.
fn batch_of(
    key_kinds: Vec<ColumnKind>,
    keys: &[Vec<Value>],
    base_kinds: Vec<ColumnKind>,
    bases: &[Vec<Value>],
) -> RecordBatch {
    type Named = Vec<(Field, ArrayRef)>;
    let named = |name: fn(usize) -> String, kinds: Vec<ColumnKind>, rows: &[Vec<Value>], may_be_wide: bool| -> Named {
        let array = |(index, kind): (usize, ColumnKind)| {
            // The mean of sizes is a size, and a fraction.
            let is_mean = kind.is_whole_number() && rows.iter().any(|row| matches!(row[index], Value::Float(_)));
            let kind = if is_mean { ColumnKind::Float } else { kind };
            // A sum may need more than 64 bits.
            let data_type = match kind.is_whole_number() && may_be_wide {
                true => Decimal128Type::DATA_TYPE,
                false => crate::expression::computed_type(kind),
            };
            let array = of_values(rows.iter().map(|row| &row[index]), &data_type);
            (Field::new(name(index), data_type, true), array)
        };
        kinds.into_iter().enumerate().map(array).collect()
    };
    let columns = named(key_name, key_kinds, keys, false).into_iter().chain(named(base_name, base_kinds, bases, true));
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.unzip();
    let options = RecordBatchOptions::new().with_row_count(Some(keys.len()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)
        .expect("each column has one value for each group, of its type")
}

/// The value of a computed array.
fn value_of(array: &ArrayRef, kind: ColumnKind, row: usize) -> Value {
    if let Some(texts) = array.as_string_view_opt() {
        return Views::new(texts)
            .get(row)
            .map_or(Value::Null, |text| Value::Text(String::from_utf8_lossy(text).into_owned()));
    }
    if let Some(wide) = array.as_primitive_opt::<Decimal128Type>() {
        return if wide.is_valid(row) { Value::Int(wide.value(row)) } else { Value::Null };
    }
    let Some(numbers) = Numbers::of_array(array) else { return Value::Null };
    let value_type = crate::log::numbers::ValueType { kind, form: numbers.form() };
    numbers.word(row).map_or(Value::Null, |word| Value::from_word(value_type, word))
}

/// The rank of a computed value.
fn rank_of(array: &ArrayRef, row: usize) -> Rank {
    if let Some(texts) = array.as_string_view_opt() {
        return Views::new(texts).get(row).map_or(Rank::Absent, |text| Rank::Text(text.into()));
    }
    let wide = array.as_primitive_opt::<Decimal128Type>().filter(|wide| wide.is_valid(row)).map(|wide| wide.value(row));
    let numbers = Numbers::of_array(array);
    // Whole numbers of any width have one order: whether an array is wide depends on its other rows.
    let whole = wide.or_else(|| numbers.and_then(|numbers| numbers.get(row)));
    let rank = match whole {
        Some(number) => Some(number as u128 ^ 1 << 127),
        None => numbers.and_then(|numbers| numbers.word(row)).map(u128::from),
    };
    rank.map_or(Rank::Absent, Rank::Number)
}

/// Selects the first groups without holding all: the list is truncated whenever it has doubled.
struct First<F> {
    limit: usize,
    compare: F,
    found: Vec<Ranked>,
}

impl<F: Fn(&Ranked, &Ranked) -> Ordering> First<F> {
    /// Cutting back less than this at a time does not pay.
    const SLACK: usize = 1024;

    fn add(&mut self, group: Ranked) {
        self.found.push(group);
        if self.found.len() > self.limit.saturating_mul(2).saturating_add(First::<F>::SLACK) {
            self.cut();
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
