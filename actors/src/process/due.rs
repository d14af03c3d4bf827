//! What is owed for calls that were handed out: one answer for each message, in whatever way it ends.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam::channel::Sender;

use super::pack::Pack;
use crate::executor::{Slot, TaskError};
use crate::panic::catch;

/// What came of some items: their values, or why there are none.
pub(super) type Answer = (Range<usize>, Result<Pack, TaskError>);

/// Where answers go.
pub(super) enum Payee {
    /// The chunk of that number of a map.
    Map { chunk: u64, send: Sender<(u64, Vec<Answer>)>, abandoned: Arc<AtomicBool> },
    /// The one item of a task.
    Task(Arc<Slot<(), Vec<u8>>>),
}

/// Gathers the answers to a message, and hands them over when its last holder is gone; items without one are for the payee to miss.
pub(super) struct Due {
    payee: Payee,
    answers: Mutex<Vec<Answer>>,
}

impl Due {
    pub(super) fn new(payee: Payee) -> Arc<Due> {
        Arc::new(Due { payee, answers: Mutex::default() })
    }

    /// Starts the calls, or those that are left; false when nobody wants their results any more.
    pub(super) fn begin(&self) -> bool {
        match &self.payee {
            Payee::Map { abandoned, .. } => !abandoned.load(Ordering::Relaxed),
            Payee::Task(slot) => slot.begin().is_some(),
        }
    }

    /// Takes what came of some of the items.
    pub(super) fn answer(&self, range: Range<usize>, values: Result<Pack, TaskError>) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).push((range, values));
    }
}

impl Drop for Due {
    fn drop(&mut self) {
        let answers = std::mem::take(self.answers.get_mut().unwrap_or_else(PoisonError::into_inner));
        match &self.payee {
            // The map may have been dropped half-way.
            Payee::Map { chunk, send, .. } => drop(send.send((*chunk, answers))),
            Payee::Task(slot) => {
                if let Some((_, values)) = answers.into_iter().next() {
                    slot.begin();
                    let value = values.map(|pack| pack.iter().next().unwrap_or_default().to_vec());
                    slot.finish(value);
                }
                // A waker is the executor's code; the thread must go on whatever it does.
                let _ = catch(|| slot.settle());
            }
        }
    }
}
