//! Restricts partials to records that meet conditions afterwards, as far as the tables keep the columns.

use arrow_buffer::BooleanBuffer;

use super::partials::Partials;
use crate::config::Plan;
use crate::expression::{Expression, Failures};
use crate::log::Columns;
use crate::log::named::list;

/// Why a table cannot be restricted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RestrictError {
    /// The requested table does not keep the columns.
    #[error("table '{table}' keeps {}, not {}, so it cannot be restricted to '{condition}'; make it again with these in group_by", named(*kept), named(*asked))]
    NotKept {
        /// The table.
        table: String,
        /// The columns that it keeps.
        kept: Columns,
        /// The columns of the conditions.
        asked: Columns,
        /// The conditions.
        condition: String,
    },
    /// No table keeps the columns.
    #[error("no table keeps {}, so none can be restricted to '{condition}': {tables}; make them again with these in group_by", named(*asked))]
    NowhereKept {
        /// The columns of the conditions.
        asked: Columns,
        /// The conditions.
        condition: String,
        /// The columns that each table keeps.
        tables: String,
    },
}

fn named(columns: Columns) -> String {
    if columns.is_empty() { "no column".to_owned() } else { list(columns.iter()) }
}

/// Restricts the tables to groups that meet all conditions. Removes tables that do not keep the columns from plan and partials, and returns
/// their names. The line account still covers everything.
///
/// # Errors
/// [`RestrictError`] if the requested table, or every table, is removed.
pub fn restrict(
    plan: &mut Plan,
    partials: &mut Partials,
    conditions: &[Expression],
) -> Result<Vec<String>, RestrictError> {
    let asked = conditions.iter().fold(Columns::NONE, |columns, condition| columns.union(condition.columns()));
    let condition = conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
    let keeps = |kept: Columns| asked.without(kept).is_empty();
    if let Some(wanted) = plan.reducers.iter().find(|reducer| plan.report.table.as_ref() == Some(&reducer.name)) {
        let kept = wanted.reducer.kept_columns();
        if !keeps(kept) {
            return Err(RestrictError::NotKept { table: wanted.name.clone(), kept, asked, condition });
        }
    }
    let states = std::mem::take(&mut partials.states);
    let (kept, dropped): (Vec<_>, Vec<_>) =
        plan.reducers.iter().cloned().zip(states).partition(|(reducer, _)| keeps(reducer.reducer.kept_columns()));
    if kept.is_empty() {
        let table = |name: &str, kept| format!("{name} keeps {}", named(kept));
        let tables = dropped.iter().map(|(reducer, _)| table(&reducer.name, reducer.reducer.kept_columns()));
        let tables = tables.collect::<Vec<_>>().join("; ");
        return Err(RestrictError::NowhereKept { asked, condition, tables });
    }
    let passes = |records: &arrow_array::RecordBatch| {
        conditions.iter().fold(BooleanBuffer::new_set(records.num_rows()), |passes, condition| {
            let holds = condition.holds(records, &passes, &mut Failures::default());
            holds.expect("the columns of a condition are among those kept")
        })
    };
    plan.reducers = kept.iter().map(|(reducer, _)| reducer.clone()).collect();
    partials.states = kept.into_iter().map(|(reducer, state)| reducer.reducer.restrict(state, &passes)).collect();
    Ok(dropped.into_iter().map(|(reducer, _)| reducer.name).collect())
}
