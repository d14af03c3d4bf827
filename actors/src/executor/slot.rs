//! The slot for one result, shared by the thread that makes a call and the one that waits.

use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::error::TaskError;

/// The progress of a call. `C` is what is needed to make it.
enum State<C, T> {
    Queued(C),
    Running,
    /// Returned or failed, but not announced yet.
    Finished(Result<T, TaskError>),
    /// Available to the holder of the task.
    Settled(Result<T, TaskError>),
    /// Taken by the holder.
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

    /// Takes the result, if it is available.
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

/// For the thread that makes the call.
impl<C, T> Slot<C, T> {
    pub(crate) fn new(call: C) -> Arc<Slot<C, T>> {
        let inner = Mutex::new(Inner { state: State::Queued(call), waker: None });
        Arc::new(Slot { inner, settled: Condvar::new() })
    }

    /// Starts the call; `None` if it was already started or cancelled.
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

    /// Stores the result of a started call; it becomes visible with [`settle`](Slot::settle).
    pub(crate) fn finish(&self, result: Result<T, TaskError>) {
        let mut inner = self.lock();
        if matches!(inner.state, State::Running) {
            inner.state = State::Finished(result);
        }
    }

    /// Counts unsettled calls: those that returned and those that failed.
    pub(super) fn tally(&self) -> (u64, u64) {
        match &self.lock().state {
            State::Finished(Ok(_)) => (1, 0),
            State::Finished(Err(_)) => (0, 1),
            _ => (0, 0),
        }
    }

    /// Announces the result; a call without one is [`Closed`](TaskError::Closed). Idempotent. May unwind when it drops the call's data or wakes the
    /// waiter.
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

    /// Releases the lock before it wakes user code.
    fn announce(&self, mut inner: MutexGuard<'_, Inner<C, T>>, result: Result<T, TaskError>) {
        inner.state = State::Settled(result);
        let waker = inner.waker.take();
        drop(inner);
        self.settled.notify_all();
        waker.into_iter().for_each(Waker::wake);
    }
}

/// For the thread that waits.
impl<C, T> Slot<C, T> {
    /// Blocks until the result is available; if it was already taken, it is [`Closed`](TaskError::Closed).
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

    /// Blocks for at most `timeout`; `None` if the result is not available, or was already taken.
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

    /// Cancels the call if it has not started, and returns whether it did.
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

    /// Returns whether there is nothing left to wait for.
    pub(crate) fn is_done(&self) -> bool {
        matches!(self.lock().state, State::Settled(_) | State::Taken)
    }

    /// Takes the result if it is available; otherwise the last caller's waker is woken when it is.
    pub(crate) fn poll(&self, context: &mut Context<'_>) -> Poll<Result<T, TaskError>> {
        let mut inner = self.lock();
        match inner.take() {
            Some(result) => Poll::Ready(result),
            None => {
                let waker = inner.waker.replace(context.waker().clone());
                drop(inner);
                // A waker is the executor's code: drop it outside of the lock.
                drop(waker);
                Poll::Pending
            }
        }
    }

    /// Names the progress of the call.
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
