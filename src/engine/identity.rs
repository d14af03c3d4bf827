//! The identity of a plan: its filters and reducers, whatever they read and however tables are shown.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::config::{InputRef, Plan};

/// The comparable filters and reducers of a plan. Partials of equal identities merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    timezone: String,
    filters: Vec<StageIdentity>,
    reducers: Vec<StageIdentity>,
}

/// A filter or reducer: its name, and its keys as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StageIdentity {
    name: String,
    keys: BTreeMap<String, String>,
}

impl Identity {
    /// The identity of a plan.
    pub fn of(plan: &Plan) -> Identity {
        let filters = plan.filters.iter().map(|filter| {
            let inputs = inputs(plan, &filter.inputs);
            StageIdentity::new(&filter.name, &filter.kind, inputs, &filter.settings)
        });
        let reducers = plan.reducers.iter().map(|reducer| {
            let inputs = inputs(plan, &reducer.inputs);
            StageIdentity::new(&reducer.name, &reducer.kind, inputs, &reducer.settings)
        });
        Identity { timezone: plan.zone.name().to_owned(), filters: filters.collect(), reducers: reducers.collect() }
    }

    /// The first difference from `other`.
    pub fn difference(&self, other: &Identity) -> Option<Difference> {
        let value = |zone: &str| Some(format!("{zone:?}"));
        let zones = (self.timezone != other.timezone).then(|| Difference::Key {
            place: "the job".to_owned(),
            key: "timezone".to_owned(),
            value: value(&self.timezone),
            other: value(&other.timezone),
        });
        zones
            .or_else(|| difference("filters", &self.filters, &other.filters))
            .or_else(|| difference("reducers", &self.reducers, &other.reducers))
    }
}

impl StageIdentity {
    fn new(name: &str, kind: &str, inputs: String, settings: &[(String, String)]) -> StageIdentity {
        let common = [("type".to_owned(), format!("{kind:?}")), ("inputs".to_owned(), inputs)];
        StageIdentity { name: name.to_owned(), keys: settings.iter().cloned().chain(common).collect() }
    }
}

/// Describes where the records come from. Names and number of sources do not matter if all are read.
fn inputs(plan: &Plan, inputs: &[InputRef]) -> String {
    let sources = inputs.iter().filter(|input| matches!(input, InputRef::Source(_))).count();
    let mut names: Vec<&str> = inputs
        .iter()
        .filter_map(|input| match input {
            InputRef::Source(source) => (sources < plan.sources.len()).then(|| plan.sources[*source].name.as_str()),
            InputRef::Filter(filter) => Some(&plan.filters[*filter].name),
        })
        .collect();
    names.sort_unstable();
    match sources {
        0 => format!("{names:?}"),
        _ if sources < plan.sources.len() => format!("{names:?}"),
        _ if names.is_empty() => "all sources".to_owned(),
        _ => format!("all sources and {names:?}"),
    }
}

fn difference(list: &'static str, ours: &[StageIdentity], theirs: &[StageIdentity]) -> Option<Difference> {
    for (index, (own, other)) in ours.iter().zip(theirs).enumerate() {
        let place = |name: &str| format!("{list}[{index}].{name}");
        if own.name != other.name {
            return Some(Difference::Name { place: place(&own.name), other: other.name.clone() });
        }
        let keys = own.keys.keys().chain(other.keys.keys());
        if let Some(key) = keys.into_iter().find(|key| own.keys.get(*key) != other.keys.get(*key)) {
            let value = |stage: &StageIdentity| stage.keys.get(key).cloned();
            return Some(Difference::Key {
                place: place(&own.name),
                key: key.clone(),
                value: value(own),
                other: value(other),
            });
        }
    }
    let longer = if ours.len() > theirs.len() { ours } else { theirs };
    let index = ours.len().min(theirs.len());
    let extra = longer.get(index)?;
    let place = format!("{list}[{index}].{}", extra.name);
    Some(if ours.len() > theirs.len() { Difference::Extra { place } } else { Difference::Lacking { place } })
}

/// A setting that differs between two plans.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// A filter or reducer has another name there, and so another table.
    Name {
        /// The place here.
        place: String,
        /// The name there.
        other: String,
    },
    /// A key has another value there, or none.
    Key {
        /// The filter or reducer.
        place: String,
        /// Its key.
        key: String,
        /// Its value here; `None` if it is omitted.
        value: Option<String>,
        /// Its value there; `None` if it is omitted.
        other: Option<String>,
    },
    /// A filter or reducer is missing there.
    Extra {
        /// Its place here.
        place: String,
    },
    /// A filter or reducer exists only there.
    Lacking {
        /// Its place there.
        place: String,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::Name { place, other } => write!(f, "{place}: the other has \"{other}\" in its place"),
            Difference::Key { place, key, value: Some(value), other: Some(other) } => {
                write!(f, "{place}: {key} = {value}, the other has {other}")
            }
            Difference::Key { place, key, value: Some(value), other: None } => {
                write!(f, "{place}: {key} = {value}, the other leaves it out")
            }
            Difference::Key { place, key, value: None, other } => {
                write!(f, "{place}: {key} is left out, the other has {}", other.as_deref().unwrap_or_default())
            }
            Difference::Extra { place } => write!(f, "{place}: the other does not have it"),
            Difference::Lacking { place } => write!(f, "{place}: only the other has it"),
        }
    }
}
