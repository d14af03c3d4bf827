//! The answers owed for submitted calls: one for each message, however it ends.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam::channel::Sender;

use super::pack::Pack;
use crate::executor::{Slot, TaskError};
use crate::panic::catch;

/// The results of some items, or why there are none.
pub(super) type ItemAnswer = (Range<usize>, Result<Pack, TaskError>);

/// Receives answers.
pub(super) enum AnswerSink {
    /// A chunk of a map, by its number.
    Map { chunk: u64, send: Sender<(u64, Vec<ItemAnswer>)>, abandoned: Arc<AtomicBool> },
    /// The single item of a task.
    Task(Arc<Slot<(), Vec<u8>>>),
}

/// Collects the answers to a message, and delivers them when its last holder is gone. The receiver notices missing items.
pub(super) struct PendingAnswers {
    payee: AnswerSink,
    answers: Mutex<Vec<ItemAnswer>>,
}

impl PendingAnswers {
    pub(super) fn new(payee: AnswerSink) -> Arc<PendingAnswers> {
        Arc::new(PendingAnswers { payee, answers: Mutex::default() })
    }

    /// Starts the (remaining) calls; returns `false` if nobody wants their results any more.
    pub(super) fn begin(&self) -> bool {
        match &self.payee {
            AnswerSink::Map { abandoned, .. } => !abandoned.load(Ordering::Relaxed),
            AnswerSink::Task(slot) => slot.begin().is_some(),
        }
    }

    /// Adds the results of some items.
    pub(super) fn answer(&self, range: Range<usize>, values: Result<Pack, TaskError>) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).push((range, values));
    }
}

impl Drop for PendingAnswers {
    fn drop(&mut self) {
        let answers = std::mem::take(self.answers.get_mut().unwrap_or_else(PoisonError::into_inner));
        match &self.payee {
            // The map may have been dropped.
            AnswerSink::Map { chunk, send, .. } => drop(send.send((*chunk, answers))),
            AnswerSink::Task(slot) => {
                if let Some((_, values)) = answers.into_iter().next() {
                    slot.begin();
                    let value = values.map(|pack| pack.iter().next().unwrap_or_default().to_vec());
                    slot.finish(value);
                }
                // A waker is the executor's code; the thread must survive it.
                let _ = catch(|| slot.settle());
            }
        }
    }
}
