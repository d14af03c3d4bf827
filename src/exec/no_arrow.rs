//! A build without the feature `arrow`: there are no such blocks.

use arrow_array::RecordBatch;

use super::error::BlockError;
use super::sent::SentColumn;

/// No stream.
///
/// # Errors
/// Always [`BlockError::NotBuilt`].
pub(super) fn opening(_: &[SentColumn]) -> Result<Vec<u8>, BlockError> {
    Err(BlockError::NotBuilt)
}

/// No message.
///
/// # Errors
/// Always [`BlockError::NotBuilt`].
pub(super) fn block(_: &RecordBatch, _: &[SentColumn], _: &[u32]) -> Result<Vec<u8>, BlockError> {
    Err(BlockError::NotBuilt)
}
