//! Partial results as seen by users: processes that write and merge them, and the recipes of docs/SCALE.md.

use std::fs;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::Stdio;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const LOGMILL: &str = env!("CARGO_BIN_EXE_logmill");
#[cfg(unix)]
const SCALE: &str = include_str!("../docs/SCALE.md");
const LOGS: [&str; 4] = ["logs/fri.log", "logs/mon.log", "logs/sat.log", "logs/tue.log"];

/// A directory with a job and its logs.
struct Site(TempDir);

impl Site {
    fn new() -> Site {
        let site = Site(tempfile::tempdir().expect("a directory"));
        let job = include_str!("../config.toml").replace("examples/logs/*.log", "logs/*.log");
        fs::write(site.path("job.toml"), job).expect("a file");
        fs::create_dir(site.path("logs")).expect("a directory");
        fs::create_dir(site.path("parts")).expect("a directory");
        for (seed, log) in LOGS.iter().enumerate() {
            let seed = seed.to_string();
            ok(&site.run(&["generate", "--lines", "700", "--bad", "3000", "--seed", &seed, "--output", log]));
        }
        site
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let own = Path::new(LOGMILL).parent().expect("a program is in a directory");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(own.to_owned()).chain(std::env::split_paths(&path)));
        command.current_dir(&self.0).env("PATH", path.expect("a search path"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(LOGMILL).args(arguments).output().expect("the program starts")
    }

    fn part(&self, log: &str, part: &str) {
        ok(&self.run(&["partial", "-q", "-c", "job.toml", log, "-o", part]));
    }

    /// The report of one run over all logs.
    fn whole(&self) -> Value {
        answer(&self.run(&["run", "-q", "-c", "job.toml", "--to", "json"]))
    }
}

fn ok(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).expect("text")
}

/// What a JSON report says of the logs.
fn answer(output: &Output) -> Value {
    let mut report: Value = serde_json::from_str(&ok(output)).expect("a JSON report");
    let keys = report.as_object_mut().expect("an object");
    keys.remove("actors").expect("the traffic");
    keys.remove("elapsed_seconds").expect("the duration");
    assert!(report["input"]["malformed"].as_u64() > Some(0), "{report}");
    report
}

fn said(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("text").trim_end()
}

#[test]
fn parts_merge_to_the_report_of_one_run_without_logs_or_configuration() {
    let site = Site::new();
    let whole = site.whole();
    LOGS.iter().zip(["a.part", "b.part", "c.part", "d.part"]).for_each(|(log, part)| site.part(log, part));
    fs::remove_dir_all(site.path("logs")).expect("they are there");
    fs::remove_file(site.path("job.toml")).expect("it is there");
    assert_eq!(answer(&site.run(&["merge", "c.part", "a.part", "d.part", "b.part", "--to", "json"])), whole);
    ok(&site.run(&["merge", "d.part", "a.part", "-o", "ad.part"]));
    ok(&site.run(&["merge", "b.part", "c.part", "ad.part", "-o", "all.part"]));
    assert_eq!(answer(&site.run(&["merge", "all.part", "--to", "json"])), whole);
}

#[test]
fn parts_of_another_job_are_refused_with_the_key_that_differs() {
    let site = Site::new();
    site.part(LOGS[0], "a.part");
    let other =
        ["partial", "-q", "-c", "job.toml", LOGS[1], "--set", "reducers[0].group_by=[\"host\"]", "-o", "b.part"];
    ok(&site.run(&other));
    let refused = site.run(&["merge", "a.part", "b.part"]);
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0));
    assert_eq!(
        said(&refused),
        "logmill: b.part: is of another plan than a.part: reducers[0].summary: group_by = [\"host\"], the other has []"
    );
    let refused = site.run(&["merge", "-c", "job.toml", "b.part"]);
    assert!(said(&refused).starts_with("logmill: b.part: is of another plan than job.toml: "), "{refused:?}");
}

