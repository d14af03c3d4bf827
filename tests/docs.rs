//! The documents are correct: their commands run, their drawing is the program's, their links exist.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const LOGMILL: &str = env!("CARGO_BIN_EXE_logmill");

/// The documents for users whose commands run.
const DOCUMENTS: [&str; 7] = [
    "README.md",
    "docs/CONFIG.md",
    "docs/EXPRESSIONS.md",
    "docs/INPUT.md",
    "docs/OUTPUT.md",
    "docs/EXTENDING.md",
    "docs/BENCHMARKS.md",
];

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

/// A command of the documents for the binaries of this build, its files in a folder of its own. `None` for what builds or tests.
fn runnable(command: &str, folder: &Path) -> Option<String> {
    if ["cargo build", "cargo test", "cargo bench"].iter().any(|start| command.starts_with(start)) {
        return None;
    }
    let own = format!(" {}/", folder.display());
    let command = command.replace("./target/release/logmill", LOGMILL).replace(" target/", &own);
    Some(match command.strip_prefix("cargo run --release") {
        Some(arguments) => format!("{LOGMILL}{arguments}"),
        None => command.replace("cargo", env!("CARGO")),
    })
}

/// Runs the commands of a document, all of them in one folder. Returns how many there are, and how many were run.
fn run_commands(document: &str) -> (usize, usize) {
    let folder = tempfile::tempdir().expect("a folder for what the commands write");
    let blocks = blocks(&read(document), "sh");
    let commands: Vec<&str> = blocks.iter().flat_map(|block| block.lines()).collect();
    assert!(commands.iter().all(|command| !command.ends_with('\\')), "{document}: a command is one line");
    let runnable: Vec<String> = commands.iter().filter_map(|command| runnable(command, folder.path())).collect();
    for command in &runnable {
        let output = Command::new("sh").args(["-c", command]).current_dir(root()).output().expect("a shell");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{document}: {command}\n{}\n{out}\n{err}", output.status);
        let is_written_to_a_file = command.contains(" -o ") || command.contains(" > /");
        assert_eq!(out.is_empty(), is_written_to_a_file, "{document}: {command}: {out}");
    }
    (commands.len(), runnable.len())
}

#[test]
fn every_command_of_the_documents_runs_as_it_stands() {
    let found = DOCUMENTS.map(|document| (document, run_commands(document)));
    let expected = [
        ("README.md", (2, 1)),
        ("docs/CONFIG.md", (6, 6)),
        ("docs/EXPRESSIONS.md", (4, 4)),
        ("docs/INPUT.md", (10, 10)),
        ("docs/OUTPUT.md", (9, 9)),
        ("docs/EXTENDING.md", (1, 1)),
        ("docs/BENCHMARKS.md", (0, 0)),
    ];
    assert_eq!(found, expected, "commands of each document, and those that were run");
}

#[test]
fn the_two_commands_that_a_newcomer_needs_stand_under_their_headings() {
    let readme = read("README.md");
    for (heading, command) in [("## Run it", "cargo run --release"), ("## Run the tests", "cargo test")] {
        let section = readme.split(&format!("\n{heading}\n")).nth(1).unwrap_or_else(|| panic!("no {heading}"));
        assert_eq!(blocks(section, "sh").first().map(String::as_str), Some(format!("{command}\n").as_str()));
    }
}

/// What a command of the documents prints, by the binaries of this build, in the folder of the repository.
fn printed(command: &str) -> String {
    let command = command.replace("./target/release/logmill", LOGMILL);
    let output = Command::new("sh").args(["-c", &command]).current_dir(root()).output().expect("a shell");
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the report is UTF-8")
}

/// Checks that all lines of an excerpt were printed. Returns their number.
fn assert_excerpt(excerpt: &mut dyn Iterator<Item = &str>, printed: &str) -> usize {
    let lines: Vec<&str> = excerpt.filter(|line| !line.is_empty() && line.trim() != "…").collect();
    for line in &lines {
        assert!(printed.lines().any(|printed| printed == *line), "not printed: {line}\n{printed}");
    }
    lines.len()
}

#[test]
fn the_readme_shows_what_the_default_job_prints() {
    let report = printed("./target/release/logmill --actors");
    let blocks = blocks(&read("README.md"), "text");
    assert!(assert_excerpt(&mut blocks[0].lines(), &report) > 8, "{}", blocks[0]);
    // The actors are those of another log and another job; their columns are not.
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let header = report.lines().find(|line| line.trim_start().starts_with("stage ")).expect("a table of actors");
    assert_eq!(words(blocks[2].lines().next().expect("a header")), words(header));
}

