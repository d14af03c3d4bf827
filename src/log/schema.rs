//! Sets of columns, and typed access to the columns of a batch.

use arrow_array::cast::AsArray;
use arrow_array::types::{TimestampMicrosecondType, UInt16Type, UInt64Type};
use arrow_array::{Array, PrimitiveArray, RecordBatch, StringViewArray};

use super::Column;

/// A set of columns: what a filter or reducer reads, and what a parser must fill.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Columns(u128);

impl Columns {
    /// No column.
    pub const NONE: Columns = Columns(0);

    /// The set of the columns given.
    pub const fn of(columns: &[Column]) -> Columns {
        let mut bits = 0;
        let mut i = 0;
        while i < columns.len() {
            bits |= 1 << columns[i] as u8;
            i += 1;
        }
        Columns(bits)
    }

    /// Every column.
    pub const fn all() -> Columns {
        Columns::of(&Column::ALL)
    }

    /// The columns about where a line was read, which no line has.
    pub const ORIGIN: Columns = Columns::of(&[Column::Source, Column::File]);

    /// Whether the set contains `column`.
    pub const fn contains(self, column: Column) -> bool {
        self.0 & (1 << column as u8) != 0
    }

    /// The columns of this set that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Columns) -> Columns {
        Columns(self.0 & !other.0)
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The columns of both sets.
    #[must_use]
    pub const fn union(self, other: Columns) -> Columns {
        Columns(self.0 | other.0)
    }

    /// The columns of the set, in schema order.
    pub fn iter(self) -> impl Iterator<Item = Column> {
        Column::ALL.into_iter().filter(move |column| self.contains(*column))
    }
}

impl FromIterator<Column> for Columns {
    fn from_iter<I: IntoIterator<Item = Column>>(columns: I) -> Columns {
        columns.into_iter().fold(Columns::NONE, |set, column| set.union(Columns::of(&[column])))
    }
}

/// A batch lacks a requested column: it was not declared in `columns()`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the batch has no column `{column}`: declare it in `columns()`")]
pub struct MissingColumn {
    /// The requested column.
    pub column: Column,
}

/// The values of a text column.
///
/// # Errors
/// [`MissingColumn`] if the batch lacks the column, or it is not text.
pub fn text(batch: &RecordBatch, column: Column) -> Result<&StringViewArray, MissingColumn> {
    find(batch, column)?.as_string_view_opt().ok_or(MissingColumn { column })
}

/// The values of the `status` column.
///
/// # Errors
/// [`MissingColumn`] if the batch lacks it.
pub fn status(batch: &RecordBatch) -> Result<&PrimitiveArray<UInt16Type>, MissingColumn> {
    primitive(batch, Column::Status)
}

/// The values of the `bytes` column.
///
/// # Errors
/// [`MissingColumn`] if the batch lacks it.
pub fn bytes(batch: &RecordBatch) -> Result<&PrimitiveArray<UInt64Type>, MissingColumn> {
    primitive(batch, Column::Bytes)
}

/// The values of the `time` column: UTC, microseconds since 1970.
///
/// # Errors
/// [`MissingColumn`] if the batch lacks it.
pub fn time(batch: &RecordBatch) -> Result<&PrimitiveArray<TimestampMicrosecondType>, MissingColumn> {
    primitive(batch, Column::Time)
}

fn primitive<T: arrow_array::ArrowPrimitiveType>(
    batch: &RecordBatch,
    column: Column,
) -> Result<&PrimitiveArray<T>, MissingColumn> {
    find(batch, column)?.as_primitive_opt().ok_or(MissingColumn { column })
}

fn find(batch: &RecordBatch, column: Column) -> Result<&dyn Array, MissingColumn> {
    batch.column_by_name(column.name()).map(AsRef::as_ref).ok_or(MissingColumn { column })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_lists_its_columns_in_schema_order() {
        let set = Columns::of(&[Column::Path, Column::Host]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Column::Host, Column::Path]);
        assert!(!set.contains(Column::Bytes));
        assert_eq!(Columns::all().iter().count(), Column::ALL.len());
    }
}
