//! `logmill check`: checks a configuration.

use std::process::ExitCode;

use super::arguments::CheckArguments;
use super::terminal::print;
use crate::config::{Registry, load};

/// Loads the plan, or fails with all problems.
pub fn run(arguments: &CheckArguments, registry: &Registry) -> anyhow::Result<ExitCode> {
    let plan = load(&arguments.request()?, registry)?;
    let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    let parts = [
        count(plan.sources.len(), "source"),
        count(plan.filters.len(), "filter"),
        count(plan.reducers.len(), "reducer"),
        count(plan.pipeline.parsers, "parser"),
    ];
    print(&format!("the configuration is good: {}\n", parts.join(", ")))?;
    Ok(ExitCode::SUCCESS)
}