#[test]
fn a_report_can_be_restricted_as_far_as_the_columns_were_kept() {
    let site = Site::new();
    site.part(LOGS[0], "a.part");
    let whole = answer(&site.run(&["report", "a.part", "--to", "json"]));
    let rows = |report: &Value, table: &str| report["tables"][table]["rows"].as_array().expect("rows").clone();
    let clauses = ["--where", "status >= 400", "--where", "status_class <> '5xx'"];
    let restricted = site.run(&[&["report", "a.part", "--to", "json"][..], &clauses].concat());
    let left_out: Vec<&str> = whole["tables"]
        .as_object()
        .expect("tables")
        .keys()
        .map(String::as_str)
        .filter(|name| *name != "status")
        .collect();
    let told = said(&restricted).strip_prefix("not shown, for want of the columns: ").expect("what is left out");
    let mut told: Vec<&str> = told.split(", ").collect();
    told.sort_unstable();
    assert_eq!(told, left_out);
    let restricted = answer(&restricted);
    let expected: Vec<Value> = rows(&whole, "status").into_iter().filter(|row| row[0] == "4xx").collect();
    assert!(!expected.is_empty() && expected.len() < rows(&whole, "status").len(), "{whole}");
    assert_eq!(rows(&restricted, "status"), expected);
    assert_eq!(restricted["tables"].as_object().map(|tables| tables.len()), Some(1));
    assert_eq!(restricted["where"].to_string(), "[\"status >= 400\",\"status_class <> '5xx'\"]");
    assert_eq!(restricted["left_out"].as_array().map(Vec::len), Some(left_out.len()));
    assert_eq!((whole.get("where"), whole.get("left_out")), (None, None));
    let quoted = site.run(&["report", "-q", "a.part", "--where", "status_class = '4xx'", "--to", "json"]);
    assert_eq!(rows(&answer(&quoted), "status"), expected);

    let refused = site.run(&["report", "a.part", "--table", "pages", "--where", "status = 404"]);
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0));
    let message = "logmill: table 'pages' keeps path, not status, so it cannot be restricted to 'status = 404'; make it again with \
                   these in group_by";
    assert_eq!(said(&refused), message);
    let refused = site.run(&["report", "a.part", "--where", "user IS NULL"]);
    assert!(said(&refused).starts_with(
        "logmill: no table keeps user, so none can be restricted to 'user IS NULL': summary keeps no column; pages keeps path; "
    ));
    let refused = site.run(&["merge", "a.part", "--where", "status = 404", "-o", "b.part"]);
    assert!(
        said(&refused).starts_with("logmill: --where: a part of the records would pass for all of them"),
        "{refused:?}"
    );
    assert!(!site.path("b.part").exists());
}

#[test]
fn the_first_part_that_cannot_be_merged_is_named() {
    let site = Site::new();
    site.part(LOGS[0], "a.part");
    let bytes = fs::read(site.path("a.part")).expect("a part");
    let mut damaged = bytes.clone();
    damaged[bytes.len() / 2] ^= 1;
    fs::write(site.path("damaged.part"), damaged).expect("a file");
    let refused = site.run(&["merge", "a.part", "damaged.part", "none.part"]);
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0));
    assert_eq!(said(&refused), "logmill: damaged.part: is damaged (its checksum does not fit); make it again");
    let refused = site.run(&["merge", "a.part", "none.part"]);
    assert_eq!(said(&refused), "logmill: none.part: cannot be read: no such file or directory");
    let refused = site.run(&["merge", "a.part", "job.toml"]);
    assert_eq!(said(&refused), "logmill: job.toml: is not a partial result; make one with `logmill partial -o FILE`");
}

#[test]
fn an_unreadable_log_is_reported_by_the_part_and_by_everything_it_is_merged_into() {
    let site = Site::new();
    site.part(LOGS[0], "a.part");
    let left_out = site.run(&["partial", "-q", "-c", "job.toml", LOGS[1], "logs/none.log", "-o", "b.part"]);
    assert_eq!(left_out.status.code(), Some(2));
    let merged = site.run(&["merge", "a.part", "b.part", "--to", "json"]);
    assert_eq!(merged.status.code(), Some(2));
    assert_eq!(said(&merged), said(&left_out));
    assert!(said(&merged).starts_with("logmill: logs/none.log: "), "{merged:?}");
}

