//! Built-in formats as data: a line with the names of columns in the place of its fields, such as
//! `{host} {ident} {user} [{time}] "{request}" {status} {bytes} {request_time:ms}`.
//!
//! - `{column}` is a field as servers write that column; `{client}` a list of forwarded addresses whose first is the host.
//! - `{column:unit}` is a duration in `s`, `ms`, `us` or `ns`; every duration names its unit.
//! - `{time}` is a time in any form that servers write, `{time:%Y-%m-%d %T}` one that strftime(3) describes.
//! - `{_}` is a field without a column, `{?}` the place after which a line may end without being noted as short.
//! - `{{` and `}}` are braces.

use std::sync::OnceLock;

use super::description::{Description, FormatError, FormatFault, Part, Written};
use super::layout::{Field, Layout, Piece, TimePattern};
use super::{About, Ahead, LineFormat, Meaning, Memo};
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::fields::{Fields, Slot};
use crate::log::lines::Lines;
use crate::log::reject::Refusal;
use crate::log::schema::Columns;

/// A built-in format that a template describes.
pub struct Template {
    about: About,
    text: &'static str,
    /// Made when the format is first used.
    layout: OnceLock<Layout>,
}

impl Template {
    /// A format that reads lines by a template.
    pub const fn new(about: About, text: &'static str) -> Template {
        Template { about, text, layout: OnceLock::new() }
    }

    fn layout(&self) -> &Layout {
        self.layout.get_or_init(|| compile(self.about.clone(), self.text).expect("a test compiles every template"))
    }
}

impl LineFormat for Template {
    fn about(&self) -> &About {
        &self.about
    }

    fn columns(&self) -> Columns {
        self.layout().columns()
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        self.layout().read_line(line, base)
    }

    fn read_regular(&self, ahead: Ahead<'_>, memo: &mut Memo, fields: &mut Slot<'_>) -> Option<usize> {
        self.layout().read_regular(ahead, memo, fields)
    }

    fn read_all(&self, lines: &mut Lines<'_, '_>) {
        lines.read_with(self.layout());
    }
}

/// The layout of a template.
///
/// # Errors
/// A name that is no column's, a duration without a unit, an open brace, and what makes no layout of any description.
pub fn compile(about: About, text: &str) -> Result<Layout, FormatError> {
    let mut parts = Vec::new();
    let mut optional = None;
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (literal, field) = rest.split_at(open);
        parts.push(Part::Text(literal.to_owned()));
        if let Some(after) = field.strip_prefix("{{").or_else(|| field.strip_prefix("}}")) {
            parts.push(Part::Text(field[..1].to_owned()));
            rest = after;
            continue;
        }
        let at = text.len() - field.len() + 1;
        let close = field.find('}').filter(|_| field.starts_with('{'));
        let cut_off = || FormatFault::CutOff { written: field.to_owned(), expected: "a `}` should follow" };
        let close = close.ok_or_else(|| FormatError::at(at, cut_off()))?;
        match &field[1..close] {
            "?" => optional = Some(parts.iter().filter(|part| matches!(part, Part::Field(..))).count()),
            name => {
                let written = Written { text: field[..=close].to_owned(), at };
                parts.push(Part::Field(self::field(name, &written)?, written));
            }
        }
        rest = &field[close + 1..];
    }
    parts.push(Part::Text(rest.to_owned()));
    parts.retain(|part| !matches!(part, Part::Text(text) if text.is_empty()));
    let example = "`{time}`, `{status}` or `{request}`";
    let description = Description { name: &about.name, grammar: text, escaping: about.escaping, parts, example };
    let layout = description.layout()?.with_about(about);
    Ok(match optional {
        Some(first) => layout.with_optional(first),
        None => layout,
    })
}

fn field(name: &str, written: &Written) -> Result<Field, FormatError> {
    let unknown = |what, known| {
        let fault = FormatFault::Unknown { what, written: written.text.clone(), known };
        FormatError::at(written.at, fault)
    };
    let (name, argument) = name.split_once(':').map_or((name, None), |(name, argument)| (name, Some(argument)));
    let meaning = match (name, argument) {
        ("_", None) => Meaning::Skip,
        ("client", None) => Meaning::Client,
        ("time", None) => return Ok(Field::Time(TimePattern::new(vec![Piece::Logged]), true)),
        ("time", Some(pattern)) => {
            let pattern = TimePattern::strftime(pattern, Piece::Fraction(9));
            return Ok(Field::Time(pattern.map_err(|piece| FormatError::strftime("", piece))?, true));
        }
        (name, argument) => {
            let column = name.parse::<Column>().ok();
            let columns = || unknown("column", Column::ALL.map(Column::name).to_vec());
            match (column.ok_or_else(columns)?, argument) {
                (column, argument) if column.is_duration() => {
                    let unit = argument.and_then(Unit::by_name);
                    Meaning::Duration(column, unit.ok_or_else(|| unknown("unit", Unit::NAMES.to_vec()))?)
                }
                (column, None) => Meaning::of(column).ok_or_else(columns)?,
                (_, Some(_)) => return Err(unknown("unit of what is no duration", Vec::new())),
            }
        }
    };
    Ok(Field::Value(meaning))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        compile(About::own("own", text), text).err().map_or_else(|| "accepted".to_owned(), |error| error.to_string())
    }

    #[test]
    fn a_mistake_in_a_template_is_named() {
        assert!(fault("{time} {statsu}").starts_with("at character 8: unknown column `{statsu}`"));
        assert!(fault("{time} {request_time}").starts_with("at character 8: unknown unit `{request_time}`"));
        assert!(fault("{time} {status").starts_with("at character 8: `{status` is cut off"));
        assert!(fault("{host}").contains("no time, status or request"));
        assert_eq!(fault("{{{time}}} {status}"), "accepted");
    }

    #[test]
    fn a_line_may_end_early_only_where_the_template_says_so() {
        use crate::log::tally::Note;
        let layout = compile(About::own("own", ""), "{time} {status} {bytes}{?} {request_time:ms}").expect("a layout");
        let is_short =
            |line: &str| layout.read_line(line.as_bytes(), 0).map(|fields| fields.notes.has(Note::ShortLine)).ok();
        assert_eq!(is_short("2023-10-10T13:55:36Z 200 5 12"), Some(false));
        assert_eq!(is_short("2023-10-10T13:55:36Z 200 5"), Some(false));
        assert_eq!(is_short("2023-10-10T13:55:36Z 200"), None);
    }
}
