//! What the user of the crate supplies: plain values with pure methods, which the shells turn into actors.

use crate::panic::Panic;

/// Any error that a transform or a fold reports. It ends the run.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The size of a message, for the metrics.
pub trait Load {
    /// Number of records in the message.
    fn records(&self) -> u64;

    /// Bytes of text in the message.
    fn bytes(&self) -> u64;
}

/// What a source made of a credit.
#[derive(Debug)]
pub enum Pulled<Out, Credit> {
    /// A message; its buffer travels with it.
    Item(Out),
    /// The input has ended, and the buffer was not used.
    End(Credit),
}

/// Produces messages, one for each credit. It runs on a thread of its own and may block on input.
pub trait Source: Send + 'static {
    /// The buffer that circulates.
    type Credit: Send + 'static;
    /// What is produced.
    type Out: Load + Send + 'static;
    /// What is left to say at the end.
    type Summary: Send + 'static;

    /// Fills the buffer with the next message, or hands it back at the end of the input.
    ///
    /// It is not called again after [`Pulled::End`]. A panic ends the run.
    fn pull(&mut self, credit: Self::Credit) -> Pulled<Self::Out, Self::Credit>;

    /// Ends the source: after its last message, or when the run was cancelled.
    fn finish(self) -> Self::Summary;
}

/// Turns one message into one message: the worker of a pool, or a filter. Each instance has a value of its own.
pub trait Transform: Send + 'static {
    /// What comes in. A clone must be cheap: one is kept aside for [`salvage`](Transform::salvage).
    type In: Load + Clone + Send + 'static;
    /// What goes out.
    type Out: Load + Send + 'static;
    /// What is left to say at the end.
    type Summary: Send + 'static;

    /// Transforms a message.
    ///
    /// # Errors
    /// An error ends the run; bad input belongs into the output.
    fn apply(&mut self, input: Self::In) -> Result<Self::Out, BoxError>;

    /// Transforms a message on which [`apply`](Transform::apply) panicked: the bad parts are set aside, the rest is kept.
    ///
    /// The input is a clone of the one that `apply` took.
    ///
    /// # Errors
    /// An error ends the run, and so does a panic.
    fn salvage(&mut self, input: Self::In, panic: &Panic) -> Result<Self::Out, BoxError>;

    /// Counts the records that were set aside in the message just made, for the metrics. It is called once for each.
    fn rejected(&mut self, _out: &Self::Out) -> u64 {
        0
    }

    /// Ends the transform, after its last message.
    fn finish(self) -> Self::Summary;
}

/// Folds messages into state.
pub trait Fold: Send + 'static {
    /// What comes in.
    type In: Load + Send + 'static;
    /// What the state becomes at the end.
    type Out: Send + 'static;

    /// Takes a message into the state.
    ///
    /// # Errors
    /// An error ends the run, and so does a panic: half a message may be in the state, which cannot be trusted any more.
    fn fold(&mut self, input: &Self::In) -> Result<(), BoxError>;

    /// Measures the memory of the state, in bytes. It is called after every message and must be cheap.
    fn state_bytes(&self) -> u64;

    /// Ends the fold, after its last message.
    fn finish(self) -> Self::Out;
}
