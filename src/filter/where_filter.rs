//! Keeps the records for which an expression holds.

use arrow_array::{BooleanArray, RecordBatch};
use arrow_buffer::BooleanBuffer;
use serde::Deserialize;

use super::settings::{SettingsError, ToCondition};
use super::{Filter, FilterError};
use crate::expression::{Context, Expression, ExpressionError, Failures};
use crate::log::Columns;

/// The settings of a [`WhereFilter`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhereSettings {
    /// The condition, in SQL. Records for which it is false or null are dropped. Required. Example:
    /// `where = "status >= 500 AND path LIKE '/api/%'"`.
    #[serde(rename = "where")]
    pub condition: String,
}

impl ToCondition for WhereSettings {
    const KEY: &'static str = "where";

    fn condition(&self) -> Result<String, Vec<SettingsError>> {
        Ok(self.condition.clone())
    }
}

/// Keeps the records for which a condition is true; it drops those for which it is false or null.
///
/// ```
/// use logmill::expression::Context;
/// use logmill::filter::WhereFilter;
///
/// assert!(WhereFilter::new("status >= 500", &Context::default()).is_ok());
/// let error = WhereFilter::new("status >= many", &Context::default()).expect_err("no number");
/// assert!(error.to_string().starts_with("line 1, column 11: 'many' is not a column"));
/// ```
#[derive(Debug, Clone)]
pub struct WhereFilter {
    condition: Expression,
}

impl WhereFilter {
    /// The filter of a condition.
    ///
    /// # Errors
    /// [`ExpressionError`] says what is wrong with it.
    pub fn new(condition: &str, context: &Context) -> Result<WhereFilter, ExpressionError> {
        Ok(WhereFilter { condition: Expression::condition(condition, &context.columns(), context)? })
    }

    /// The condition.
    pub fn expression(&self) -> &Expression {
        &self.condition
    }
}

impl Filter for WhereFilter {
    fn columns(&self) -> Columns {
        self.condition.columns()
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        self.keep_selected(batch, &BooleanBuffer::new_set(batch.num_rows()), &mut Failures::default())
    }

    fn keep_selected(
        &self,
        batch: &RecordBatch,
        selected: &BooleanBuffer,
        failures: &mut Failures,
    ) -> Result<BooleanArray, FilterError> {
        Ok(BooleanArray::new(self.condition.holds(batch, selected, failures)?, None))
    }

    fn expressions(&self) -> Vec<&Expression> {
        vec![&self.condition]
    }

    fn condition(&self) -> Option<String> {
        Some(self.condition.text().to_owned())
    }
}
