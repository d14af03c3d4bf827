//! A build without the feature `arrow`: there are no such blocks.

use arrow_array::RecordBatch;

use super::error::BlockError;
use crate::log::Column;

/// No stream.
///
/// # Errors
/// Always [`BlockError::NotBuilt`].
pub(super) fn opening(_: &[Column]) -> Result<Vec<u8>, BlockError> {
    Err(BlockError::NotBuilt)
}

/// No message.
///
/// # Errors
/// Always [`BlockError::NotBuilt`].
pub(super) fn block(_: &RecordBatch, _: &[Column], _: &[u32]) -> Result<Vec<u8>, BlockError> {
    Err(BlockError::NotBuilt)
}
