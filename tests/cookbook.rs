#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::snapshot::{assert_text, is_update, redact};

const COOKBOOK: &str = "docs/COOKBOOK.md";

/// What a recipe shows of the output: of a report the tables, or only the actors if it is about them; all of anything else.
fn shown(command: &str, output: &str) -> String {
    let is_end = |line: &&str| line.starts_with("lines  ");
    let lines: Vec<&str> = match command.contains("--actors") {
        true => output.lines().skip_while(|line| *line != "actors").skip(1).collect(),
        false => output.lines().take_while(|line| !is_end(line)).collect(),
    };
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n").trim_matches('\n').to_owned() + "\n"
}

/// What a command prints in the folder of the recipes' logs.
fn output(command: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_logmill"));
    let (root, folder) = (Path::new(env!("CARGO_MANIFEST_DIR")), program.parent().expect("a program is in a folder"));
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(root.join("examples/shop")).env("PATH", path);
    let output = shell.output().expect("a shell");
    assert!(output.status.success(), "{command}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}

/// The document with the outputs that its commands have now, and the number of commands.
fn renewed(document: &str) -> (String, usize) {
    let (mut renewed, mut commands) = (String::new(), 0);
    let mut pending: Option<String> = None;
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        renewed += &format!("{line}\n");
        let Some(language) = line.strip_prefix("```") else { continue };
        let block: String = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
        renewed += &match (language, pending.take()) {
            ("sh", None) => {
                assert_eq!(block.lines().count(), 1, "a recipe is one command: {block}");
                pending = Some(block.trim_end().to_owned());
                block
            }
            ("text" | "csv" | "json", Some(command)) => {
                commands += 1;
                let now = shown(&command, &output(&command));
                if redact(&now) == redact(&block) { block } else { now }
            }
            (language, _) => panic!("a block of {language:?} is no command and no output of one:\n{block}"),
        };
        renewed += "```\n";
    }
    assert_eq!(pending, None, "a command without output");
    (renewed, commands)
}

#[test]
fn the_recipes_of_the_cookbook_print_what_it_shows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(COOKBOOK);
    let document = fs::read_to_string(&path).expect("the cookbook");
    let (renewed, commands) = renewed(&document);
    assert!(commands >= 33, "only {commands} commands were found");
    if is_update() {
        fs::write(&path, renewed).expect("the cookbook can be written");
    } else {
        assert_text(COOKBOOK, &document, &renewed, &"");
    }
}
