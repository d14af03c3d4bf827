//! The columns of a group reducer's table: keys, measures, and what is computed from both.

use std::cell::RefCell;
use std::sync::Arc;

use super::error::GroupError;
use super::key;
use super::measure::{self, AnyMeasure};
use super::settings::GroupSettings;
use crate::expression::{AggregateCall, AggregateScope, Context, Expression, ExpressionError, Field, Scope};
use crate::log::column::ColumnKind;
use crate::reduce::table::TableColumn;

/// A value of a group that the other columns are computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// A measure, by its index.
    Measure(usize),
    /// The part that a measure is of its total.
    Share(usize),
    /// The records of a measure per second.
    Rate(usize),
}

/// A column after the keys.
#[derive(Debug, Clone)]
pub struct Output {
    /// Its heading.
    pub name: String,
    /// What its values are.
    pub kind: ColumnKind,
    /// Where they come from.
    pub from: OutputFrom,
}

/// Where the values of a column come from.
#[derive(Debug, Clone)]
pub enum OutputFrom {
    /// A base value, by its index.
    Base(usize),
    /// An expression over keys and base values.
    Computed(Expression),
}

/// The table that settings describe.
#[derive(Debug, Clone)]
pub struct Design {
    /// The keys.
    pub keys: Vec<Expression>,
    /// The measures, those of hidden columns too.
    pub measures: Vec<AnyMeasure>,
    /// The base values.
    pub bases: Vec<Base>,
    /// The columns after the keys.
    pub outputs: Vec<Output>,
    /// The condition of the groups that are shown.
    pub having: Option<Expression>,
}

/// Name of the array of a key.
pub fn key_name(index: usize) -> String {
    format!("key{index}")
}

/// Name of the array of a base value.
pub fn base_name(index: usize) -> String {
    format!("base{index}")
}

impl Design {
    /// The table of some settings, over records with the names of a scope.
    ///
    /// # Errors
    /// [`GroupError`] for each key and measure that is wrong. The condition of groups uses their names, so it is checked when they are
    /// right.
    pub fn new(settings: &GroupSettings, records: &dyn Scope, context: &Context) -> Result<Design, Vec<GroupError>> {
        let mut problems = Vec::new();
        let keys = keys(settings, records, context, &mut problems);
        let mut design = Design { keys, measures: Vec::new(), bases: Vec::new(), outputs: Vec::new(), having: None };
        let default = ["count".to_owned()];
        let measures = settings.measures.as_deref().unwrap_or(&default);
        if measures.is_empty() {
            problems.push(GroupError::NoMeasures);
        }
        for (index, text) in measures.iter().enumerate() {
            problems.extend(design.add_measure(index, text, records, context).err());
        }
        if problems.is_empty() {
            problems.extend(design.set_having(settings.having.as_deref(), records, context).err());
        }
        if problems.is_empty() { Ok(design) } else { Err(problems) }
    }

    /// Adds the column of a measure, given its place in the list.
    fn add_measure(
        &mut self,
        index: usize,
        text: &str,
        records: &dyn Scope,
        context: &Context,
    ) -> Result<(), GroupError> {
        let parsed = self
            .parse(text, records, context)
            .map_err(|source| GroupError::Measure { index, source: Box::new(source) })?;
        let output =
            self.output(text, parsed).ok_or_else(|| GroupError::NotAMeasure { index, text: text.to_owned() })?;
        if self.outputs.iter().any(|other| other.name == output.name) {
            return Err(GroupError::RepeatedMeasure { index, measure: output.name });
        }
        self.outputs.push(output);
        Ok(())
    }

    /// Sets the condition of the groups that are shown.
    fn set_having(&mut self, having: Option<&str>, records: &dyn Scope, context: &Context) -> Result<(), GroupError> {
        let Some(text) = having else { return Ok(()) };
        let parsed =
            self.parse(text, records, context).map_err(|source| GroupError::Having { source: Box::new(source) })?;
        if !parsed.is_condition() {
            return Err(GroupError::HavingIsNoCondition { text: text.to_owned() });
        }
        self.having = Some(parsed);
        Ok(())
    }

