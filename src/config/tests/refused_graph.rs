//! Wrong names, paths, inputs and whole files, and their exact messages.

use super::refused::assert_refused;
use super::{SOURCE, errors_of};
use crate::log::{Format, Layer};

#[test]
fn an_unknown_format_gets_a_suggestion() {
    let known = Format::all().count() + 1;
    let wrong = "[[sources]]\npath = \"b.log\"\nformat = \"combinde\"";
    let expected = format!(
        "config.toml:8:10: sources[1].format = \"combinde\": unknown format, expected one of the {known} that `logmill formats` lists; did you mean `combined`?"
    );
    assert_refused(&[(wrong, &expected)]);
    let layers = Layer::all().map(|layer| format!("`{}`", layer.about().name)).collect::<Vec<_>>().join(", ");
    for wrong in ["dokcer", "syslog inside dokcer"] {
        let text = format!("[[sources]]\npath = \"b.log\"\nenvelope = \"{wrong}\"");
        let expected = format!(
            "config.toml:8:12: sources[1].envelope = \"{wrong}\": unknown envelope, expected one of `auto`, `none`, {layers}, `prefix`; did you mean `docker`?"
        );
        assert_refused(&[(&text, &expected)]);
    }
}

#[test]
fn names_that_are_unknown_taken_or_odd_are_refused() {
    assert_refused(&[
        (
            r#"[[filters]]
type = "seive""#,
            r#"config.toml:7:8: filters[0].type = "seive": unknown filter type, expected one of `range`, `sieve`; did you mean `sieve`?"#,
        ),
        (
            r#"[[reducers]]
type = "count_everything""#,
            r#"config.toml:7:8: reducers[1].type = "count_everything": unknown reducer type, expected `nothing`"#,
        ),
        (
            r#"[report]
output = "JSON""#,
            r#"config.toml:7:10: report.output = "JSON": unknown output, expected one of `table`, `json`, `csv`; did you mean `json`?"#,
        ),
        (
            r#"[report]
table = "nothin""#,
            r#"config.toml:7:9: report.table = "nothin": unknown reducer, expected `nothing`; did you mean `nothing`?"#,
        ),
        (
            r#"[[sources]]
name = "a"
path = "b.log"
[[filters]]
name = "a"
type = "sieve""#,
            r#"config.toml:10:8: filters[0].name = "a": the name is taken by the source at config.toml:7:8; choose another"#,
        ),
        (
            r#"[[sources]]
name = "a"
path = "b.log"
[[sources]]
name = "a"
path = "c.log""#,
            r#"config.toml:10:8: sources[2].name = "a": the name is taken by the source at config.toml:7:8; choose another"#,
        ),
        (
            r#"[[reducers]]
name = "a"
type = "nothing"
group_by = []
[[reducers]]
name = "a"
type = "nothing"
group_by = []"#,
            r#"config.toml:11:8: reducers[2].name = "a": the name is taken by the reducer at config.toml:7:8; choose another"#,
        ),
        (
            r#"[[filters]]
name = "../a"
type = "sieve""#,
            r#"config.toml:7:8: filters[0].name = "../a": a name is made of letters, digits, `_` and `-`"#,
        ),
        (
            r#"[[filters]]
name = ""
type = "sieve""#,
            r#"config.toml:7:8: filters[0].name = "": a name is made of letters, digits, `_` and `-`"#,
        ),
    ]);
}

