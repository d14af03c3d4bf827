//! A pipeline: its start, metrics and end.

mod launch;
mod outcome;
mod system;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, RecvTimeoutError, Sender, bounded, select, unbounded};

use self::outcome::{EventOf, GatheredOf, OutcomeBuilder};
pub use self::outcome::{Outcome, OutcomeOf};
use crate::cancel::Cancel;
use crate::error::{RunError, StartError};
use crate::host::Host;
use crate::lifeline::{Alarm, Post};
use crate::metrics::{StageMetrics, StageSnapshot};
use crate::outlet::Switch;
use crate::roles::{Fold, Load, Source, Transform};
use crate::spec::PipelineSpec;

/// How long a failed run waits for its threads. A thread stuck in user code, such as a read that never returns, is then left alone: reporting
/// the error matters more.
const PATIENCE: Duration = Duration::from_secs(1);

/// Starts a pipeline on its own threads. Callers may be on any thread, and pipelines may run concurrently.
///
/// # Errors
/// Returns what is wrong with the graph, or the error of the system; nothing is left running.
pub fn start<S, W, F, G>(spec: PipelineSpec<S, W, F, G>) -> Result<Running<S, W, F, G>, StartError>
where
    S: Source,
    W: Transform<In = S::Out>,
    W::Out: Load + Clone,
    F: Transform<In = W::Out, Out = W::Out>,
    G: Fold<In = W::Out>,
{
    spec.check()?;
    let folds: Vec<usize> = spec.folds.iter().map(|fold| fold.instances.len()).collect();
    let gathered = OutcomeBuilder::new(spec.readers.sources.len(), spec.filters.len(), &folds);
    let (metrics, cancel) = (spec.metrics(), spec.cancel.clone());
    let (alarm, failure) = Alarm::new(cancel.clone());
    let (leash, threads_gone) = bounded(0);
    let (events, finished) = unbounded();
    let posts = metrics.iter().map(|metrics| Post::new(Arc::clone(metrics), Arc::clone(&alarm), leash.clone()));
    let posts = posts.collect();
    let (host, switches) = system::start(spec, posts, events.clone(), leash).inspect_err(|_| alarm.abandon())?;
    let finished = Finished { events: finished, _open: events };
    let (gathered, host) = (Some(gathered), Some(host));
    Ok(Running { metrics, cancel, alarm, failure, finished, threads_gone, gathered, host, switches })
}

/// A running pipeline. Dropping it abandons the run.
pub struct Running<S: Source, W: Transform, F: Transform, G: Fold> {
    metrics: Vec<Arc<StageMetrics>>,
    cancel: Cancel,
    alarm: Arc<Alarm>,
    failure: Receiver<RunError>,
    finished: Finished<EventOf<S, W, F, G>>,
    threads_gone: Receiver<Infallible>,
    /// `None` once the run is over.
    gathered: Option<GatheredOf<S, W, F, G>>,
    /// `None` once the run is over.
    host: Option<Host>,
    /// One for each stage, in graph order.
    switches: Vec<Switch>,
}

/// The reports of the instances. The channel stays open when all are gone, so that only the alarm reports deaths.
struct Finished<E> {
    events: Receiver<E>,
    _open: Sender<E>,
}

impl<S: Source, W: Transform, F: Transform, G: Fold> Running<S, W, F, G> {
    /// Reads the metrics of all stages in graph order: readers, pool, filters, folds. This is cheap and blocks nothing.
    pub fn snapshot(&self) -> Vec<StageSnapshot> {
        self.metrics.iter().map(|metrics| metrics.snapshot()).collect()
    }

    /// Returns the token that stops the readers. What was read is processed and the run ends with a normal outcome.
    pub fn cancel(&self) -> Cancel {
        self.cancel.clone()
    }

    /// Waits for the end of the run, at most for `timeout`; `None` if it goes on. Always `None` after the end was returned.
    ///
    /// When it returns, the pipeline's threads have released everything. After an error, one thread that is stuck in user code may remain; it
    /// ends with that call.
    ///
    /// # Errors
    /// Returns the first error of any actor.
    pub fn wait(&mut self, timeout: Duration) -> Option<Result<OutcomeOf<S, W, F, G>, RunError>> {
        let deadline = Instant::now().checked_add(timeout);
        let mut gathered = self.gathered.take()?;
        while !gathered.is_complete() {
            let left = deadline.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()));
            select! {
                recv(self.failure) -> error => return error.ok().map(|error| self.failed(error)),
                recv(self.finished.events) -> event => gathered.take(event.ok()?),
                default(left) => {
                    self.gathered = Some(gathered);
                    return None;
                }
            }
        }
        Some(self.succeeded(gathered))
    }

    /// Kills an actor of a stage, given by its index in graph order. For tests. Of several instances, one is killed.
    #[doc(hidden)]
    pub fn kill(&self, stage: usize) {
        if let Some(switch) = self.switches.get(stage) {
            switch.kill();
        }
    }

    fn failed<T>(&mut self, error: RunError) -> Result<T, RunError> {
        self.shut_down(Some(PATIENCE));
        Err(error)
    }

    fn succeeded(&mut self, mut gathered: GatheredOf<S, W, F, G>) -> Result<OutcomeOf<S, W, F, G>, RunError> {
        self.shut_down(None);
        self.finished.events.try_iter().for_each(|event| gathered.take(event));
        match self.failure.try_recv() {
            Ok(error) => Err(error),
            Err(_) => Ok(gathered.outcome(self.snapshot())),
        }
    }

    /// Stops the actors and waits for their threads, at most for the grace period.
    fn shut_down(&mut self, patience: Option<Duration>) {
        let Some(host) = self.host.take() else { return };
        host.stop();
        let gone = match patience {
            None => self.threads_gone.recv().is_err(),
            Some(patience) => self.threads_gone.recv_timeout(patience) == Err(RecvTimeoutError::Disconnected),
        };
        if gone {
            host.join();
        }
    }
}

impl<S: Source, W: Transform, F: Transform, G: Fold> Drop for Running<S, W, F, G> {
    fn drop(&mut self) {
        if self.host.is_some() {
            self.alarm.abandon();
            self.shut_down(Some(PATIENCE));
        }
    }
}
