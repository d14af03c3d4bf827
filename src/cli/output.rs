//! Writes the report to standard output, or atomically to a file.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};

use super::arguments::{When, file, is_directory as is_a_directory};
use super::split_output::PathPattern;
use super::terminal;
use crate::config::{Output, Plan, ReportPlan};
use crate::report::{JsonOptions, NamedTable, PartOf, Report, TableOptions, csv, json, table};
use crate::source::error::reason;

/// Refuses an impossible report output before anything is read.
pub fn check(plan: &Plan) -> anyhow::Result<()> {
    let report = &plan.report;
    match (&report.output_file, &report.split_by) {
        (Some(path), Some(by)) => check_directory(&PathPattern::new(path, by)?.directory())?,
        (None, Some(by)) if report.output != Output::Table => bail!(
            "{} holds one report, and there is one for each {by}: add -o 'reports/{{{by}}}.{}'",
            report.output.name(),
            report.output.name()
        ),
        (Some(path), None) if !is_directory(report) => check_file(path)?,
        (Some(path), None) if report.output == Output::Csv => check_directory(path)?,
        (Some(path), None) => {
            bail!("cannot write {}: it is a directory, and {} is one file", path.display(), report.output.name())
        }
        (None, _) => {}
    }
    if report.output != Output::Csv || report.table.is_some() || plan.reducers.len() == 1 || is_directory(report) {
        return Ok(());
    }
    let names: Vec<_> = plan.reducers.iter().map(|reducer| reducer.name.as_str()).collect();
    bail!(
        "csv holds one table, and there are {}: choose with --table NAME ({}), or write one file each with -o DIRECTORY/",
        names.len(),
        names.join(", ")
    )
}

/// An existing directory, or a path that ends like one.
fn is_directory(report: &ReportPlan) -> bool {
    report.output_file.as_deref().is_some_and(is_a_directory)
}

/// Writes the report as the plan requests: if it is split, a file for each part.
pub fn write(mut report: Report, plan: &ReportPlan, color: When) -> anyhow::Result<()> {
    if let Some(only) = &plan.table {
        report.tables.retain(|table| table.name == *only);
    }
    let (Some(path), Some(by)) = (&plan.output_file, &plan.split_by) else {
        return write_one(&report, plan, plan.output_file.as_deref(), color);
    };
    let mut pattern = PathPattern::new(path, by)?;
    for part in report.parts() {
        let Some(PartOf { value, .. }) = &part.part else { continue };
        let path = pattern.path(value);
        let directory = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory).with_context(|| format!("cannot make {}", directory.display()))?;
        write_one(&part, plan, Some(&path), color)?;
    }
    Ok(())
}

fn write_one(report: &Report, plan: &ReportPlan, path: Option<&Path>, color: When) -> anyhow::Result<()> {
    match path {
        None => {
            let options = table_options(report, plan, terminal::is_coloured(color), terminal::width());
            let mut out = BufWriter::new(io::stdout().lock());
            render(report, plan.output, &options, &mut out)
                .and_then(|()| out.flush())
                .context("cannot write to standard output")
        }
        Some(directory) if plan.output == Output::Csv && is_directory(plan) => {
            fs::create_dir_all(directory).with_context(|| format!("cannot make {}", directory.display()))?;
            report.tables.iter().try_for_each(|NamedTable { name, table, .. }| {
                // Names of tables have only letters, digits, `_` and `-`, and cannot lead out of the directory.
                write_file(&directory.join(format!("{name}.csv")), |out| Ok(csv::write(table, &report.zone, out)?))
            })
        }
        Some(path) => {
            let options = table_options(report, plan, color == When::Always, None);
            write_file(path, |out| Ok(render(report, plan.output, &options, out)?))
        }
    }
}

fn table_options(report: &Report, plan: &ReportPlan, color: bool, width: Option<usize>) -> TableOptions {
    let bottleneck = logmill_actors::bottleneck(&report.actors).map(|found| found.to_string());
    let sizing = logmill_actors::sizing(&report.actors).map(|found| found.to_string());
    TableOptions { width, color, actors: plan.actors, bottleneck, sizing }
}

fn render(report: &Report, output: Output, options: &TableOptions, mut out: impl Write) -> io::Result<()> {
    match output {
        Output::Table => out.write_all(table::render(report, options).as_bytes()),
        Output::Json => json::write(report, JsonOptions { pretty: true }, out),
        Output::Csv => report.tables.iter().try_for_each(|table| csv::write(&table.table, &report.zone, &mut out)),
    }
}

