//! The list of stages of a pipeline.

use std::sync::Arc;

use crate::cancel::Cancel;
use crate::error::StartError;
use crate::metrics::{StageKind, StageMetrics};
use crate::pool_size::PoolSize;
use crate::roles::{Fold, Source, Transform};

/// Decides whether a message takes an edge.
pub type Route<M> = Arc<dyn Fn(&M) -> bool + Send + Sync>;

/// An input of a filter or fold.
pub enum Upstream<M> {
    /// The pool: all its messages, or those that the function accepts.
    Pool(Option<Route<M>>),
    /// A filter, by its index in [`PipelineSpec::filters`].
    Filter(usize),
}

impl<M> Clone for Upstream<M> {
    fn clone(&self) -> Upstream<M> {
        match self {
            Upstream::Pool(route) => Upstream::Pool(route.clone()),
            Upstream::Filter(index) => Upstream::Filter(*index),
        }
    }
}

/// The first stage.
pub struct ReaderSpec<S> {
    /// Name of the stage.
    pub name: String,
    /// One source for each instance, at least 1. Each gets a thread.
    pub sources: Vec<S>,
}

/// The second stage.
pub struct PoolSpec<W> {
    /// Name of the stage.
    pub name: String,
    /// Number of threads.
    pub size: PoolSize,
    /// Makes the value of a thread, on that thread.
    pub factory: Arc<dyn Fn() -> W + Send + Sync>,
}

/// A stage that forwards messages.
pub struct FilterSpec<F, M> {
    /// Name of the stage.
    pub name: String,
    /// Its inputs, at least one. Filters must precede their readers.
    pub inputs: Vec<Upstream<M>>,
    /// The transform.
    pub transform: F,
}

/// A stage that consumes messages.
pub struct FoldSpec<G: Fold> {
    /// Name of the stage.
    pub name: String,
    /// Its inputs, at least one.
    pub inputs: Vec<Upstream<G::In>>,
    /// At least one; messages go to them in turn.
    pub instances: Vec<G>,
}

/// A pipeline, declared from top to bottom. See the [crate's documentation](crate) for an example.
///
/// `M` is the message after the pool, the same for all filters and folds. A stage sees a message once for each edge that it arrives
/// by.
pub struct PipelineSpec<S, W, F, G>
where
    S: Source,
    W: Transform,
    G: Fold,
{
    /// Stops the readers. Sources that wait for input may hold a clone to wake up.
    pub cancel: Cancel,
    /// The circulating buffers, at least 1; they bound the messages in memory.
    pub credits: Vec<S::Credit>,
    /// Makes a buffer to replace a lost one.
    pub fresh: Arc<dyn Fn() -> S::Credit + Send + Sync>,
    /// Takes the buffer out of a finished `M`, if this was its last holder.
    pub release: Arc<dyn Fn(W::Out) -> Option<S::Credit> + Send + Sync>,
    /// Produce messages.
    pub readers: ReaderSpec<S>,
    /// Turns them into `M`.
    pub pool: PoolSpec<W>,
    /// Turn an `M` into an `M`, each after those that it reads.
    pub filters: Vec<FilterSpec<F, W::Out>>,
    /// Consume every `M` that arrives.
    pub folds: Vec<FoldSpec<G>>,
}

impl<S, W, F, G> PipelineSpec<S, W, F, G>
where
    S: Source,
    W: Transform<In = S::Out>,
    F: Transform<In = W::Out, Out = W::Out>,
    G: Fold<In = W::Out>,
{
    /// Refuses an invalid graph.
    pub(crate) fn check(&self) -> Result<(), StartError> {
        if self.credits.is_empty() {
            return Err(StartError::NoCredits);
        }
        if self.readers.sources.is_empty() {
            return Err(StartError::NoSources { stage: self.readers.name.clone() });
        }
        if self.pool.size.most() == 0 {
            return Err(StartError::NoInstances { stage: self.pool.name.clone() });
        }
        for (index, filter) in self.filters.iter().enumerate() {
            check_inputs(&filter.name, &filter.inputs, index)?;
        }
        for fold in &self.folds {
            check_inputs(&fold.name, &fold.inputs, self.filters.len())?;
            if fold.instances.is_empty() {
                return Err(StartError::NoInstances { stage: fold.name.clone() });
            }
        }
        Ok(())
    }

    /// Creates the metrics of all stages in graph order: readers, pool, filters, folds.
    pub(crate) fn metrics(&self) -> Vec<Arc<StageMetrics>> {
        use PoolSize::Fixed;
        let readers = (&self.readers.name, StageKind::Reader, Fixed(self.readers.sources.len()));
        let pool = (&self.pool.name, StageKind::Pool, self.pool.size);
        let filters = self.filters.iter().map(|filter| (&filter.name, StageKind::Filter, Fixed(1)));
        let folds = self.folds.iter().map(|fold| (&fold.name, StageKind::Reducer, Fixed(fold.instances.len())));
        let stages = [readers, pool].into_iter().chain(filters).chain(folds);
        stages.map(|(name, kind, size)| Arc::new(StageMetrics::new(name, kind, size))).collect()
    }
}

fn check_inputs<M>(stage: &str, inputs: &[Upstream<M>], filters_before: usize) -> Result<(), StartError> {
    if inputs.is_empty() {
        return Err(StartError::NoInput { stage: stage.to_owned() });
    }
    let unknown = inputs.iter().find_map(|input| match input {
        Upstream::Filter(filter) if *filter >= filters_before => Some(*filter),
        _ => None,
    });
    unknown.map_or(Ok(()), |filter| Err(StartError::UnknownFilter { stage: stage.to_owned(), filter }))
}
