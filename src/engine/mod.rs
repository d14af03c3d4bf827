//! From a plan to its answer: the pure functions of parsing, filtering and reducing, joined into a running pipeline.
//!
//! ```text
//! Plan ─▶ Graph (one list of stages) ─▶ actors (or one thread) ─▶ Partials ─▶ Report
//! ```
//!
//! [`work`] says what each actor calls, [`Partials`] is what they leave behind: it merges in any order, and
//! [`finish`](partials::finish) makes the report of it. In between they may be bytes in a file ([`encoding`]), made by other processes, on
//! other machines, on other days. [`run`] gives the work to actors, or to worker [`processes`]; [`inline`] does the same in a loop on one
//! thread, for tests and as the measure of what the actors cost.

pub mod account;
pub mod encoding;
pub mod error;
pub mod evidence;
pub mod graph;
pub mod hint;
pub mod identity;
pub mod inline;
pub mod ledger;
pub mod lines;
pub mod partials;
pub mod processes;
pub mod rejects;
pub mod restrict;
pub mod run;
mod solo;
pub mod stream;
mod threads;
pub mod work;

pub use account::FileAccount;
pub use encoding::{DecodeError, EncodeError, Encoded};
pub use error::EngineError;
pub use graph::{Graph, Stage};
pub use identity::{Difference, Identity};
pub use logmill_actors::Cancel;
pub use partials::Partials;
pub use rejects::{RejectFile, RejectSink, RejectsError};
pub use run::{Finished, Run};

#[cfg(test)]
mod encoding_tests;
#[cfg(test)]
mod tests;