#[test]
fn a_part_named_twice_counts_once_and_a_copy_is_reported() {
    let site = Site::new();
    site.part(LOGS[0], "a.part");
    let merged = site.run(&["merge", "a.part", "./a.part", "--to", "json"]);
    assert_eq!(answer(&merged)["input"]["lines"], 700);
    assert_eq!(said(&merged), "./a.part: the same file as a.part, merged once");
    fs::copy(site.path("a.part"), site.path("b.part")).expect("a file");
    let merged = site.run(&["merge", "a.part", "b.part", "--to", "json"]);
    assert_eq!(answer(&merged)["input"]["lines"], 1400);
    assert!(
        said(&merged).starts_with("logmill: b.part: holds logs/fri.log with the same counts as a.part: "),
        "{merged:?}"
    );
}

#[test]
fn the_first_copies_are_reported_and_the_others_counted_unless_quiet() {
    let site = Site::new();
    site.part(LOGS[0], "0.part");
    let parts: Vec<String> = (0..9).map(|part| format!("{part}.part")).collect();
    for part in &parts[1..] {
        fs::copy(site.path("0.part"), site.path(part)).expect("a file");
    }
    let arguments = |flags: &[&'static str]| -> Vec<&str> {
        flags.iter().copied().chain(parts.iter().map(|part| &**part)).collect()
    };
    let merged = site.run(&arguments(&["merge", "--to", "json"]));
    assert_eq!(said(&merged).lines().count(), 6, "{merged:?}");
    let rest = "logmill: 3 more logs have the same counts as one of the same name in another part";
    assert!(said(&merged).ends_with(rest), "{merged:?}");
    let merged = site.run(&arguments(&["merge", "-q", "--to", "json"]));
    assert_eq!((answer(&merged)["input"]["lines"].as_u64(), said(&merged)), (Some(9 * 700), ""));
}

