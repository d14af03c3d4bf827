//! The merge: one thread adds up the partials of the workers as they arrive.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crossbeam::channel::{Receiver, Sender, bounded};
use logmill_actors::{Cancel, RunError, StageKind, StageSnapshot};

use super::JobError;
use super::duty::SplitEvent;
use super::fuse::{SplitOutcome, advice};
use super::wire::WorkerMessage;
use crate::config::Plan;
use crate::engine::account::total;
use crate::engine::encoding::Encoded;
use crate::engine::error::EngineError;
use crate::engine::partials::Partials;
use crate::log::Tally;

/// Name of the merge among the stages.
pub(super) const MERGE: &str = "merge";
/// Partials that may wait for the merge before workers block. With the one that each worker's thread holds, this bounds memory.
const WAITING: usize = 1;

/// The merged results of all workers.
pub(super) struct Merged {
    /// Filters and states, without files.
    pub total: Partials,
    /// The outcome of each split.
    pub parts: Vec<SplitOutcome>,
}

/// Merges results in a thread of its own.
pub(super) struct Merger {
    plan: Plan,
    total: Partials,
    parts: Vec<SplitOutcome>,
    events: Receiver<SplitEvent>,
    cancel: Cancel,
    abort: Cancel,
    started: Instant,
    stage: Arc<Mutex<StageSnapshot>>,
}

impl Merger {
    /// A merge of `splits` results, and the channel for its events. It ends when all senders are gone.
    pub(super) fn new(plan: &Plan, splits: usize, cancel: &Cancel) -> (Sender<SplitEvent>, Merger) {
        let (sender, events) = bounded(WAITING);
        let stage = StageSnapshot::new(MERGE, StageKind::Reducer, 1);
        let gathering = Merger {
            plan: plan.clone(),
            total: Partials::identity(plan),
            parts: (0..splits).map(|_| SplitOutcome::default()).collect(),
            events,
            cancel: cancel.clone(),
            abort: Cancel::new(),
            started: Instant::now(),
            stage: Arc::new(Mutex::new(stage)),
        };
        (sender, gathering)
    }

    /// Its metrics.
    pub(super) fn stage(&self) -> Arc<Mutex<StageSnapshot>> {
        Arc::clone(&self.stage)
    }

    /// The token that ends all workers; cancelled if the run fails.
    pub(super) fn abort(&self) -> Cancel {
        self.abort.clone()
    }

    /// Merges until all workers are done.
    ///
    /// # Errors
    /// The first fatal failure; the workers are then ended.
    pub(super) fn run(mut self) -> Result<Merged, EngineError> {
        while let Ok(event) = self.events.recv() {
            if let Err(error) = self.take(event) {
                self.abort.cancel();
                return Err(error);
            }
        }
        let is_lost = |part: &SplitOutcome| matches!(part, SplitOutcome::Untouched);
        if self.parts.iter().any(is_lost) && !self.cancel.is_cancelled() {
            return Err(JobError::Lost.into());
        }
        Ok(Merged { total: self.total, parts: self.parts })
    }

    fn take(&mut self, event: SplitEvent) -> Result<(), EngineError> {
        match event {
            SplitEvent::Read { split, complete, frame } => {
                self.merge(split, complete, &frame)?;
                self.total.limit_memory(&self.plan)?;
            }
            SplitEvent::GivenUp { split, fault, tries } => self.parts[split] = SplitOutcome::GivenUp { fault, tries },
            SplitEvent::TooLarge { split, bytes } => self.parts[split] = SplitOutcome::TooLarge { bytes },
            SplitEvent::Failed(failure) => return Err(RunError::from(failure).into()),
            SplitEvent::Broken(fault) => {
                let advice = advice(&self.plan, &fault);
                return Err(JobError::NotStarted { fault, advice }.into());
            }
        }
        Ok(())
    }

    fn merge(&mut self, split: usize, complete: bool, frame: &[u8]) -> Result<(), JobError> {
        let started = Instant::now();
        let Some(WorkerMessage::Partials(_, bytes)) = WorkerMessage::decode(frame) else { return Err(JobError::Lost) };
        let files = self.total.absorb_but_files(&self.plan, Encoded::open(bytes)?)?;
        let Tally { parsed: records, bytes, .. } = total(&files);
        self.parts[split] = SplitOutcome::Read { complete, accounts: files };
        let states = self.total.states.iter().zip(&self.plan.reducers);
        let state_bytes: usize = states.map(|(state, reducer)| reducer.reducer.state_bytes(state)).sum();
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        stage.batches_in += 1;
        stage.records_in += records;
        stage.bytes_in += bytes;
        stage.busy_seconds += started.elapsed().as_secs_f64();
        stage.idle_seconds = (self.started.elapsed().as_secs_f64() - stage.busy_seconds).max(0.0);
        stage.state_bytes = state_bytes as u64;
        Ok(())
    }
}

/// A snapshot of the merge's metrics.
pub(super) fn merge_stage(stage: &Mutex<StageSnapshot>) -> StageSnapshot {
    stage.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
