//! The documents say what is true: their commands run, their drawing is the program's, their links lead somewhere.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const LOGMILL: &str = env!("CARGO_BIN_EXE_logmill");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The fenced blocks of a language in a Markdown text.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        if info == language {
            blocks.push(block.join("\n") + "\n");
        }
    }
    blocks
}

/// A command of the documents for the binaries of this build, its files in a folder of its own. None for what builds or tests.
fn runnable(command: &str, folder: &Path) -> Option<String> {
    if ["cargo build", "cargo test"].iter().any(|start| command.starts_with(start)) {
        return None;
    }
    let own = format!(" {}/", folder.display());
    let command = command.replace("./target/release/logmill", LOGMILL).replace(" target/", &own);
    Some(match command.strip_prefix("cargo run --release") {
        Some(arguments) => format!("{LOGMILL}{arguments}"),
        None => command.replace("cargo", env!("CARGO")),
    })
}

#[test]
fn every_command_of_the_readme_runs_as_it_stands() {
    let folder = tempfile::tempdir().expect("a folder for what the commands write");
    let readme = read("README.md");
    let commands: Vec<&str> = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let commands: Vec<&str> = commands.iter().flat_map(|block| block.lines()).collect();
    assert!(commands.iter().all(|command| !command.ends_with('\\')), "a command is one line");
    let runnable: Vec<String> = commands.iter().filter_map(|command| runnable(command, folder.path())).collect();
    for command in &runnable {
        let output = Command::new("sh").args(["-c", command]).current_dir(root()).output().expect("a shell");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{command}\n{}\n{out}\n{err}", output.status);
        let is_written_to_a_file = command.contains("--output-file") || command.contains("generate");
        assert_eq!(out.is_empty(), is_written_to_a_file, "{command}: {out}");
    }
    assert_eq!((commands.len(), runnable.len()), (25, 23), "commands in README.md, and those that were run");
}

#[test]
fn the_two_commands_that_a_newcomer_needs_stand_under_their_headings() {
    let readme = read("README.md");
    for (heading, command) in [("## Run it", "cargo run --release"), ("## Run the tests", "cargo test")] {
        let section = readme.split(&format!("\n{heading}\n")).nth(1).unwrap_or_else(|| panic!("no {heading}"));
        assert_eq!(blocks(section, "sh").first().map(String::as_str), Some(format!("{command}\n").as_str()));
    }
}

#[test]
fn the_readme_shows_what_the_default_job_prints() {
    let output = Command::new(LOGMILL).current_dir(root()).output().expect("logmill runs");
    let printed = String::from_utf8(output.stdout).expect("the report is UTF-8");
    let readme = read("README.md");
    let excerpt = &blocks(&readme, "text")[0];
    let lines: Vec<&str> = excerpt.lines().filter(|line| !line.is_empty() && line.trim() != "…").collect();
    for line in &lines {
        assert!(printed.lines().any(|printed| printed == *line), "not printed: {line}\n{printed}");
    }
    assert!(lines.len() > 8, "{excerpt}");
}

#[test]
fn the_code_of_the_readme_is_that_of_the_examples() {
    let sources = [read("examples/custom_filter.rs"), read("src/filter/per_record.rs")].concat();
    let known: Vec<&str> = sources.lines().map(|line| line.trim_start_matches("///").trim()).collect();
    let blocks = blocks(&read("README.md"), "rust,ignore");
    for line in blocks.iter().flat_map(|block| block.lines()).map(str::trim) {
        assert!(known.contains(&line), "in no example: {line}");
    }
    assert_eq!(blocks.len(), 4);
}