#[test]
fn sources_and_outputs_without_a_usable_path_are_refused() {
    assert_refused(&[
        (
            r#"[[sources]]
format = "auto""#,
            r#"config.toml:6:1: sources[1].path: missing, add `path = "access.log"`"#,
        ),
        (
            "[[sources]]
path = []",
            "config.toml:7:8: sources[1].path: must be one path or more",
        ),
        (
            r#"[[sources]]
path = """#,
            r#"config.toml:7:8: sources[1].path = "": must be a path or a pattern, or "-" for standard input"#,
        ),
        (
            r#"[[sources]]
path = ["logs/[a.log", "a***b"]"#,
            r#"config.toml:7:9: sources[1].path[0] = "logs/[a.log": not a valid pattern: invalid range pattern at character 6
config.toml:7:24: sources[1].path[1] = "a***b": not a valid pattern: wildcards are either regular `*` or recursive `**` at character 4"#,
        ),
        (
            r#"[[sources]]
path = "-"
[[sources]]
path = ["b.log", "-"]"#,
            r#"config.toml:9:18: sources[2].path[1] = "-": standard input can be read only once"#,
        ),
        (
            r#"[report]
output_file = """#,
            r#"config.toml:7:15: report.output_file = "": must be a path; leave it out for standard output"#,
        ),
    ]);
}

#[test]
fn inputs_that_lead_nowhere_or_in_a_circle_are_refused() {
    assert_refused(&[
        (
            r#"[[filters]]
type = "sieve"
inputs = ["sorce1"]"#,
            r#"config.toml:8:11: filters[0].inputs[0] = "sorce1": unknown source or filter, expected one of `source1`, `sieve`; did you mean `source1`?"#,
        ),
        (
            r#"[[filters]]
type = "sieve"
inputs = []"#,
            "config.toml:8:10: filters[0].inputs: must be the name of a source or filter, or more; leave it out for the default",
        ),
        (
            r#"[[filters]]
type = "sieve"
inputs = "source1""#,
            r#"config.toml:8:10: filters[0].inputs = "source1": must be a list in [ ]"#,
        ),
        (
            r#"[[filters]]
type = "sieve"
inputs = ["source1", "source1"]"#,
            r#"config.toml:8:22: filters[0].inputs[1] = "source1": named twice: its records would be counted twice"#,
        ),
        (
            r#"[[filters]]
type = "sieve"
inputs = ["nothing"]"#,
            r#"config.toml:8:11: filters[0].inputs[0] = "nothing": a reducer cannot be read; name a source or a filter"#,
        ),
        (
            r#"[[filters]]
name = "a"
type = "sieve"
inputs = ["a"]"#,
            "config.toml:9:10: filters[0].inputs: the filters read each other in a circle: a <- a; change one of their `inputs`",
        ),
        (
            r#"[[filters]]
name = "a"
type = "sieve"
inputs = ["c"]
[[filters]]
name = "b"
type = "sieve"
[[filters]]
name = "c"
type = "sieve""#,
            "config.toml:9:10: filters[0].inputs: the filters read each other in a circle: a <- c <- b <- a; change one of their `inputs`",
        ),
        (
            r#"[[filters]]
name = "a"
type = "sieve"
inputs = ["b"]
[[filters]]
name = "b"
type = "sieve"
[[filters]]
name = "c"
type = "sieve"
inputs = ["d", "a"]
[[filters]]
name = "d"
type = "sieve"
inputs = ["c"]"#,
            "config.toml:9:10: filters[0].inputs: the filters read each other in a circle: a <- b <- a; change one of their `inputs`
config.toml:16:10: filters[2].inputs: the filters read each other in a circle: c <- d <- c; change one of their `inputs`",
        ),
        (
            "[[filters]]",
            r#"config.toml:6:1: filters[0].type: missing, add `type = "..."` with one of `range`, `sieve`"#,
        ),
    ]);
}

