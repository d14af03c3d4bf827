//! Built-in formats as data: a line with the names of columns in the place of its fields, such as
//! `{host} {ident} {user} [{time}] "{request}" {status} {bytes} {request_time:ms}`.
//!
//! - `{column}` is a field as servers write that column; `{client}` a list of forwarded addresses whose first is the host, `{peer}` an
//!   address with its port.
//! - `{column:unit}` is a duration in `s`, `ms`, `us` or `ns`, or in `s.`: seconds with a decimal point. Every duration names its unit; a value
//!   may have another one after it, as in `1.5ms`.
//! - `{time}` is a time in any form that servers write, `{time:%Y-%m-%d %T}` one that strftime(3) describes.
//! - `{column:word}` is a text without whitespace, also in a column that may contain some.
//! - `{column:code}` is a status in another column, `{request_time:+s}` the rest of a request's duration, after `{queue_time}` and
//!   `{upstream_time}`.
//! - `{_}` is a field without a column, `{_:word}` one without whitespace, `{number}` one that must be a number.
//! - `{?}` is the place after which a line may end without being noted as short, `{!}` the one before which it may not end, and `{extra}` at the
//!   end says that the server may add fields.
//! - `{{` and `}}` are braces.
//! - A second line, and each after it, is another form of the same format. A line is read in the first form that fits it whole.
//!
//! Fields must be what they are called: a line with another method, host, protocol, number or duration is of another format, unless the
//! template is [lenient](Template::lenient).

use std::sync::OnceLock;

use super::description::{Description, FormatError, FormatFault, Part, Written};
use super::layout::{Field, Habits, Layout, Piece, TimePattern};
use super::{About, IndexedLine, LineFormat, Meaning, Memo};
use crate::log::column::{Column, ColumnKind};
use crate::log::duration::Unit;
use crate::log::fields::{Fields, FieldsMut};
use crate::log::reject::{Fault, Refusal, RejectReason, SkipReason};
use crate::log::request;
use crate::log::schema::Columns;
use crate::log::tally::Note;

/// A built-in format that a template describes.
pub struct Template {
    about: About,
    text: &'static str,
    habits: Habits,
    others: Option<&'static [&'static str]>,
    family: &'static [&'static dyn LineFormat],
    /// Made when the format is first used.
    forms: OnceLock<Vec<Layout>>,
}

impl Template {
    /// A format that reads lines by a template.
    pub const fn new(about: About, text: &'static str) -> Template {
        let habits = Habits {
            is_verbatim: false,
            escapes_quotes: false,
            is_strict: true,
            is_closed: false,
            has_dotted_vhosts: false,
            orders_times: false,
            logs_connections: false,
            has_absolute_requests: false,
            null: "",
        };
        Template { about, text, habits, others: None, family: &[], forms: OnceLock::new() }
    }

    /// The same for a server that writes as many spaces as the template has, so that a field may be empty.
    #[must_use]
    pub const fn verbatim(mut self) -> Template {
        self.habits.is_verbatim = true;
        self
    }

    /// The same for a format whose lines are recognised by time, status and size alone: what else cannot be read is noted and left out.
    #[must_use]
    pub const fn lenient(mut self) -> Template {
        self.habits.is_strict = false;
        self
    }

    /// The same for a server that escapes each quote inside quotes, such as nginx.
    #[must_use]
    pub const fn escapes_quotes(mut self) -> Template {
        self.habits.escapes_quotes = true;
        self
    }

    /// The same, but lines with more fields are of another format.
    #[must_use]
    pub const fn closed(mut self) -> Template {
        self.habits.is_closed = true;
        self
    }

    /// The same for lines that only a virtual host with a dot or a port distinguishes from a similar format.
    #[must_use]
    pub const fn dotted_vhosts(mut self) -> Template {
        self.habits.has_dotted_vhosts = true;
        self
    }

    /// The same for lines in which the upstream's time is recognised by being no longer than the request's.
    #[must_use]
    pub const fn orders_times(mut self) -> Template {
        self.habits.orders_times = true;
        self
    }

    /// The same for a proxy that also logs connections without requests, with the status 0: they are not access.
    #[must_use]
    pub const fn with_connections(mut self) -> Template {
        self.habits.logs_connections = true;
        self
    }

    /// The same for a proxy whose requests name the virtual host: `GET http://host/path HTTP/1.1`, or `- http://host:80- -` for one that it
    /// could not read.
    #[must_use]
    pub const fn absolute_requests(mut self) -> Template {
        self.habits.has_absolute_requests = true;
        self
    }

    /// The same for a server that writes such a text for a value that it does not have.
    #[must_use]
    pub const fn null(mut self, text: &'static str) -> Template {
        self.habits.null = text;
        self
    }

