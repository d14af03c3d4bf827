//! What a run, or a part of it, leaves behind; and how a report is made of it.

use logmill_actors::RunError;
use serde::{Deserialize, Serialize};

use super::account::{self, FileAccount, MOST_COUNTED};
use crate::config::{OverMemoryLimit, Plan, ReducerPlan};
use crate::reduce::AnyState;
use crate::report::{FilterReport, InputReport, Report};

/// The answer of a run, or of a part of it, before it is shown. Partials of the same plan merge in any order.
pub struct Partials {
    /// The account of all files, in any order.
    pub files: Vec<FileAccount>,
    /// What each filter kept, in plan order.
    pub filters: Vec<FilterCounts>,
    /// What each reducer learnt, in plan order.
    pub states: Vec<AnyState>,
}

/// What a filter did: `seen = kept + dropped`, and the records set aside are among the dropped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterCounts {
    /// Records that came in.
    pub seen: u64,
    /// Records that went on.
    pub kept: u64,
    /// Records on which the filter panicked.
    pub set_aside: u64,
}

impl FilterCounts {
    /// Whether every record is accounted for, in numbers that can be added up.
    pub(super) fn close(&self) -> bool {
        let FilterCounts { seen, kept, set_aside } = *self;
        seen < MOST_COUNTED && kept <= seen && set_aside <= seen - kept
    }
}

impl Partials {
    /// The partials of nothing.
    pub fn identity(plan: &Plan) -> Partials {
        Partials {
            files: Vec::new(),
            filters: vec![FilterCounts::default(); plan.filters.len()],
            states: plan.reducers.iter().map(|reducer| reducer.reducer.identity()).collect(),
        }
    }

    /// Adds what another part of the run left behind.
    pub fn merge(&mut self, plan: &Plan, other: Partials) {
        for ((state, more), reducer) in self.states.iter_mut().zip(other.states).zip(&plan.reducers) {
            reducer.reducer.merge(state, more);
        }
        self.files.extend(other.files);
        self.add_counts(&other.filters);
    }

    /// Checks that no state takes up more memory than its reducer's `memory_limit`. Each state that was folded or absorbed was within it;
    /// what they are together is known when they are merged, and decides: it is the same however the work was divided.
    ///
    /// # Errors
    /// [`RunError::Failed`] names the first reducer whose state takes up more.
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
        }
    }
}

/// Makes the report of partials. Its actors and its duration are left for the caller to fill in.
pub fn finish(plan: &Plan, partials: Partials) -> Report {
    let Partials { mut files, filters, states } = partials;
    account::sort(&mut files);
    let tally = account::total(&files);
    let (malformed, sources) = account::reports(files);
    let names = plan.filters.iter().map(|filter| filter.name.clone());
    let tables = plan.reducers.iter().zip(states);
    Report {
        input: InputReport { tally },
        sources,
        filters: names.zip(filters).map(|(name, counts)| filter_report(name, counts)).collect(),
        tables: tables.map(|(plan, state)| (plan.name.clone(), plan.reducer.finish(state))).collect(),
        malformed,
        restricted: None,
        interrupted: false,
        actors: Vec::new(),
        elapsed_seconds: 0.0,
    }
}

fn filter_report(name: String, counts: FilterCounts) -> FilterReport {
    let FilterCounts { seen, kept, set_aside } = counts;
    FilterReport { name, seen, kept, dropped: seen - kept, set_aside }
}
