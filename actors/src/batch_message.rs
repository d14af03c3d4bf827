//! Messages between shells.

use std::time::Instant;

use actix::Message;

/// One batch: the payload, what travels with it (in a pipeline the ticket of its credit), and when it was sent.
pub(crate) struct BatchMessage<T, K> {
    pub(crate) payload: T,
    pub(crate) token: K,
    pub(crate) sent: Instant,
}

impl<T, K> Message for BatchMessage<T, K> {
    type Result = ();
}

/// The last message of an edge.
pub(crate) struct EndOfInput {
    /// How many batches the edge carried to this receiver.
    pub(crate) announced: u64,
}

impl Message for EndOfInput {
    type Result = ();
}

/// Makes the actor panic outside of every guard, as a defect of a shell would. For tests.
pub(crate) struct Kill;

impl Message for Kill {
    type Result = ();
}

impl Kill {
    /// Panics without printing anything.
    pub(crate) fn strike(self) -> ! {
        std::panic::resume_unwind(Box::new("killed"))
    }
}
