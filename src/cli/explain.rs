//! `logmill explain`: the actors of a job before it runs.

use std::process::ExitCode;

use super::arguments::{ExplainArguments, GraphShape};
use super::terminal::print;
use crate::config::{Registry, load};
use crate::engine::Graph;
use crate::observe::drawing;

/// Draws the graph of the plan.
pub fn run(arguments: &ExplainArguments, registry: &Registry) -> anyhow::Result<ExitCode> {
    let graph = Graph::of(&load(&arguments.job.request()?, registry)?);
    print(&match arguments.format {
        GraphShape::Text => drawing::text(&graph),
        GraphShape::Mermaid => drawing::mermaid(&graph),
    })?;
    Ok(ExitCode::SUCCESS)
}
