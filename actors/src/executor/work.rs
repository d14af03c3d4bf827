//! What travels to the threads of a [`Pool`](crate::Pool) and back: the type of the user's function is forgotten on the way.

use std::sync::Arc;

use crate::credit::Ticket;
use crate::metrics::StageMetrics;
use crate::outlet::Onward;
use crate::panic::{Panic, catch};
use crate::roles::{BoxError, Load, Transform};

/// Calls that go as one message, and the place of their results. The steps come in the order of the methods.
pub(super) trait Work: Send + Sync {
    /// Number of calls.
    fn calls(&self) -> u64;

    /// Makes the calls. A panic of one unwinds out of this, and the calls behind it are left for [`salvage`](Work::salvage).
    fn run(&self);

    /// Gives that panic to its call as the result and makes the calls that are left. It does not unwind.
    fn salvage(&self, panic: &Panic);

    /// Counts the calls that returned and those that panicked.
    fn tally(&self) -> (u64, u64);

    /// Hands the results to whoever waits for them; a call that was not made has [`Closed`](crate::TaskError::Closed). A
    /// second time it does nothing. It may unwind, by a value that panics when it is dropped.
    fn settle(&self);
}

/// The payload of a message.
#[derive(Clone)]
pub(crate) struct Job {
    work: Arc<dyn Work>,
    records: u64,
    rejected: u64,
}

impl Job {
    pub(super) fn new(work: Arc<dyn Work>) -> Job {
        let records = work.calls();
        Job { work, records, rejected: 0 }
    }

    fn done(self) -> Job {
        let (records, rejected) = self.work.tally();
        Job { records, rejected, ..self }
    }
}

/// A record is one call. What its values weigh is not known, so bytes are 0.
impl Load for Job {
    fn records(&self) -> u64 {
        self.records
    }

    fn bytes(&self) -> u64 {
        0
    }
}

/// What a thread of the pool does with a message.
pub(super) struct Labour;

impl Transform for Labour {
    type In = Job;
    type Out = Job;
    type Summary = ();

    fn apply(&mut self, job: Job) -> Result<Job, BoxError> {
        job.work.run();
        Ok(job.done())
    }

    fn salvage(&mut self, job: Job, panic: &Panic) -> Result<Job, BoxError> {
        job.work.salvage(panic);
        Ok(job.done())
    }

    fn rejected(&mut self, job: &Job) -> u64 {
        job.rejected
    }

    fn finish(self) {}
}

/// Travels beside a job: its credit, and the promise that its results are settled in whatever way it ends.
pub(crate) struct Promise {
    work: Option<Arc<dyn Work>>,
    ticket: Option<Ticket<()>>,
}

impl Promise {
    /// Without a ticket for work that is done on the spot, or not at all.
    pub(super) fn new(work: Arc<dyn Work>, ticket: Option<Ticket<()>>) -> Promise {
        Promise { work: Some(work), ticket }
    }
}

impl Drop for Promise {
    /// Who sees the result also finds the credit back.
    fn drop(&mut self) {
        drop(self.ticket.take());
        let work = self.work.take();
        // Nobody is left to be told of a value that panics when it is dropped, and the thread must go on.
        let _ = catch(move || work.iter().for_each(|work| work.settle()));
    }
}

/// The end of the road: results leave the pool.
pub(crate) struct Delivery(pub(super) Arc<StageMetrics>);

impl Onward<Job, Promise> for Delivery {
    fn pass(&self, job: Job, promise: Promise) {
        self.0.passed(&job);
        drop(job);
        drop(promise);
    }

    fn end(&self) {}
}

/// Does work on the calling thread, with the same guards as a thread of the pool.
pub(super) fn do_here(work: Arc<dyn Work>) {
    if let Err(panic) = catch(|| work.run()) {
        work.salvage(&panic);
    }
    drop(Promise::new(work, None));
}
