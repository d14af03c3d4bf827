//! What a sketch is.

use crate::reduce::state::StateError;

/// State of a group that does not fit a fixed number of words.
///
/// Laws, property-tested with the measure: all of these depend only on what was added, in whatever order it came; and memory never
/// shrinks when more is added.
pub trait Sketch: Default + Send + 'static {
    /// Memory that it holds beside its own size, in bytes.
    fn bytes(&self) -> usize;

    /// Appends the sketch to `out`.
    fn encode(&self, out: &mut Vec<u8>);

    /// Reads what [`Sketch::encode`] wrote.
    ///
    /// # Errors
    /// [`StateError`] for any other bytes.
    fn decode(bytes: &[u8]) -> Result<Self, StateError>;
}

/// No sketch.
impl Sketch for () {
    fn bytes(&self) -> usize {
        0
    }

    fn encode(&self, _: &mut Vec<u8>) {}

    fn decode(bytes: &[u8]) -> Result<(), StateError> {
        if bytes.is_empty() { Ok(()) } else { Err(StateError::TooLong { bytes: bytes.len() }) }
    }
}
