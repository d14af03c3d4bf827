//! `logmill explain`: the actors of a job before it runs.

use std::process::ExitCode;

use anyhow::bail;
use clap::ValueEnum;

use super::arguments::{ExplainArguments, GraphShape};
use super::terminal::print;
use crate::config::{Registry, load};
use crate::engine::Graph;
use crate::observe::drawing;

/// Draws the graph of the plan.
pub fn run(arguments: &ExplainArguments, registry: &Registry) -> anyhow::Result<ExitCode> {
    if let Some(shape) = arguments.log.lines.format.as_deref().and_then(|name| GraphShape::from_str(name, true).ok()) {
        let shape = shape.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
        bail!("--format {shape}: --format is the format of the lines; write --as {shape}");
    }
    let graph = Graph::of(&load(&arguments.request()?, registry)?);
    print(&match arguments.shape {
        GraphShape::Text => drawing::text(&graph),
        GraphShape::Mermaid => drawing::mermaid(&graph),
    })?;
    Ok(ExitCode::SUCCESS)
}
