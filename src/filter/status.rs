//! Keeps the records whose status is in a range.

use std::ops::RangeInclusive;

use arrow_array::{BooleanArray, RecordBatch};
use serde::Deserialize;

use super::{Filter, FilterError, SettingsError};
use crate::log::{self, Column, Columns};

/// The highest status that a log line can have.
const MAX_STATUS: u16 = 999;

/// The settings of a [`StatusFilter`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StatusSettings {
    /// The lowest status that is kept. Default 0; 0 to `max`. Example: `min = 400`.
    pub min: u16,
    /// The highest status that is kept. Default 999; `min` to 999. Example: `max = 499`.
    pub max: u16,
}

impl Default for StatusSettings {
    fn default() -> StatusSettings {
        StatusSettings { min: 0, max: MAX_STATUS }
    }
}

/// Keeps the records whose status is in a range. Records without a status (`-` in the log) are dropped.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "StatusSettings")]
pub struct StatusFilter {
    range: RangeInclusive<u16>,
}

impl TryFrom<StatusSettings> for StatusFilter {
    type Error = SettingsError;

    fn try_from(settings: StatusSettings) -> Result<StatusFilter, SettingsError> {
        let StatusSettings { min, max } = settings;
        if min > max || max > MAX_STATUS {
            return Err(SettingsError::EmptyRange { min, max });
        }
        Ok(StatusFilter { range: min..=max })
    }
}

impl Filter for StatusFilter {
    fn columns(&self) -> Columns {
        Columns::of(&[Column::Status])
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        let status = log::schema::status(batch)?;
        Ok(BooleanArray::from_unary(status, |status| self.range.contains(&status)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::UInt16Array;
    use arrow_schema::Schema;

    use super::*;

    #[test]
    fn both_bounds_are_kept_and_an_absent_status_is_dropped() {
        let filter: StatusFilter = toml::from_str("min = 400\nmax = 499").expect("good settings");
        let status = UInt16Array::from(vec![Some(399), Some(400), Some(499), Some(500), None]);
        let schema = Arc::new(Schema::new(vec![Column::Status.field()]));
        let batch = RecordBatch::try_new(schema, vec![Arc::new(status)]).expect("one column");
        let kept = filter.keep(&batch).expect("the column is there");
        let kept: Vec<bool> = kept.iter().map(|keep| keep == Some(true)).collect();
        assert_eq!(kept, [false, true, true, false, false]);
    }

    #[test]
    fn a_range_without_a_status_is_refused() {
        for settings in ["min = 500\nmax = 400", "max = 1000", "minimum = 3"] {
            assert!(toml::from_str::<StatusFilter>(settings).is_err(), "{settings}");
        }
    }
}
