//! Jobs that come with the program, as plain configuration.

use super::load::DEFAULT_JOB;
use super::nearest::nearest;

/// A job of the program.
pub struct Preset {
    /// Its name.
    pub name: &'static str,
    /// What it shows, in a few words.
    pub summary: &'static str,
    /// The configuration.
    pub text: &'static str,
}

/// All presets.
pub const PRESETS: [Preset; 7] = [
    Preset {
        name: "overview",
        summary: "what `logmill access.log` shows: a bit of everything, dropping nothing",
        text: DEFAULT_JOB,
    },
    Preset { name: "goaccess", summary: "the panels of GoAccess", text: include_str!("presets/goaccess.toml") },
    Preset {
        name: "performance",
        summary: "percentiles by route, and the slowest requests",
        text: include_str!("presets/performance.toml"),
    },
    Preset {
        name: "errors",
        summary: "what fails, for whom, and which links are broken",
        text: include_str!("presets/errors.toml"),
    },
    Preset {
        name: "security",
        summary: "probes, scanners, injections, bursts of errors",
        text: include_str!("presets/security.toml"),
    },
    Preset { name: "bots", summary: "bots by name, operator and purpose", text: include_str!("presets/bots.toml") },
    Preset {
        name: "sessions",
        summary: "visits without bots: by day, entry and exit pages, durations, referrers",
        text: include_str!("presets/sessions.toml"),
    },
];

/// A name that is not a preset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no preset `{name}`; {advice}")]
pub struct NoSuchPreset {
    /// The name as given.
    pub name: String,
    /// The nearest name, or all names.
    pub advice: String,
}

/// The preset of that name.
///
/// # Errors
/// [`NoSuchPreset`], which offers the nearest name.
pub fn preset(name: &str) -> Result<&'static Preset, NoSuchPreset> {
    PRESETS.iter().find(|preset| preset.name == name).ok_or_else(|| {
        let names = PRESETS.iter().map(|preset| preset.name);
        let advice = match nearest(name, names.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", names.collect::<Vec<_>>().join(", ")),
        };
        NoSuchPreset { name: name.to_owned(), advice }
    })
}
