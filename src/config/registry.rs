//! The filter and reducer types that a configuration can name with `type = "..."`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use ::config::Value;
use serde::de::DeserializeOwned;

use super::de::read;
use super::tree::{KeyPath, Tree};
use crate::filter::{Filter, PathFilter, RegexFilter, StatusFilter, ValueFilter};
use crate::reduce::{AnyReducer, Group, Reducer};

/// Makes a filter or reducer from the keys of its type; `None` if problems were reported.
type Make<T> = fn(&mut Tree, &KeyPath, Value, &'static [&'static str]) -> Option<Arc<T>>;

/// Filter and reducer types by name.
///
/// A type's settings are the fields of its struct; unknown keys and wrong values are reported with their places, like those of the
/// built-in types.
///
/// ```
/// # use arrow_array::{BooleanArray, RecordBatch};
/// # use logmill::filter::{Filter, FilterError};
/// # use logmill::log::{Column, Columns, schema};
/// use logmill::config::{ConfigInput, Registry, Request, load};
///
/// #[derive(serde::Deserialize)]
/// struct Large {
///     min_bytes: u64,
/// }
///
/// impl Filter for Large {
/// #   fn columns(&self) -> Columns {
/// #       Columns::of(&[Column::Bytes])
/// #   }
/// #   fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
/// #       Ok(schema::bytes(batch)?.iter().map(|size| Some(size? >= self.min_bytes)).collect())
/// #   }
/// #   /* as in the documentation of `Filter`
///     ...
/// #   */
/// }
///
/// let registry = Registry::builtin().filter::<Large>("large")?;
/// let text = "[[filters]]\ntype = \"large\"\nmin_byte = 9\n";
/// let errors = load(&Request::new(ConfigInput::text("job.toml", text)), &registry).err().unwrap();
/// assert!(errors.to_string().contains(
///     "job.toml:3:1: filters[0].min_byte: unknown key, expected one of `min_bytes`, `name`, `type`, `inputs`; \
///      did you mean `min_bytes`?"
/// ));
/// # Ok::<(), logmill::config::NameTaken>(())
/// ```
#[derive(Clone)]
pub struct Registry {
    filters: BTreeMap<&'static str, Make<dyn Filter>>,
    reducers: BTreeMap<&'static str, Make<dyn AnyReducer>>,
}

/// A type was registered under a name that is taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the {what} type \"{name}\" is registered already; choose another name")]
pub struct NameTaken {
    what: &'static str,
    name: &'static str,
}

impl Registry {
    /// A registry without any types.
    pub fn empty() -> Registry {
        Registry { filters: BTreeMap::new(), reducers: BTreeMap::new() }
    }

    /// The built-in types.
    pub fn builtin() -> Registry {
        Registry {
            filters: builtin_filters().into_iter().collect(),
            reducers: builtin_reducers().into_iter().collect(),
        }
    }

    /// Adds a filter type: its fields are the keys of its table.
    ///
    /// # Errors
    /// [`NameTaken`] if there is a filter type with that name.
    pub fn filter<F: Filter + DeserializeOwned>(mut self, name: &'static str) -> Result<Registry, NameTaken> {
        match self.filters.insert(name, make_filter::<F>) {
            None => Ok(self),
            Some(_) => Err(NameTaken { what: "filter", name }),
        }
    }

    /// Adds a reducer type: its fields are the keys of its table.
    ///
    /// # Errors
    /// [`NameTaken`] if there is a reducer type with that name.
    pub fn reducer<R: Reducer + DeserializeOwned>(mut self, name: &'static str) -> Result<Registry, NameTaken> {
        match self.reducers.insert(name, make_reducer::<R>) {
            None => Ok(self),
            Some(_) => Err(NameTaken { what: "reducer", name }),
        }
    }

    /// Names of the filter types, sorted.
    pub fn filter_names(&self) -> impl Iterator<Item = &'static str> {
        self.filters.keys().copied()
    }

    /// Names of the reducer types, sorted.
    pub fn reducer_names(&self) -> impl Iterator<Item = &'static str> {
        self.reducers.keys().copied()
    }

    pub(super) fn filter_type(&self, name: &str) -> Option<Make<dyn Filter>> {
        self.filters.get(name).copied()
    }

    pub(super) fn reducer_type(&self, name: &str) -> Option<Make<dyn AnyReducer>> {
        self.reducers.get(name).copied()
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("filters", &self.filters.keys())
            .field("reducers", &self.reducers.keys())
            .finish()
    }
}

/// The built-in filter types, one a line: `("path", make_filter::<PathFilter>)`.
fn builtin_filters() -> Vec<(&'static str, Make<dyn Filter>)> {
    vec![
        ("path", make_filter::<PathFilter>),
        ("regex", make_filter::<RegexFilter>),
        ("status", make_filter::<StatusFilter>),
        ("value", make_filter::<ValueFilter>),
    ]
}

/// The built-in reducer types, one a line: `("group", make_reducer::<Group>)`.
fn builtin_reducers() -> Vec<(&'static str, Make<dyn AnyReducer>)> {
    vec![("group", make_reducer::<Group>)]
}

fn make_filter<F: Filter + DeserializeOwned>(
    tree: &mut Tree,
    at: &KeyPath,
    settings: Value,
    beside: &'static [&'static str],
) -> Option<Arc<dyn Filter>> {
    Some(Arc::new(read::<F>(tree, at, settings, beside)?))
}

fn make_reducer<R: Reducer + DeserializeOwned>(
    tree: &mut Tree,
    at: &KeyPath,
    settings: Value,
    beside: &'static [&'static str],
) -> Option<Arc<dyn AnyReducer>> {
    Some(Arc::new(read::<R>(tree, at, settings, beside)?))
}
