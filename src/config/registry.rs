//! The filter and reducer types that a configuration can name with `type = "..."`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use ::config::Value;
use serde::de::DeserializeOwned;

use super::de::read;
use super::error::ConfigErrorKind;
use super::tree::{KeyPath, Tree};
use crate::exec::{ExecFilter, ExecSettings, ExecSettingsError};
use crate::expression::Context;
use crate::filter::settings::ToCondition;
use crate::filter::{Filter, PathFilter, RegexSettings, StatusSettings, ValueSettings, WhereFilter, WhereSettings};
use crate::reduce::{AnyReducer, Group, GroupSettings, Reducer, SessionSettings, Sessions};

/// What a filter or reducer is made of.
pub(super) struct Making<'a> {
    /// Its name.
    pub name: &'a str,
    /// The settings, for problems and their places.
    pub tree: &'a mut Tree,
    /// Where its table is.
    pub at: &'a KeyPath,
    /// The keys of its type.
    pub settings: Value,
    /// The keys of the same table that are those of all types.
    pub beside: &'static [&'static str],
    /// Whether the programs that filters name must be there.
    pub starts_programs: bool,
    /// What expressions mean.
    pub context: &'a Context,
}

/// Makes a filter or reducer from the keys of its type; `None` if problems were reported.
type Make<T> = fn(Making<'_>) -> Option<Arc<T>>;

impl Making<'_> {
    fn read<T: DeserializeOwned>(&mut self) -> Option<T> {
        read(self.tree, self.at, self.settings.clone(), self.beside)
    }

    /// Reports a message that begins with the key, or the item of a list, that it is about, as in `where: ..` and `group_by[1]: ..`.
    fn refuse(&mut self, message: &str) {
        // One problem is one line.
        let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
        let (name, rest) = message.split_once(": ").unwrap_or(("", &message));
        // `one_of or none_of` are keys that are missing. One that is there after all was refused and reported.
        if name
            .split_once(" or ")
            .is_some_and(|(a, b)| [a, b].iter().any(|key| self.tree.find(&self.at.key(key)).is_some()))
        {
            return;
        }
        let path = match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            Some((key, index)) => self.at.key(key).index(index.parse().unwrap_or_default()),
            None => self.at.key(name),
        };
        let (path, message) = match self.tree.find(&path).is_some() && !name.is_empty() {
            true => (path, rest.to_owned()),
            false => (self.at.clone(), message.clone()),
        };
        self.tree.report_value(&path, ConfigErrorKind::Refused { message });
    }
}

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
    /// Whether the programs that filters name must be there.
    pub(super) starts_programs: bool,
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
        Registry { starts_programs: true, filters: BTreeMap::new(), reducers: BTreeMap::new() }
    }

    /// The built-in types.
    pub fn builtin() -> Registry {
        Registry {
            starts_programs: true,
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

    /// The same types for plans that read no records, such as those of a merge: programs of filters need not be there.
    #[must_use]
    pub fn without_programs(mut self) -> Registry {
        self.starts_programs = false;
        self
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
        ("where", make_condition::<WhereSettings>),
        ("path", make_filter::<PathFilter>),
        ("regex", make_condition::<RegexSettings>),
        ("status", make_condition::<StatusSettings>),
        ("value", make_condition::<ValueSettings>),
        ("exec", make_exec),
    ]
}

/// The built-in reducer types, one a line.
fn builtin_reducers() -> Vec<(&'static str, Make<dyn AnyReducer>)> {
    vec![("group", make_group), ("sessions", make_sessions)]
}

fn make_filter<F: Filter + DeserializeOwned>(mut making: Making<'_>) -> Option<Arc<dyn Filter>> {
    Some(Arc::new(making.read::<F>()?))
}

fn make_reducer<R: Reducer + DeserializeOwned>(mut making: Making<'_>) -> Option<Arc<dyn AnyReducer>> {
    Some(Arc::new(making.read::<R>()?))
}

/// A filter whose settings are a condition.
fn make_condition<S: ToCondition + DeserializeOwned>(mut making: Making<'_>) -> Option<Arc<dyn Filter>> {
    let settings: S = making.read()?;
    let condition =
        settings.condition().map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<String>>());
    let filter = condition.and_then(|condition| {
        WhereFilter::new(&condition, making.context).map_err(|error| vec![format!("{}: {error}", S::KEY)])
    });
    filter
        .map(|filter| Arc::new(filter) as _)
        .map_err(|messages| messages.iter().for_each(|message| making.refuse(message)))
        .ok()
}

/// A filter that is a program.
fn make_exec(mut making: Making<'_>) -> Option<Arc<dyn Filter>> {
    let settings: ExecSettings = making.read()?;
    let mut problems = settings.problems(&making.context.own_columns);
    problems.retain(|problem| making.starts_programs || !matches!(problem, ExecSettingsError::Program(_)));
    problems.iter().for_each(|problem| making.refuse(&problem.to_string()));
    problems.is_empty().then(|| Arc::new(ExecFilter::new(making.name, settings, making.context)) as _)
}

fn make_group(mut making: Making<'_>) -> Option<Arc<dyn AnyReducer>> {
    let settings: GroupSettings = making.read()?;
    let group = Group::checked(&settings, &making.context.columns(), making.context);
    group
        .map(|group| Arc::new(group) as _)
        .map_err(|errors| errors.iter().for_each(|error| making.refuse(&error.to_string())))
        .ok()
}

fn make_sessions(mut making: Making<'_>) -> Option<Arc<dyn AnyReducer>> {
    let settings: SessionSettings = making.read()?;
    let sessions = Sessions::new(settings, making.context).map_err(|error| making.refuse(&error.to_string()));
    sessions.map(|sessions| Arc::new(sessions) as _).ok()
}
