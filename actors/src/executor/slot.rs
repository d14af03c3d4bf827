//! The place that whoever makes a call and whoever waits for its result share.

use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::error::TaskError;

/// How far a call is. `C` is what is needed to make it.
enum State<C, T> {
    Queued(C),
    Running,
    /// Returned, or failed, but not announced yet.
    Finished(Result<T, TaskError>),
    /// There for the holder of the task to see.
    Settled(Result<T, TaskError>),
    /// The holder has it.
    Taken,
}

/// One call and its result.
pub(crate) struct Slot<C, T> {
    inner: Mutex<Inner<C, T>>,
    settled: Condvar,
}

struct Inner<C, T> {
    state: State<C, T>,
    waker: Option<Waker>,
}

impl<C, T> Inner<C, T> {
    fn replace(&mut self, state: State<C, T>) -> State<C, T> {
        mem::replace(&mut self.state, state)
    }

    /// Takes the result out, if it is there.
    fn take(&mut self) -> Option<Result<T, TaskError>> {
        match self.replace(State::Taken) {
            State::Settled(result) => Some(result),
            other => {
                self.state = other;
                None
            }
        }
    }
}

/// For whoever makes the call.
impl<C, T> Slot<C, T> {
    pub(crate) fn new(call: C) -> Arc<Slot<C, T>> {
        let inner = Mutex::new(Inner { state: State::Queued(call), waker: None });
        Arc::new(Slot { inner, settled: Condvar::new() })
    }

    /// Starts the call; none when it has started before, or was cancelled.
    pub(crate) fn begin(&self) -> Option<C> {
        let mut inner = self.lock();
        match inner.replace(State::Running) {
            State::Queued(call) => Some(call),
            other => {
                inner.state = other;
                None
            }
        }
    }

    /// Puts the result of a call that was begun here; nobody sees it before [`settle`](Slot::settle).
    pub(crate) fn finish(&self, result: Result<T, TaskError>) {
        let mut inner = self.lock();
        if matches!(inner.state, State::Running) {
            inner.state = State::Finished(result);
        }
    }

    /// Counts the calls that returned and those that failed and are not settled yet.
    pub(super) fn tally(&self) -> (u64, u64) {
        match &self.lock().state {
            State::Finished(Ok(_)) => (1, 0),
            State::Finished(Err(_)) => (0, 1),
            _ => (0, 0),
        }
    }

    /// Makes the result known; that of a call without one is [`Closed`](TaskError::Closed). A second time it does nothing. It may
    /// unwind, by what was needed for the call, or by a waker.
    pub(crate) fn settle(&self) {
        let mut inner = self.lock();
        match inner.replace(State::Taken) {
            State::Finished(result) => self.announce(inner, result),
            State::Queued(call) => {
                self.announce(inner, Err(TaskError::Closed));
                drop(call);
            }
            State::Running => self.announce(inner, Err(TaskError::Closed)),
            known @ (State::Settled(_) | State::Taken) => inner.state = known,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner<C, T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lock is free before anything of the user's is woken.
    fn announce(&self, mut inner: MutexGuard<'_, Inner<C, T>>, result: Result<T, TaskError>) {
        inner.state = State::Settled(result);
        let waker = inner.waker.take();
        drop(inner);
        self.settled.notify_all();
        waker.into_iter().for_each(Waker::wake);
    }
}

/// For whoever waits for it.
impl<C, T> Slot<C, T> {
    /// Blocks until the result is there; when it was taken before, it is [`Closed`](TaskError::Closed).
    pub(crate) fn wait(&self) -> Result<T, TaskError> {
        let mut inner = self.lock();
        loop {
            if let Some(result) = inner.take() {
                return result;
            }
            if matches!(inner.state, State::Taken) {
                return Err(TaskError::Closed);
            }
            inner = self.settled.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Blocks until the result is there, at most so long; none when it is not, or was taken before.
    pub(crate) fn wait_timeout(&self, timeout: Duration) -> Option<Result<T, TaskError>> {
        let deadline = Instant::now().checked_add(timeout);
        let mut inner = self.lock();
        loop {
            let left = deadline.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()));
            let result = inner.take();
            if result.is_some() || left.is_zero() || matches!(inner.state, State::Taken) {
                return result;
            }
            inner = self.settled.wait_timeout(inner, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Takes the call back if it has not started, and tells whether that is so.
    pub(crate) fn cancel(&self) -> bool {
        let mut inner = self.lock();
        match inner.replace(State::Taken) {
            State::Queued(call) => {
                self.announce(inner, Err(TaskError::Cancelled));
                drop(call);
                true
            }
            started => {
                let cancelled = matches!(started, State::Settled(Err(TaskError::Cancelled)));
                inner.state = started;
                cancelled
            }
        }
    }

    /// Tells whether there is nothing left to wait for.
    pub(crate) fn is_done(&self) -> bool {
        matches!(self.lock().state, State::Settled(_) | State::Taken)
    }

    /// Takes the result if it is there, and otherwise has the last one who asked woken when it is.
    pub(crate) fn poll(&self, context: &mut Context<'_>) -> Poll<Result<T, TaskError>> {
        let mut inner = self.lock();
        match inner.take() {
            Some(result) => Poll::Ready(result),
            None => {
                let waker = inner.waker.replace(context.waker().clone());
                drop(inner);
                // A waker is the executor's code: it is dropped where no lock is held.
                drop(waker);
                Poll::Pending
            }
        }
    }

    /// Says in a word how far the call is.
    pub(crate) fn stage(&self) -> &'static str {
        match &self.lock().state {
            State::Queued(_) => "queued",
            State::Running | State::Finished(_) => "running",
            State::Settled(Ok(_)) => "returned",
            State::Settled(Err(_)) => "failed",
            State::Taken => "taken",
        }
    }
}
