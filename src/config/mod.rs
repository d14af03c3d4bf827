//! From the user's input (file, environment, command line) to a validated [`Plan`].
//!
//! ```text
//! file ─┐ config::Source, every value with its place
//! env  ─┼─▶ merged tree ─▶ RawConfig (as written, defaults filled in) ─▶ check_* ─▶ Plan
//! args ─┘                         └──────────── every problem of all steps ───────▶ ConfigErrors
//! ```
//!
//! [`load()`] does all of this. [`options`] lists every option; [`raw`] has the defaults.

mod check;
mod choice;
mod de;
mod error;
mod fault;
mod formats;
mod graph;
mod identity;
mod layers;
mod line_settings;
mod load;
mod lookups;
mod mistaken;
mod moment;
mod names;
mod nearest;
pub mod options;
mod override_sources;
mod place;
pub mod plan;
mod presets;
mod question;
mod ranges;
pub mod raw;
mod reducers;
mod registry;
mod request;
mod sections;
mod selection;
mod toml_text;
mod tree;
pub mod written;
mod written_job;

pub use choice::{FormatChoice, Guess, NoSuchName, envelope_named};
pub use error::{ConfigError, ConfigErrorKind, ConfigErrors};
pub use load::{DEFAULT_JOB, load, load_formats};
pub use lookups::GEO;
pub use place::Place;
pub use plan::{
    Executor, FilterPlan, InputRef, NameChoice, Output, OverLimit, PipelinePlan, Plan, ReducerPlan, ReportPlan,
    SourcePlan, WorkersPlan,
};
pub use presets::{NoSuchPreset, PRESETS, Preset, preset};
pub use question::Question;
pub use registry::{NameTaken, Registry};
pub use request::{ConfigInput, Overrides, Request, present};
pub use selection::selection;
pub use written_job::written_job;

#[cfg(test)]
mod tests;
