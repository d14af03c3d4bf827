//! The pool as an executor: order, bounds, panics and the end.

mod asynchronous;
mod bounds;
mod closing;
mod hostile;
mod mapping;
mod nesting;
mod tasks;

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::Barrier;

use crossbeam::channel::{Receiver, Sender, bounded};
use logmill_actors::Pool;

/// A pool with this many threads.
fn pool(threads: usize) -> Pool {
    Pool::threads(threads).expect("threads can be had")
}

/// Panics without printing anything.
fn unwind(message: &'static str) -> ! {
    resume_unwind(Box::new(message))
}

/// A gate: waiting at the receiver ends when the sender is dropped.
fn gate() -> (Sender<()>, Receiver<()>) {
    bounded(0)
}

/// Waits until a gate is open.
fn pass(gate: Receiver<()>) {
    // Nothing is ever sent: the wait ends when the sender is dropped.
    let _ = gate.recv();
}

/// Waits until everybody has arrived.
fn meet(meeting: Arc<Barrier>) {
    meeting.wait();
}

/// Checks that an idle pool has all its threads: they meet, which takes every one of them.
fn assert_all_threads_alive(pool: &Pool) {
    let meeting = Arc::new(Barrier::new(pool.thread_count()));
    let tasks: Vec<_> = (0..pool.thread_count()).map(|_| pool.submit(meet, meeting.clone())).collect();
    for task in tasks {
        assert_eq!(task.wait(), Ok(()));
    }
}

/// Checks that an idle pool has all its credits: exactly that many tasks can wait at a gate.
fn assert_all_credits_there(pool: &Pool, credits: usize) {
    let (open, gate) = gate();
    let tasks: Vec<_> =
        (0..credits).map(|_| pool.try_submit(pass, gate.clone()).ok().expect("a credit is there")).collect();
    assert!(pool.try_submit(pass, gate.clone()).is_err(), "there is one credit too many");
    drop(open);
    for task in tasks {
        assert_eq!(task.wait(), Ok(()));
    }
}
