//! Why blocks cannot be encoded.

use arrow_schema::ArrowError;

use crate::log::MissingColumn;

/// Why records cannot be encoded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BlockError {
    /// The batch lacks a column.
    #[error(transparent)]
    MissingColumn(#[from] MissingColumn),
    /// Arrow refused the records.
    #[error("the records cannot be written as Arrow: {0}")]
    Arrow(#[from] ArrowError),
    /// The encoding is not part of this build.
    #[error("this program was built without the feature `arrow`")]
    NotBuilt,
}
