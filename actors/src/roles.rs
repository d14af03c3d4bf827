//! What the user of the crate implements: plain values with pure methods, which the shells turn into actors.

use crate::panic::Panic;

/// Any error of a transform or fold. It ends the run.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The size of a message, for the metrics.
pub trait Load {
    /// Number of records in the message.
    fn records(&self) -> u64;

    /// Bytes of text in the message.
    fn bytes(&self) -> u64;
}

/// The result of a source for a credit.
#[derive(Debug)]
pub enum Pulled<Out, Credit> {
    /// A message; its buffer travels with it.
    Item(Out),
    /// The input has ended, and the buffer was not used.
    End(Credit),
}

/// Produces messages, one for each credit, on a thread of its own; it may block on input.
pub trait Source: Send + 'static {
    /// The circulating buffer.
    type Credit: Send + 'static;
    /// The message.
    type Out: Load + Send + 'static;
    /// The summary at the end.
    type Summary: Send + 'static;

    /// Fills the buffer with the next message, or returns it at the end of the input.
    ///
    /// It is not called again after [`Pulled::End`]. A panic ends the run.
    fn pull(&mut self, credit: Self::Credit) -> Pulled<Self::Out, Self::Credit>;

    /// Ends the source, after its last message or a cancellation.
    fn finish(self) -> Self::Summary;
}

/// Turns one message into one message: the worker of a pool, or a filter. Each instance has a value of its own.
pub trait Transform: Send + 'static {
    /// The input. Clones must be cheap: one is kept for [`salvage`](Transform::salvage).
    type In: Load + Clone + Send + 'static;
    /// The output.
    type Out: Load + Send + 'static;
    /// The summary at the end.
    type Summary: Send + 'static;

    /// Transforms a message.
    ///
    /// # Errors
    /// An error ends the run; bad input belongs into the output.
    fn apply(&mut self, input: Self::In) -> Result<Self::Out, BoxError>;

    /// Transforms a message on which [`apply`](Transform::apply) panicked: sets the bad parts aside and keeps the rest.
    ///
    /// The input is a clone of the one that `apply` took.
    ///
    /// # Errors
    /// An error ends the run, and so does a panic.
    fn salvage(&mut self, input: Self::In, panic: &Panic) -> Result<Self::Out, BoxError>;

    /// Counts the records that were set aside in the last message, for the metrics. Called once per message.
    fn rejected(&mut self, _out: &Self::Out) -> u64 {
        0
    }

    /// Ends the transform, after its last message.
    fn finish(self) -> Self::Summary;
}

/// Folds messages into state.
pub trait Fold: Send + 'static {
    /// The input.
    type In: Load + Send + 'static;
    /// The final state.
    type Out: Send + 'static;

    /// Folds a message into the state.
    ///
    /// # Errors
    /// An error or panic ends the run: half a message may be in the state, which cannot be trusted any more.
    fn fold(&mut self, input: &Self::In) -> Result<(), BoxError>;

    /// Returns the memory of the state in bytes. Called after every message, so it must be cheap.
    fn state_bytes(&self) -> u64;

    /// Ends the fold, after its last message.
    fn finish(self) -> Self::Out;
}