    /// The same for lines among other messages of the program: a line that does not fit is skipped when it contains no method followed by a
    /// target, or contains one of these texts.
    #[must_use]
    pub const fn among_others(mut self, others: &'static [&'static str]) -> Template {
        self.others = Some(others);
        self
    }

    /// The same with formats whose lines are often mixed with its own.
    #[must_use]
    pub const fn with_family(mut self, family: &'static [&'static dyn LineFormat]) -> Template {
        self.family = family;
        self
    }

    fn forms(&self) -> &[Layout] {
        self.forms.get_or_init(|| {
            let form = |text| compile(self.about.clone(), self.habits, text).expect("a test compiles every template");
            self.text.lines().map(form).collect()
        })
    }

    /// Whether a line that no form fits whole holds a text that only other lines of the program hold.
    fn is_other(&self, line: &[u8]) -> bool {
        self.others.unwrap_or_default().iter().any(|text| memchr::memmem::find(line, text.as_bytes()).is_some())
    }
}

impl LineFormat for Template {
    fn about(&self) -> &About {
        &self.about
    }

    fn columns(&self) -> Columns {
        self.forms().iter().fold(Columns::NONE, |columns, form| columns.union(form.columns()))
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        let mut first = None;
        let mut furthest: Option<Fault> = None;
        for form in self.forms() {
            match form.read(line, base) {
                Ok(fields) if self.habits.is_connection(&fields) => {
                    return Err(Refusal::Skipped(SkipReason::NotAccess));
                }
                Ok(fields) if is_whole(&fields) => return Ok(fields),
                // Two oddities are too many for a line of this format.
                Ok(fields) if self.habits.is_strict && fields.notes.has(Note::OpaqueRequest) => {}
                Ok(fields) => _ = first.get_or_insert(fields),
                Err(fault) if furthest.is_none_or(|other| fault.at > other.at) => furthest = Some(fault),
                Err(_) => {}
            }
        }
        let is_other = self.is_other(line) || (first.is_none() && self.others.is_some() && !request::is_within(line));
        match first.filter(|_| !is_other) {
            Some(fields) => Ok(fields),
            None if is_other => Err(Refusal::Skipped(SkipReason::NotAccess)),
            None => Err(furthest.unwrap_or(Fault { reason: RejectReason::NoMatch, at: 0 }).into()),
        }
    }

    /// Only of the first form: another one may read a line that this one reads too, and more slowly.
    fn read_regular(&self, ahead: IndexedLine<'_>, memo: &mut Memo, fields: &mut FieldsMut<'_>) -> Option<usize> {
        self.forms().first()?.read_regular(ahead, memo, fields)
    }

    fn is_strict(&self) -> bool {
        self.habits.is_strict
    }

    fn family(&self) -> &'static [&'static dyn LineFormat] {
        self.family
    }
}

fn is_whole(fields: &Fields) -> bool {
    ![Note::ShortLine, Note::ExtraFields].into_iter().any(|note| fields.notes.has(note))
}

