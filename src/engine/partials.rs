//! The result of a run or of a part of it, and the report made from it.

use std::collections::{BTreeSet, HashMap};

use logmill_actors::RunError;
use serde::{Deserialize, Serialize};

use super::account::{self, FileAccount, MOST_COUNTED};
use super::graph::filter_inputs;
use super::memory::{TemporaryFiles, limit_memory};
use crate::config::{InputRef, Plan, ReducerPlan};
use crate::expression::Failures;
use crate::reduce::{AnyState, Part, ReduceError, Table};
use crate::report::{FilterReport, InputReport, NamedTable, Report};

/// The unfinished result of a run or of a part of it. Partials of the same plan merge in any order.
pub struct Partials {
    /// The accounts of all files, in any order.
    pub files: Vec<FileAccount>,
    /// What each filter kept, in plan order.
    pub filters: Vec<FilterCounts>,
    /// The state of each reducer, in plan order.
    pub states: Vec<AnyState>,
}

/// Counts of a filter: `seen = kept + dropped`; records set aside are among the dropped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterCounts {
    /// Records that came in.
    pub seen: u64,
    /// Records that went on.
    pub kept: u64,
    /// Records on which the filter panicked, or for which it had no answer.
    pub set_aside: u64,
    /// Values that could not be computed.
    pub failures: Failures,
}

impl FilterCounts {
    /// Whether all records are accounted for, in counts that can be added.
    pub(super) fn close(&self) -> bool {
        let FilterCounts { seen, kept, set_aside, .. } = *self;
        seen < MOST_COUNTED && kept <= seen && set_aside <= seen - kept
    }
}

impl Partials {
    /// The neutral element of [`Partials::merge`].
    pub fn identity(plan: &Plan) -> Partials {
        Partials {
            files: Vec::new(),
            filters: vec![FilterCounts::default(); plan.filters.len()],
            states: plan.reducers.iter().map(|reducer| reducer.reducer.identity()).collect(),
        }
    }

    /// Adds the partials of another part of the run.
    pub fn merge(&mut self, plan: &Plan, other: Partials) {
        for ((state, more), reducer) in self.states.iter_mut().zip(other.states).zip(&plan.reducers) {
            reducer.reducer.merge(state, more);
        }
        self.files.extend(other.files);
        self.add_counts(&other.filters);
    }

    /// Keeps every state within its reducer's `memory_limit`. Single states were checked when they were folded or absorbed; their
    /// merged size decides, because it does not depend on how the work was divided.
    ///
    /// # Errors
    /// [`RunError::Failed`] names the first reducer whose state is too large.
    pub fn limit_memory(&mut self, plan: &Plan) -> Result<(), RunError> {
        let mut reducers = plan.reducers.iter().zip(&mut self.states);
        reducers.try_for_each(|(reducer, state)| limit_memory(reducer, state).map_err(|error| failed(reducer, error)))
    }

    pub(super) fn add_counts(&mut self, filters: &[FilterCounts]) {
        for (sum, counts) in self.filters.iter_mut().zip(filters) {
            sum.seen += counts.seen;
            sum.kept += counts.kept;
            sum.set_aside += counts.set_aside;
            sum.failures.merge(counts.failures);
        }
    }
}

fn failed(reducer: &ReducerPlan, error: ReduceError) -> RunError {
    RunError::Failed { stage: reducer.name.clone(), error: error.into() }
}

/// Makes the report of partials. The caller fills in actors and duration.
///
/// # Errors
/// [`RunError::Failed`] names a reducer whose groups are on disk and cannot be read.
pub fn finish(plan: &Plan, partials: Partials) -> Result<Report, RunError> {
    let Partials { mut files, filters, states } = partials;
    account::sort(&mut files);
    let tally = account::total(&files);
    let (malformed, sources) = account::reports(files);
    let names = plan.filters.iter().map(|filter| (filter.name.clone(), filter.filter.condition()));
    let mut tables = Vec::new();
    for (reducer, state) in plan.reducers.iter().zip(states) {
        let state = reducer.reducer.gather(state, &TemporaryFiles).map_err(|error| failed(reducer, error))?;
        tables.extend(
            reducer.reducer.finish_parts(state).into_iter().map(|(part, table)| named(plan, reducer, part, table)),
        );
    }
    if plan.report.split_by.is_some() {
        complete(plan, &mut tables);
    }
    Ok(Report {
        input: InputReport { tally },
        sources,
        filters: names
            .zip(filters)
            .map(|((name, condition), counts)| FilterReport { condition, ..filter_report(name, counts) })
            .collect(),
        tables,
        zone: plan.zone.clone(),
        malformed,
        split_by: plan.report.split_by.clone(),
        part: None,
        restricted: None,
        interrupted: false,
        actors: Vec::new(),
        elapsed_seconds: 0.0,
    })
}

fn named(plan: &Plan, reducer: &ReducerPlan, part: Option<Part>, table: Table) -> NamedTable {
    let filters = filters_before(plan, &reducer.inputs);
    NamedTable { name: reducer.name.clone(), table, filters, optional: reducer.optional, part }
}

/// Gives every part all tables, in plan order: a reducer may have seen no record of a part.
fn complete(plan: &Plan, tables: &mut Vec<NamedTable>) {
    let parts: BTreeSet<Option<Part>> = tables.iter().map(|table| table.part.clone()).collect();
    let mut known: HashMap<(String, Option<Part>), NamedTable> =
        tables.drain(..).map(|table| ((table.name.clone(), table.part.clone()), table)).collect();
    for part in parts {
        for reducer in &plan.reducers {
            let none = || reducer.reducer.finish(reducer.reducer.identity());
            let table = known.remove(&(reducer.name.clone(), part.clone()));
            tables.push(table.unwrap_or_else(|| named(plan, reducer, part.clone(), none())));
        }
    }
}

/// The filters that records pass before they come to an input, in plan order.
fn filters_before(plan: &Plan, inputs: &[InputRef]) -> Vec<String> {
    let mut passed = vec![false; plan.filters.len()];
    let mut next: Vec<usize> = filter_inputs(inputs).collect();
    while let Some(filter) = next.pop() {
        if !std::mem::replace(&mut passed[filter], true) {
            next.extend(filter_inputs(&plan.filters[filter].inputs));
        }
    }
    plan.filters.iter().zip(passed).filter(|(_, passed)| *passed).map(|(filter, _)| filter.name.clone()).collect()
}

fn filter_report(name: String, counts: FilterCounts) -> FilterReport {
    let FilterCounts { seen, kept, set_aside, failures } = counts;
    FilterReport { name, seen, kept, dropped: seen - kept, set_aside, failures, condition: None }
}
