//! Formats that are a list of fields with text between them: what Apache's, nginx's and GoAccess's descriptions of a line have in common.
//!
//! [`Layout::read_line`] reads from left to right without backtracking: a field ends where the text after it begins. Where that text might
//! be part of the field (an unescaped quote, a space in a name), the fields that must follow decide; a bounded look-ahead keeps the time
//! linear.

mod extent;
mod habits;
mod literal;
mod piece;
mod read;
mod regular;
mod step;

use super::indexed_line::IndexedLine;
use super::memo::Memo;
use super::{About, LineFormat, Meaning};
use crate::log::column::Column;
use crate::log::fields::{Fields, FieldsMut};
use crate::log::reject::Refusal;
use crate::log::schema::Columns;
pub use crate::log::time::pattern::{Piece, STRFTIME, TimeParts, TimePattern, UnknownPiece};
pub use habits::Habits;
pub use literal::Literal;
use regular::Regular;
pub use step::{Extent, Field, Step};

/// A format of fields with text between them.
#[derive(Debug, Clone)]
pub struct Layout {
    about: About,
    habits: Habits,
    /// The text before the first field.
    opening: Literal,
    /// The fields, in order; at least one.
    steps: Vec<Step>,
    /// How many of them every line has; a line with fewer is malformed.
    frame: usize,
    /// How many of them a whole line has; a line with fewer is short.
    whole: usize,
    /// The first one that the time is made of.
    time: usize,
    /// The user, when its text can show that the line begins with one field too many.
    user: Option<usize>,
    /// The text between fields, when the last one is quoted and more than whitespace separates it from the one before.
    separator: Option<Box<[u8]>>,
    /// Whether what is missing of a whole line may only be missing at its end.
    is_framed: bool,
    /// Whether the server may add fields, so that more of them are nothing odd.
    is_open: bool,
    /// The columns that the fields fill.
    columns: Columns,
    /// The fast path, when the fields allow it.
    regular: Option<Regular>,
}

impl Layout {
    /// A layout of these steps.
    pub fn new(about: About, habits: Habits, opening: Literal, mut steps: Vec<Step>) -> Layout {
        use_forwarded_client(&mut steps);
        let names_request = steps.iter().any(|step| step.field == Field::Value(Meaning::Request));
        let is_frame = |field: &Field| match field {
            Field::Time(_, is_used) => *is_used,
            Field::Value(Meaning::Text(Column::Method | Column::Target | Column::Path)) => !names_request,
            // A line without a number that it should have is of another format, not short.
            Field::Value(Meaning::Number(_) | Meaning::AnyNumber | Meaning::Duration(..) | Meaning::Peer) => {
                habits.is_strict
            }
            Field::Value(value) => value.is_frame(),
        };
        let frame = steps.iter().rposition(|step| is_frame(&step.field)).map_or(0, |last| last + 1);
        let columns = steps.iter().map(|step| match &step.field {
            Field::Time(_, true) => Columns::of(&[Column::Time]),
            Field::Time(_, false) => Columns::NONE,
            Field::Value(value) => value.columns(),
        });
        let named = if habits.has_absolute_requests { Columns::of(&[Column::Vhost]) } else { Columns::NONE };
        let columns = columns.fold(named.union(Columns::of(&[Column::Extra])), Columns::union);
        let time = steps.iter().position(|step| matches!(step.field, Field::Time(_, true))).unwrap_or(steps.len());
        let regular = Regular::new(habits, &opening, &steps);
        let (user, separator) = (user_after_host(&opening, &steps), separator(&steps));
        let whole = steps.len();
        let (is_framed, is_open) = (false, false);
        Layout {
            about,
            habits,
            opening,
            whole,
            steps,
            frame,
            time,
            user,
            separator,
            is_framed,
            is_open,
            columns,
            regular,
        }
    }
}

impl Layout {
    /// The same layout with other documentation.
    #[must_use]
    pub fn with_about(self, about: About) -> Layout {
        Layout { about, ..self }
    }

    /// The same layout, in which every line has the first fields, and misses others only at its end.
    #[must_use]
    pub fn with_frame(self, first: usize) -> Layout {
        Layout { frame: first, is_framed: true, ..self }
    }

    /// The same layout of a server that may add fields.
    #[must_use]
    pub fn with_open_end(self) -> Layout {
        Layout { is_open: true, ..self }
    }

    /// The same layout, in which lines may end after the first fields without being short.
    #[must_use]
    pub fn with_optional(self, first: usize) -> Layout {
        Layout { whole: first, frame: self.frame.min(first), ..self }
    }

    /// Whether its fast path reads client and time as the formats of the Common Log Format's family do.
    #[cfg(test)]
    pub fn begins_as_clf(&self) -> bool {
        self.regular.as_ref().is_some_and(Regular::begins_as_clf)
    }
}

/// Where nothing else names the host, the first list of forwarded addresses does.
fn use_forwarded_client(steps: &mut [Step]) {
    let is_host = |step: &Step| {
        matches!(step.field, Field::Value(Meaning::Text(Column::Host) | Meaning::Peer | Meaning::Hosts(_)))
    };
    if steps.iter().any(is_host) {
        return;
    }
    let is_list = |step: &&mut Step| step.field == Field::Value(Meaning::Text(Column::ForwardedFor));
    if let Some(step) = steps.iter_mut().find(is_list) {
        step.field = Field::Value(Meaning::Client);
    }
}

/// The user of a line that begins with host, identity and user, with whitespace between them.
fn user_after_host(opening: &Literal, steps: &[Step]) -> Option<usize> {
    let [host, ident, user, ..] = steps else { return None };
    let is_host = matches!(host.field, Field::Value(Meaning::Text(Column::Host) | Meaning::Client));
    // Lighttpd writes the virtual host where others have the identity.
    let is_rest = matches!(ident.field, Field::Value(Meaning::Text(Column::Ident | Column::Vhost)))
        && user.field == Field::Value(Meaning::Text(Column::User));
    let space = Literal::new(" ");
    let is_separated = host.after == space && ident.after == space && user.after.begins_blank();
    (opening.is_empty() && is_host && is_rest && is_separated).then_some(2)
}

/// The text between the last field, when quoted, and the one before it, without quotes: further fields may follow after the same text.
fn separator(steps: &[Step]) -> Option<Box<[u8]>> {
    let [.., before, last] = steps else { return None };
    let text = before.after.exact();
    let between = text.strip_suffix(b"\"").filter(|_| last.extent == Extent::Quoted)?;
    let between = between.strip_prefix(b"\"").unwrap_or(between).trim_ascii();
    (!between.is_empty()).then(|| between.into())
}

impl LineFormat for Layout {
    fn about(&self) -> &About {
        &self.about
    }

    fn columns(&self) -> Columns {
        self.columns
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        Ok(self.read(line, base)?)
    }

    #[inline(always)]
    fn read_regular(&self, ahead: IndexedLine<'_>, memo: &mut Memo, fields: &mut FieldsMut<'_>) -> Option<usize> {
        self.regular.as_ref()?.read(ahead, memo, fields)
    }
}
