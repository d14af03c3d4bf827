//! Envelopes: what log collectors put around the lines of a server, and how to remove it. Pure.
//!
//! An envelope has up to [`MAX_LAYERS`] layers ([`Layer`]), such as a syslog header inside Docker's JSON. They are removed from a whole
//! batch before its lines are read. The text inside keeps the number of lines, so that counts and line numbers stay those of the file;
//! lines without a layer stay as they are. Lines that a collector cut into parts are joined at the last part, with empty lines in place
//! of the others.
//!
//! An unknown [prefix](Envelope::with_any_prefix) is skipped by the parser, noted, and kept in the record.

mod colours;
mod cri;
mod grep;
mod json;
mod layer;
mod line_start;
mod open_parts;
mod opened;
mod piece;
mod quoted;
mod stamp;
mod syslog;
mod unwrapped;

use std::fmt;
use std::str::FromStr;

use super::bytes::leading_nuls;

pub use layer::{Layer, LayerInfo};
pub use line_start::candidates;
pub use unwrapped::{Origin, Unwrapped};

/// The most layers of an envelope.
pub const MAX_LAYERS: usize = 4;

/// The name of an unknown prefix.
pub const ANY_PREFIX: &str = "prefix";
/// Separates the names of two layers.
const INSIDE: &str = " inside ";

/// What surrounds each line of a file: at least one layer, or an unknown prefix.
///
/// ```
/// use logmill::log::Envelope;
///
/// let envelope: Envelope = "syslog inside docker".parse()?;
/// let line = br#"{"log":"Feb 16 12:34:56 web nginx: hello\n","stream":"stdout","time":"2018-02-16T12:34:56Z"}"#;
/// assert_eq!(envelope.unwrap(line).text, b"hello");
/// assert_eq!(envelope.to_string(), "syslog inside docker");
/// # Ok::<(), logmill::log::envelope::NoSuchEnvelope>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope {
    /// From the outermost to the innermost, without gaps.
    layers: [Option<Layer>; MAX_LAYERS],
    any_prefix: bool,
}

impl Envelope {
    /// An unknown prefix alone.
    pub const PREFIX: Envelope = Envelope { layers: [None; MAX_LAYERS], any_prefix: true };

    /// An envelope of these layers, outermost first; `None` if there are too few or too many.
    pub fn of(layers: &[Layer]) -> Option<Envelope> {
        let mut envelope = Envelope { layers: [None; MAX_LAYERS], any_prefix: false };
        for (place, layer) in envelope.layers.iter_mut().zip(layers) {
            *place = Some(*layer);
        }
        (1..=MAX_LAYERS).contains(&layers.len()).then_some(envelope)
    }

    /// The envelope with one more layer inside; `None` if it is full.
    pub fn around(self, layer: Layer) -> Option<Envelope> {
        let layers: Vec<Layer> = self.layers().chain([layer]).collect();
        Envelope::of(&layers).map(|envelope| Envelope { any_prefix: self.any_prefix, ..envelope })
    }

    /// The envelope with an unknown prefix before the lines inside.
    #[must_use]
    pub fn with_any_prefix(self) -> Envelope {
        Envelope { any_prefix: true, ..self }
    }

    /// Whether it has any layer.
    pub fn has_layers(self) -> bool {
        self.layers[0].is_some()
    }

    /// Whether an unknown prefix may precede the lines inside.
    pub fn has_any_prefix(self) -> bool {
        self.any_prefix
    }

    /// The layers, outermost first.
    pub fn layers(&self) -> impl DoubleEndedIterator<Item = Layer> + Clone + '_ {
        self.layers.iter().flatten().copied()
    }

    /// Removes the layers from every line that has them; other lines stay as they are.
    pub fn unwrap(&self, text: &[u8]) -> Unwrapped {
        self.unwrap_within(text, usize::MAX)
    }

    /// The same, but joins only parts of lines that span at most `longest` bytes, from the first one to the end of the last one.
    pub fn unwrap_within(&self, text: &[u8], longest: usize) -> Unwrapped {
        unwrapped::unwrap(*self, text, longest)
    }

    /// Whether lines may be cut into parts, which a batch must not separate.
    pub fn has_parts(self) -> bool {
        self.layers().any(Layer::has_parts)
    }

    /// Where the first line begins whose last part is not in the text, which is whole lines; the length of the text when there is no such
    /// line. Parts that span more than `longest` bytes are not joined.
    pub fn first_open_part(self, text: &[u8], longest: usize) -> usize {
        open_parts::first_open_part(self, text, longest)
    }
}

/// How many lines of a text have a layer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Non-empty lines.
    pub lines: usize,
    /// Lines with the layer.
    pub opened: usize,
    /// Lines among these that formats may read with the layer.
    pub shared: usize,
}

impl Share {
    /// Counts the lines of `text` with `layer`.
    pub fn of(layer: Layer, text: &[u8]) -> Share {
        let lines = text.split(|byte| *byte == b'\n').map(|line| &line[leading_nuls(line)..]);
        let mut share = Share::default();
        for line in lines.filter(|line| !line.trim_ascii().is_empty()) {
            let opened = layer.open(line);
            share.lines += 1;
            share.opened += usize::from(opened.is_some());
            share.shared += usize::from(opened.is_some_and(|opened| opened.is_shared));
        }
        share
    }

    /// Whether at least half of the lines have the layer and no format reads them with it.
    pub fn is_most(self) -> bool {
        2 * (self.opened - self.shared) >= self.lines && self.opened > self.shared
    }
}

/// Names the layers from the innermost to the outermost: `syslog inside docker`.
impl fmt::Display for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = self.any_prefix.then_some(ANY_PREFIX);
        let names = prefix.into_iter().chain(self.layers().rev().map(|layer| layer.about().name));
        for (number, name) in names.enumerate() {
            f.write_str(if number > 0 { INSIDE } else { "" })?;
            f.write_str(name)?;
        }
        Ok(())
    }
}

/// A text that does not name an envelope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSuchEnvelope {
    /// There is no layer of that name.
    #[error("`{0}` is not a layer of an envelope")]
    Layer(String),
    /// Too many layers, or an unknown prefix outside a layer.
    #[error("an envelope has at most {MAX_LAYERS} layers, and any prefix only inside them")]
    Layers,
}

impl FromStr for Envelope {
    type Err = NoSuchEnvelope;

    fn from_str(text: &str) -> Result<Envelope, NoSuchEnvelope> {
        let mut names: Vec<&str> = text.split(INSIDE).map(str::trim).collect();
        let any_prefix = names[0] == ANY_PREFIX;
        if any_prefix {
            names.remove(0);
        }
        let layer = |name: &&str| Layer::by_name(name).ok_or_else(|| NoSuchEnvelope::Layer((*name).to_owned()));
        let layers = names.iter().rev().map(layer).collect::<Result<Vec<_>, _>>()?;
        match Envelope::of(&layers) {
            Some(envelope) => Ok(Envelope { any_prefix, ..envelope }),
            None if any_prefix && layers.is_empty() => Ok(Envelope::PREFIX),
            None => Err(NoSuchEnvelope::Layers),
        }
    }
}