#[test]
fn the_questions_of_the_readme_have_the_answers_that_it_shows() {
    let [questions] = &blocks(&read("README.md"), "console")[..] else { panic!("README has one block of questions") };
    let questions: Vec<&str> = questions.split("\n\n").collect();
    for question in &questions {
        let mut lines = question.lines().skip_while(|line| line.starts_with("# "));
        let command = lines.next().and_then(|line| line.strip_prefix("$ ")).expect("a command after the question");
        assert!(assert_excerpt(&mut lines, &printed(command)) > 2, "{question}");
    }
    assert_eq!(questions.len(), 5);
}

#[test]
fn the_code_of_the_documents_is_compiled_and_that_of_the_examples() {
    let sources = [read("examples/custom_filter.rs"), read("src/filter/per_record.rs")].concat();
    let stripped = |line: &'_ str| line.trim().trim_start_matches('/').trim().to_owned();
    let mut known: Vec<String> = sources.lines().flat_map(|line| [stripped(line), stripped(&stripped(line))]).collect();
    // A program around the filter of the documentation.
    known.push("fn main() -> std::process::ExitCode {".to_owned());
    known.push("let registry = Registry::builtin().filter::<PerRecord<Errors>>(\"errors\");".to_owned());
    let (readme, extending) = (read("README.md"), read("docs/EXTENDING.md"));
    let programs = [blocks(&readme, "rust,no_run"), blocks(&extending, "rust,no_run")].concat();
    assert_eq!((programs.len(), blocks(&extending, "rust").len()), (2, 1));
    for line in programs.iter().flat_map(|block| block.lines()) {
        assert!(known.contains(&stripped(line)), "in no example: {line}");
    }
    let documented = read("src/lib.rs");
    for document in ["README.md", "docs/EXTENDING.md"] {
        assert!(documented.contains(&format!("include_str!(\"../{document}\")")), "{document} is not compiled");
    }
    for document in DOCUMENTS {
        let fences = read(document);
        let rust: Vec<&str> = fences.lines().filter(|line| line.starts_with("```rust")).collect();
        assert!(rust.iter().all(|fence| ["```rust", "```rust,no_run"].contains(fence)), "{document}: {rust:?}");
        assert!(rust.is_empty() || documented.contains(document), "{document}: its examples are not compiled");
    }
}

