//! The shell of a pool: threads that share one mailbox and apply one transform each.

use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use actix::{Actor, Handler, SyncArbiter, SyncContext};

use crate::batch_message::{BatchMessage, EndOfInput, Kill};
use crate::drain_counter::DrainCounter;
use crate::error::StartError;
use crate::gate::Gate;
use crate::lifeline::{Lifeline, Post};
use crate::outlet::{Inlet, Onward};
use crate::panic::catch;
use crate::pool_size::PoolSize;
use crate::roles::Transform;
use crate::step::step;

/// Shared by the threads of a pool, which finish out of order: only together do they know that everything is done.
pub(crate) struct PoolState<O> {
    intake: Mutex<DrainCounter>,
    onward: O,
    /// Called once, when everything announced has been forwarded.
    drained: Box<dyn Fn() + Send + Sync>,
}

impl<O> PoolState<O> {
    pub(crate) fn new(inputs: usize, onward: O, drained: Box<dyn Fn() + Send + Sync>) -> PoolState<O> {
        PoolState { intake: Mutex::new(DrainCounter::new(inputs)), onward, drained }
    }

    fn note(&self, event: impl FnOnce(&mut DrainCounter) -> bool) -> bool {
        event(&mut self.intake.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn end<T, K>(&self)
    where
        O: Onward<T, K>,
    {
        self.onward.end();
        (self.drained)();
    }
}

/// What pool threads are made of. They hold it until they end; the post, which reports that, is dropped last.
pub(crate) struct PoolLaunch<W: Transform, O> {
    pub(crate) factory: Arc<dyn Fn() -> W + Send + Sync>,
    pub(crate) crew: Arc<PoolState<O>>,
    pub(crate) report: Report<W>,
    pub(crate) post: Post,
}

/// Reports the result of a thread.
type Report<W> = Arc<dyn Fn(<W as Transform>::Summary) + Send + Sync>;

impl<W: Transform, O> PoolLaunch<W, O> {
    /// Starts the threads on the system of the calling thread.
    pub(crate) fn start<K>(self, name: &str, size: PoolSize) -> Result<Inlet<W::In, K>, StartError>
    where
        K: Send + 'static,
        O: Onward<W::Out, K>,
    {
        let (metrics, alarm) = (Arc::clone(&self.post.metrics), Arc::clone(&self.post.alarm));
        let gate = match size {
            PoolSize::Fixed(_) => None,
            PoolSize::Pressure { most } => Some(Arc::new(Gate::new(most, Arc::clone(&metrics)))),
        };
        let worker = move || self.hire(gate.clone());
        let mut names = (0..).map(|index| format!("{}-{index}", name.replace('\0', "")));
        let thread = move || thread::Builder::new().name(names.next().unwrap_or_default());
        let address = catch(|| SyncArbiter::start_with_thread_builder(size.most(), thread, worker))
            .map_err(|panic| StartError::Threads { reason: panic.message })?;
        Ok(Inlet::new(address, metrics, alarm))
    }

    fn hire<K>(&self, gate: Option<Arc<Gate>>) -> PoolWorker<W, K, O>
    where
        O: Onward<W::Out, K>,
    {
        // Create the lifeline first, so that a panic of the factory is noticed.
        let lifeline = if gate.is_some() { self.post.attach_uncounted() } else { self.post.attach() };
        let (crew, report) = (Arc::clone(&self.crew), Arc::clone(&self.report));
        PoolWorker { transform: Some((self.factory)()), crew, report, gate, lifeline, token: PhantomData }
    }
}

/// One thread of the pool. `K` travels with a message: in a pipeline, the ticket of its credit.
pub(crate) struct PoolWorker<W: Transform, K, O: Onward<W::Out, K>> {
    /// `None` once the thread has ended.
    transform: Option<W>,
    crew: Arc<PoolState<O>>,
    report: Report<W>,
    /// `None` if all threads of the pool are always at work.
    gate: Option<Arc<Gate>>,
    lifeline: Lifeline,
    token: PhantomData<K>,
}

impl<W: Transform, K, O: Onward<W::Out, K>> Unpin for PoolWorker<W, K, O> {}

impl<W: Transform, K: 'static, O: Onward<W::Out, K>> Actor for PoolWorker<W, K, O> {
    type Context = SyncContext<Self>;

    /// Called when the mailbox is closed, at the end of the run.
    fn stopped(&mut self, _: &mut Self::Context) {
        let drained = self.crew.note(|intake| intake.drained());
        let Some(transform) = self.transform.take().filter(|_| drained && !self.lifeline.failed()) else { return };
        match catch(|| transform.finish()) {
            Ok(summary) => {
                self.lifeline.finish();
                (self.report)(summary);
            }
            Err(panic) => self.lifeline.panicked(panic),
        }
    }
}

impl<W: Transform, K: Send + 'static, O: Onward<W::Out, K>> Handler<BatchMessage<W::In, K>> for PoolWorker<W, K, O> {
    type Result = ();

    fn handle(&mut self, envelope: BatchMessage<W::In, K>, _: &mut Self::Context) {
        let _place = self.gate.as_ref().map(|gate| gate.enter());
        let Some((input, token)) = self.lifeline.open(envelope) else { return };
        let Some(transform) = &mut self.transform else { return };
        let Some(out) = step(transform, input, &self.lifeline) else { return };
        self.crew.onward.pass(out, token);
        if self.crew.note(DrainCounter::processed) {
            self.crew.end();
        }
    }
}

impl<W: Transform, K: 'static, O: Onward<W::Out, K>> Handler<EndOfInput> for PoolWorker<W, K, O> {
    type Result = ();

    fn handle(&mut self, end: EndOfInput, _: &mut Self::Context) {
        if self.crew.note(|intake| intake.ended(end.announced)) {
            self.crew.end();
        }
    }
}

impl<W: Transform, K: 'static, O: Onward<W::Out, K>> Handler<Kill> for PoolWorker<W, K, O> {
    type Result = ();

    fn handle(&mut self, kill: Kill, _: &mut Self::Context) {
        kill.strike()
    }
}
