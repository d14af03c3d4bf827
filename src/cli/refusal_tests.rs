use super::*;
use crate::cli::arguments;

fn refused(line: &str) -> String {
    let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    let command = arguments::command();
    let refusal = command.clone().try_get_matches_from(std::iter::once("logmill").chain(line.split(' ')));
    message(&refusal.expect_err(line), &words, &command).unwrap_or_else(|| "clap's own".to_owned())
}

#[test]
fn a_habit_gets_the_flag_that_is_meant() {
    for (line, message) in [
        ("--json a.log", "'--json' is not a flag of `logmill`; write --to json"),
        ("run -json a.log", "'-json' is not a flag of `logmill run`; write --to json"),
        ("--filter=x a.log", "'--filter' is not a flag of `logmill`; write --where 'status >= 500'"),
        ("a.log --limit 5", "'--limit' is not a flag of `logmill`; write --top 10"),
        ("parse --head 5 a.log", "'--head' is not a flag of `logmill parse`; write --top 10"),
        ("run --group-by path a.log", "'--group-by' is not a flag of `logmill run`; write --by path"),
        ("parse --threads 3 a.log", "'--threads' is not a flag of `logmill parse`; write --parsers 4"),
        ("a.log --output-file x", "--output-file is now -o"),
        ("parse -O x a.log", "-O is now -o"),
    ] {
        assert_eq!(refused(line), message, "{line}");
    }
}

#[test]
fn a_flag_of_another_command_is_said_to_be_one() {
    for (line, message) in [
        ("run --columns path a.log", "'--columns' is not a flag of `logmill run`; it is one of `logmill parse`"),
        (
            "detect --filter x a.log",
            "'--filter' is not a flag of `logmill detect`; `logmill run` has --where 'status >= 500'",
        ),
        ("detect -n 5 a.log", "'-n' is not a flag of `logmill detect`; `logmill run` has --top 10"),
        ("detect --by path a.log", "'--by' is not a flag of `logmill detect`; it is one of `logmill run`"),
    ] {
        assert_eq!(refused(line), message, "{line}");
    }
}

#[test]
fn a_slip_gets_the_nearest_flag_of_the_command_and_anything_else_only_its_help() {
    for (line, message) in [
        ("run --parser 2", "'--parser' is not a flag of `logmill run`; did you mean --parsers?"),
        ("run -qiuet", "'-qiuet' is not a flag of `logmill run`; did you mean --quiet?"),
        ("--bogus", "'--bogus' is not a flag of `logmill`; `logmill --help` lists them"),
        ("formats --tabel x", "'--tabel' is not a flag of `logmill formats`; `logmill formats --help` lists them"),
        ("man more", "'more' is too much: see `logmill man --help`"),
    ] {
        assert_eq!(refused(line), message, "{line}");
    }
}

#[test]
fn a_wrong_value_gets_those_that_are_possible() {
    assert_eq!(refused("--to yaml a.log"), "--to yaml: unknown value; write --to table, json or csv");
    assert_eq!(refused("explain --as picture"), "--as picture: unknown value; write --as text, mermaid or job");
    assert_eq!(refused("a.log --table"), "--table: the value is missing; write --table NAME");
    assert_eq!(refused("a.log --set x"), "--set x: expected KEY=VALUE, such as reducers[0].top=5");
    assert_eq!(refused("generate -n x"), "--lines x: invalid digit found in string");
}

#[test]
fn what_a_command_needs_is_named() {
    assert_eq!(refused("partial a.log"), "`logmill partial` needs --output FILE; see `logmill partial --help`");
    assert_eq!(refused("parse"), "`logmill parse` needs PATH; see `logmill parse --help`");
}

#[test]
fn a_mistyped_command_is_recognised_unless_it_is_a_file() {
    let root = arguments::command();
    let message = |word: &str| mistaken_command(&[word.to_owned()], &root);
    let text = "'detct' is neither a file nor a command; did you mean `logmill detect`?";
    assert_eq!(message("detct").as_deref(), Some(text));
    assert_eq!((message("detect"), message("access.log"), message("-q"), message("src")), (None, None, None, None));
    assert!(misplaced_command(&["run".to_owned()], &root).is_some());
    assert_eq!(misplaced_command(&["access.log".to_owned()], &root), None);
}
