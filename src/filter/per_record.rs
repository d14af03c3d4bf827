//! Filters of one record at a time: simpler to write than filters of columns, and slower.

use arrow_array::{BooleanArray, RecordBatch};
use arrow_buffer::BooleanBuffer;
use serde::Deserialize;

use super::{Filter, FilterError};
use crate::log::{Columns, Record, Records};

/// Decides about one record; [`PerRecord`] makes it a [`Filter`].
///
/// ```
/// use logmill::Registry;
/// use logmill::config::{ConfigInput, Request, load};
/// use logmill::filter::{PerRecord, RecordFilter};
/// use logmill::log::{Column, Columns, Record};
///
/// /// Keeps server errors below a path.
/// #[derive(serde::Deserialize)]
/// struct Errors {
///     below: String,
/// }
///
/// impl RecordFilter for Errors {
///     fn columns(&self) -> Columns {
///         Columns::of(&[Column::Path, Column::Status])
///     }
///
///     fn keep(&self, record: &Record<'_>) -> bool {
///         record.path().is_some_and(|path| path.starts_with(&self.below)) && record.status() >= Some(500)
///     }
/// }
///
/// let registry = Registry::builtin().filter::<PerRecord<Errors>>("errors")?;
/// let job = "[[sources]]\npath = \"-\"\n[[filters]]\ntype = \"errors\"\nbelow = \"/api/\"\n[[reducers]]\ngroup_by = []\n";
/// let plan = load(&Request::new(ConfigInput::text("job.toml", job)), &registry)?;
/// assert!(plan.filters[0].filter.columns().contains(Column::Path));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait RecordFilter: Send + Sync + 'static {
    /// The columns that [`RecordFilter::keep`] reads. Reading another one ends the run with an error.
    fn columns(&self) -> Columns;

    /// Whether the record goes on. Must depend on nothing but the record and the filter's own settings.
    fn keep(&self, record: &Record<'_>) -> bool;
}

/// A [`RecordFilter`] as a [`Filter`], with the same keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct PerRecord<F>(pub F);

impl<F: RecordFilter> Filter for PerRecord<F> {
    fn columns(&self) -> Columns {
        self.0.columns()
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        let records = Records::new(batch);
        let keep = BooleanBuffer::collect_bool(records.len(), |row| self.0.keep(&records.get(row)));
        records.check()?;
        Ok(BooleanArray::from(keep))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{StringViewArray, UInt16Array, UInt64Array};
    use arrow_schema::Schema;

    use super::*;
    use crate::log::Column;

    struct Large;

    impl RecordFilter for Large {
        fn columns(&self) -> Columns {
            Columns::of(&[Column::Path, Column::Status, Column::Bytes])
        }

        fn keep(&self, record: &Record<'_>) -> bool {
            record.path() == Some("/a") && record.status() == Some(200) && record.bytes() > Some(10)
        }
    }

    fn batch(columns: &[Column]) -> RecordBatch {
        let array = |column: &Column| -> arrow_array::ArrayRef {
            match column {
                Column::Path => Arc::new(StringViewArray::from_iter([Some("/a"), Some("/a"), None, Some("/a")])),
                Column::Status => Arc::new(UInt16Array::from(vec![Some(200), Some(200), Some(200), None])),
                _ => Arc::new(UInt64Array::from(vec![Some(11), None, Some(11), Some(u64::MAX)])),
            }
        };
        let schema = Schema::new(columns.iter().map(|column| column.field()).collect::<Vec<_>>());
        RecordBatch::try_new(Arc::new(schema), columns.iter().map(array).collect()).expect("equal lengths")
    }

    #[test]
    fn each_record_is_decided_by_its_own_values() {
        let batch = batch(&[Column::Bytes, Column::Path, Column::Status]);
        let keep = PerRecord(Large).keep(&batch).expect("all columns are there");
        assert_eq!(keep.values().iter().collect::<Vec<_>>(), [true, false, false, false]);
    }

    #[test]
    fn a_column_that_was_not_declared_is_an_error_and_not_an_absent_value() {
        let error = PerRecord(Large).keep(&batch(&[Column::Path, Column::Status])).expect_err("no bytes");
        assert_eq!(error.to_string(), "the batch has no column `bytes`: declare it in `columns()`");
    }
}
