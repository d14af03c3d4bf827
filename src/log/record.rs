//! Access to one record at a time, for code that does not work on columns.

use std::cell::Cell;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch, StringViewArray};

use super::numbers::Numbers;
use super::{Column, MissingColumn};

/// The records of a batch.
pub struct Records<'a> {
    rows: usize,
    columns: [Values<'a>; Column::ALL.len()],
    missed: Cell<Option<Column>>,
}

#[derive(Clone, Copy)]
enum Values<'a> {
    Missing,
    Text(&'a StringViewArray),
    Numbers(Numbers<'a>),
}

impl<'a> Records<'a> {
    /// The records of a batch.
    pub fn new(batch: &'a RecordBatch) -> Records<'a> {
        let columns = Column::ALL.map(|column| {
            let text = || batch.column_by_name(column.name()).and_then(|array| array.as_string_view_opt());
            match Numbers::of(batch, column) {
                Ok(numbers) => Values::Numbers(numbers),
                Err(_) => text().map_or(Values::Missing, Values::Text),
            }
        });
        Records { rows: batch.num_rows(), columns, missed: Cell::new(None) }
    }

    /// The number of records.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The record of a row.
    pub fn get(&self, row: usize) -> Record<'_> {
        Record { records: self, row }
    }

    /// Checks that the batch had every column read so far.
    ///
    /// # Errors
    /// [`MissingColumn`] names one that it lacked; its values were read as `None`.
    pub fn check(&self) -> Result<(), MissingColumn> {
        self.missed.get().map_or(Ok(()), |column| Err(MissingColumn { column }))
    }

    fn values(&self, column: Column) -> Values<'a> {
        let values = self.columns[column as usize];
        if let Values::Missing = values {
            self.missed.set(Some(column));
        }
        values
    }
}

/// A record. Values that the log does not have are `None`.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    records: &'a Records<'a>,
    row: usize,
}

impl<'a> Record<'a> {
    /// The value of a text column; `None` for a column of another type.
    pub fn text(&self, column: Column) -> Option<&'a str> {
        match self.records.values(column) {
            Values::Text(array) => array.is_valid(self.row).then(|| array.value(self.row)),
            _ => None,
        }
    }

    /// The value of a numeric or time column; `None` for a text column. Times are in microseconds, days in days since 1970.
    pub fn number(&self, column: Column) -> Option<i128> {
        match self.records.values(column) {
            Values::Numbers(numbers) => numbers.get(self.row),
            _ => None,
        }
    }

    /// The client's address or name.
    pub fn host(&self) -> Option<&'a str> {
        self.text(Column::Host)
    }

    /// The request's method.
    pub fn method(&self) -> Option<&'a str> {
        self.text(Column::Method)
    }

    /// The path, without the query.
    pub fn path(&self) -> Option<&'a str> {
        self.text(Column::Path)
    }

    /// The query, without its `?`.
    pub fn query(&self) -> Option<&'a str> {
        self.text(Column::Query)
    }

    /// The `Referer` header.
    pub fn referer(&self) -> Option<&'a str> {
        self.text(Column::Referer)
    }

    /// The `User-Agent` header.
    pub fn user_agent(&self) -> Option<&'a str> {
        self.text(Column::UserAgent)
    }

    /// The response status, 0 to 999.
    pub fn status(&self) -> Option<u16> {
        self.integer(Column::Status)
    }

    /// The response's size in bytes.
    pub fn bytes(&self) -> Option<u64> {
        self.integer(Column::Bytes)
    }

    /// When the request was received, in microseconds since 1970-01-01T00:00:00Z.
    pub fn time(&self) -> Option<i64> {
        self.integer(Column::Time)
    }

    fn integer<T: TryFrom<i128>>(&self, column: Column) -> Option<T> {
        self.number(column).and_then(|number| T::try_from(number).ok())
    }
}
