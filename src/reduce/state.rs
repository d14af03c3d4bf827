//! State that leaves the process: written to a file or sent by a worker, and merged elsewhere.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Reducer;

/// The state of a reducer of type `R`, which can be encoded. Every type with serde's derives is one.
///
/// Law, property-tested for every reducer: absorbing what [`State::encode`] wrote is the same as [`Reducer::merge`].
#[diagnostic::on_unimplemented(note = "derive `serde::Serialize` and `serde::Deserialize` for `{Self}`")]
pub trait State<R>: Send + Sized + 'static {
    /// Appends the state to `out`.
    ///
    /// # Errors
    /// [`StateError`] when the state cannot be written.
    fn encode(&self, reducer: &R, out: &mut Vec<u8>) -> Result<(), StateError>;

    /// Adds an encoded state to this one. After an error, this one may hold a part of the other.
    ///
    /// # Errors
    /// [`StateError`] when the bytes are not a state of this reducer.
    fn absorb(&mut self, reducer: &R, encoded: &[u8]) -> Result<(), StateError>;
}

impl<R, S> State<R> for S
where
    R: Reducer<State = S>,
    S: Serialize + DeserializeOwned + Send + 'static,
{
    fn encode(&self, _: &R, out: &mut Vec<u8>) -> Result<(), StateError> {
        out.extend(postcard::to_stdvec(self)?);
        Ok(())
    }

    fn absorb(&mut self, reducer: &R, encoded: &[u8]) -> Result<(), StateError> {
        let (other, rest) = postcard::take_from_bytes(encoded)?;
        if !rest.is_empty() {
            return Err(StateError::TooLong { bytes: rest.len() });
        }
        reducer.merge(self, other);
        Ok(())
    }
}

/// Why a state cannot be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// The bytes end inside a value.
    #[error("its state is cut off")]
    CutOff,
    /// Bytes are left over when all values are read.
    #[error("its state has {bytes} bytes too many")]
    TooLong {
        /// How many.
        bytes: usize,
    },
    /// The state is that of other measures.
    #[error("its state has {found} numbers for each group, not {expected}")]
    OtherMeasures {
        /// Numbers in the bytes.
        found: u64,
        /// Numbers that the reducer's measures have.
        expected: usize,
    },
    /// The bytes are not what a state is written as.
    #[error("its state is damaged: {what}")]
    Damaged {
        /// What is wrong with them.
        what: &'static str,
    },
    /// Groups that are on disk cannot be read.
    #[error("{error}")]
    Unreadable {
        /// What the operating system says.
        error: String,
    },
    /// A state of serde's derives cannot be written, or the bytes are not such a state.
    #[error("its state does not fit its type: {0}")]
    Codec(#[from] postcard::Error),
}
