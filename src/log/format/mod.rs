//! The formats that logmill reads, by name. A new one is one file here, one line in `ALL` and its cases in the tests.

mod clf;
mod combined;
mod common;
mod layout;
mod nginx;
pub mod own;
mod scan;
mod vhost_combined;
mod vhost_common;

use std::fmt;
use std::sync::Arc;

use super::fields::{CoreFields, Fields};
use super::lines::Lines;
use super::reject::Refusal;
use super::schema::Columns;
pub use clf::Memo;
pub(super) use scan::split_port;

/// Every format, in the order in which `auto` prefers them.
static ALL: [&dyn LineFormat; 5] =
    [&combined::COMBINED, &common::COMMON, &vhost_combined::VHOST_COMBINED, &vhost_common::VHOST_COMMON, &nginx::NGINX];

/// How the fields of a line are laid out: the pure function from a line to its fields.
pub trait LineFormat: Send + Sync {
    /// The name that configuration and reports use.
    fn name(&self) -> &str;

    /// A line of the format; empty for a format that a user wrote.
    fn example(&self) -> &str;

    /// The order of the fields, as the server's manual or configuration writes it.
    fn grammar(&self) -> &str;

    /// Where the format is documented: an address; empty for a format that a user wrote.
    fn source(&self) -> &str;

    /// The columns that a line of the format may fill, those derived from others not counted.
    fn columns(&self) -> Columns;

    /// How the server escapes what clients send: what is kept as it is, unless it is asked to be undone.
    fn escaping(&self) -> Escaping {
        Escaping::Backslash
    }

    /// Whether lines mean something else behind directives, lines that begin with `#` such as `#Fields:`. The reader then hands those
    /// in force to each batch, and a file of the format cannot be read in pieces of its own.
    fn has_directives(&self) -> bool {
        false
    }

    /// Reads one line, given without its line end and leading blanks; `base` is where it stands in its batch. This is
    /// the definition of the format.
    ///
    /// # Errors
    /// A [`Refusal`] when the line is malformed, or none that the format makes records of.
    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal>;

    /// Reads the line at `start` into `fields` if it is a regular one, quickly, and tells how many of `marks` (the first of which are
    /// the line's) it took. Must agree with [`LineFormat::read_line`] on every line that it takes; by default it takes none.
    #[inline]
    fn read_regular(
        &self,
        _text: &[u8],
        _start: usize,
        _marks: &[u32],
        _memo: &mut Memo,
        _fields: &mut CoreFields,
    ) -> Option<usize> {
        None
    }

    /// Reads all lines of a batch. Provided, so that the loop is compiled for each format with its own functions inside.
    fn read_all(&self, lines: &mut Lines<'_, '_>) {
        lines.read_with(self);
    }
}

/// How a server writes the bytes of a client that would break its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escaping {
    /// Not at all.
    None,
    /// `\"`, `\\`, `\n`, `\xhh` and their like: Apache and nginx.
    Backslash,
    /// Those of JSON strings (RFC 8259 section 7), and `\xhh`.
    Json,
    /// `#hh`: HAProxy.
    Hash,
    /// A quote is doubled, inside quotes (RFC 4180).
    DoubledQuote,
    /// A blank is written `+`: IIS.
    Plus,
    /// `%hh`: CloudFront.
    Percent,
}

/// A format: one that is built in, or one that a user wrote. Equal when the names are; a clone costs nothing.
#[derive(Clone)]
pub struct Format(Functions);

#[derive(Clone)]
enum Functions {
    BuiltIn(&'static dyn LineFormat),
    Own(Arc<dyn LineFormat>),
}

impl Format {
    /// Every built-in format, in the order in which `auto` prefers them.
    pub fn all() -> impl Iterator<Item = Format> {
        ALL.into_iter().map(|functions| Format(Functions::BuiltIn(functions)))
    }

    /// The built-in format of that name.
    pub fn by_name(name: &str) -> Option<Format> {
        Format::all().find(|format| format.name() == name)
    }

    /// A format that is not built in.
    pub fn own(functions: Arc<dyn LineFormat>) -> Format {
        Format(Functions::Own(functions))
    }

    /// The name that configuration and reports use.
    pub fn name(&self) -> &str {
        self.functions().name()
    }

    /// A line of the format.
    pub fn example(&self) -> &str {
        self.functions().example()
    }

    /// The functions.
    pub fn functions(&self) -> &dyn LineFormat {
        match &self.0 {
            Functions::BuiltIn(functions) => *functions,
            Functions::Own(functions) => functions.as_ref(),
        }
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Format) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
