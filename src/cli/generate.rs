//! `logmill generate`: writes a sample log.

use std::fs::File;
use std::io::Write;
use std::process::ExitCode;

use anyhow::Context;
use logmill_generate::{Layout, Settings, generate};

use super::arguments::GenerateArguments;

/// Writes the log.
pub fn run(arguments: &GenerateArguments) -> anyhow::Result<ExitCode> {
    let layout = Layout::by_name(&arguments.format).with_context(|| {
        let known = Layout::ALL.map(Layout::name).join(", ");
        format!("--format: no log of the format `{}` can be written, expected one of {known}", arguments.format)
    })?;
    let settings = Settings {
        lines: arguments.lines,
        seed: arguments.seed,
        layout,
        bad_per_million: arguments.bad,
        hosts: arguments.hosts,
        start: arguments.start,
        days: arguments.days,
    };
    match &arguments.output {
        Some(path) => {
            let mut file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
            generate(&settings, &mut file).with_context(|| format!("cannot write {}", path.display()))?;
        }
        None => {
            let mut out = std::io::stdout().lock();
            generate(&settings, &mut out).and_then(|()| out.flush()).context("cannot write to standard output")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
