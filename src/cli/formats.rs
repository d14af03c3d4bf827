//! `logmill formats`: the log formats that can be named.

use std::process::ExitCode;

use super::terminal::print;
use crate::log::Format;

/// Lists every format with a line of it, and the directives before that line.
pub fn run() -> anyhow::Result<ExitCode> {
    let of = |format: Format| format!("{}\n    {}\n", format.name(), format.example().replace('\n', "\n    "));
    let list: String = Format::all().map(of).collect();
    print(&list)?;
    Ok(ExitCode::SUCCESS)
}
