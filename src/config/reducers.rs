//! The reducers of a job.

use std::sync::Arc;

use ::config::ValueKind;

use super::error::ConfigErrorKind;
use super::names::unknown_name;
use super::plan::OverLimit;
use super::ranges::{check_number, check_size, is_table};
use super::raw::{RawConfig, RawReducer};
use super::registry::{Making, Registry};
use super::sections::REDUCER_KEYS;
use super::tree::{KeyPath, Tree};
use super::written::ByteSize;
use crate::expression::Context;
use crate::reduce::{AnyReducer, Split};

/// A reducer with checked settings.
pub(super) struct Checked {
    pub instances: usize,
    pub memory_limit: Option<u64>,
    pub over_limit: OverLimit,
    pub reducer: Arc<dyn AnyReducer>,
}

/// The reducers of a job, `None` for those that are wrong. If the report is split, each is split.
pub(super) fn check_reducers(
    tree: &mut Tree,
    raw: &RawConfig,
    names: &[String],
    registry: &Registry,
    context: &Context,
) -> Vec<Option<Checked>> {
    let at = KeyPath::default().key("reducers");
    if raw.reducers.is_empty() && tree.find(&at).is_none_or(|reducers| matches!(reducers.kind, ValueKind::Array(_))) {
        let example = "a [[reducers]] table with `group_by = [\"path\"]`".to_owned();
        tree.report(&at, ConfigErrorKind::Missing { example });
    }
    let mut reducers = Vec::new();
    for ((index, reducer), name) in raw.reducers.iter().enumerate().zip(names) {
        let at = at.index(index);
        let instances = check_number(tree, &at.key("instances"), reducer.instances);
        let limit = at.key("memory_limit");
        let memory_limit = reducer.memory_limit.map(|memory| check_size(tree, &limit, memory));
        let made = match registry.reducer_type(&reducer.kind) {
            _ if !is_table(tree, &at) => None,
            Some(make) => make(Making {
                name,
                tree,
                at: &at,
                settings: reducer.settings.clone(),
                beside: REDUCER_KEYS,
                starts_programs: registry.starts_programs,
                context,
            }),
            None => {
                tree.report_value(
                    &at.key("type"),
                    unknown_name("reducer type", &reducer.kind, registry.reducer_names()),
                );
                None
            }
        };
        let made = made.and_then(|made| split(raw.report.split_by.as_deref(), made, context));
        let over_limit = check_over_limit(tree, &at.key("over_limit"), reducer, made.as_ref());
        reducers.push(made.map(|reducer| Checked { instances, memory_limit, over_limit, reducer }));
    }
    reducers
}

/// Smaller states would be in thousands of pieces on disk.
const LEAST_SPILL: ByteSize = ByteSize(16 << 20);

fn check_over_limit(
    tree: &mut Tree,
    at: &KeyPath,
    reducer: &RawReducer,
    made: Option<&Arc<dyn AnyReducer>>,
) -> OverLimit {
    let name = reducer.over_limit.as_str();
    let Some(over_limit) = OverLimit::by_name(name) else {
        tree.report_value(at, unknown_name("behaviour", name, OverLimit::ALL.map(OverLimit::name)));
        return OverLimit::Error;
    };
    if over_limit == OverLimit::Spill {
        let expected = match reducer.memory_limit {
            None => Some("\"error\" without a memory_limit; add one, such as memory_limit = \"256MiB\"".to_owned()),
            Some(limit) if limit < LEAST_SPILL => {
                Some(format!("\"error\" if memory_limit is less than \"{LEAST_SPILL}\"; raise that"))
            }
            Some(_) if made.is_some_and(|made| !made.can_spill()) => Some(
                "\"error\" for this reducer: a matrix, and a type other than \"group\", is kept in memory".to_owned(),
            ),
            Some(_) => None,
        };
        if let Some(expected) = expected {
            tree.report_value(at, ConfigErrorKind::Unfit { expected });
        }
    }
    over_limit
}

/// Splits a reducer by the expression of the report, if it has one; a wrong one is reported with the report's keys.
fn split(by: Option<&str>, reducer: Arc<dyn AnyReducer>, context: &Context) -> Option<Arc<dyn AnyReducer>> {
    match by {
        Some(by) => Some(Arc::new(Split::new(reducer, by, context).ok()?)),
        None => Some(reducer),
    }
}
