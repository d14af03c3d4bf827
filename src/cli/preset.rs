//! `logmill preset`: prints jobs that come with the program.

use std::process::ExitCode;

use super::arguments::PresetArguments;
use super::terminal::print;
use crate::config::{PRESETS, Preset, preset};

/// Lists the presets, or prints one.
pub fn run(arguments: &PresetArguments) -> anyhow::Result<ExitCode> {
    let Some(name) = &arguments.name else {
        let line = |Preset { name, summary, .. }: &Preset| format!("{name:<12} {summary}\n");
        print(&PRESETS.iter().map(line).collect::<String>())?;
        return Ok(ExitCode::SUCCESS);
    };
    print(preset(name)?.text)?;
    Ok(ExitCode::SUCCESS)
}
