//! logmill: log analysis as a pipeline of actors.
//!
//! A [`config`] file becomes a validated plan; the [`engine`] runs that plan as reader, parser, filter and reducer actors
//! that exchange batches ([`message`]) through mailboxes; the [`report`] shows what they found. Readers get their text from
//! [`source`]; what the other actors call is a pure function from [`log`], [`filter`] or [`reduce`], so that the same plan
//! gives the same answer on any number of threads. [`observe`] draws the actors, before a run and during it.
//!
//! To add a filter of your own, implement [`filter::Filter`], name it in a [`Registry`] and hand that
//! to [`cli::main`]; `examples/custom_filter.rs` shows it whole. A reducer of your own is a [`reduce::Reducer`]. Filters that are
//! programs in any language run in child processes ([`exec`]).
//!
//! To run a job from a program of your own:
//!
//! ```
//! use logmill::Registry;
//! use logmill::config::{ConfigInput, Request, load};
//! use logmill::engine::{Cancel, Run};
//!
//! let job = "[[sources]]\npath = \"examples/logs/access.log\"\n[[reducers]]\ngroup_by = [\"status_class\"]\n";
//! let plan = load(&Request::new(ConfigInput::text("job.toml", job)), &Registry::builtin())?;
//! let report = Run::start(plan, Cancel::new())?.finish()?;
//! assert_eq!(report.input.tally.lines, 3000);
//! assert_eq!(report.tables[0].table.groups, 4);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod agent;
pub mod cli;
pub mod config;
pub mod engine;
pub mod exec;
pub mod expression;
pub mod filter;
pub mod geo;
pub mod log;
pub mod message;
pub mod observe;
pub mod reduce;
pub mod report;
pub mod route;
pub mod source;

pub use config::Registry;

/// The Arrow crates whose types filters and reducers are made of, in the version that this one is built with.
pub use {arrow_array, arrow_buffer, arrow_schema};

/// The examples of the documents, compiled and run as doctests.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../README.md")]
    mod readme {}

    #[doc = include_str!("../docs/EXTENDING.md")]
    mod extending {}
}
