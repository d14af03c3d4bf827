//! What a run leaves.

use crate::metrics::StageSnapshot;
use crate::roles::{Fold, Source, Transform};

/// All that the stages of a run handed in at the end, in the order of the spec.
#[derive(Debug)]
pub struct Outcome<S, W, F, G> {
    /// What the sources said.
    pub sources: Vec<S>,
    /// What the threads of the pool said, in no particular order.
    pub pool: Vec<W>,
    /// What the filters said.
    pub filters: Vec<F>,
    /// The states of the folds, each with its instances.
    pub folds: Vec<Vec<G>>,
    /// The final counters, in the order of the graph: readers, pool, filters, folds.
    pub stages: Vec<StageSnapshot>,
}

/// The outcome of a pipeline of those parts.
pub type OutcomeOf<S, W, F, G> =
    Outcome<<S as Source>::Summary, <W as Transform>::Summary, <F as Transform>::Summary, <G as Fold>::Out>;

/// An instance has finished.
pub(super) enum Event<S, W, F, G> {
    Source(usize, S),
    /// The pool has passed on everything; its threads hand in their summaries later, when they end.
    Drained,
    Worker(W),
    Filter(usize, F),
    Fold(usize, usize, G),
}

pub(super) type EventOf<S, W, F, G> =
    Event<<S as Source>::Summary, <W as Transform>::Summary, <F as Transform>::Summary, <G as Fold>::Out>;

/// The outcome as far as it is known.
pub(super) struct Gathered<S, W, F, G> {
    sources: Vec<Option<S>>,
    pool: Vec<W>,
    filters: Vec<Option<F>>,
    folds: Vec<Vec<Option<G>>>,
    /// Instances that have not finished, the pool as one.
    missing: usize,
}

pub(super) type GatheredOf<S, W, F, G> =
    Gathered<<S as Source>::Summary, <W as Transform>::Summary, <F as Transform>::Summary, <G as Fold>::Out>;

impl<S, W, F, G> Gathered<S, W, F, G> {
    /// Expects so many sources and filters, and folds of so many instances.
    pub(super) fn new(sources: usize, filters: usize, folds: &[usize]) -> Gathered<S, W, F, G> {
        fn none<T>(count: usize) -> Vec<Option<T>> {
            std::iter::repeat_with(|| None).take(count).collect()
        }
        Gathered {
            sources: none(sources),
            pool: Vec::new(),
            filters: none(filters),
            folds: folds.iter().map(|instances| none(*instances)).collect(),
            missing: sources + 1 + filters + folds.iter().sum::<usize>(),
        }
    }

    pub(super) fn take(&mut self, event: Event<S, W, F, G>) {
        match event {
            Event::Source(index, summary) => self.sources[index] = Some(summary),
            Event::Drained => {}
            Event::Worker(summary) => return self.pool.push(summary),
            Event::Filter(index, summary) => self.filters[index] = Some(summary),
            Event::Fold(stage, instance, out) => self.folds[stage][instance] = Some(out),
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
