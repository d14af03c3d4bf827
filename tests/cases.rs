use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::snapshot::{difference, is_update, place, redact};
use crate::world::{Ran, World, gzip};

/// A case file. The command runs in a directory with `files`, and `config` as config.toml.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    args: Vec<String>,
    /// The only systems on which the case runs: `linux` or `unix`.
    only: Option<String>,
    config: Option<String>,
    stdin: Option<String>,
    /// Compares only this many lines of standard output; the rest grows with the program.
    first_lines: Option<usize>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    files: BTreeMap<String, Content>,
    #[serde(default)]
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Made(Made),
}

/// What TOML text cannot express.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Made {
    /// A gzip file with a member for each text.
    Gzip(Vec<String>),
    /// Every character is a byte: `\u00ff` is one that no UTF-8 text holds.
    Bytes(String),
    /// Lines of `logmill generate`.
    Generated(u64),
}

/// The expected result, redacted. The table ends the file, so that an update can rewrite it.
#[derive(Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    exit: i32,
    #[serde(default)]
    stdout: String,
    #[serde(default)]
    stderr: String,
    /// New files, by name.
    #[serde(default)]
    files: BTreeMap<String, String>,
}

const EXPECT: &str = "[expect]\n";

#[test]
fn every_case_gives_what_its_file_says() {
    let mut paths: Vec<PathBuf> = fs::read_dir(place("cases"))
        .expect("tests/cases is there")
        .map(|entry| entry.expect("entries can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 40, "only {} cases were found: some are missing", paths.len());
    let failed: Vec<_> = paths.iter().filter(|path| catch_unwind(AssertUnwindSafe(|| check(path))).is_err()).collect();
    assert!(failed.is_empty(), "{} of {} cases failed: {failed:#?}", failed.len(), paths.len());
}

#[test]
fn a_case_with_an_unknown_key_is_refused() {
    for wrong in ["args = []\nstdot = \"\"\n", "args = []\n[expect]\nexit = 0\nstdot = \"\"\n"] {
        assert!(toml::from_str::<Case>(wrong).is_err_and(|error| error.message().contains("unknown field")), "{wrong}");
    }
}

#[test]
fn a_rewritten_expectation_reads_back_as_what_it_was() {
    let stdout = "plain \\ \"quoted\" '''\r\n\tcolour \u{1b}[1m, \u{9b} and \u{202e}\n\n".to_owned();
    let files = BTreeMap::from([("a.csv".to_owned(), "x\r\n".to_owned()), ("b c".to_owned(), String::new())]);
    let expect = Expect { exit: 2, stdout, stderr: "no line end".to_owned(), files };
    let text = format!("args = []\n{}", written(&expect));
    assert!(toml::from_str::<Case>(&text).expect(&text).expect == expect, "{text}");
}

/// Runs the case in a file, and compares or rewrites what it expects.
fn check(path: &Path) {
    let text = fs::read_to_string(path).expect("the case can be read");
    let case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let here = ["unix", "linux"].into_iter().zip([cfg!(unix), cfg!(target_os = "linux")]);
    if let Some(only) = &case.only {
        let known = here.into_iter().find(|(name, _)| name == only);
        let (_, can_run) = known.unwrap_or_else(|| panic!("{}: unknown system {only}", path.display()));
        if !can_run {
            return;
        }
    }
    let (ran, actual) = run(&case);
    if is_update() {
        let input = text.find(EXPECT).map_or(text.as_str(), |expect| &text[..expect]);
        let text = format!("{}\n\n{}", input.trim_end(), written(&actual));
        return fs::write(path, text).expect("the case can be written");
    }
    assert!(text.contains(EXPECT), "{}: no [expect]; run UPDATE=1 cargo test", path.display());
    let differences: Vec<String> = [
        difference(&case.expect.exit.to_string(), &actual.exit.to_string()).map(|text| format!("exit: {text}")),
        difference(&case.expect.stdout, &actual.stdout).map(|text| format!("stdout: {text}")),
        difference(&case.expect.stderr, &actual.stderr).map(|text| format!("stderr: {text}")),
        (case.expect.files != actual.files).then(|| format!("files: {:#?}", actual.files)),
    ]
    .into_iter()
    .flatten()
    .collect();
    assert!(differences.is_empty(), "{}\n{}\n{ran}", path.display(), differences.join("\n"));
}

fn run(case: &Case) -> (Ran, Expect) {
    let world = World::new();
    if let Some(config) = &case.config {
        world.write("config.toml", config);
    }
    for (name, content) in &case.files {
        world.write(name, content.bytes());
    }
    let before = world.files();
    let mut command = world.logmill(&case.args);
    command.envs(&case.env);
    let ran = world.run(command, case.stdin.as_deref().unwrap_or_default().as_bytes());
    let made = world.files().into_iter().filter(|name| !before.contains(name));
    let files = made.map(|name| {
        let content = fs::read(world.path(&name)).expect("what was written can be read");
        let text = redact(&String::from_utf8_lossy(&content));
        (name, text)
    });
    let actual = Expect {
        exit: ran.code().unwrap_or(-1),
        stdout: first_lines(&redact(&ran.stdout()), case.first_lines),
        stderr: redact(&ran.stderr()),
        files: files.collect(),
    };
    (ran, actual)
}

fn first_lines(text: &str, count: Option<usize>) -> String {
    text.split_inclusive('\n').take(count.unwrap_or(usize::MAX)).collect()
}

impl Content {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Content::Text(text) => text.clone().into_bytes(),
            Content::Made(Made::Gzip(texts)) => gzip(&texts.iter().map(String::as_bytes).collect::<Vec<_>>()),
            Content::Made(Made::Bytes(text)) => {
                text.chars().map(|char| u8::try_from(char).expect("characters up to U+00FF are bytes")).collect()
            }
            Content::Made(Made::Generated(lines)) => {
                let mut log = Vec::new();
                let settings = logmill_generate::Settings { lines: *lines, ..Default::default() };
                logmill_generate::generate(&settings, &mut log).expect("writing to memory succeeds");
                log
            }
        }
    }
}

/// The expectation as TOML.
fn written(expect: &Expect) -> String {
    let mut text = format!("{EXPECT}exit = {}\n", expect.exit);
    for (key, value) in [("stdout", &expect.stdout), ("stderr", &expect.stderr)] {
        if !value.is_empty() {
            let _ = writeln!(text, "{key} = {}", quoted(value));
        }
    }
    if !expect.files.is_empty() {
        text.push_str("\n[expect.files]\n");
    }
    for (name, content) in &expect.files {
        let _ = writeln!(text, "{name:?} = {}", quoted(content));
    }
    text
}

/// A text over several lines, readable as it is where that can be.
fn quoted(text: &str) -> String {
    let is_odd = |char: char| (char.is_control() && char != '\n') || ('\u{2028}'..='\u{202e}').contains(&char);
    if !text.contains("'''") && !text.ends_with('\'') && !text.contains(is_odd) {
        return format!("'''\n{text}'''");
    }
    let mut quoted = String::from("\"\"\"\n");
    for char in text.chars() {
        let _ = match char {
            '\\' | '"' => write!(quoted, "\\{char}"),
            _ if is_odd(char) => write!(quoted, "\\u{:04X}", u32::from(char)),
            _ => write!(quoted, "{char}"),
        };
    }
    quoted + "\"\"\""
}