/// Refuses an impossible partial result output before anything is read.
pub fn check_part(path: &Path) -> anyhow::Result<()> {
    file(path).map_or(Ok(()), check_file)
}

/// Refuses a file that cannot be created or replaced. Leaves nothing behind, and does not touch devices and pipes.
fn check_file(path: &Path) -> anyhow::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => bail!("cannot write {}: it is a directory", path.display()),
        Ok(metadata) if !metadata.is_file() => return Ok(()),
        _ => {}
    }
    let (_, directory) = target_of(path);
    if !directory.is_dir() {
        bail!("cannot write {}: there is no directory {}; make it first", path.display(), directory.display());
    }
    check_room(path, &directory)
}

/// Refuses a directory that cannot be created, or in which no file can be created.
fn check_directory(path: &Path) -> anyhow::Result<()> {
    let here = Path::new(".");
    // Without the final `/`, which a file's path cannot have.
    let there = path.components().as_path().ancestors().find(|ancestor| ancestor.exists()).unwrap_or(here);
    if !there.is_dir() {
        bail!("cannot make {}: {} is not a directory", path.display(), there.display());
    }
    check_room(path, there)
}

/// Creates an unnamed file.
fn check_room(path: &Path, directory: &Path) -> anyhow::Result<()> {
    tempfile::tempfile_in(directory).map(drop).map_err(|error| unwritable(path, &error))
}

/// Why a file cannot be created, under the name that the user gave.
fn unwritable(path: &Path, error: &io::Error) -> anyhow::Error {
    anyhow!("cannot write {}: {}", path.display(), reason(error))
}

/// Writes to a file, or to standard output if there is none.
pub fn write_to(path: Option<&Path>, fill: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
    match path {
        Some(path) => write_file(path, |out| fill(out)),
        None => {
            let mut out = io::stdout().lock();
            fill(&mut out).and_then(|()| Ok(out.flush()?)).context("cannot write to standard output")
        }
    }
}

/// Writes a temporary file and renames it when it is complete, so that an existing file stays until then.
///
/// Devices, pipes and the like are written directly.
pub fn write_file(path: &Path, fill: impl FnOnce(&mut (dyn Write + Send)) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let failed = || format!("cannot write {}", path.display());
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        let mut file = BufWriter::new(fs::OpenOptions::new().write(true).open(path).with_context(failed)?);
        return fill(&mut file).and_then(|()| Ok(file.flush()?)).with_context(failed);
    }
    let (target, directory) = target_of(path);
    let mut file = tempfile::Builder::new()
        .prefix(".logmill-")
        .permissions_of(&target)
        .tempfile_in(directory)
        .map_err(|error| unwritable(path, &error))?;
    let mut buffer = BufWriter::new(file.as_file_mut());
    fill(&mut buffer).and_then(|()| Ok(buffer.flush()?)).with_context(failed)?;
    drop(buffer);
    file.as_file().sync_all().with_context(failed)?;
    file.persist(&target).map_err(|error| error.error).with_context(failed)?;
    Ok(())
}

/// The file to replace, and its directory. Symbolic links are followed.
fn target_of(path: &Path) -> (PathBuf, PathBuf) {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let directory = target.parent().filter(|parent| *parent != OsStr::new(""));
    let directory = directory.map_or_else(|| PathBuf::from("."), Path::to_owned);
    (target, directory)
}

/// Permissions of the new file.
trait PermissionsOf {
    fn permissions_of(&mut self, target: &Path) -> &mut Self;
    fn new_file_permissions(&mut self) -> &mut Self;
}

impl PermissionsOf for tempfile::Builder<'_, '_> {
    /// Those of the replaced file; otherwise the defaults for new files, which temporary files do not have.
    fn permissions_of(&mut self, target: &Path) -> &mut Self {
        match fs::metadata(target) {
            Ok(metadata) => self.permissions(metadata.permissions()),
            Err(_) => self.new_file_permissions(),
        }
    }

    #[cfg(unix)]
    fn new_file_permissions(&mut self) -> &mut Self {
        use std::os::unix::fs::PermissionsExt;
        // The process's mask applies when the file is created.
        self.permissions(fs::Permissions::from_mode(0o666))
    }

    #[cfg(not(unix))]
    fn new_file_permissions(&mut self) -> &mut Self {
        self
    }
}
