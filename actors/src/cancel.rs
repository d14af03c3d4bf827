//! A cancellation token.

use std::convert::Infallible;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam::channel::{Receiver, Sender, bounded};

/// Tells the readers of a pipeline to stop before their next message. What was read is still processed.
///
/// Clones share one state. A pipeline that fails cancels its token too.
///
/// ```
/// let cancel = logmill_actors::Cancel::new();
/// let elsewhere = cancel.clone();
/// elsewhere.cancel();
/// assert!(cancel.is_cancelled());
/// assert!(cancel.signal().recv().is_err(), "a wait for the signal is over");
/// ```
#[derive(Clone)]
pub struct Cancel {
    shared: Arc<Shared>,
}

struct Shared {
    cancelled: AtomicBool,
    /// Never carries a message; dropping the sender is the signal.
    sender: Mutex<Option<Sender<Infallible>>>,
    signal: Receiver<Infallible>,
}

impl Cancel {
    /// Creates a token that is not cancelled.
    pub fn new() -> Cancel {
        let (sender, signal) = bounded(0);
        Cancel {
            shared: Arc::new(Shared { cancelled: AtomicBool::new(false), sender: Mutex::new(Some(sender)), signal }),
        }
    }

    /// Cancels for good. Further calls have no effect.
    pub fn cancel(&self) {
        self.shared.cancelled.store(true, Ordering::SeqCst);
        self.shared.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Returns whether [`cancel`](Cancel::cancel) was called.
    pub fn is_cancelled(&self) -> bool {
        self.shared.cancelled.load(Ordering::SeqCst)
    }

    /// Returns a channel for `select!` that carries no message and is disconnected by [`cancel`](Cancel::cancel).
    pub fn signal(&self) -> &Receiver<Infallible> {
        &self.shared.signal
    }
}

impl Default for Cancel {
    fn default() -> Cancel {
        Cancel::new()
    }
}

impl fmt::Debug for Cancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cancel({})", self.is_cancelled())
    }
}