#[test]
fn what_is_merged_into_is_a_part_or_standard_output_and_anything_else_is_refused_with_what_to_write() {
    let site = Site::new();
    site.part(LOGS[0], "a.part");
    let merged = site.run(&["merge", "a.part", "-o", "-", "--to", "part"]);
    assert_eq!((merged.status.code(), &merged.stdout[..8]), (Some(0), &b"LOGMILLP"[..]));
    let refused = site.run(&["merge", "a.part", "-o", "b.bin"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        said(&refused).contains("-o b.bin: ") && said(&refused).contains(".csv or .part, or choose with --to"),
        "{refused:?}"
    );
    let refused = site.run(&["merge", "a.part", "--set", "reducers[0].group_by=[\"host\"]"]);
    assert!(said(&refused).starts_with("logmill: a.part: is of another plan than this command line: "), "{refused:?}");
    let twice = site.command("sh").args(["-c", "logmill merge - - --to json < a.part"]).output().expect("a shell");
    assert_eq!(said(&twice), "-: standard input is named more than once, merged once");
    assert_eq!(answer(&twice)["input"]["lines"], 700);
}

#[test]
fn a_job_from_a_part_does_not_choose_the_file_that_is_written() {
    let site = Site::new();
    let job = ["partial", "-q", "-c", "job.toml", LOGS[0], "--set", "report.output_file=victim", "-o", "a.part"];
    ok(&site.run(&job));
    assert!(ok(&site.run(&["merge", "a.part"])).starts_with("summary\n"));
    assert!(!site.path("victim").exists());
}

#[test]
fn a_part_that_could_not_be_written_is_refused_before_anything_is_read() {
    let site = Site::new();
    let refused = site.run(&["partial", "-c", "job.toml", "-o", "days/a.part"]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(said(&refused), "logmill: cannot write days/a.part: there is no directory days; make it first");
    let refused = site.run(&["partial", "-c", "job.toml", "-o", "parts"]);
    assert_eq!(said(&refused), "logmill: cannot write parts: it is a directory");
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_that_takes_no_files_is_refused_before_anything_is_read_under_the_name_that_was_given() {
    let site = Site::new();
    let nowhere = "/proc/none/a";
    for arguments in [
        &["run", "-c", "job.toml", "none.log", "--to", "json", "-o", "/proc/a"][..],
        &["run", "-c", "job.toml", "none.log", "--to", "csv", "-o", "/proc/a/"],
        &["partial", "-c", "job.toml", "none.log", "-o", "/proc/a"],
        &["run", "-c", "job.toml", "none.log", "--to", "csv", "-o", "job.toml/"],
        &["run", "-c", "job.toml", "none.log", "--to", "json", "-o", "new/"],
        &["run", "-c", "job.toml", "none.log", "-o", nowhere],
    ] {
        let refused = site.run(arguments);
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        // A missing log would have been reported.
        let place = arguments.last().expect("a place");
        let told = said(&refused);
        assert!(told.starts_with("logmill: cannot ") && told.contains(&format!(" {place}: ")), "{refused:?}");
        assert!(told.lines().count() == 1 && !told.contains("none.log"), "{refused:?}");
    }
    let files: Vec<_> = fs::read_dir(&site.0).expect("a directory").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(files.len(), 3, "nothing is left behind: {files:?}");
}

/// The code of the first block under a heading.
#[cfg(unix)]
fn recipe(heading: &str) -> &'static str {
    let (_, section) = SCALE.split_once(&format!("\n### {heading}\n")).expect("a section");
    let (_, block) = section.split_once("```").expect("a block");
    let (code, _) = block.split_once("\n```").expect("the end of the block");
    code.split_once('\n').expect("a language").1
}

#[cfg(unix)]
#[test]
fn the_recipe_for_xargs_gives_the_report_of_one_run() {
    let site = Site::new();
    let script = format!("set -e\n{} --to json", recipe("xargs"));
    let output = site.command("sh").args(["-c", &script]).output().expect("a shell");
    assert_eq!(answer(&output), site.whole());
}

/// What a shell is given to run.
#[cfg(unix)]
fn inner(command: &str) -> &str {
    command.strip_prefix("sh -c '").and_then(|rest| rest.strip_suffix('\'')).expect("a shell's command")
}

/// Does what Spark's `rdd.pipe(command, checkCode=True)` does with one partition.
#[cfg(unix)]
fn pipe(site: &Site, command: &str, partition: &Path) -> Result<Vec<String>, Output> {
    let input = fs::File::open(partition).expect("a partition");
    let output = site.command("sh").args(["-c", inner(command)]).stdin(Stdio::from(input)).output().expect("a shell");
    match output.status.success() {
        true => Ok(ok(&output).lines().map(str::to_owned).collect()),
        false => Err(output),
    }
}

#[cfg(unix)]
#[test]
fn the_recipe_for_spark_names_parts_that_merge_and_fails_its_task_when_there_is_none() {
    let site = Site::new();
    let code = recipe("Spark");
    let command = code.split('"').nth(1).expect("a quoted command");
    let names: Vec<String> =
        LOGS.iter().flat_map(|log| pipe(&site, command, &site.path(log)).expect("a task")).collect();
    assert_eq!(names.len(), LOGS.len());
    let arguments: Vec<&str> = ["merge", "--to", "json"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let (mut merged, mut whole) = (answer(&site.run(&arguments)), site.whole());
    // A task reads standard input, whatever the file.
    let files =
        [&mut merged, &mut whole].map(|report| report["tables"].as_object_mut().expect("tables").remove("files"));
    let [merged_files, whole_files] = files.map(|files| files.expect("the table of files"));
    assert_eq!(merged_files["rows"][0][0], "-", "{merged_files}");
    assert_eq!(merged_files["totals"], whole_files["totals"]);
    assert_eq!((&merged["tables"], &merged["input"]), (&whole["tables"], &whole["input"]));

    // Two tasks whose shells have the same process number, as on two hosts.
    let (script, log) = (inner(command), LOGS[0]);
    let twice = format!("({script}) < {log}; ({script}) < {log}");
    let output = site.command("sh").args(["-c", &twice]).output().expect("a shell");
    let names = ok(&output);
    let names: Vec<&str> = names.lines().collect();
    assert!(names.len() == 2 && names[0] != names[1], "{names:?}");

    fs::remove_file(site.path("job.toml")).expect("it is there");
    let failed = pipe(&site, command, &site.path(LOGS[0])).expect_err("no job, no part");
    assert_eq!((failed.status.code(), failed.stdout.len()), (Some(1), 0));
}
