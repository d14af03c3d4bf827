//! Sessions of visitors: how many visits, by how many visitors, how long, and where they begin and end.
//!
//! ```text
//! requests ─▶ visitors and their visits (the state) ─▶ a record for each visit ─▶ Group ─▶ table
//! ```
//!
//! The state is a function of the set of requests alone: see the module `visit`.

pub mod definition;
mod encoding;
mod ends;
pub mod error;
mod keys;
pub mod measures;
mod note;
mod requests;
mod scope;
pub mod settings;
mod state;
mod table;
mod texts;
mod visit;
mod visitors;

use arrow_array::RecordBatch;
use arrow_buffer::BooleanBuffer;

use super::group::{Group, GroupSettings, key};
use super::{ReduceError, Reducer, State, StateError, Table};
use crate::expression::{Context, Expression, Interval};
use crate::log::Columns;
use crate::log::column::ColumnKind;
use crate::log::time::DAY;
use definition::Rules;
use encoding::Kind;
pub use error::SessionsError;
use keys::SessionKeys;
use requests::RequestDesign;
pub use settings::SessionSettings;
pub use state::SessionsState;
use table::TableDesign;
use visit::Linkage;

/// Measures the sessions of visitors.
///
/// Visitors are exact, and so are sessions, whatever the order in which requests are read and however they are divided.
#[derive(Debug, Clone)]
pub struct Sessions {
    requests: RequestDesign,
    table: TableDesign,
    /// The measures after the keys, as written.
    measures: Vec<String>,
}

/// The longest gap, in days.
const MOST_DAYS: i64 = 366;

impl Sessions {
    /// The reducer of some settings.
    ///
    /// # Errors
    /// [`SessionsError`] for the first thing that is wrong. Its text begins with the key that it is about.
    ///
    /// ```
    /// use logmill::expression::Context;
    /// use logmill::reduce::{SessionSettings, Sessions};
    ///
    /// let settings = SessionSettings { group_by: vec!["entry".into()], ..SessionSettings::default() };
    /// assert!(Sessions::new(settings, &Context::default()).is_ok());
    /// ```
    pub fn new(settings: SessionSettings, context: &Context) -> Result<Sessions, SessionsError> {
        let rules = settings.definition.rules();
        let linkage = Linkage { gap: gap(&settings, rules)?, by_day: rules.ends_at_midnight };
        let visitor = visitor(&settings, rules, context)?;
        let pages =
            Expression::condition(settings.pages.as_deref().unwrap_or(settings::PAGES), &context.columns(), context)
                .map_err(|source| SessionsError::Pages { source: Box::new(source) })?;
        let keys = SessionKeys::parse(&settings.group_by, context)?;
        let measures = settings.measures.unwrap_or_else(|| measures::DEFAULT.map(str::to_owned).to_vec());
        let group = GroupSettings {
            group_by: keys.texts.clone(),
            measures: Some(measures::expressions(&measures)?),
            having: settings.having,
            sort: settings.sort,
            top: settings.top,
            ..GroupSettings::default()
        };
        let group = Group::over(group, &keys.scope, context)?;
        let mut read: Vec<String> = Vec::new();
        for expression in group.expressions() {
            expression.each_field(&mut |field| read.push(field.name.to_string()));
        }
        let reads = |names: &[&str]| read.iter().any(|name| names.contains(&name.as_str()));
        let keeps_ends = !keys.first.is_empty() || reads(&["entry", "exit"]);
        let reads_pages = rules.counts_pages || keeps_ends || reads(&["pages", scope::BOUNCED]);
        let requests = RequestDesign {
            visitor,
            pages: reads_pages.then_some(pages),
            counts_pages: rules.counts_pages,
            first: keys.first.clone(),
            keeps_ends,
            sums_bytes: reads(&["bytes"]),
            linkage,
            zone: context.zone.clone(),
        };
        let table = TableDesign {
            group,
            first: keys.first,
            first_kinds: keys.scope.first,
            counts_visitors: reads(&[scope::NEW_VISITOR]),
            visitor_is_of_a_day: rules.visitor_is_of_a_day,
            zone: context.zone.clone(),
        };
        Ok(Sessions { requests, table, measures })
    }

