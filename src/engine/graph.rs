//! The one list of stages of a plan: what is spawned, measured, explained and drawn.

use logmill_actors::StageKind;

use crate::config::written::ByteSize;
use crate::config::{Executor, InputRef, Plan, ReducerPlan};

/// Name of the reader stage.
pub const READER: &str = "reader";
/// Name of the parser pool.
pub const PARSERS: &str = "parsers";

/// One stage: an actor, or several that share a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its name, unique in the graph.
    pub name: String,
    /// What it does.
    pub kind: StageKind,
    /// The registered type of a filter or reducer; for the others, what they are.
    pub what: String,
    /// Actors that share its mailbox.
    pub instances: usize,
    /// The stages that send it batches, each with the sources that it is restricted to (empty for all).
    pub inputs: Vec<StageInput>,
}

/// Where batches come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageInput {
    /// Name of the sending stage.
    pub from: String,
    /// Names of the only sources whose batches take this edge; empty for all.
    pub sources: Vec<String>,
}

/// The stages of a plan, in data-flow order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// Reader, parser pool, filters, reducers.
    pub stages: Vec<Stage>,
    /// Most batches in flight; no mailbox ever holds more.
    pub buffers: usize,
    /// Most bytes of text in a batch.
    pub buffer_bytes: usize,
    /// Worker processes, each of which runs all stages; `None` if the stages are actors.
    pub workers: Option<usize>,
}

impl Graph {
    /// The graph of a plan.
    pub fn of(plan: &Plan) -> Graph {
        let edge = |from: &str| StageInput { from: from.to_owned(), sources: Vec::new() };
        let mut stages = vec![
            Stage {
                name: READER.to_owned(),
                kind: StageKind::Reader,
                what: "reads lines, at most one a file".to_owned(),
                instances: plan.pipeline.readers,
                inputs: Vec::new(),
            },
            Stage {
                name: PARSERS.to_owned(),
                kind: StageKind::Pool,
                what: what_parsers_do(plan).to_owned(),
                instances: plan.pipeline.parsers,
                inputs: vec![edge(READER)],
            },
        ];
        stages.extend(plan.filters.iter().map(|filter| Stage {
            name: filter.name.clone(),
            kind: StageKind::Filter,
            what: filter.kind.clone(),
            instances: 1,
            inputs: edges(plan, &filter.inputs),
        }));
        stages.extend(plan.reducers.iter().map(|reducer| Stage {
            name: reducer.name.clone(),
            kind: StageKind::Reducer,
            what: what_reducer_does(reducer),
            instances: reducer.instances,
            inputs: edges(plan, &reducer.inputs),
        }));
        let buffer_bytes = plan.pipeline.batch_bytes.max(plan.pipeline.max_line_bytes);
        let graph = Graph { stages, buffers: plan.pipeline.buffers, buffer_bytes, workers: None };
        match plan.pipeline.executor {
            Executor::Threads => graph,
            Executor::Processes => graph.in_each_of(plan.pipeline.workers.count),
        }
    }

    /// Most bytes of text in memory.
    pub fn memory_bound(&self) -> usize {
        self.buffers.saturating_mul(self.buffer_bytes).saturating_mul(self.workers.unwrap_or(1))
    }

    /// The graph of one of `workers` processes: a loop on one thread.
    fn in_each_of(mut self, workers: usize) -> Graph {
        self.stages.iter_mut().for_each(|stage| stage.instances = 1);
        Graph { buffers: 1, workers: Some(workers), ..self }
    }
}

fn what_parsers_do(plan: &Plan) -> &'static str {
    match plan.pipeline.auto_parsers && plan.pipeline.parsers > 1 {
        true => "lines to columns; auto: at first one",
        false => "lines to columns",
    }
}

fn what_reducer_does(reducer: &ReducerPlan) -> String {
    match reducer.memory_limit {
        Some(limit) => format!("{}, state of at most {}", reducer.kind, ByteSize(limit)),
        None => reducer.kind.clone(),
    }
}

/// The sources among `inputs` whose batches pass; `None` if there is no source among them.
pub(super) fn source_inputs(inputs: &[InputRef]) -> Option<Vec<usize>> {
    let sources: Vec<usize> = inputs
        .iter()
        .filter_map(|input| match input {
            InputRef::Source(source) => Some(*source),
            InputRef::Filter(_) => None,
        })
        .collect();
    (!sources.is_empty()).then_some(sources)
}

/// The filters among some inputs.
pub(super) fn filter_inputs(inputs: &[InputRef]) -> impl Iterator<Item = usize> + '_ {
    inputs.iter().filter_map(|input| match input {
        InputRef::Filter(filter) => Some(*filter),
        InputRef::Source(_) => None,
    })
}

fn edges(plan: &Plan, inputs: &[InputRef]) -> Vec<StageInput> {
    let from_pool = source_inputs(inputs).map(|sources| {
        let is_all = (0..plan.sources.len()).all(|source| sources.contains(&source));
        let names = sources.iter().filter(|_| !is_all).map(|source| plan.sources[*source].name.clone());
        StageInput { from: PARSERS.to_owned(), sources: names.collect() }
    });
    let from_filters =
        filter_inputs(inputs).map(|filter| StageInput { from: plan.filters[filter].name.clone(), sources: Vec::new() });
    from_pool.into_iter().chain(from_filters).collect()
}
