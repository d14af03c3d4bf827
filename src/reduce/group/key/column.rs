//! A column as it is.

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::BooleanBuffer;

use super::definition::Key;
use crate::log::column::ColumnKind;
use crate::log::{Column, Columns, MissingColumn};

impl Key for Column {
    fn columns(&self) -> Columns {
        Columns::of(&[*self])
    }

    fn kind(&self) -> ColumnKind {
        Column::kind(*self)
    }

    fn values(&self, batch: &RecordBatch, _: &BooleanBuffer) -> Result<ArrayRef, MissingColumn> {
        let column = batch.column_by_name(self.name()).filter(|array| *array.data_type() == self.data_type());
        column.cloned().ok_or(MissingColumn { column: *self })
    }

    fn kept_column(&self) -> Option<Column> {
        Some(*self)
    }
}
