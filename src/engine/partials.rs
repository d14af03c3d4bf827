//! The result of a run or of a part of it, and the report made from it.

use logmill_actors::RunError;
use serde::{Deserialize, Serialize};

use super::account::{self, FileAccount, MOST_COUNTED};
use super::graph::filter_inputs;
use crate::config::{InputRef, OverMemoryLimit, Plan, ReducerPlan};
use crate::expression::Failures;
use crate::reduce::AnyState;
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
    /// Records on which the filter panicked.
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

    /// Checks that no state exceeds its reducer's `memory_limit`. Single states were checked when they were folded or absorbed; their
    /// merged size decides, because it does not depend on how the work was divided.
    ///
    /// # Errors
    /// [`RunError::Failed`] names the first reducer whose state is too large.
    pub fn check_memory(&self, plan: &Plan) -> Result<(), RunError> {
        let failed = |reducer: &ReducerPlan, error: OverMemoryLimit| RunError::Failed {
            stage: reducer.name.clone(),
            error: error.into(),
        };
        let mut reducers = plan.reducers.iter().zip(&self.states);
        reducers.try_for_each(|(reducer, state)| reducer.check_memory(state).map_err(|error| failed(reducer, error)))
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

/// Makes the report of partials. The caller fills in actors and duration.
pub fn finish(plan: &Plan, partials: Partials) -> Report {
    let Partials { mut files, filters, states } = partials;
    account::sort(&mut files);
    let tally = account::total(&files);
    let (malformed, sources) = account::reports(files);
    let names = plan.filters.iter().map(|filter| (filter.name.clone(), filter.filter.condition()));
    let tables = plan.reducers.iter().zip(states);
    Report {
        input: InputReport { tally },
        sources,
        filters: names
            .zip(filters)
            .map(|((name, condition), counts)| FilterReport { condition, ..filter_report(name, counts) })
            .collect(),
        tables: tables
            .map(|(reducer, state)| NamedTable {
                name: reducer.name.clone(),
                table: reducer.reducer.finish(state),
                filters: filters_before(plan, &reducer.inputs),
                optional: reducer.optional,
            })
            .collect(),
        zone: plan.zone.clone(),
        malformed,
        restricted: None,
        interrupted: false,
        actors: Vec::new(),
        elapsed_seconds: 0.0,
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
