//! `logmill formats`: the log formats that can be named.

use std::process::ExitCode;

use super::terminal::print;
use crate::log::Format;

/// Lists every format with a line of it.
pub fn run() -> anyhow::Result<ExitCode> {
    let list: String = Format::all().map(|format| format!("{}\n    {}\n", format.name(), format.example())).collect();
    print(&list)?;
    Ok(ExitCode::SUCCESS)
}
