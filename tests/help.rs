use std::fs;

use crate::snapshot::{assert_file, place, redact};
use crate::world::World;

/// The words that `logmill --help` lists as subcommands.
fn subcommands() -> Vec<String> {
    let help = answer(&["--help"]);
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // More indentation continues the line before.
    let starts = list.filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    let names: Vec<String> = starts.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    assert!(names.len() >= 7, "the commands were not found in\n{help}");
    names
}

/// The output of the program, which must succeed and print nothing else.
fn answer(args: &[&str]) -> String {
    let world = World::new();
    let ran = world.run(world.logmill(args), b"");
    ran.assert_code(0);
    assert!(ran.stderr.is_empty(), "{ran}");
    ran.stdout()
}

#[test]
fn help_of_every_subcommand_is_as_in_its_file() {
    assert_file("help/logmill.txt", &answer(&["--help"]));
    assert_file("help/logmill-short.txt", &answer(&["-h"]));
    let subcommands = subcommands();
    for name in subcommands.iter().filter(|name| *name != "help") {
        assert_file(&format!("help/{name}.txt"), &answer(&[name, "--help"]));
    }
}

#[test]
fn no_help_file_is_left_over() {
    let mut known: Vec<String> = subcommands().into_iter().filter(|name| name != "help").collect();
    known.extend(["logmill", "logmill-short", "manual-page"].map(str::to_owned));
    for entry in fs::read_dir(place("help")).expect("tests/help is there") {
        let path = entry.expect("entries can be listed").path();
        let name = path.file_stem().expect("files have names").to_string_lossy().into_owned();
        assert!(known.contains(&name), "{} belongs to no subcommand", path.display());
    }
}

#[test]
fn the_manual_page_begins_as_in_its_file_and_has_every_subcommand() {
    let page = answer(&["man"]);
    let first: String = page.lines().take(12).flat_map(|line| [line, "\n"]).collect();
    assert_file("help/manual-page.txt", &redact(&first));
    for name in subcommands().iter().filter(|name| *name != "help") {
        assert!(
            page.contains(&format!("logmill\\-{name}")) || page.contains(&format!("logmill {name}")),
            "{name} is missing"
        );
    }
}

#[test]
fn completions_of_every_shell_name_every_subcommand() {
    for shell in ["bash", "zsh", "fish"] {
        let script = answer(&["completions", shell]);
        for name in subcommands() {
            assert!(script.contains(&name), "{shell}: {name} is missing");
        }
        assert!(script.contains("max-malformed"), "{shell}: flags are missing");
    }
}
