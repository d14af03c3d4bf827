//! How the format and envelope of a source are chosen.

use std::sync::Arc;

use super::error::MAX_LISTED;
use super::nearest::nearest;
use super::written::AUTO;
use crate::log::envelope::{self, NoSuchEnvelope};
use crate::log::{Detection, Envelope, Format, Layer, OwnColumns, SourceSettings, detect_among};

/// How the format of a source is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormatChoice {
    /// Detected from a sample of each file, with the envelope.
    Auto,
    /// Detected from a sample of each file, of which something is known.
    Guess(Arc<Guess>),
    /// Given by name.
    Fixed(Format),
}

/// What is known of lines whose format is detected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guess {
    /// The formats of the job, tried besides the built-in ones.
    pub own: Vec<Format>,
    /// The envelope, if it is known: `Some(None)` means that there is none.
    pub envelope: Option<Option<Envelope>>,
    /// Settings of the source that apply to all formats.
    pub settings: SourceSettings,
}

impl Guess {
    /// Detects the format from samples; see [`detect_among`].
    pub fn detect(&self, samples: &[&[u8]]) -> Detection {
        let found = detect_among(samples, &self.own, self.envelope);
        Detection { format: found.format.with_settings(&self.settings), ..found }
    }
}

impl From<Guess> for FormatChoice {
    fn from(guess: Guess) -> FormatChoice {
        match guess == Guess::default() {
            true => FormatChoice::Auto,
            false => FormatChoice::Guess(Arc::new(guess)),
        }
    }
}

impl FormatChoice {
    /// The same choice with more settings of the source.
    #[must_use]
    pub fn with_settings(self, settings: SourceSettings) -> FormatChoice {
        if settings.is_none() {
            return self;
        }
        match self {
            FormatChoice::Fixed(format) => FormatChoice::Fixed(format.with_settings(&settings)),
            FormatChoice::Auto => Guess { settings, ..Guess::default() }.into(),
            FormatChoice::Guess(known) => Guess { settings, ..Guess::clone(&known) }.into(),
        }
    }

    /// The names of the own columns of the job that describes the formats.
    pub fn own_columns(&self) -> &OwnColumns {
        match self {
            FormatChoice::Auto => OwnColumns::EMPTY,
            FormatChoice::Guess(guess) => guess.own.first().map_or(OwnColumns::EMPTY, Format::own_columns),
            FormatChoice::Fixed(format) => format.own_columns(),
        }
    }

    /// The format with that name, detected elsewhere, with the settings of this choice.
    pub fn detected(&self, name: &str, envelope: Option<Envelope>) -> Option<Format> {
        let guess = match self {
            FormatChoice::Guess(guess) => Some(guess),
            _ => None,
        };
        let own = guess.and_then(|guess| guess.own.iter().find(|format| format.name() == name).cloned());
        // A detected format also reads lines of its family.
        let format = own.or_else(|| Format::by_name(name))?.inside(envelope).with_family();
        Some(guess.map_or(format.clone(), |guess| format.with_settings(&guess.settings)))
    }

    /// The choice with that name: a format, built in or among `own`, or `auto`; with the envelope if one is given.
    ///
    /// # Errors
    /// [`NoSuchName`], which offers the nearest name.
    pub fn named(name: &str, own: &[Format], envelope: Option<Option<Envelope>>) -> Result<FormatChoice, NoSuchName> {
        if name == AUTO {
            return Ok(Guess { own: own.to_vec(), envelope, ..Guess::default() }.into());
        }
        let own_format = own.iter().find(|format| format.name() == name).cloned();
        let format = own_format.or_else(|| Format::by_name(name)).ok_or_else(|| {
            let formats: Vec<Format> = Format::all().collect();
            let known = std::iter::once(AUTO).chain(own.iter().chain(&formats).map(Format::name));
            NoSuchName::among("a format", name, known.collect())
        })?;
        Ok(FormatChoice::Fixed(format.inside(envelope.flatten())))
    }
}

/// The name for no envelope.
const NONE: &str = "none";

/// The names of all envelope layers, of no envelope, and of detection.
pub fn envelope_names() -> impl Iterator<Item = &'static str> {
    let layers = Layer::all().map(|layer| layer.about().name);
    [AUTO, NONE].into_iter().chain(layers).chain([envelope::ANY_PREFIX])
}

/// The envelope with that name, such as `syslog inside docker`; `Some(None)` for `none`; `None` for `auto`, which means detection.
///
/// # Errors
/// [`NoSuchName`], which offers the nearest name.
pub fn envelope_named(name: &str) -> Result<Option<Option<Envelope>>, NoSuchName> {
    match name {
        AUTO => Ok(None),
        NONE => Ok(Some(None)),
        name => name.parse::<Envelope>().map(|envelope| Some(Some(envelope))).map_err(|error| match error {
            NoSuchEnvelope::Layer(layer) => NoSuchName::among("an envelope", &layer, envelope_names().collect()),
            NoSuchEnvelope::Layers => {
                NoSuchName { what: "an envelope", name: name.to_owned(), advice: error.to_string() }
            }
        }),
    }
}

/// An unknown name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not {what}; {advice}")]
pub struct NoSuchName {
    /// What it should name, with an article.
    pub what: &'static str,
    /// The name as given.
    pub name: String,
    /// The nearest name, or all names.
    pub advice: String,
}

impl NoSuchName {
    fn among(what: &'static str, name: &str, known: Vec<&str>) -> NoSuchName {
        let advice = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.len() > MAX_LISTED => {
                format!("`logmill formats` lists the {} that there are", known.len() - 1)
            }
            None => format!("there are {}", known.join(", ")),
        };
        NoSuchName { what, name: name.to_owned(), advice }
    }
}
