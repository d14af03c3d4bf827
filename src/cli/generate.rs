//! `logmill generate`: writes a sample log.

use std::process::ExitCode;

use anyhow::Context;
use logmill_generate::{Layout, Settings, generate};

use super::arguments::{GenerateArguments, check_only, file};
use super::output::write_to;

/// Writes the log.
pub fn run(arguments: &GenerateArguments) -> anyhow::Result<ExitCode> {
    let layout = Layout::by_name(&arguments.format).with_context(|| {
        let known = Layout::ALL.map(Layout::name).join(", ");
        format!("--format: no log of the format `{}` can be written, expected one of {known}", arguments.format)
    })?;
    arguments.output.as_deref().map_or(Ok(()), |path| check_only(path, "a log", &["log", "txt"]))?;
    let settings = Settings {
        lines: arguments.lines,
        seed: arguments.seed,
        layout,
        bad_per_million: arguments.bad,
        hosts: arguments.hosts,
        start: arguments.start,
        days: arguments.days,
    };
    write_to(arguments.output.as_deref().and_then(file), |mut out| Ok(generate(&settings, &mut out)?))?;
    Ok(ExitCode::SUCCESS)
}
