//! The outcome of a run.

use crate::metrics::StageSnapshot;
use crate::roles::{Fold, Source, Transform};

/// The results of all stages, in the order of the spec.
#[derive(Debug)]
pub struct Outcome<S, W, F, G> {
    /// Results of the sources.
    pub sources: Vec<S>,
    /// Results of the pool's threads, in any order.
    pub pool: Vec<W>,
    /// Results of the filters.
    pub filters: Vec<F>,
    /// States of the folds, each with its instances.
    pub folds: Vec<Vec<G>>,
    /// Final metrics in graph order: readers, pool, filters, folds.
    pub stages: Vec<StageSnapshot>,
}

/// The outcome of a pipeline with these parts.
pub type OutcomeOf<S, W, F, G> =
    Outcome<<S as Source>::Summary, <W as Transform>::Summary, <F as Transform>::Summary, <G as Fold>::Out>;

/// An instance has finished.
pub(super) enum InstanceEnd<S, W, F, G> {
    Source(usize, S),
    /// The pool has forwarded everything; its threads report their results later, when they end.
    Drained,
    Worker(W),
    Filter(usize, F),
    Fold(usize, usize, G),
}

pub(super) type EventOf<S, W, F, G> =
    InstanceEnd<<S as Source>::Summary, <W as Transform>::Summary, <F as Transform>::Summary, <G as Fold>::Out>;

/// The results collected so far.
pub(super) struct OutcomeBuilder<S, W, F, G> {
    sources: Vec<Option<S>>,
    pool: Vec<W>,
    filters: Vec<Option<F>>,
    folds: Vec<Vec<Option<G>>>,
    /// Instances that have not finished; the pool counts as one.
    missing: usize,
}

pub(super) type GatheredOf<S, W, F, G> =
    OutcomeBuilder<<S as Source>::Summary, <W as Transform>::Summary, <F as Transform>::Summary, <G as Fold>::Out>;

impl<S, W, F, G> OutcomeBuilder<S, W, F, G> {
    /// Expects the results of this many sources and filters, and of folds with these instances.
    pub(super) fn new(sources: usize, filters: usize, folds: &[usize]) -> OutcomeBuilder<S, W, F, G> {
        fn none<T>(count: usize) -> Vec<Option<T>> {
            std::iter::repeat_with(|| None).take(count).collect()
        }
        OutcomeBuilder {
            sources: none(sources),
            pool: Vec::new(),
            filters: none(filters),
            folds: folds.iter().map(|instances| none(*instances)).collect(),
            missing: sources + 1 + filters + folds.iter().sum::<usize>(),
        }
    }

    pub(super) fn take(&mut self, event: InstanceEnd<S, W, F, G>) {
        match event {
            InstanceEnd::Source(index, summary) => self.sources[index] = Some(summary),
            InstanceEnd::Drained => {}
            InstanceEnd::Worker(summary) => return self.pool.push(summary),
            InstanceEnd::Filter(index, summary) => self.filters[index] = Some(summary),
            InstanceEnd::Fold(stage, instance, out) => self.folds[stage][instance] = Some(out),
        }
        self.missing -= 1;
    }

    pub(super) fn is_complete(&self) -> bool {
        self.missing == 0
    }

    pub(super) fn outcome(self, stages: Vec<StageSnapshot>) -> Outcome<S, W, F, G> {
        Outcome {
            sources: self.sources.into_iter().flatten().collect(),
            pool: self.pool,
            filters: self.filters.into_iter().flatten().collect(),
            folds: self.folds.into_iter().map(|fold| fold.into_iter().flatten().collect()).collect(),
            stages,
        }
    }
}
