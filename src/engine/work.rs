//! The functions that actors call: thin layers between the shells, which know mailboxes, and the pure functions, which know logs.

use std::sync::Arc;

use arrow_array::{Array, BooleanArray};
use arrow_buffer::BooleanBuffer;
use logmill_actors::{BoxError, Fold, Load, Panic, Pulled, Source, Transform, catch};

use super::ledger::Ledger;
use super::lines::LineParser;
use super::memory::limit_memory;
use super::partials::FilterCounts;
use super::rejects::{RejectSink, rejected};
use crate::config::{Plan, ReducerPlan};
use crate::expression::SharedCalls;
use crate::filter::{Filter, FilterError};
use crate::log::origin::with_origin;
use crate::log::{Columns, Parsed};
use crate::message::{FilteredBatch, ParsedBatch, RawBatch, Spare};
use crate::reduce::AnyState;
use crate::source::{BatchReader, FileOutcome};

impl Load for RawBatch {
    /// Unknown: parsers count lines.
    fn records(&self) -> u64 {
        0
    }

    fn bytes(&self) -> u64 {
        self.nul_bytes + self.len as u64 + self.oversize.as_ref().map_or(0, |line| line.bytes)
    }
}

impl Load for FilteredBatch {
    fn records(&self) -> u64 {
        self.kept as u64
    }

    fn bytes(&self) -> u64 {
        self.batch.tally.bytes
    }
}

/// The reader's work: one batch for each free buffer.
pub struct Reading(pub BatchReader);

impl Source for Reading {
    type Credit = Spare;
    type Out = RawBatch;
    type Summary = Vec<FileOutcome>;

    fn pull(&mut self, credit: Spare) -> Pulled<RawBatch, Spare> {
        match self.0.next_batch(credit) {
            Ok(batch) => Pulled::Item(batch),
            Err(spare) => Pulled::End(spare),
        }
    }

    fn finish(self) -> Vec<FileOutcome> {
        self.0.finish()
    }
}

/// The parser's work: turns lines into columns and counts them.
pub struct Parsing {
    parser: LineParser,
    /// The columns that filters and reducers read.
    columns: Columns,
    /// What several filters and reducers compute.
    shared: SharedCalls,
    /// Names of the sources.
    sources: Arc<[String]>,
    /// Counts of this parser; the sum over all parsers is complete.
    ledger: Ledger,
    /// Receives all malformed lines, if they are wanted.
    rejects: Option<Arc<dyn RejectSink>>,
}

impl Parsing {
    /// A parser for a plan.
    pub fn of_plan(plan: &Plan) -> Parsing {
        Parsing {
            sources: plan.sources.iter().map(|source| source.name.clone()).collect(),
            shared: plan.shared_calls(),
            ..Parsing::new(plan.columns(), plan.pipeline.max_line_bytes)
        }
    }

    /// A parser that fills some columns; sources have no names.
    pub fn new(columns: Columns, max_line_bytes: usize) -> Parsing {
        Parsing {
            parser: LineParser::new(columns, max_line_bytes),
            columns,
            shared: SharedCalls::default(),
            sources: Arc::default(),
            ledger: Ledger::default(),
            rejects: None,
        }
    }

    /// Also sends every malformed line to `sink`. Batches must have line numbers.
    #[must_use]
    pub fn with_rejects(self, sink: Arc<dyn RejectSink>) -> Parsing {
        Parsing { parser: self.parser.with_fates(), rejects: Some(sink), ..self }
    }

    /// Takes the ledger and starts a new one.
    pub fn take_ledger(&mut self) -> Ledger {
        std::mem::take(&mut self.ledger)
    }

    /// Parses and counts a batch. Lines in `poisoned` (numbers from 0, ascending) are set aside.
    pub fn parse(&mut self, mut raw: RawBatch, poisoned: &[u32]) -> FilteredBatch {
        let parsed = self.parser.parse(&mut raw, poisoned);
        if let Some(sink) = self.rejects.as_ref().filter(|_| parsed.tally.malformed > 0) {
            sink.take(rejected(&raw, &parsed.fates));
        }
        let RawBatch { id, text, shown, .. } = raw;
        let Parsed { records, tally, rejects, specimens, .. } = parsed;
        let source = self.sources.get(id.source as usize).map_or("", String::as_str);
        let records = with_origin(records, self.columns, source, &shown);
        let records = self.shared.with_values(records);
        let batch = ParsedBatch { id, text, records, tally, rejects, specimens };
        self.ledger.add(&batch);
        FilteredBatch::all(Arc::new(batch))
    }
}

impl Transform for Parsing {
    type In = RawBatch;
    type Out = FilteredBatch;
    type Summary = Ledger;

    fn apply(&mut self, raw: RawBatch) -> Result<FilteredBatch, BoxError> {
        Ok(self.parse(raw, &[]))
    }

