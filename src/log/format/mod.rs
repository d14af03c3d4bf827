//! What a format is: the functions that read a line ([`LineFormat`]), what is known about it ([`About`]), and the engines that formats
//! are made with. The formats themselves are data, in [`formats`](crate::log::formats).

mod about;
mod ahead;
mod choice;
pub(super) mod clf;
pub(super) mod cursor;
pub(super) mod date_memo;
pub(super) mod declared;
pub(super) mod description;
mod escaping;
pub(super) mod json;
pub(super) mod keyed;
pub(super) mod layout;
pub(super) mod logfmt;
mod meaning;
mod memo;
pub mod own;
pub(super) mod template;

use super::fields::{Fields, Slot};
use super::lines::Lines;
use super::reject::Refusal;
use super::schema::Columns;
pub use about::About;
pub use ahead::Ahead;
pub use choice::{Format, Rules};
pub use escaping::Escaping;
pub use json::JsonFormat;
pub use keyed::Aliases;
pub use keyed::aliases::names;
pub use keyed::path::PathError;
pub use keyed::settings::{KeySetting, KeySettings, MapError, UnitName};
pub use meaning::{Delimiters, Meaning};
pub use memo::Memo;

/// How the fields of a line are laid out: the pure function from a line to its fields.
pub trait LineFormat: Send + Sync {
    /// Name, documentation and example.
    fn about(&self) -> &About;

    /// The columns that a line may fill, without those derived from others.
    fn columns(&self) -> Columns;

    /// Whether directives (lines that begin with `#`, such as `#Fields:`) change what later lines mean. The reader then gives each batch
    /// the directives in force, and a file of the format cannot be cut into ranges.
    fn has_directives(&self) -> bool {
        false
    }

    /// Reads one line, given without its line end and leading whitespace; `base` is its offset in the batch. This is the definition of
    /// the format.
    ///
    /// # Errors
    /// A [`Refusal`] when the line is malformed, or is not one that the format makes records of.
    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal>;

    /// Reads a line as [`LineFormat::read_line`] does, into empty fields; after an error their content is unspecified. The default
    /// copies the result of `read_line`; a format of many fields defines itself here and lets `read_line` call it.
    ///
    /// # Errors
    /// As [`LineFormat::read_line`].
    #[inline]
    fn read_into(&self, line: &[u8], base: usize, fields: &mut Slot<'_>) -> Result<(), Refusal> {
        fields.fill(&self.read_line(line, base)?);
        Ok(())
    }

    /// Fast path. Returns the number of index entries consumed, or `None` to fall back to [`LineFormat::read_line`], with which it must
    /// agree. `fields` is dirty on entry and on `None`.
    #[inline]
    fn read_regular(&self, _ahead: Ahead<'_>, _memo: &mut Memo, _fields: &mut Slot<'_>) -> Option<usize> {
        None
    }

    /// Formats whose lines are often mixed with those of this one: two servers that write one file, or one whose configuration changed.
    /// Best first. A line that this format refuses is read as one of them and [noted](crate::log::Note::OtherFormat) when
    /// [`Format::with_family`] asks for it.
    fn family(&self) -> &'static [&'static dyn LineFormat] {
        &[]
    }

    /// Reads all lines of a batch. Provided, so that the loop is compiled for each format with its own functions inlined.
    fn read_all(&self, lines: &mut Lines<'_, '_>) {
        lines.read_with(self);
    }
}
