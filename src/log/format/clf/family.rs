//! A format of the family for a file in which lines of the others stand, too: two servers that write one file, or one whose
//! configuration was changed.

use super::{COMMON, Clf, read_head, read_tail};
use crate::log::column::Column;
use crate::log::fields::{Fields, Slot};
use crate::log::format::{Ahead, Escaping, LineFormat, Memo};
use crate::log::reject::Refusal;
use crate::log::schema::Columns;
use crate::log::tally::{Note, Notes};

/// The format of most lines of the file.
pub struct Family<const VHOST: bool, const QUOTED: usize>(pub Clf<VHOST, QUOTED>);

impl<const VHOST: bool, const QUOTED: usize> LineFormat for Family<VHOST, QUOTED> {
    fn name(&self) -> &str {
        self.0.name
    }

    fn example(&self) -> &str {
        self.0.example
    }

    fn grammar(&self) -> &str {
        self.0.grammar
    }

    fn source(&self) -> &str {
        self.0.source
    }

    fn columns(&self) -> Columns {
        COMMON.union(self.0.columns()).union(Columns::of(&[Column::Vhost, Column::Referer, Column::UserAgent]))
    }

    /// A line is of another format when this one refuses it, or when it leaves something over that the other one reads. A line
    /// that only ends early is still taken for one of this format.
    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        let own = read::<VHOST>(line, base, QUOTED);
        let other = match &own {
            Ok(fields) if !fields.notes.has(Note::ExtraFields) => None,
            Ok(_) => others::<VHOST>(line, base).into_iter().flatten().find(|fields| is_whole(fields.notes)),
            Err(_) => {
                let read = others::<VHOST>(line, base).map(Result::ok);
                let whole = read.iter().flatten().find(|fields| is_whole(fields.notes)).copied();
                whole.or_else(|| read.into_iter().flatten().next())
            }
        };
        Ok(match other {
            Some(mut fields) => {
                fields.notes.add(Note::OtherFormat);
                fields
            }
            None => own?,
        })
    }

    #[inline(always)]
    fn read_regular(&self, ahead: Ahead<'_>, memo: &mut Memo, fields: &mut Slot<'_>) -> Option<usize> {
        self.0.read_regular(ahead, memo, fields)
    }
}

/// What the formats make of a line: those that differ by the virtual host first, since that is what lines are refused for; with headers
/// before without.
fn others<const VHOST: bool>(line: &[u8], base: usize) -> [Result<Fields, Refusal>; 4] {
    let with = [read::<true>(line, base, 2), read::<true>(line, base, 0)];
    let without = [read::<false>(line, base, 2), read::<false>(line, base, 0)];
    let [[first, second], [third, fourth]] = if VHOST { [without, with] } else { [with, without] };
    [first, second, third, fourth]
}

fn read<const VHOST: bool>(line: &[u8], base: usize, quoted: usize) -> Result<Fields, Refusal> {
    let (mut fields, mut cursor) = read_head::<VHOST>(line, base, Escaping::Backslash)?;
    read_tail(&mut cursor, &mut fields, quoted);
    Ok(fields)
}

fn is_whole(notes: Notes) -> bool {
    !notes.has(Note::ShortLine) && !notes.has(Note::ExtraFields)
}