/// The layout of a template.
///
/// # Errors
/// A name that is no column's, a duration without a unit, an open brace, and what makes no layout of any description.
pub fn compile(about: About, habits: Habits, text: &str) -> Result<Layout, FormatError> {
    let mut parts = Vec::new();
    let (mut optional, mut frame, mut is_open) = (None, None, false);
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
        let fields = || Some(parts.iter().filter(|part| matches!(part, Part::Field(..))).count());
        match &field[1..close] {
            "?" => optional = fields(),
            "!" => frame = fields(),
            "extra" => is_open = true,
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
    let (name, escaping) = (&about.name, about.escaping);
    let description = Description { name, grammar: text, escaping, habits, parts, example };
    let layout = description.layout()?.with_about(about);
    let layout = if let Some(first) = optional { layout.with_optional(first) } else { layout };
    let layout = if let Some(first) = frame { layout.with_frame(first) } else { layout };
    Ok(if is_open { layout.with_open_end() } else { layout })
}

fn field(name: &str, written: &Written) -> Result<Field, FormatError> {
    let unknown = |what, known| {
        let fault = FormatFault::Unknown { what, written: written.text.clone(), known };
        FormatError::at(written.at, fault)
    };
    let (name, argument) = name.split_once(':').map_or((name, None), |(name, argument)| (name, Some(argument)));
    let meaning = match (name, argument) {
        ("_", None) => Meaning::Skip,
        ("_", Some("word")) => Meaning::SkipList,
        ("client", None) => Meaning::Client,
        ("number", None) => Meaning::AnyNumber,
        ("peer", None) => Meaning::Peer,
        ("time", None) => return Ok(Field::Time(TimePattern::new(vec![Piece::Logged]), true)),
        ("time", Some(pattern)) => {
            let pattern = TimePattern::strftime(pattern, Piece::Fraction(9));
            return Ok(Field::Time(pattern.map_err(|piece| FormatError::strftime("", piece))?, true));
        }
        (name, argument) => {
            let column = name.parse::<Column>().ok();
            let columns = || unknown("column", Column::NAMED.map(Column::name).to_vec());
            match (column.ok_or_else(columns)?, argument) {
                (Column::RequestTime, Some("+s")) => Meaning::RestOfRequest(Unit::Seconds),
                (column, argument) if column.is_duration() => {
                    let unit = argument.and_then(unit_of);
                    Meaning::Duration(column, unit.ok_or_else(|| unknown("unit", Unit::NAMES.to_vec()))?)
                }
                (column, None) => Meaning::of(column).ok_or_else(columns)?,
                (column, Some("code")) if column.kind() == ColumnKind::Code => Meaning::StatusOf(column),
                (column, Some("word")) if column.kind() == ColumnKind::Text => Meaning::Word(column),
                (_, Some(_)) => return Err(unknown("unit of what is no duration", Vec::new())),
            }
        }
    };
    Ok(Field::Value(meaning))
}

fn unit_of(name: &str) -> Option<Unit> {
    if name == "s." { Some(Unit::DecimalSeconds) } else { Unit::by_name(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        compile(About::own("own", text), Habits::default(), text)
            .err()
            .map_or_else(|| "accepted".to_owned(), |error| error.to_string())
    }

    #[test]
    fn a_mistake_in_a_template_is_named() {
        assert!(fault("{time} {statsu}").starts_with("at character 8: unknown column `{statsu}`"));
        assert!(fault("{time} {request_time}").starts_with("at character 8: unknown unit `{request_time}`"));
        assert!(fault("{time} {status").starts_with("at character 8: `{status` is cut off"));
        assert!(fault("{host}").contains("no time, status or request"));
        assert_eq!(fault("{{{time}}} {status}"), "accepted");
    }

    /// What a format makes of a line: the columns that it fills, or why it makes no record of it.
    fn read(format: &Template, line: &str) -> String {
        let fields = match format.read_line(line.as_bytes(), 0) {
            Ok(fields) => fields,
            Err(Refusal::Skipped(reason)) => return reason.name().to_owned(),
            Err(Refusal::Malformed(fault)) => return fault.reason.name().to_owned(),
        };
        let text = |span: crate::log::fields::Span| {
            span.of(line.as_bytes()).map_or("-".into(), |text| String::from_utf8_lossy(text).into_owned())
        };
        let micros = fields.extra.number(Column::RequestTime).map_or("-".to_owned(), |micros| micros.to_string());
        format!("{} {} {} {micros}", text(fields.host), text(fields.method), text(fields.target))
    }

    #[test]
    fn a_line_is_read_in_the_first_form_that_fits_it_whole() {
        let format = Template::new(
            About::own("own", ""),
            "{host} {method} {target} {request_time:s.}\n{host} {method} {target}",
        );
        assert_eq!(read(&format, "1.2.3.4 GET /a 0.5"), "1.2.3.4 GET /a 500000");
        assert_eq!(read(&format, "1.2.3.4 GET /a b"), "1.2.3.4 GET /a b -");
        // Without a decimal point, it is no number of seconds.
        assert_eq!(read(&format, "1.2.3.4 GET /a 5"), "1.2.3.4 GET /a 5 -");
    }

    #[test]
    fn a_line_whose_fields_are_not_what_they_are_called_is_of_another_format() {
        let format = Template::new(About::own("own", ""), "{host} {method} {target} {request_time:ms}");
        for line in ["[1.2.3.4 GET /a 5", "1.2.3.4 get /a 5", "1.2.3.4 GET a 5", "1.2.3.4 GET /a x", "a=b GET /a 5"] {
            assert_eq!(read(&format, line), "no_match", "{line}");
        }
        assert_eq!(read(&format, "- - - -"), "- - - -");
        assert_eq!(read(&format, "1.2.3.4 GET /a 1.5s"), "1.2.3.4 GET /a 1500000");
    }

    #[test]
    fn other_messages_of_a_program_are_skipped() {
        let format =
            Template::new(About::own("own", ""), "{host} {method} {target} {request_time:ms}").among_others(&["DEBUG"]);
        assert_eq!(read(&format, "server started on port 80"), "not_access");
        assert_eq!(read(&format, "DEBUG route GET /a is new"), "not_access");
        assert_eq!(read(&format, "1.2.3.4 GET /a x"), "no_match");
    }

    #[test]
    fn a_verbatim_format_may_have_empty_fields() {
        let format =
            Template::new(About::own("own", ""), "{host} ({user}) {method} {target} {request_time:ms}").verbatim();
        assert_eq!(read(&format, " () GET /a 5"), "- GET /a 5000");
        assert_eq!(read(&format, "1.2.3.4 ()  /a 5"), "1.2.3.4 - /a 5000");
    }

    #[test]
    fn a_line_may_end_early_only_where_the_template_says_so() {
        use crate::log::tally::Note;
        let layout = compile(About::own("own", ""), Habits::default(), "{time} {status} {bytes}{?} {request_time:ms}")
            .expect("a layout");
        let is_short =
            |line: &str| layout.read_line(line.as_bytes(), 0).map(|fields| fields.notes.has(Note::ShortLine)).ok();
        assert_eq!(is_short("2023-10-10T13:55:36Z 200 5 12"), Some(false));
        assert_eq!(is_short("2023-10-10T13:55:36Z 200 5"), Some(false));
        assert_eq!(is_short("2023-10-10T13:55:36Z 200"), None);
    }
}
