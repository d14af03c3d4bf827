//! `logmill completions`: completion scripts for shells.

use std::process::ExitCode;

use super::arguments::{CompletionsArguments, command};
use super::terminal::print;

/// Prints the script.
pub fn run(arguments: &CompletionsArguments) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command(), "logmill", &mut script);
    print(&String::from_utf8(script)?)?;
    Ok(ExitCode::SUCCESS)
}
