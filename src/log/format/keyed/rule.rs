//! What a key means: which columns its value fills, how good a source of each column it is, and what it means for the line.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::Meaning;
use crate::log::schema::Columns;

/// What a key's value fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The column.
    pub column: Column,
    /// How the value is read.
    pub meaning: Meaning,
    /// Even; twice the number of keys that are better sources of the column. The same key inside a wrapper has the odd rank after it.
    pub rank: u8,
    /// How sure the meaning is.
    pub sense: Sense,
}

impl Rule {
    /// The columns that the key may fill, with those that the other keys of a line decide.
    pub fn columns(&self) -> Columns {
        let more = match self.column {
            _ if self.sense == Sense::Host => &[Column::Host, Column::Server][..],
            _ if self.sense == Sense::ServerName => &[Column::Server],
            Column::Request => return Meaning::Request.columns(),
            Column::Path | Column::Query => &[Column::Target],
            Column::Protocol => &[Column::Scheme],
            _ => &[],
        };
        self.meaning.columns().union(Columns::of(more))
    }
}

/// The rank of a column that nothing was read for yet.
pub const UNRANKED: u8 = u8::MAX;

/// How sure it is what a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// The key means this. A value that cannot be read is a fault, or noted.
    Certain,
    /// The key also has other meanings: this one when the value looks like it. Of several such meanings, the first that fits.
    Likely,
    /// The unit is that of numbers with a fraction; whole numbers are in milliseconds.
    Fraction,
    /// `host`: the virtual host, the client or the machine that shipped the log. The other keys decide.
    Host,
    /// `server_name`: the virtual host, or the upstream of a proxy. The other keys decide.
    ServerName,
    /// `path`: of the request, or of the log file. The other keys decide.
    Path,
}

/// What a key or its value means for the line as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Only this server uses the key.
    OwnKey,
    /// Lines about other things than requests have the key, too.
    Event,
    /// The value names the logger: access lines have this name, or one that begins with it and a dot.
    Logger(&'static str),
    /// What ships logs adds the key.
    Shipper,
    /// What ships logs adds the key when its value is the name of a log file.
    LogFile,
    /// The client is called `host`.
    HostIsClient,
    /// A proxy has the key.
    Proxy,
}

/// Keys that fill a column, the best first.
#[derive(Debug, Clone, Copy)]
pub struct Aliases {
    /// The column.
    pub column: Column,
    /// The unit of a bare number, where there is one.
    pub unit: Option<Unit>,
    /// The keys as settings write them, separated by spaces; compared loosely, a word that begins after `_` may be inside an object, too.
    pub keys: &'static str,
    /// Words that may precede each key, which is then a better source.
    pub before: &'static [&'static str],
    /// Whether the keys also occur without such a word.
    pub is_bare: bool,
    /// How sure the meaning is.
    pub sense: Sense,
}

impl Aliases {
    /// The keys of a column, best first.
    pub const fn of(column: Column, keys: &'static str) -> Aliases {
        Aliases { column, unit: None, keys, before: &[], is_bare: true, sense: Sense::Certain }
    }

    /// The keys of a duration or time in that unit, best first.
    pub const fn timed(column: Column, unit: Unit, keys: &'static str) -> Aliases {
        Aliases { unit: Some(unit), ..Aliases::of(column, keys) }
    }

    /// The same keys, alone and after words.
    pub const fn after(self, before: &'static [&'static str]) -> Aliases {
        Aliases { before, ..self }
    }

    /// The same keys, only after words.
    pub const fn only_after(self, before: &'static [&'static str]) -> Aliases {
        Aliases { before, is_bare: false, ..self }
    }

    /// The same keys, whose meaning is as sure as that.
    pub const fn sense(self, sense: Sense) -> Aliases {
        Aliases { sense, ..self }
    }
}
