//! What the actors of a run leave behind, and how a report is made of it.

use super::ledger::Ledger;
use crate::config::Plan;
use crate::reduce::AnyState;
use crate::report::{FilterReport, InputReport, MalformedLine, Report, SourceReport};
use crate::source::{FileOutcome, InputFile, ListFailure, Listing};

/// The answer of a run, or of a part of it, before it is shown. Partials of the same plan merge in any order.
pub struct Partials {
    /// The account of all lines.
    pub ledger: Ledger,
    /// What each filter kept, in plan order.
    pub filters: Vec<FilterCounts>,
    /// What each reducer learnt, in plan order.
    pub states: Vec<AnyState>,
    /// What became of the files that were opened.
    pub outcomes: Vec<FileOutcome>,
}

/// What a filter did: `seen = kept + dropped`, and the records set aside are among the dropped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FilterCounts {
    /// Records that came in.
    pub seen: u64,
    /// Records that went on.
    pub kept: u64,
    /// Records on which the filter panicked.
    pub set_aside: u64,
}

impl Partials {
    /// The partials of nothing.
    pub fn identity(plan: &Plan) -> Partials {
        Partials {
            ledger: Ledger::default(),
            filters: vec![FilterCounts::default(); plan.filters.len()],
            states: plan.reducers.iter().map(|reducer| reducer.reducer.identity()).collect(),
            outcomes: Vec::new(),
        }
    }

    /// Adds what another part of the run left behind.
    pub fn merge(&mut self, plan: &Plan, other: Partials) {
        self.ledger.merge(other.ledger);
        for (sum, counts) in self.filters.iter_mut().zip(other.filters) {
            sum.seen += counts.seen;
            sum.kept += counts.kept;
            sum.set_aside += counts.set_aside;
        }
        for ((state, more), reducer) in self.states.iter_mut().zip(other.states).zip(&plan.reducers) {
            reducer.reducer.merge(state, more);
        }
        self.outcomes.extend(other.outcomes);
    }
}

/// Makes the report of a run. Its actors and its duration are left for the caller to fill in.
pub fn finish(plan: &Plan, listing: &Listing, partials: Partials) -> Report {
    let Partials { ledger, filters, states, outcomes } = partials;
    let names = plan.filters.iter().map(|filter| filter.name.clone());
    let tables = plan.reducers.iter().zip(states);
    Report {
        input: InputReport { tally: ledger.total() },
        sources: sources(plan, listing, &ledger, &outcomes),
        filters: names.zip(filters).map(|(name, counts)| filter_report(name, counts)).collect(),
        tables: tables.map(|(plan, state)| (plan.name.clone(), plan.reducer.finish(state))).collect(),
        malformed: ledger
            .first_rejects()
            .map(|(file, line, reject)| MalformedLine {
                path: listing.files[file as usize].shown.clone(),
                line,
                column: reject.column,
                reason: reject.reason,
                text: reject.text.clone(),
            })
            .collect(),
        interrupted: false,
        actors: Vec::new(),
        elapsed_seconds: 0.0,
    }
}

fn filter_report(name: String, counts: FilterCounts) -> FilterReport {
    let FilterCounts { seen, kept, set_aside } = counts;
    FilterReport { name, seen, kept, dropped: seen - kept, set_aside }
}

/// One entry for each file, and for each path or pattern that gave none, in the order of sources.
fn sources(plan: &Plan, listing: &Listing, ledger: &Ledger, outcomes: &[FileOutcome]) -> Vec<SourceReport> {
    let mut by_file: Vec<Option<&FileOutcome>> = vec![None; listing.files.len()];
    for outcome in outcomes {
        by_file[outcome.file as usize] = Some(outcome);
    }
    let files = listing.files.iter().zip(by_file).map(|(file, outcome)| file_report(plan, ledger, file, outcome));
    let failures = listing.failures.iter().map(|failure| failure_report(plan, failure));
    let mut all: Vec<_> = files.chain(failures).collect();
    // The sort is stable: files stay in the order in which they were listed.
    all.sort_by_key(|(source, _)| *source);
    all.into_iter().map(|(_, report)| report).collect()
}

fn file_report(plan: &Plan, ledger: &Ledger, file: &InputFile, outcome: Option<&FileOutcome>) -> (u32, SourceReport) {
    let detection = outcome.and_then(|outcome| outcome.detection);
    let report = SourceReport {
        name: plan.sources[file.source as usize].name.clone(),
        path: file.shown.clone(),
        format: outcome.and_then(|outcome| outcome.format).map(|format| format.name().to_owned()),
        detected: detection.map(|detection| (detection.matched, detection.sampled)),
        tally: ledger.file(file.file),
        error: outcome.and_then(|outcome| outcome.error.as_ref()).map(ToString::to_string),
        warnings: outcome.iter().flat_map(|outcome| &outcome.warnings).map(ToString::to_string).collect(),
    };
    (file.source, report)
}

fn failure_report(plan: &Plan, failure: &ListFailure) -> (u32, SourceReport) {
    let report = SourceReport {
        name: plan.sources[failure.source as usize].name.clone(),
        path: failure.shown.clone(),
        format: None,
        detected: None,
        tally: Default::default(),
        error: Some(failure.error.to_string()),
        warnings: Vec::new(),
    };
    (failure.source, report)
}
