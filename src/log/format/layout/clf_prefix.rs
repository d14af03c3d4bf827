//! What a layout has in common with the Common Log Format: client, identity, user, time, request, status and size, perhaps with referer and
//! user agent behind them. It is read as the built-in formats read it, whatever follows.

use super::piece::RegularPiece::{self, Quoted, Text, Time, Until};
use crate::log::column::Column;
use crate::log::fields::{Slot, Span};
use crate::log::format::Meaning;
use crate::log::format::{Ahead, Memo, clf};

/// These fields of a layout.
#[derive(Debug, Clone, Copy)]
pub struct ClfPrefix {
    identity: Identity,
    /// Whether referer and user agent are among them.
    has_headers: bool,
}

/// What stands between client and user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Identity {
    /// A field with a column.
    Kept,
    /// A field without one.
    Skipped,
    /// A dash: it is no field.
    Dash,
    /// It and the user are one field without a column.
    WithUser,
}

impl Identity {
    /// What follows the client up to the time, and the pieces from there on.
    fn of(pieces: &[RegularPiece]) -> Option<(Identity, &[RegularPiece])> {
        match pieces {
            [Text(dash, _), Until(Meaning::Text(Column::User), b' '), Text(opening, _), behind @ ..]
                if dash.is(b" - ") && opening.is(b" [") =>
            {
                Some((Identity::Dash, behind))
            }
            [Text(before, _), Until(Meaning::Skip, b'['), Text(opening, _), behind @ ..]
                if before.is(b" ") && opening.is(b"[") =>
            {
                Some((Identity::WithUser, behind))
            }
            [
                Text(before, _),
                Until(value, b' '),
                Text(after, _),
                Until(Meaning::Text(Column::User), b' '),
                Text(opening, _),
                behind @ ..,
            ] if before.is(b" ") && after.is(b" ") && opening.is(b" [") => match value {
                Meaning::Text(Column::Ident) => Some((Identity::Kept, behind)),
                Meaning::Skip => Some((Identity::Skipped, behind)),
                _ => None,
            },
            _ => None,
        }
    }
}

impl ClfPrefix {
    /// The prefix within the pieces of a layout, with the pieces before and after it.
    pub fn within(pieces: &[RegularPiece]) -> Option<(&[RegularPiece], ClfPrefix, &[RegularPiece])> {
        // Fields before it that it does not have.
        let is_other = |piece: &RegularPiece| match piece {
            Text(..) => true,
            Until(value, _) => {
                matches!(value, Meaning::Skip | Meaning::Text(Column::Vhost) | Meaning::Number(Column::Port))
            }
            _ => false,
        };
        let before = pieces.iter().take_while(|piece| is_other(piece)).count();
        let (prefix, after) = ClfPrefix::of(&pieces[before..])?;
        Some((&pieces[..before], prefix, after))
    }

    /// That with which some pieces begin, and the pieces behind it.
    fn of(pieces: &[RegularPiece]) -> Option<(ClfPrefix, &[RegularPiece])> {
        let [Until(Meaning::Text(Column::Host), b' '), behind @ ..] = pieces else { return None };
        let (identity, behind) = Identity::of(behind)?;
        let [
            Time(_, true),
            Text(closing, _),
            Quoted(Meaning::Request),
            Text(behind_request, _),
            Until(Meaning::Status, b' '),
            Text(behind_status, _),
            Until(Meaning::Bytes, b' '),
            behind @ ..,
        ] = behind
        else {
            return None;
        };
        if !closing.is(b"] \"") || !behind_request.is(b"\" ") || !behind_status.is(b" ") {
            return None;
        }
        Some(match behind {
            [
                Text(before, _),
                Quoted(Meaning::Text(Column::Referer)),
                Text(between, _),
                Quoted(Meaning::Text(Column::UserAgent)),
                behind @ ..,
            ] if before.is(b" \"") && between.is(b"\" \"") => (ClfPrefix { identity, has_headers: true }, behind),
            _ => (ClfPrefix { identity, has_headers: false }, behind),
        })
    }

    /// How many quotes stand between its beginning and its end.
    pub fn quotes(self) -> usize {
        if self.has_headers { 5 } else { 2 }
    }

    /// Reads it where it begins in a [quoted line](Ahead::quoted_line); where it ends.
    #[inline(always)]
    pub fn read(self, line: Ahead<'_>, memo: &mut Memo, fields: &mut Slot<'_>) -> Option<usize> {
        // What stands before it, and is not in the family's formats.
        let (vhost, port) = (fields.vhost, fields.port);
        if !fields.notes.is_empty() {
            return None;
        }
        let end = if self.has_headers {
            // The quote behind the user agent is text of the layout.
            clf::read_front::<false, 2>(line, memo, fields)? - 1
        } else {
            const STATUS: usize = "\" 200 ".len();
            let size = *line.marks.get(1)? as usize + STATUS;
            let end = size + memchr::memchr(b' ', line.text.get(size..)?)?;
            clf::read_front::<false, 0>(Ahead { text: &line.text[..end], ..line }, memo, fields)?
        };
        (fields.vhost, fields.port) = (vhost, port);
        let identity = &line.text[fields.ident.start()..fields.ident.end()];
        let is_expected = match self.identity {
            Identity::Dash => identity == b"-",
            // A colon is where a list of hosts goes on.
            Identity::Kept | Identity::Skipped => identity != b":",
            // A bracket is where the time begins.
            Identity::WithUser => {
                let both = &line.text[fields.ident.start()..fields.user.end()];
                identity != b":" && !both.contains(&b'[')
            }
        };
        if self.identity != Identity::Kept {
            fields.ident = Span::NONE;
        }
        if self.identity == Identity::WithUser {
            fields.user = Span::NONE;
        }
        is_expected.then_some(end)
    }
}
