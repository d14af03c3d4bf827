//! The formats that logmill reads, by name. A new one is one file here, one line in `ALL` and its cases in the tests.

mod adjusted;
mod ahead;
mod alb;
mod aws;
mod clf;
mod cloudfront;
mod combined;
mod common;
mod declared;
mod elb;
mod gcs;
mod haproxy;
mod iis;
mod ingress_nginx;
mod json;
mod keyed;
mod layout;
mod logfmt;
mod memo;
mod nginx;
mod nginx_main;
pub mod own;
mod s3;
mod scan;
mod squid;
mod traefik;
mod vhost_combined;
mod vhost_common;
mod w3c;

use std::fmt;
use std::sync::Arc;

use super::envelope::Envelope;
use super::fields::{Fields, Slot};
use super::lines::Lines;
use super::reject::Refusal;
use super::schema::Columns;
pub use adjusted::Adjustment;
pub use ahead::Ahead;
pub use json::JsonFormat;
pub use keyed::Aliases;
pub use keyed::aliases::names;
pub use keyed::path::PathError;
pub use keyed::settings::{KeySetting, KeySettings, MapError, UnitName};
pub use memo::Memo;
pub(super) use scan::split_port;

/// Every format, in the order in which `auto` prefers them.
static ALL: [&dyn LineFormat; 22] = [
    &combined::COMBINED,
    &common::COMMON,
    &vhost_combined::VHOST_COMBINED,
    &vhost_common::VHOST_COMMON,
    &nginx::NGINX,
    &nginx_main::NGINX_MAIN,
    &ingress_nginx::INGRESS_NGINX,
    &traefik::TRAEFIK,
    &haproxy::HAPROXY,
    &elb::ELB,
    &alb::ALB,
    &s3::S3,
    &cloudfront::CLOUDFRONT,
    &w3c::W3C,
    &iis::IIS,
    &gcs::GCS,
    &squid::SQUID,
    &json::CADDY,
    &json::TRAEFIK_JSON,
    &json::NGINX_JSON,
    &json::JSON,
    &logfmt::LOGFMT,
];

/// How the fields of a line are laid out: the pure function from a line to its fields.
pub trait LineFormat: Send + Sync {
    /// The name that configuration and reports use.
    fn name(&self) -> &str;

    /// A line of the format, behind the directives that it needs; empty for a format that a user wrote.
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

    /// Reads a line as [`LineFormat::read_line`] does, into an empty place; what that holds means nothing when the line is refused. By default
    /// it is `read_line` whose answer is copied, which takes longer than to read a line of many fields: a format of such lines has its
    /// definition here, and `read_line` call it.
    ///
    /// # Errors
    /// As [`LineFormat::read_line`].
    #[inline]
    fn read_into(&self, line: &[u8], base: usize, fields: &mut Slot<'_>) -> Result<(), Refusal> {
        fields.fill(&self.read_line(line, base)?);
        Ok(())
    }

    /// Reads the line ahead if it is a regular one, quickly, into a place that may hold values of another record, and tells how many marks
    /// it took. Must agree with [`LineFormat::read_line`] on every line that it takes; by default it takes none. What the place holds means
    /// nothing when it does not.
    #[inline]
    fn read_regular(&self, _ahead: Ahead<'_>, _memo: &mut Memo, _fields: &mut Slot<'_>) -> Option<usize> {
        None
    }

    /// The same format for a file in which lines of its whole family may stand, when it has one: a line that it refuses is read as
    /// one of the others, and [noted](crate::log::Note::OtherFormat).
    fn with_family(&self) -> Option<Arc<dyn LineFormat>> {
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

/// A format: one that is built in, or one that a user wrote, with an envelope around its lines or without. Equal when names and envelopes
/// are; a clone costs nothing.
#[derive(Clone)]
pub struct Format {
    functions: Functions,
    envelope: Option<Envelope>,
}

#[derive(Clone)]
enum Functions {
    BuiltIn(&'static dyn LineFormat),
    Own(Arc<dyn LineFormat>),
}

impl Format {
    /// Every built-in format, in the order in which `auto` prefers them.
    pub fn all() -> impl Iterator<Item = Format> {
        ALL.into_iter().map(|functions| Format { functions: Functions::BuiltIn(functions), envelope: None })
    }

    /// The built-in format of that name.
    pub fn by_name(name: &str) -> Option<Format> {
        Format::all().find(|format| format.name() == name)
    }

    /// A format that is not built in.
    pub fn own(functions: Arc<dyn LineFormat>) -> Format {
        Format { functions: Functions::Own(functions), envelope: None }
    }

    /// Whether it is one of [`Format::all`].
    pub fn is_built_in(&self) -> bool {
        matches!(self.functions, Functions::BuiltIn(_))
    }

    /// The same format with an envelope around its lines, or without.
    #[must_use]
    pub fn inside(self, envelope: Option<Envelope>) -> Format {
        Format { envelope, ..self }
    }

    /// What stands around its lines.
    pub fn envelope(&self) -> Option<Envelope> {
        self.envelope
    }

    /// The same format, reading lines of its whole family, when it has one: what is right for a file whose format was only guessed.
    #[must_use]
    pub fn with_family(&self) -> Format {
        let family = self.functions().with_family().map_or_else(|| self.clone(), Format::own);
        family.inside(self.envelope)
    }

    /// The name that configuration uses; the envelope does not count.
    pub fn name(&self) -> &str {
        self.functions().name()
    }

    /// A line of the format.
    pub fn example(&self) -> &str {
        self.functions().example()
    }

    /// The functions.
    pub fn functions(&self) -> &dyn LineFormat {
        match &self.functions {
            Functions::BuiltIn(functions) => *functions,
            Functions::Own(functions) => functions.as_ref(),
        }
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Format) -> bool {
        self.name() == other.name() && self.envelope == other.envelope
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