    fn salvage(&mut self, raw: RawBatch, _: &Panic) -> Result<FilteredBatch, BoxError> {
        let poisoned = self.parser.poisoned(&raw);
        Ok(self.parse(raw, &poisoned))
    }

    fn rejected(&mut self, out: &FilteredBatch) -> u64 {
        out.batch.tally.malformed
    }

    fn finish(self) -> Ledger {
        self.ledger
    }
}

/// The filter's work: one mask per batch.
pub struct Filtering {
    filter: Arc<dyn Filter>,
    counts: FilterCounts,
    /// Records set aside that are not in the metrics yet.
    untold: u64,
}

impl Filtering {
    /// The work of a filter.
    pub fn new(filter: Arc<dyn Filter>) -> Filtering {
        Filtering { filter, counts: FilterCounts::default(), untold: 0 }
    }

    /// Takes the counts and starts new ones.
    pub fn take_counts(&mut self) -> FilterCounts {
        std::mem::take(&mut self.counts)
    }

    /// Narrows a batch by the filter's mask.
    ///
    /// # Errors
    /// An error of the filter, or a mask of the wrong length.
    pub fn filter(&mut self, batch: FilteredBatch) -> Result<FilteredBatch, FilterError> {
        if batch.kept == 0 {
            return Ok(batch);
        }
        let failures = &mut self.counts.failures;
        let keep = match self.filter.keep_selected(&batch.batch.records, &batch.selected, failures) {
            Err(FilterError::Unanswered { .. }) => return self.filter_each(batch),
            answer => mask(&answer?),
        };
        let records = batch.batch.records.num_rows();
        if keep.len() != records {
            return Err(FilterError::WrongLength { answered: keep.len(), records });
        }
        Ok(self.narrow(batch, &keep))
    }

    /// Asks record by record, and sets those aside on which the filter panics or for which it has no answer.
    fn filter_each(&mut self, batch: FilteredBatch) -> Result<FilteredBatch, FilterError> {
        let records = &batch.batch.records;
        let mut keep = vec![false; records.num_rows()];
        let mut set_aside = 0;
        for row in batch.selected.set_indices() {
            match catch(|| self.filter.keep(&records.slice(row, 1))) {
                Err(_) | Ok(Err(FilterError::Unanswered { .. })) => set_aside += 1,
                Ok(answer) => keep[row] = mask(&answer?).iter().next() == Some(true),
            }
        }
        self.counts.set_aside += set_aside;
        self.untold = set_aside;
        Ok(self.narrow(batch, &BooleanBuffer::from(keep)))
    }

    fn narrow(&mut self, batch: FilteredBatch, keep: &BooleanBuffer) -> FilteredBatch {
        self.counts.seen += batch.kept as u64;
        let narrowed = batch.narrowed(keep);
        self.counts.kept += narrowed.kept as u64;
        narrowed
    }
}

/// The mask with null as `false`.
fn mask(answer: &BooleanArray) -> BooleanBuffer {
    match answer.logical_nulls() {
        Some(nulls) => answer.values() & nulls.inner(),
        None => answer.values().clone(),
    }
}

impl Transform for Filtering {
    type In = FilteredBatch;
    type Out = FilteredBatch;
    type Summary = FilterCounts;

    fn apply(&mut self, batch: FilteredBatch) -> Result<FilteredBatch, BoxError> {
        Ok(self.filter(batch)?)
    }

    fn salvage(&mut self, batch: FilteredBatch, _: &Panic) -> Result<FilteredBatch, BoxError> {
        Ok(self.filter_each(batch)?)
    }

    fn rejected(&mut self, _: &FilteredBatch) -> u64 {
        std::mem::take(&mut self.untold)
    }

    fn finish(mut self) -> FilterCounts {
        self.take_counts()
    }
}

impl Drop for Filtering {
    fn drop(&mut self) {
        self.filter.end_run();
    }
}

/// The reducer's work: folds batches into the state.
pub struct Reducing {
    plan: ReducerPlan,
    state: AnyState,
}

impl Reducing {
    /// A reducer in its initial state.
    pub fn new(plan: &ReducerPlan) -> Reducing {
        Reducing { plan: plan.clone(), state: plan.reducer.identity() }
    }

    /// Takes the state and starts a new one.
    pub fn take_state(&mut self) -> AnyState {
        std::mem::replace(&mut self.state, self.plan.reducer.identity())
    }
}

impl Fold for Reducing {
    type In = FilteredBatch;
    type Out = AnyState;

    fn fold(&mut self, batch: &FilteredBatch) -> Result<(), BoxError> {
        if batch.kept > 0 {
            self.plan.reducer.fold(&mut self.state, &batch.batch.records, &batch.selected)?;
        }
        Ok(limit_memory(&self.plan, &mut self.state)?)
    }

    fn state_bytes(&self) -> u64 {
        self.plan.reducer.state_bytes(&self.state) as u64
    }

    fn finish(self) -> AnyState {
        self.state
    }
}
