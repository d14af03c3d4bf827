//! Runs a plan: joins the pure functions of parsing, filtering and reducing to a pipeline.
//!
//! ```text
//! Plan ─▶ Graph (one list of stages) ─▶ actors (or one thread) ─▶ Partials ─▶ Report
//! ```
//!
//! [`work`] has the functions that actors call. [`Partials`] is their result; it merges in any order, and
//! [`finish`](partials::finish) turns it into the report. Partials can be stored as bytes ([`encoding`]) and merged by other processes, on
//! other machines or days. [`run`] executes a plan on actors or on worker [`processes`]; [`inline`] does the same in a loop on one thread,
//! for tests and to measure the cost of the actors.

pub mod account;
pub mod choice;
pub mod encoding;
pub mod error;
pub mod evidence;
pub mod graph;
pub mod hint;
pub mod identity;
pub mod inline;
pub mod ledger;
pub mod lines;
mod memory;
pub mod partials;
pub mod processes;
pub mod ranking;
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