#[test]
fn whole_files_are_refused_with_all_that_is_wrong() {
    let cases = [
        (
            "",
            r#"config.toml:1:1: reducers: missing, add a [[reducers]] table with `group_by = ["path"]`
config.toml:1:1: sources: missing, add a [[sources]] table with `path = "access.log"`, or name files on the command line"#,
        ),
        (
            "\t\n\t",
            r#"config.toml:1:1: reducers: missing, add a [[reducers]] table with `group_by = ["path"]`
config.toml:1:1: sources: missing, add a [[sources]] table with `path = "access.log"`, or name files on the command line"#,
        ),
        (
            "# nothing",
            r#"config.toml:1:1: reducers: missing, add a [[reducers]] table with `group_by = ["path"]`
config.toml:1:1: sources: missing, add a [[sources]] table with `path = "access.log"`, or name files on the command line"#,
        ),
        ("a = ", "config.toml:1:5: not valid TOML: string values must be quoted, expected literal string"),
        (
            "[pipeline
parsers = 0",
            "config.toml:1:10: not valid TOML: unclosed table, expected `]`",
        ),
        (
            "[pipeline]
parsers = 0
buffers = x",
            r#"config.toml:2:11: pipeline.parsers = 0: must be 1 to 256 or "auto"
config.toml:3:11: not valid TOML: string values must be quoted, expected literal string"#,
        ),
        (
            "[pipeline]
parsers = 2
parsers = 3",
            "config.toml:3:1: not valid TOML: duplicate key",
        ),
        (
            "[report]
[report]",
            "config.toml:2:2: not valid TOML: duplicate key",
        ),
        (
            r#"[report]
output = "json"#,
            r#"config.toml:2:15: not valid TOML: invalid basic string, expected `"`"#,
        ),
        (
            "[report]\n\toutput\t=\t\"jsn\"\n",
            r#"config.toml:1:1: reducers: missing, add a [[reducers]] table with `group_by = ["path"]`
config.toml:1:1: sources: missing, add a [[sources]] table with `path = "access.log"`, or name files on the command line
config.toml:2:11: report.output = "jsn": unknown output, expected one of `table`, `json`, `csv`; did you mean `json`?"#,
        ),
        (
            "\u{feff}[report]\noutput = \"jsn\"\n",
            r#"config.toml:1:1: reducers: missing, add a [[reducers]] table with `group_by = ["path"]`
config.toml:1:1: sources: missing, add a [[sources]] table with `path = "access.log"`, or name files on the command line
config.toml:2:10: report.output = "jsn": unknown output, expected one of `table`, `json`, `csv`; did you mean `json`?"#,
        ),
        (
            "\u{feff}reprot = 1\n",
            r#"config.toml:1:1: reducers: missing, add a [[reducers]] table with `group_by = ["path"]`
config.toml:1:1: reprot: unknown key, expected one of `timezone`, `routes`, `bots`, `geo`, `pipeline`, `sources`, `formats`, `filters`, `reducers`, `report`; did you mean `report`?
config.toml:1:1: sources: missing, add a [[sources]] table with `path = "access.log"`, or name files on the command line"#,
        ),
        (
            r#"sources = 3
reducers = [1]
pipeline = "a"
filters = ["b"]"#,
            r#"config.toml:1:11: sources = 3: must be a list of tables, each begun by [[sources]]
config.toml:2:13: reducers[0] = 1: must be a table
config.toml:3:12: pipeline = "a": must be a table
config.toml:4:12: filters[0] = "b": must be a table"#,
        ),
        (
            r#"[[sources]]
path = "a.log"
[[reducers]]
type = "nothing""#,
            "config.toml:3:1: reducers[0].group_by: missing, add `group_by = ...`",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(errors_of(text), expected, "of\n{text}");
    }
}

#[test]
fn all_problems_of_a_file_come_together_in_the_order_of_their_places() {
    let text = "[pipeline]\nparsers = 0\ncolour = 1\n[[filters]]\ntype = \"sieve\"\nmode = 1\nmin_segments = \"x\"\n\
                inputs = [\"nobody\"]\n[report]\noutput = \"xml\"\ntable = \"x\"\n";
    let errors = errors_of(format!("{SOURCE}{text}"));
    let keys: Vec<&str> = errors.lines().filter_map(|line| line.split(": ").nth(1)?.split(" = ").next()).collect();
    let expected = ["reducers", "pipeline.parsers", "pipeline.colour", "filters[0].mode", "filters[0].min_segments"];
    assert_eq!(keys[..5], expected, "{errors}");
    assert_eq!(keys[5..], ["filters[0].inputs[0]", "report.output", "report.table"], "{errors}");
}
