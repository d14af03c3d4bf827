//! `logmill formats`: the log formats that can be named.

use std::process::ExitCode;

use super::arguments::FormatsArguments;
use super::terminal::print;
use crate::config::{ConfigInput, Registry, Request, load};
use crate::log::Format;

/// Lists every format with a line of it; those of a job with their description.
pub fn run(arguments: &FormatsArguments, registry: &Registry) -> anyhow::Result<ExitCode> {
    let mut list = String::new();
    if let Some(file) = &arguments.config {
        let request = Request::new(ConfigInput::File(file.clone())).with_process_environment();
        for format in load(&request, registry)?.formats {
            let grammar = format.functions().grammar().lines().map(str::trim).collect::<Vec<_>>().join(" ");
            list.push_str(&format!("{}\n    {grammar}\n", format.name()));
        }
    }
    for format in Format::all() {
        list.push_str(&format!("{}\n    {}\n", format.name(), format.example()));
    }
    print(&list)?;
    Ok(ExitCode::SUCCESS)
}