    /// What other states must have in common with its own.
    fn kind(&self) -> Kind<'_> {
        let RequestDesign { keeps_ends, linkage, ref zone, .. } = self.requests;
        Kind { keeps_ends, linkage, zone }
    }

    /// Kinds and totals that the measures of a group do not know.
    fn describe(&self, table: &mut Table) {
        let columns = &mut table.columns[self.table.group.keys().len()..];
        for (column, text) in columns.iter_mut().zip(&self.measures) {
            let Some(measure) = measures::named(text) else { continue };
            if measure.is_share {
                column.kind = ColumnKind::Share;
            }
            if !measure.adds_up {
                column.total = None;
            }
        }
    }
}

/// The longest time between two requests of a session, in microseconds.
fn gap(settings: &SessionSettings, rules: Rules) -> Result<i64, SessionsError> {
    let Some(text) = &settings.gap else { return Ok(rules.gap.unwrap_or(i64::MAX)) };
    if rules.gap.is_none() {
        return Err(SessionsError::NoGap { text: text.clone(), definition: settings.definition.name() });
    }
    let micros = Interval::parse(text).filter(|interval| interval.months == 0).and_then(|interval| {
        let micros = i64::from(interval.days).checked_mul(DAY)?.checked_add(interval.micros)?;
        (1..=MOST_DAYS * DAY).contains(&micros).then_some(micros)
    });
    micros.ok_or_else(|| SessionsError::BadGap { text: text.clone() })
}

/// What tells visitors apart.
fn visitor(settings: &SessionSettings, rules: Rules, context: &Context) -> Result<Vec<Expression>, SessionsError> {
    let default = || rules.visitor.iter().copied().map(str::to_owned).collect();
    let texts: Vec<String> = settings.visitor.clone().unwrap_or_else(default);
    if texts.is_empty() {
        return Err(SessionsError::NoVisitor);
    }
    let parse = |(index, text): (usize, &String)| {
        key::parse(text, &context.columns(), context)
            .map_err(|source| SessionsError::Visitor { index, source: Box::new(source) })
    };
    texts.iter().enumerate().map(parse).collect()
}

impl State<Sessions> for SessionsState {
    fn encode(&self, sessions: &Sessions, out: &mut Vec<u8>) -> Result<(), StateError> {
        encoding::write(self, sessions.kind(), out);
        Ok(())
    }

    fn absorb(&mut self, sessions: &Sessions, encoded: &[u8]) -> Result<(), StateError> {
        encoding::absorb(self, sessions.kind(), encoded)
    }
}

impl Reducer for Sessions {
    type State = SessionsState;

    /// What is kept of each session depends on keys and measures, not on the rows that are shown.
    const FINISH_KEYS: &'static [&'static str] = &["sort", "top"];

    fn columns(&self) -> Columns {
        self.requests.columns()
    }

    fn expressions(&self) -> Vec<&Expression> {
        self.requests.expressions().collect()
    }

    fn identity(&self) -> SessionsState {
        SessionsState::new(self.requests.keeps_ends)
    }

    fn fold(
        &self,
        state: &mut SessionsState,
        batch: &RecordBatch,
        selected: &BooleanBuffer,
    ) -> Result<(), ReduceError> {
        self.requests.fold(state, batch, selected)
    }

    fn merge(&self, state: &mut SessionsState, other: SessionsState) {
        state.merge(self.requests.linkage, other);
    }

    fn finish(&self, state: SessionsState) -> Table {
        let mut table = self.table.finish(&state);
        self.describe(&mut table);
        table.note = Some(note::note(&self.requests, self.table.visitor_is_of_a_day, state.timeless));
        table
    }

    fn state_bytes(&self, state: &SessionsState) -> usize {
        state.bytes()
    }
}

#[cfg(test)]
mod tests;