#[test]
fn the_jobs_of_the_documents_are_good() {
    let folder = tempfile::tempdir().expect("a folder for the job");
    for document in ["README.md", "docs/CONFIG.md"] {
        // Pieces of jobs may follow.
        let jobs = blocks(&read(document), "toml");
        let job = jobs.first().unwrap_or_else(|| panic!("{document} has a job"));
        let path = folder.path().join("job.toml");
        fs::write(&path, job).expect("the folder can be written to");
        let output = Command::new(LOGMILL).args(["check", "-c"]).arg(&path).output().expect("logmill runs");
        assert!(output.status.success(), "{document}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let [part] = &blocks(&read("docs/EXTENDING.md"), "toml")[..] else { panic!("EXTENDING has a piece of a job") };
    assert!(read("examples/custom_filter.toml").contains(part), "{part}");
}

#[test]
fn the_figures_of_the_readme_are_those_of_the_table_of_speeds() {
    let cells =
        |line: &str| -> Vec<String> { line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect() };
    let speed = read("docs/BENCHMARKS.md");
    let measured: Vec<Vec<String>> = speed.lines().filter(|line| line.starts_with("| ")).map(cells).collect();
    let readme = read("README.md");
    let (_, section) = readme.split_once("\n## Speed\n").expect("a section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let shown: Vec<Vec<String>> = section.lines().filter(|line| line.starts_with("| ")).skip(1).map(cells).collect();
    for row in &shown {
        let [tool, seconds, peak] = &row[..] else { panic!("{row:?}") };
        let is_measured =
            |row: &&Vec<String>| row.len() == 8 && row[0] == *tool && row[3] == *seconds && row[7] == *peak;
        assert!(measured.iter().any(|row| is_measured(&row)), "not in docs/BENCHMARKS.md: {row:?}");
    }
    assert!(shown.len() >= 5, "{shown:?}");
}

#[test]
fn the_drawing_of_the_architecture_is_what_explain_prints() {
    let arguments = ["explain", "--as", "mermaid", "-c", "examples/visitors.toml", "--parsers", "2"];
    let output = Command::new(LOGMILL).args(arguments).current_dir(root()).output().expect("logmill runs");
    let printed = String::from_utf8(output.stdout).expect("the drawing is UTF-8");
    assert_eq!(blocks(&read("docs/ARCHITECTURE.md"), "mermaid"), [printed]);
}

/// The targets of the links of a Markdown text that are files or headings: path and heading, each of which may be empty.
fn linked(text: &str) -> Vec<(&str, &str)> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let targets = targets.filter(|target| !target.contains("://"));
    targets.map(|target| target.split_once('#').unwrap_or((target, ""))).collect()
}

/// The names by which links find the headings of a Markdown text.
fn anchors(text: &str) -> Vec<String> {
    let outside = text.split("\n```").step_by(2).flat_map(str::lines);
    let headings = outside.filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let is_kept = |letter: &char| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter);
    headings
        .map(|heading| heading.to_lowercase().chars().filter(is_kept).collect::<String>().replace(' ', "-"))
        .collect()
}

#[test]
fn links_lead_to_files_and_headings() {
    let (mut files, mut headings) = (0, 0);
    let others = [
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "docs/ARCHITECTURE.md",
        "docs/COOKBOOK.md",
        "docs/CUSTOM.md",
        "docs/FORMATS.md",
        "docs/METRICS.md",
        "docs/SCALE.md",
    ];
    for document in DOCUMENTS.into_iter().chain(others) {
        let text = read(document);
        let folder: PathBuf = root().join(document).parent().map(Path::to_owned).unwrap_or_default();
        for (file, heading) in linked(&text) {
            let target = if file.is_empty() { root().join(document) } else { folder.join(file) };
            assert!(target.exists(), "{document} links to {file}");
            files += usize::from(!file.is_empty());
            if !heading.is_empty() {
                let found = anchors(&fs::read_to_string(&target).expect("a document"));
                assert!(
                    found.iter().any(|anchor| anchor == heading),
                    "{document} links to {file}#{heading}: {found:?}"
                );
                headings += 1;
            }
        }
    }
    assert!(files >= 60 && headings >= 25, "{files} links to files and {headings} to headings were found");
}

#[test]
fn every_document_is_linked_from_the_readme() {
    let readme = read("README.md");
    let linked: Vec<&str> = linked(&readme).into_iter().map(|(file, _)| file).collect();
    let documents =
        fs::read_dir(root().join("docs")).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let documents: Vec<String> = documents.map(|name| format!("docs/{}", name.display())).collect();
    assert!(documents.len() >= 9, "{documents:?}");
    for document in documents {
        assert!(linked.contains(&document.as_str()), "README.md does not link to {document}");
    }
}

/// The program of `examples/custom_filter.rs`, as docs/EXTENDING.md starts it.
fn custom_filter(arguments: &[&str]) -> std::process::Output {
    let start = ["run", "--quiet", "--example", "custom_filter", "--"];
    Command::new(env!("CARGO")).args(start).args(arguments).current_dir(root()).output().expect("cargo runs")
}

#[test]
fn a_custom_filter_is_an_actor_with_a_mailbox_and_metrics() {
    let output = custom_filter(&["run", "-c", "examples/custom_filter.toml", "--to", "json"]);
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
fn every_key_type_column_format_note_reason_and_subcommand_is_named_in_its_document() {
    let key = |line: &str| {
        let (key, _) = line.trim_start_matches("# ").split_once(" = ")?;
        key.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_').then(|| key.to_owned())
    };
    let keys: Vec<String> = read("config.toml").lines().filter_map(key).collect();
    assert!(keys.len() > 25, "{keys:?}");
    let registry = logmill::Registry::builtin();
    let types = registry.filter_names().chain(registry.reducer_names()).map(str::to_owned).collect();
    let formats = logmill::log::Format::all().map(|format| format.name().to_owned()).collect();
    let columns = logmill::log::Column::NAMED.into_iter().map(|column| column.name().to_owned()).collect();
    let notes = logmill::log::Note::ALL.into_iter().map(|note| note.name().to_owned()).collect();
    let reasons = logmill::log::RejectReason::ALL.into_iter().map(|reason| reason.name().to_owned()).collect();
    let named: [(&str, Vec<String>); 7] = [
        ("docs/CONFIG.md", keys),
        ("docs/CONFIG.md", types),
        ("docs/FORMATS.md", formats),
        ("docs/FORMATS.md", columns),
        ("docs/OUTPUT.md", notes),
        ("docs/OUTPUT.md", reasons),
        ("README.md", subcommands()),
    ];
    for (document, names) in named {
        let text = read(document);
        for name in names {
            let is_named = text.contains(&format!("`{name}`")) || text.contains(&format!(".{name}`"));
            assert!(is_named, "{document} does not name `{name}`");
        }
    }
}

#[test]
fn the_readme_tells_the_number_of_formats() {
    let count = logmill::log::Format::all().count();
    assert!(read("README.md").contains(&format!("detects {count} log formats")), "{count} formats");
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
        (&["--bogus"][..], "logmill: '--bogus' is not a flag of `logmill`; `logmill --help` lists them\n"),
        (&[], "there is no config.toml here: name log files"),
        (&["-c", "job.toml"], "job.toml:1:1: cannot read the file"),
    ] {
        let output = Command::new(LOGMILL).args(arguments).current_dir(&folder).output().expect("logmill runs");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(err.contains(message), "{arguments:?}: {err}");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    }
}
