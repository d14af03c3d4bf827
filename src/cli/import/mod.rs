//! `logmill import`: makes a job from a web server's configuration, which names its logs and their formats.

mod apache;
mod files;
mod found;
mod job;
mod nginx;

use std::process::ExitCode;

use anyhow::{Context, bail};

use super::arguments::{ImportArguments, check_only, file};
use super::{output, terminal};
use crate::config::{ConfigInput, Registry, Request, load};
use files::{Files, Server};
use found::Findings;

/// Reads the configurations, lists the findings, and writes the job.
pub fn run(arguments: &ImportArguments, registry: &Registry) -> anyhow::Result<ExitCode> {
    arguments.output.as_deref().map_or(Ok(()), |path| check_only(path, "a job", &["toml"]))?;
    let mut found = Findings::default();
    for path in &arguments.files {
        let mut files = Files::of(path);
        let text = files.read(path).with_context(|| format!("{}: cannot be read", path.display()))?;
        match Server::of(&text) {
            Some(Server::Nginx) => nginx::read(path, &text, &mut files, &mut found),
            Some(Server::Apache) => apache::read(path, &text, &mut files, &mut found),
            None => bail!(
                "{}: it is not a configuration of nginx or Apache: it has no access_log, log_format, LogFormat or CustomLog in it",
                path.display()
            ),
        }
    }
    found.remarks.iter().for_each(|remark| terminal::eprint(remark));
    if found.logs.is_empty() {
        bail!("there is no access log in {}; name the file that has `access_log` or `CustomLog`", names(arguments));
    }
    let job = job::write(&found);
    job.listing.iter().for_each(|line| terminal::eprint(line));
    if let Err(errors) = load(&Request::new(ConfigInput::text("the job", job.text.clone())), registry) {
        bail!("the generated job is invalid, which is a defect of logmill:\n{errors}");
    }
    output::write_to(arguments.output.as_deref().and_then(file), |out| Ok(out.write_all(job.text.as_bytes())?))?;
    Ok(ExitCode::SUCCESS)
}

fn names(arguments: &ImportArguments) -> String {
    arguments.files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
