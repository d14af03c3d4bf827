//! Filters: which records go on. A filter is a pure function from a batch to one yes or no per record.
//!
//! The actor shell around it gives it a mailbox, metrics and panic isolation; a filter knows none of these.

pub mod path;
pub mod per_record;
pub mod regex;
mod segments;
pub mod settings;
pub mod status;
pub mod value;
pub mod where_filter;

use arrow_array::{BooleanArray, RecordBatch};
use arrow_buffer::BooleanBuffer;

use crate::expression::{Expression, Failures};
use crate::log::{Columns, MissingColumn};
pub use path::{PathFilter, PathSettings};
pub use per_record::{PerRecord, RecordFilter};
pub use regex::RegexSettings;
pub use settings::SettingsError;
pub use status::StatusSettings;
pub use value::{Scalar, ValueSettings};
pub use where_filter::{WhereFilter, WhereSettings};

/// Decides which records of a batch go on.
///
/// ```
/// use arrow_array::{BooleanArray, RecordBatch};
/// use logmill::filter::{Filter, FilterError};
/// use logmill::log::{self, Column, Columns};
///
/// /// Keeps responses of `min_bytes` or more.
/// struct Large {
///     min_bytes: u64,
/// }
///
/// impl Filter for Large {
///     fn columns(&self) -> Columns {
///         Columns::of(&[Column::Bytes])
///     }
///
///     fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
///         let bytes = log::schema::bytes(batch)?;
///         Ok(bytes.iter().map(|size| Some(size? >= self.min_bytes)).collect())
///     }
/// }
/// ```
pub trait Filter: Send + Sync + 'static {
    /// The columns that [`Filter::keep`] reads. Its batch may lack all others.
    fn columns(&self) -> Columns;

    /// One value for each record of the batch: `true` keeps it; `false` and null drop it.
    ///
    /// Must depend on nothing but the batch and the filter's own settings. It also sees records that an earlier filter
    /// dropped; its answer for those is ignored.
    ///
    /// # Errors
    /// An error ends the run and names the filter. Use it for what a record cannot cause, such as a column that was not
    /// declared.
    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError>;

    /// Like [`Filter::keep`], for a filter that can save work for records that are not selected, or that counts values which it cannot
    /// compute. By default it does neither.
    ///
    /// # Errors
    /// Those of [`Filter::keep`].
    fn keep_selected(
        &self,
        batch: &RecordBatch,
        _selected: &BooleanBuffer,
        _failures: &mut Failures,
    ) -> Result<BooleanArray, FilterError> {
        self.keep(batch)
    }

    /// The expressions that it computes, so that what several filters and reducers compute is computed once. By default none.
    fn expressions(&self) -> Vec<&Expression> {
        Vec::new()
    }

    /// Ends what it keeps between batches, such as processes; another batch starts it again. Called when a run ends. By default does
    /// nothing.
    fn end_run(&self) {}

    /// Whether it is waiting for another program, and limits that wait itself. By default `false`.
    ///
    /// A worker process that does nothing else is not taken for one that hangs.
    fn is_waiting(&self) -> bool {
        false
    }

    /// Keys of its settings that never change which records it keeps. By default none.
    fn neutral_keys(&self) -> &'static [&'static str] {
        &[]
    }

    /// What it keeps, as an expression for people; `None`, the default, if it is none.
    fn condition(&self) -> Option<String> {
        None
    }
}

/// Why a filter cannot work at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FilterError {
    /// The filter reads a column that it did not declare.
    #[error(transparent)]
    MissingColumn(#[from] MissingColumn),
    /// The answer is not as long as the batch.
    #[error("the filter answered for {answered} records of {records}: it must answer for each one")]
    WrongLength {
        /// Values in the answer.
        answered: usize,
        /// Records in the batch.
        records: usize,
    },
    /// A filter that asks another program got no valid answer for these records. Asked for each of them alone, it may answer for
    /// some; those for which it does not are set aside, like records on which a filter panics.
    #[error("no answer for {records} records: {reason}")]
    Unanswered {
        /// The number of records.
        records: usize,
        /// Why there is no answer.
        reason: String,
    },
    /// Anything else, in the filter's own words.
    #[error("{0}")]
    Other(Box<dyn std::error::Error + Send + Sync>),
}
