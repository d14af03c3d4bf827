//! The columns that a log line can fill, by name and type, and typed access to them in a batch.

use std::fmt;
use std::str::FromStr;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt64Type};
use arrow_array::{Array, PrimitiveArray, RecordBatch, StringViewArray};
use arrow_schema::{DataType, Field, TimeUnit};

/// One column of a parsed log: a field of the line, or a value derived from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Column {
    /// Client address or name; the first of a list of forwarded addresses. Brackets of an IPv6 address are left out.
    Host,
    /// Identity by RFC 1413; nearly always absent.
    Ident,
    /// Authenticated user; may hold spaces, and be empty.
    User,
    /// When the request was received: UTC, microseconds since 1970-01-01T00:00:00Z.
    Time,
    /// The request line as logged, the server's escapes kept.
    Request,
    /// The request's method: any token of RFC 9110 section 5.6.2, case kept.
    Method,
    /// The request target as logged (RFC 9112 section 3.2).
    Target,
    /// The target without query and fragment; of an absolute-form target, its path. Absent for an authority-form target (`CONNECT`).
    Path,
    /// What follows the first `?` of the target, up to a `#`.
    Query,
    /// The protocol and version, such as `HTTP/1.1`.
    Protocol,
    /// Response status, 0 to 999.
    Status,
    /// Size of the response in bytes; what the server logs as `-` is 0.
    Bytes,
    /// The `Referer` header.
    Referer,
    /// The `User-Agent` header.
    UserAgent,
    /// The virtual host that served the request.
    Vhost,
    /// The port: the server's in a format with virtual hosts, else the client's where the host was logged as `address:port`.
    Port,
    /// The UTC day of [`Column::Time`].
    Day,
    /// The UTC hour of [`Column::Time`], 0 to 23.
    Hour,
    /// The hundreds of the status: `2xx`, `4xx`.
    StatusClass,
    /// What follows the last dot of the path's last segment, without the dot; absent for `/.hidden` and `/name`.
    Extension,
    /// The first non-empty segment of the path.
    FirstSegment,
}

impl Column {
    /// Every column, in schema order.
    pub const ALL: [Column; 21] = [
        Column::Host,
        Column::Ident,
        Column::User,
        Column::Time,
        Column::Request,
        Column::Method,
        Column::Target,
        Column::Path,
        Column::Query,
        Column::Protocol,
        Column::Status,
        Column::Bytes,
        Column::Referer,
        Column::UserAgent,
        Column::Vhost,
        Column::Port,
        Column::Day,
        Column::Hour,
        Column::StatusClass,
        Column::Extension,
        Column::FirstSegment,
    ];