    /// Parses an expression over the table; measures that it mentions are added.
    pub(super) fn parse(
        &mut self,
        text: &str,
        records: &dyn Scope,
        context: &Context,
    ) -> Result<Expression, ExpressionError> {
        let Design { keys, measures, bases, outputs, .. } = self;
        let known: Vec<(String, Field)> = names(keys, outputs);
        let all: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
        let list = all.join(", ");
        let field =
            |name: &str| known.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, field)| field.clone());
        let advice = |name: &str| match crate::log::Column::named(name) {
            Ok(_) if list.is_empty() => format!("measure it: min({name}), max({name}), distinct({name})"),
            Ok(_) => format!("measure it, such as max({name}), or use the columns of the table: {list}"),
            Err(_) => format!("the columns of the table are {list}"),
        };
        let mut make = |call: AggregateCall| -> Result<Field, ExpressionError> {
            let made = measure::measure(&call)?;
            let kind = made.kind();
            let index = measures.iter().position(|other| *other == made).unwrap_or_else(|| {
                measures.push(made);
                measures.len() - 1
            });
            let (base, kind) = match call.function.as_str() {
                "share" => (Base::Share(index), ColumnKind::Share),
                "rate" => (Base::Rate(index), ColumnKind::Float),
                _ => (Base::Measure(index), kind),
            };
            let number = bases.iter().position(|other| *other == base).unwrap_or_else(|| {
                bases.push(base);
                bases.len() - 1
            });
            Ok(Field { name: Arc::from(base_name(number)), kind, column: None })
        };
        let scope = AggregateScope { names: &field, advice: &advice, make: RefCell::new(&mut make), records, context };
        Expression::parse_in(text, &scope, context)
    }

    /// The column of an expression; `None` if it has no measure.
    fn output(&self, written: &str, parsed: Expression) -> Option<Output> {
        let base = parsed.field().and_then(|field| field.strip_prefix("base")?.parse().ok());
        let mut has_measure = base.is_some();
        parsed.each_field(&mut |field| has_measure |= field.name.starts_with("base"));
        // Bare names such as `count` stay as they were written.
        let name = if parsed.has_name() { parsed.name().to_owned() } else { written.trim().to_owned() };
        let kind = parsed.kind();
        let from = base.map_or_else(|| OutputFrom::Computed(parsed), OutputFrom::Base);
        has_measure.then_some(Output { name, kind, from })
    }

    /// The headings, without totals.
    pub fn headings(&self) -> Vec<TableColumn> {
        let keys = self.keys.iter().map(|key| TableColumn::key(key.name(), key.kind()));
        let outputs = self.outputs.iter().map(|output| TableColumn::measure(output.name.clone(), output.kind));
        keys.chain(outputs).collect()
    }

    /// The measure that a column is, if it is one and nothing else.
    pub fn measure_of(&self, output: &Output) -> Option<usize> {
        match output.from {
            OutputFrom::Base(base) => match self.bases[base] {
                Base::Measure(measure) => Some(measure),
                Base::Share(_) | Base::Rate(_) => None,
            },
            OutputFrom::Computed(_) => None,
        }
    }

    /// Whether a value needs the totals of all groups.
    pub fn needs_totals(&self) -> bool {
        self.bases.iter().any(|base| !matches!(base, Base::Measure(_)))
    }
}

/// The keys of some settings, without the wrong ones, which are added to `problems`.
fn keys(
    settings: &GroupSettings,
    records: &dyn Scope,
    context: &Context,
    problems: &mut Vec<GroupError>,
) -> Vec<Expression> {
    let mut keys: Vec<Expression> = Vec::new();
    let listed = settings.group_by.iter().enumerate().map(|(index, text)| (Some(index), text));
    for (index, text) in listed.chain(settings.pivot.iter().map(|text| (None, text))) {
        match (key::parse(text, records, context), index) {
            (Ok(key), _) if keys.iter().any(|other| other.name() == key.name()) => {
                let key = key.name().to_owned();
                problems.push(match index {
                    Some(index) => GroupError::RepeatedKey { index, key },
                    None => GroupError::RepeatedPivot { key },
                });
            }
            (Ok(key), _) => keys.push(key),
            (Err(source), Some(index)) => problems.push(GroupError::Key { index, source: Box::new(source) }),
            (Err(source), None) => problems.push(GroupError::Pivot { source: Box::new(source) }),
        }
    }
    keys
}

/// The names that expressions over the table can use: of keys, their texts, and of measures.
fn names(keys: &[Expression], outputs: &[Output]) -> Vec<(String, Field)> {
    let key_field =
        |index: usize, key: &Expression| Field { name: Arc::from(key_name(index)), kind: key.kind(), column: None };
    let named = keys.iter().enumerate().map(|(index, key)| (key.name().to_owned(), key_field(index, key)));
    let texts = keys.iter().enumerate().map(|(index, key)| (key.text().to_owned(), key_field(index, key)));
    let measures = outputs.iter().filter_map(|output| match output.from {
        OutputFrom::Base(base) => {
            let field = Field { name: Arc::from(base_name(base)), kind: output.kind, column: None };
            Some((output.name.clone(), field))
        }
        OutputFrom::Computed(_) => None,
    });
    named.chain(measures).chain(texts).collect()
}
