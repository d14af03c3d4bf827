//! Messages between a [`Pool`](crate::Pool) and its threads; they hide the type of the user's function.

use std::sync::Arc;

use crate::credit::Ticket;
use crate::metrics::StageMetrics;
use crate::outlet::Onward;
use crate::panic::{Panic, catch};
use crate::roles::{BoxError, Load, Transform};

/// Calls that are sent as one message, and where their results go. Methods are called in this order.
pub(super) trait Work: Send + Sync {
    /// Number of calls.
    fn calls(&self) -> u64;

    /// Makes the calls. A panic unwinds and leaves the remaining calls to [`salvage`](Work::salvage).
    fn run(&self);

    /// Records the panic as the result of its call and makes the remaining calls. Does not unwind.
    fn salvage(&self, panic: &Panic);

    /// Counts the calls that returned and those that panicked.
    fn tally(&self) -> (u64, u64);

    /// Delivers the results; calls that were not made are [`Closed`](crate::TaskError::Closed). Idempotent. May unwind if a value panics
    /// when it is dropped.
    fn settle(&self);
}

/// The payload of a message.
#[derive(Clone)]
pub(crate) struct PoolJob {
    work: Arc<dyn Work>,
    records: u64,
    rejected: u64,
}

impl PoolJob {
    pub(super) fn new(work: Arc<dyn Work>) -> PoolJob {
        let records = work.calls();
        PoolJob { work, records, rejected: 0 }
    }

    fn done(self) -> PoolJob {
        let (records, rejected) = self.work.tally();
        PoolJob { records, rejected, ..self }
    }
}

/// A record is one call. The size of its values is unknown, so bytes are 0.
impl Load for PoolJob {
    fn records(&self) -> u64 {
        self.records
    }

    fn bytes(&self) -> u64 {
        0
    }
}

/// What a pool thread does with a message.
pub(super) struct CallRunner;

impl Transform for CallRunner {
    type In = PoolJob;
    type Out = PoolJob;
    type Summary = ();

    fn apply(&mut self, job: PoolJob) -> Result<PoolJob, BoxError> {
        job.work.run();
        Ok(job.done())
    }

    fn salvage(&mut self, job: PoolJob, panic: &Panic) -> Result<PoolJob, BoxError> {
        job.work.salvage(panic);
        Ok(job.done())
    }

    fn rejected(&mut self, job: &PoolJob) -> u64 {
        job.rejected
    }

    fn finish(self) {}
}

/// Travels with a job: its credit, and the guarantee that its results are settled however it ends.
pub(crate) struct Promise {
    work: Option<Arc<dyn Work>>,
    ticket: Option<Ticket<()>>,
}

impl Promise {
    /// `ticket` is `None` for work that is done immediately, or not at all.
    pub(super) fn new(work: Arc<dyn Work>, ticket: Option<Ticket<()>>) -> Promise {
        Promise { work: Some(work), ticket }
    }
}

impl Drop for Promise {
    /// Returns the credit first, so that it is available to whoever sees the result.
    fn drop(&mut self) {
        drop(self.ticket.take());
        let work = self.work.take();
        // A value that panics when it is dropped cannot be reported, and the thread must go on.
        let _ = catch(move || work.iter().for_each(|work| work.settle()));
    }
}

/// The last stage: delivers results.
pub(crate) struct Delivery(pub(super) Arc<StageMetrics>);

impl Onward<PoolJob, Promise> for Delivery {
    fn pass(&self, job: PoolJob, promise: Promise) {
        self.0.passed(&job);
        drop(job);
        drop(promise);
    }

    fn end(&self) {}
}

/// Makes calls on the calling thread, with the guards of a pool thread.
pub(super) fn do_here(work: Arc<dyn Work>) {
    if let Err(panic) = catch(|| work.run()) {
        work.salvage(&panic);
    }
    drop(Promise::new(work, None));
}