#[test]
fn the_jobs_of_the_readme_are_good() {
    let [whole, part] = &blocks(&read("README.md"), "toml")[..] else { panic!("README.md has two pieces of TOML") };
    let folder = tempfile::tempdir().expect("a folder for the job");
    let path = folder.path().join("job.toml");
    fs::write(&path, whole).expect("the folder can be written to");
    let output = Command::new(LOGMILL).args(["check", "-c"]).arg(&path).output().expect("logmill runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(read("examples/custom_filter.toml").contains(part), "{part}");
}

#[test]
fn the_drawing_of_the_architecture_is_what_explain_prints() {
    let arguments = ["explain", "--format", "mermaid", "-c", "config.toml", "--parsers", "2"];
    let output = Command::new(LOGMILL).args(arguments).current_dir(root()).output().expect("logmill runs");
    let printed = String::from_utf8(output.stdout).expect("the drawing is UTF-8");
    assert_eq!(blocks(&read("docs/ARCHITECTURE.md"), "mermaid"), [printed]);
}

/// The targets of the links of a Markdown text that are files.
fn linked_files(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files = targets.filter(|target| !target.contains("://")).map(|target| target.split('#').next().unwrap_or(""));
    files.filter(|file| !file.is_empty()).collect()
}

#[test]
fn links_to_files_lead_to_files() {
    let mut count = 0;
    for document in [
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "docs/ARCHITECTURE.md",
        "docs/FORMATS.md",
        "docs/METRICS.md",
        "docs/SCALE.md",
    ] {
        let text = read(document);
        let folder: PathBuf = root().join(document).parent().map(Path::to_owned).unwrap_or_default();
        for file in linked_files(&text) {
            assert!(folder.join(file).exists(), "{document} links to {file}");
            count += 1;
        }
    }
    assert!(count >= 20, "{count} links were found");
}

/// The program of `examples/custom_filter.rs`, as the README starts it.
fn custom_filter(arguments: &[&str]) -> std::process::Output {
    let start = ["run", "--quiet", "--example", "custom_filter", "--"];
    Command::new(env!("CARGO")).args(start).args(arguments).current_dir(root()).output().expect("cargo runs")
}

#[test]
fn a_custom_filter_is_an_actor_with_a_mailbox_and_metrics() {
    let output = custom_filter(&["run", "-c", "examples/custom_filter.toml", "-o", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    let find =
        |list: &str| report[list].as_array().and_then(|list| list.iter().find(|entry| entry["name"] == "at_work"));
    let (filter, actor) = (find("filters").expect("in the filters"), find("actors").expect("in the actors"));
    assert_eq!(actor["kind"], "filter");
    assert_eq!((&actor["records_in"], &actor["records_out"]), (&filter["in"], &filter["kept"]));
    assert_eq!(actor["mailbox_high_water"], 1);
    // From 9 to 17, an hour ahead of UTC, on three days, Monday to Wednesday.
    let rows = report["tables"]["hours_at_work"]["rows"].as_array().expect("rows");
    let hours: Vec<u64> = rows.iter().filter_map(|row| row[1].as_u64()).collect();
    assert_eq!((hours.len(), hours.iter().min(), hours.iter().max()), (24, Some(&8), Some(&15)));
    assert_eq!(filter["kept"], 686);
}

#[test]
fn wrong_keys_of_a_custom_filter_are_reported_with_their_places() {
    let folder = tempfile::tempdir().expect("a folder for the configuration");
    let path = folder.path().join("job.toml");
    let text = read("examples/custom_filter.toml").replace("from_hour = 9", "from_hour = 900");
    fs::write(&path, text.replace("exclude_extensions", "exclude_extension")).expect("the folder can be written to");
    let output = custom_filter(&["check", "-c", &path.display().to_string()]);
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("did you mean `exclude_extensions`?"), "{message}");
    assert!(message.contains("filters[1].from_hour = 900: must be a whole number from 0 to 255"), "{message}");
}

#[test]
fn readme_and_list_of_formats_name_every_key_type_column_format_and_subcommand() {
    let readme = read("README.md") + &read("docs/FORMATS.md");
    let key = |line: &str| {
        let (key, _) = line.trim_start_matches("# ").split_once(" = ")?;
        key.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_').then(|| key.to_owned())
    };
    let keys: Vec<String> = read("config.toml").lines().filter_map(key).collect();
    assert!(keys.len() > 25, "{keys:?}");
    let registry = logmill::Registry::builtin();
    let types = registry.filter_names().chain(registry.reducer_names()).map(str::to_owned);
    let formats = logmill::log::Format::all().map(|format| format.name().to_owned());
    let columns = logmill::log::Column::ALL.into_iter().map(|column| column.name().to_owned());
    let names = types.chain(formats).chain(columns).chain(keys).chain(subcommands());
    for name in names {
        let is_named = readme.contains(&format!("`{name}`")) || readme.contains(&format!(".{name}`"));
        assert!(is_named, "neither README.md nor docs/FORMATS.md names `{name}`");
    }
}

fn subcommands() -> Vec<String> {
    let output = Command::new(LOGMILL).arg("--help").output().expect("logmill runs");
    let help = String::from_utf8(output.stdout).expect("the help is UTF-8");
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = list.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    let names: Vec<String> = names.map(str::to_owned).collect();
    assert!(names.len() > 5, "{help}");
    names
}

#[test]
fn a_wrong_command_line_and_a_missing_job_end_with_the_code_of_failure() {
    let folder = tempfile::tempdir().expect("an empty folder");
    for (arguments, message) in [
        (&["--bogus"][..], "unexpected argument '--bogus'"),
        (&[], "there is no config.toml here: name log files"),
        (&["-c", "job.toml"], "job.toml:1:1: cannot read the file"),
    ] {
        let output = Command::new(LOGMILL).args(arguments).current_dir(&folder).output().expect("logmill runs");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(err.contains(message), "{arguments:?}: {err}");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    }
}
