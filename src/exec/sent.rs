//! The columns that programs receive.

use crate::log::Column;

/// A column that the program receives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentColumn {
    /// The column.
    pub column: Column,
    /// Its name in the job, which for a column of an own format is not that of the column.
    pub name: String,
}
