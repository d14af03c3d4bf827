//! `logmill explain`: the actors of a job before it runs, or the job that a command line is.

use std::process::ExitCode;

use anyhow::bail;
use clap::ValueEnum;

use super::arguments::{ExplainArguments, GraphShape};
use super::terminal::print;
use crate::config::{Registry, Request, load, written_job};
use crate::engine::Graph;
use crate::observe::drawing;

/// Draws the graph of the plan.
pub fn run(arguments: &ExplainArguments, registry: &Registry) -> anyhow::Result<ExitCode> {
    if let Some(shape) = arguments.log.lines.format.as_deref().and_then(|name| GraphShape::from_str(name, true).ok()) {
        let shape = shape.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
        bail!("--format {shape}: --format is the format of the lines; write --as {shape}");
    }
    let job = arguments.request()?.with_file_read()?;
    if arguments.shape == GraphShape::Job {
        return print_job(&job, registry);
    }
    let graph = Graph::of(&load(&job, registry)?);
    print(&if arguments.shape == GraphShape::Mermaid { drawing::mermaid(&graph) } else { drawing::text(&graph) })?;
    Ok(ExitCode::SUCCESS)
}

/// Prints a job as configuration, if nothing is wrong with it.
pub fn print_job(job: &Request, registry: &Registry) -> anyhow::Result<ExitCode> {
    load(job, registry)?;
    print(&written_job(job)?)?;
    Ok(ExitCode::SUCCESS)
}
