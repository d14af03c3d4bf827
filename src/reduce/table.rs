//! What a reducer becomes: named columns and rows of typed values.

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value: the field was absent.
    Null,
    /// Text, as logged.
    Text(String),
    /// A whole number; sums of 64-bit values fit.
    Int(i128),
    /// A quotient of exact sums, computed once, at the end.
    Float(f64),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Time(i64),
    /// Days since 1970-01-01.
    Day(i32),
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    /// Its heading: a column name, or a measure such as `count` or `sum(bytes)`.
    pub name: String,
    /// For a measure that adds up over groups, its sum over all of them, before `top` cut the rows: what a share is a share of.
    pub total: Option<i128>,
    /// Whether the column is part of the key, as opposed to a measure.
    pub is_key: bool,
}

/// The answer of one reducer.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Key columns, then measures.
    pub columns: Vec<TableColumn>,
    /// One value for each column in every row.
    pub rows: Vec<Vec<Value>>,
    /// Distinct keys, before `top` cut the rows.
    pub groups: u64,
    /// Whether any value is an estimate.
    pub approximate: bool,
}
