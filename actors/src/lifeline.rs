//! Detects the death of actors by drop guards.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam::channel::{Receiver, Sender, bounded};

use crate::batch_message::BatchMessage;
use crate::cancel::Cancel;
use crate::error::RunError;
use crate::metrics::StageMetrics;
use crate::panic::Panic;
use crate::roles::{BoxError, Load};

/// The alarm of a pipeline: keeps the first error and wakes the readers.
pub(crate) struct Alarm {
    raised: AtomicBool,
    first: Sender<RunError>,
    cancel: Cancel,
}

impl Alarm {
    pub(crate) fn new(cancel: Cancel) -> (Arc<Alarm>, Receiver<RunError>) {
        let (first, errors) = bounded(1);
        (Arc::new(Alarm { raised: AtomicBool::new(false), first, cancel }), errors)
    }

    pub(crate) fn raise(&self, error: RunError) {
        // A second error is a consequence of the first.
        if !self.raised.swap(true, Ordering::SeqCst) {
            let _ = self.first.try_send(error);
        }
        self.cancel.cancel();
    }

    /// Makes the shells drop their work, without an error: the outcome is not wanted any more.
    pub(crate) fn abandon(&self) {
        self.raised.store(true, Ordering::SeqCst);
        self.cancel.cancel();
    }

    pub(crate) fn is_raised(&self) -> bool {
        self.raised.load(Ordering::SeqCst)
    }
}

/// Shared by all instances of a stage.
#[derive(Clone)]
pub(crate) struct Post {
    pub(crate) metrics: Arc<StageMetrics>,
    pub(crate) alarm: Arc<Alarm>,
    /// Disconnected when the last holder is gone: then no thread holds anything of the pipeline.
    _leash: Sender<Infallible>,
}

impl Post {
    pub(crate) fn new(metrics: Arc<StageMetrics>, alarm: Arc<Alarm>, leash: Sender<Infallible>) -> Post {
        Post { metrics, alarm, _leash: leash }
    }

    /// Attaches a new instance to the pipeline.
    pub(crate) fn attach(&self) -> Lifeline {
        self.metrics.alive().enter();
        Lifeline { post: self.clone(), counts: true, finished: false }
    }

    /// Attaches a new instance whose lifetime is counted elsewhere.
    pub(crate) fn attach_uncounted(&self) -> Lifeline {
        Lifeline { post: self.clone(), counts: false, finished: false }
    }
}

/// Attaches an instance to the pipeline. If dropped before [`finish`](Lifeline::finish), it reports the actor's death.
pub(crate) struct Lifeline {
    post: Post,
    /// Whether its lifetime is part of the stage's.
    counts: bool,
    finished: bool,
}

impl Lifeline {
    pub(crate) fn metrics(&self) -> &StageMetrics {
        &self.post.metrics
    }

    /// Takes a batch out of its envelope; `None` if the run has failed and work is dropped.
    pub(crate) fn open<T: Load, K>(&self, envelope: BatchMessage<T, K>) -> Option<(T, K)> {
        self.metrics().taken(&envelope.payload, envelope.sent.elapsed());
        (!self.failed()).then_some((envelope.payload, envelope.token))
    }

    /// Returns whether any actor of the pipeline has failed.
    pub(crate) fn failed(&self) -> bool {
        self.post.alarm.is_raised()
    }

    /// Fails the run with a panic, and counts it.
    pub(crate) fn panicked(&self, panic: Panic) {
        self.metrics().panicked();
        self.post.alarm.raise(RunError::Panicked { stage: self.stage(), message: panic.message });
    }

    /// Fails the run with an error of this stage.
    pub(crate) fn fail(&self, error: BoxError) {
        self.post.alarm.raise(RunError::Failed { stage: self.stage(), error });
    }

    /// Marks the instance as finished: its end is not a death.
    pub(crate) fn finish(&mut self) {
        self.finished = true;
    }

    fn stage(&self) -> String {
        self.metrics().name().to_owned()
    }
}

impl Drop for Lifeline {
    fn drop(&mut self) {
        if self.counts {
            self.metrics().alive().leave();
        }
        if !self.finished {
            self.post.alarm.raise(RunError::Died { stage: self.stage() });
        }
    }
}
