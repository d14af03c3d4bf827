//! What a key is: one value for each record, read from a column or computed from it.

use std::fmt;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::BooleanBuffer;

use crate::log::column::ColumnKind;
use crate::log::{Column, Columns, MissingColumn};

/// A value by which records are grouped: a column, or a value computed from one, such as the network of a host.
///
/// Must depend on nothing but the record and the key's own settings. Settings name it by its `Display`, such as `host/24`; two keys
/// of one name are the same.
pub trait Key: fmt::Display + fmt::Debug + Send + Sync + 'static {
    /// The columns that it is computed from.
    fn columns(&self) -> Columns;

    /// What its values are: how they are ordered and shown.
    fn kind(&self) -> ColumnKind;

    /// The values of a batch, null where a record has none: an array of the type that columns of its [kind](Key::kind) have.
    /// Those of records that are not selected may be anything.
    ///
    /// # Errors
    /// [`MissingColumn`] when the batch does not hold a column.
    fn values(&self, batch: &RecordBatch, selected: &BooleanBuffer) -> Result<ArrayRef, MissingColumn>;

    /// The column whose values are the key; `None` for a computed key, which does not determine the column.
    fn kept_column(&self) -> Option<Column> {
        None
    }
}

/// A [`Key`] whose type is hidden; every key can become one. Settings write it as text.
///
/// ```
/// use logmill::log::Column;
/// use logmill::reduce::key::AnyKey;
///
/// assert_eq!("path".parse(), Ok(AnyKey::from(Column::Path)));
/// assert!("host/33".parse::<AnyKey>().is_err());
/// ```
#[derive(Clone)]
pub struct AnyKey(Arc<dyn Key>);

impl std::ops::Deref for AnyKey {
    type Target = dyn Key;

    fn deref(&self) -> &(dyn Key + 'static) {
        &*self.0
    }
}

impl<K: Key> From<K> for AnyKey {
    fn from(key: K) -> AnyKey {
        AnyKey(Arc::new(key))
    }
}

impl fmt::Display for AnyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for AnyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyKey({})", self.0)
    }
}

impl PartialEq for AnyKey {
    fn eq(&self, other: &AnyKey) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for AnyKey {}