    /// The name that configuration and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Column::Host => "host",
            Column::Ident => "ident",
            Column::User => "user",
            Column::Time => "time",
            Column::Request => "request",
            Column::Method => "method",
            Column::Target => "target",
            Column::Path => "path",
            Column::Query => "query",
            Column::Protocol => "protocol",
            Column::Status => "status",
            Column::Bytes => "bytes",
            Column::Referer => "referer",
            Column::UserAgent => "user_agent",
            Column::Vhost => "vhost",
            Column::Port => "port",
            Column::Day => "day",
            Column::Hour => "hour",
            Column::StatusClass => "status_class",
            Column::Extension => "extension",
            Column::FirstSegment => "first_segment",
        }
    }

    /// The Arrow type of the column's array.
    pub fn data_type(self) -> DataType {
        match self {
            Column::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Column::Status | Column::Port => DataType::UInt16,
            Column::Bytes => DataType::UInt64,
            Column::Day => DataType::Date32,
            Column::Hour => DataType::UInt8,
            _ => DataType::Utf8View,
        }
    }

    /// The Arrow field: every column may hold nulls.
    pub fn field(self) -> Field {
        Field::new(self.name(), self.data_type(), true)
    }

    /// Whether values are text, as opposed to numbers or times.
    pub fn is_text(self) -> bool {
        self.data_type() == DataType::Utf8View
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no column's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a column")]
pub struct UnknownColumn {
    /// The name as given.
    pub name: String,
}

impl FromStr for Column {
    type Err = UnknownColumn;

    fn from_str(name: &str) -> Result<Column, UnknownColumn> {
        Column::ALL
            .into_iter()
            .find(|column| column.name() == name)
            .ok_or_else(|| UnknownColumn { name: name.to_owned() })
    }
}

/// A set of columns: what a filter or reducer reads, and so what a parser must fill.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Columns(u32);

impl Columns {
    /// No column.
    pub const NONE: Columns = Columns(0);

    /// The set of the columns given.
    pub const fn of(columns: &[Column]) -> Columns {
        let mut bits = 0;
        let mut i = 0;
        while i < columns.len() {
            bits |= 1 << columns[i] as u32;
            i += 1;
        }
        Columns(bits)
    }

    /// Every column.
    pub const fn all() -> Columns {
        Columns::of(&Column::ALL)
    }

    /// Whether the column is in the set.
    pub const fn contains(self, column: Column) -> bool {
        self.0 & (1 << column as u32) != 0
    }

    /// Whether any of the other set's columns is in this one.
    pub const fn intersects(self, other: Columns) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the set holds no column.
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

/// A batch does not hold a column that was asked for: it was not declared in `columns()`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the batch has no column `{column}`: declare it in `columns()`")]
pub struct MissingColumn {
    /// The column that was asked for.
    pub column: Column,
}

/// The values of a text column.
///
/// # Errors
/// [`MissingColumn`] when the batch does not hold the column, or the column is not text.
pub fn text(batch: &RecordBatch, column: Column) -> Result<&StringViewArray, MissingColumn> {
    find(batch, column)?.as_string_view_opt().ok_or(MissingColumn { column })
}

/// The values of the `status` column.
///
/// # Errors
/// [`MissingColumn`] when the batch does not hold it.
pub fn status(batch: &RecordBatch) -> Result<&PrimitiveArray<UInt16Type>, MissingColumn> {
    primitive(batch, Column::Status)
}

/// The values of the `port` column.
///
/// # Errors
/// [`MissingColumn`] when the batch does not hold it.
pub fn port(batch: &RecordBatch) -> Result<&PrimitiveArray<UInt16Type>, MissingColumn> {
    primitive(batch, Column::Port)
}

/// The values of the `bytes` column.
///
/// # Errors
/// [`MissingColumn`] when the batch does not hold it.
pub fn bytes(batch: &RecordBatch) -> Result<&PrimitiveArray<UInt64Type>, MissingColumn> {
    primitive(batch, Column::Bytes)
}

/// The values of the `time` column: UTC, microseconds since 1970.
///
/// # Errors
/// [`MissingColumn`] when the batch does not hold it.
pub fn time(batch: &RecordBatch) -> Result<&PrimitiveArray<TimestampMicrosecondType>, MissingColumn> {
    primitive(batch, Column::Time)
}

/// The values of the `day` column: days since 1970-01-01.
///
/// # Errors
/// [`MissingColumn`] when the batch does not hold it.
pub fn day(batch: &RecordBatch) -> Result<&PrimitiveArray<Date32Type>, MissingColumn> {
    primitive(batch, Column::Day)
}

/// The values of the `hour` column, 0 to 23.
///
/// # Errors
/// [`MissingColumn`] when the batch does not hold it.
pub fn hour(batch: &RecordBatch) -> Result<&PrimitiveArray<UInt8Type>, MissingColumn> {
    primitive(batch, Column::Hour)
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
    fn every_column_is_found_by_its_name() {
        for column in Column::ALL {
            assert_eq!(column.name().parse(), Ok(column));
        }
    }

    #[test]
    fn a_set_lists_its_columns_in_schema_order() {
        let set = Columns::of(&[Column::Path, Column::Host]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Column::Host, Column::Path]);
        assert!(!set.contains(Column::Bytes));
        assert_eq!(Columns::all().iter().count(), Column::ALL.len());
    }
}
