//! A format as a plan names it: its functions, with what a source says about the lines.

use std::fmt;
use std::sync::Arc;

use super::{About, LineFormat};
use crate::log::OwnColumns;
use crate::log::anonymize::Anonymize;
use crate::log::column::Column;
use crate::log::envelope::Envelope;
use crate::log::lines::Rules;
use crate::log::schema::Columns;
use crate::log::source_settings::SourceSettings;
use crate::log::zone::Zone;

/// A format and how a source applies it: under which name, in which envelope, with which settings. Cloning is cheap.
#[derive(Clone)]
pub struct Format {
    reader: Reader,
    /// The name that a user gave to a built-in format.
    name: Option<Arc<str>>,
    envelope: Option<Envelope>,
    settings: Option<Arc<SourceSettings>>,
    reads_family: bool,
    /// The names of the job's own columns.
    own: Option<Arc<OwnColumns>>,
}

#[derive(Clone)]
enum Reader {
    BuiltIn(&'static dyn LineFormat),
    Own(Arc<dyn LineFormat>),
}

impl Format {
    /// A built-in format.
    pub(in crate::log) fn built_in(reader: &'static dyn LineFormat) -> Format {
        Format::of(Reader::BuiltIn(reader))
    }

    /// A user's format.
    pub fn own(reader: Arc<dyn LineFormat>) -> Format {
        Format::of(Reader::Own(reader))
    }

    fn of(reader: Reader) -> Format {
        Format { reader, name: None, envelope: None, settings: None, reads_family: false, own: None }
    }

    /// Whether it is a built-in format under its own name.
    pub fn is_built_in(&self) -> bool {
        matches!(self.reader, Reader::BuiltIn(_)) && self.name.is_none()
    }

    /// The same format under another name.
    #[must_use]
    pub fn named(self, name: &str) -> Format {
        Format { name: Some(name.into()), ..self }
    }

    /// The same format inside an envelope, or without one.
    #[must_use]
    pub fn inside(self, envelope: Option<Envelope>) -> Format {
        Format { envelope, ..self }
    }

    /// The same format with what a source says about its lines. A format with directives takes no zone and no proxies: its times are UTC.
    #[must_use]
    pub fn with_settings(self, settings: &SourceSettings) -> Format {
        let has_directives = self.functions().has_directives();
        let settings = if has_directives { settings.for_directives() } else { settings.clone() };
        if settings.is_none() {
            return self;
        }
        Format { settings: Some(Arc::new(settings)), ..self }
    }

    /// The zone of days, hours and printed times; `None` is UTC.
    pub fn shown_in(&self) -> Option<&Zone> {
        self.settings.as_ref()?.shown_in.as_ref()
    }

    /// How the addresses of clients are masked; `None` leaves them as they are.
    pub fn anonymize(&self) -> Option<Anonymize> {
        self.settings.as_ref()?.anonymize
    }

    /// The same format, which also reads lines of its whole family: right for a file whose format was only guessed.
    #[must_use]
    pub fn with_family(self) -> Format {
        Format { reads_family: true, ..self }
    }

    /// The same format of a job with these own columns.
    #[must_use]
    pub fn with_own_columns(self, own: &Arc<OwnColumns>) -> Format {
        Format { own: Some(Arc::clone(own)).filter(|own| !own.is_empty()), ..self }
    }

    /// The names of the own columns of its job: at least of those that it fills.
    pub fn own_columns(&self) -> &OwnColumns {
        self.own.as_deref().unwrap_or(OwnColumns::EMPTY)
    }

    /// The envelope around its lines.
    pub fn envelope(&self) -> Option<Envelope> {
        self.envelope
    }

    /// The name that configuration uses, without the envelope.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.about().name)
    }

    /// Documentation and example.
    pub fn about(&self) -> &About {
        self.functions().about()
    }

    /// A line of the format; empty for a user's format.
    pub fn example(&self) -> &'static str {
        self.about().example
    }

    /// The columns that a line may fill, without those derived from others.
    pub fn columns(&self) -> Columns {
        let Rules { family, any_prefix, .. } = self.rules();
        let prefix = if any_prefix { Columns::of(&[Column::Extra]) } else { Columns::NONE };
        family.iter().map(|other| other.columns()).fold(self.functions().columns().union(prefix), Columns::union)
    }

    /// The functions.
    pub fn functions(&self) -> &dyn LineFormat {
        match &self.reader {
            Reader::BuiltIn(reader) => *reader,
            Reader::Own(reader) => reader.as_ref(),
        }
    }

    /// What applies to its lines besides the functions.
    pub fn rules(&self) -> Rules<'_> {
        let family: &'static [_] = if self.reads_family { self.functions().family() } else { &[] };
        let any_prefix = self.envelope.is_some_and(Envelope::has_any_prefix);
        Rules { family, any_prefix, settings: self.settings.as_deref() }
    }
}

/// Formats are equal when they read every line alike; two of a job never share a name.
impl PartialEq for Format {
    fn eq(&self, other: &Format) -> bool {
        self.name() == other.name()
            && self.envelope == other.envelope
            && self.settings == other.settings
            && self.reads_family == other.reads_family
    }
}

impl Eq for Format {}

/// The name that reports use: `combined`, or `combined inside syslog`.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        self.envelope.map_or(Ok(()), |envelope| write!(f, " inside {envelope}"))
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
