//! The formats that logmill reads, by name. A new one is one file here, one line in `ALL` and its cases in the tests.

mod clf;
mod combined;
mod common;
mod nginx;
mod vhost_combined;
mod vhost_common;

use std::fmt;

use super::fields::Fields;
use super::lines::Lines;
use super::reject::Fault;
pub use clf::Memo;
pub(super) use clf::split_port;

/// Every format, in the order in which `auto` prefers them.
static ALL: [&dyn LineFormat; 5] =
    [&combined::COMBINED, &common::COMMON, &vhost_combined::VHOST_COMBINED, &vhost_common::VHOST_COMMON, &nginx::NGINX];

/// How the fields of a line are laid out: the pure function from a line to its fields.
pub trait LineFormat: Send + Sync {
    /// The name that configuration and reports use.
    fn name(&self) -> &'static str;

    /// A line of the format.
    fn example(&self) -> &'static str;

    /// Reads one line, given without its line end and leading blanks; `base` is where it stands in its batch. This is
    /// the definition of the format.
    ///
    /// # Errors
    /// A [`Fault`] when the line is malformed.
    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Fault>;

    /// Reads the line at `start` into `fields` if it is a regular one, quickly, and tells how many of `marks` (the first of which are
    /// the line's) it took. Must agree with [`LineFormat::read_line`] on every line that it takes; by default it takes none.
    #[inline]
    fn read_regular(
        &self,
        _text: &[u8],
        _start: usize,
        _marks: &[u32],
        _memo: &mut Memo,
        _fields: &mut Fields,
    ) -> Option<usize> {
        None
    }

    /// Reads all lines of a batch. Provided, so that the loop is compiled for each format with its own functions inside.
    fn read_all(&self, lines: &mut Lines<'_, '_>) {
        lines.read_with(self);
    }
}

/// A format, by reference to its functions; equal when the names are.
#[derive(Clone, Copy)]
pub struct Format(&'static dyn LineFormat);

impl Format {
    /// Every format, in the order in which `auto` prefers them.
    pub fn all() -> impl Iterator<Item = Format> {
        ALL.into_iter().map(Format)
    }

    /// The format of that name.
    pub fn by_name(name: &str) -> Option<Format> {
        Format::all().find(|format| format.name() == name)
    }

    /// The name that configuration and reports use.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// A line of the format.
    pub fn example(self) -> &'static str {
        self.0.example()
    }

    /// A format that is not in the list.
    #[cfg(test)]
    pub fn for_test(functions: &'static dyn LineFormat) -> Format {
        Format(functions)
    }

    /// The functions.
    pub fn functions(self) -> &'static dyn LineFormat {
        self.0
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
