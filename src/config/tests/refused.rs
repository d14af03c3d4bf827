//! Wrong files and their exact messages.

use super::{Nothing, REDUCER, SOURCE, Sieve, errors_of, registry};

/// Checks the messages for each text, appended to a job of five lines.
pub(super) fn assert_refused(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(errors_of(format!("{SOURCE}{REDUCER}{text}")), *expected, "of\n{text}");
    }
}

#[test]
fn unknown_keys_are_refused_with_the_nearest_known_one() {
    assert_refused(&[
        (
            "[pipelin]
parsers = 2",
            "config.toml:6:2: pipelin: unknown key, expected one of `timezone`, `routes`, `bots`, `geo`, `pipeline`, `sources`, `formats`, `filters`, `reducers`, `report`; did you mean `pipeline`?",
        ),
        (
            r#"colour = "red""#,
            "config.toml:6:1: reducers[0].colour: unknown key, expected one of `group_by`, `measures`, `top`, `name`, `type`, `inputs`, `instances`, `memory_limit`, `over_limit`, `optional`",
        ),
        (
            "[pipeline]
pasrers = 2",
            "config.toml:7:1: pipeline.pasrers: unknown key, expected one of `parsers`, `readers`, `batch_bytes`, `buffers`, `max_line_bytes`, `executor`, `workers`, `worker_timeout`, `max_retries`, `worker_memory`, `split_bytes`, `rejects`, `max_malformed`; did you mean `parsers`?",
        ),
        (
            r#"[report]
"odd key" = 1"#,
            r#"config.toml:7:1: report."odd key": unknown key, expected one of `output`, `output_file`, `table`, `split_by`, `actors`"#,
        ),
        (
            "[report]
output.colour = true",
            "config.toml:7:1: report.output: must be text in quotes",
        ),
        (
            r#"[[filters]]
type = "sieve"
exclude_segmnets = ["a"]"#,
            "config.toml:8:1: filters[0].exclude_segmnets: unknown key, expected one of `min_segments`, `exclude_extensions`, `exclude_segments`, `first_segment`, `mode`, `rules`, `name`, `type`, `inputs`; did you mean `exclude_segments`?",
        ),
        (
            r#"[[filters]]
type = "sieve"
imputs = []"#,
            "config.toml:8:1: filters[0].imputs: unknown key, expected one of `min_segments`, `exclude_extensions`, `exclude_segments`, `first_segment`, `mode`, `rules`, `name`, `type`, `inputs`; did you mean `inputs`?",
        ),
        (
            r#"[[sources]]
path = "b.log"
paths = "c.log""#,
            "config.toml:8:1: sources[1].paths: unknown key, expected one of `name`, `path`, `include`, `exclude`, `format`, `envelope`, `timezone`, `trusted_proxies`, `anonymize`; did you mean `path`?",
        ),
        (
            r#"[[filters]]
type = "sieve"
rules = [{ pattern = 2, weight = 1, wieght = 2 }]"#,
            "config.toml:8:37: filters[0].rules[0].wieght: unknown key, expected one of `pattern`, `weight`; did you mean `weight`?",
        ),
    ]);
}

#[test]
fn values_of_a_wrong_type_are_refused_with_what_fits() {
    assert_refused(&[
        (
            r#"[pipeline]
buffers = "eight""#,
            r#"config.toml:7:11: pipeline.buffers = "eight": must be a whole number"#,
        ),
        (
            r#"[pipeline]
buffers = "8""#,
            r#"config.toml:7:11: pipeline.buffers = "8": must be a whole number"#,
        ),
        (
            "[pipeline]
buffers = 8.5",
            "config.toml:7:11: pipeline.buffers = 8.5: must be a whole number",
        ),
        (
            "[pipeline]
parsers = true",
            r#"config.toml:7:11: pipeline.parsers = true: must be 1 to 256 or "auto""#,
        ),
        (
            "[pipeline]
batch_bytes = []",
            r#"config.toml:7:15: pipeline.batch_bytes: must be a size such as 65536, "64KiB" or "1MiB" (units B, KB, MB, GB, KiB, MiB, GiB)"#,
        ),
        (
            "[pipeline.parsers]
number = 2",
            r#"config.toml:6:1: pipeline.parsers: must be 1 to 256 or "auto""#,
        ),
        (
            "[[pipeline]]
parsers = 2",
            "config.toml:6:1: pipeline: must be a table",
        ),
        (
            r#"[report]
actors = "yes""#,
            r#"config.toml:7:10: report.actors = "yes": must be true or false"#,
        ),
        (
            "[report]
table = 5",
            "config.toml:7:9: report.table = 5: must be text in quotes",
        ),
        (
            "[report]
output = 2024-01-01",
            r#"config.toml:7:10: report.output = "2024-01-01": unknown output, expected one of `table`, `json`, `csv`"#,
        ),
        (
            "[[sources]]
path = 5",
            "config.toml:7:8: sources[1].path = 5: must be text in quotes or a list of such texts",
        ),
        (
            r#"[[sources]]
path = ["b.log", 5]"#,
            "config.toml:7:18: sources[1].path[1] = 5: must be text in quotes",
        ),
        (
            "[[filters]]
type = 7",
            "config.toml:7:8: filters[0].type = 7: must be text in quotes",
        ),
        (
            r#"[[filters]]
type = "sieve"
min_segments = 300
exclude_extensions = "js""#,
            r#"config.toml:8:16: filters[0].min_segments = 300: must be a whole number from 0 to 255
config.toml:9:22: filters[0].exclude_extensions = "js": must be a list in [ ]"#,
        ),
        (
            r#"[[filters]]
type = "sieve"
mode = 3"#,
            r#"config.toml:8:8: filters[0].mode = 3: must be one of "keep", "drop", "sample""#,
        ),
        (
            r#"[[filters]]
type = "sieve"
mode = "kep""#,
            r#"config.toml:8:8: filters[0].mode = "kep": unknown value, expected one of `keep`, `drop`, `sample`; did you mean `keep`?"#,
        ),
        (
            r#"[[filters]]
type = "sieve"
mode = { sample = { every = -1 } }"#,
            "config.toml:8:29: filters[0].mode.sample.every = -1: must be a whole number from 0 to 4294967295",
        ),
        (
            r#"[[filters]]
type = "sieve"
rules = [{ pattern = 3, weight = "x" }]"#,
            r#"config.toml:8:22: filters[0].rules[0].pattern = 3: odd numbers are not accepted
config.toml:8:34: filters[0].rules[0].weight = "x": must be a number"#,
        ),
        (
            r#"[filters]
type = "sieve""#,
            "config.toml:6:1: filters: must be a list of tables, each begun by [[filters]]",
        ),
    ]);
}

#[test]
fn numbers_and_sizes_out_of_range_are_refused_with_the_range() {
    assert_refused(&[
        (
            "[pipeline]
parsers = 0",
            r#"config.toml:7:11: pipeline.parsers = 0: must be 1 to 256 or "auto""#,
        ),
        (
            "[pipeline]
parsers = -1",
            r#"config.toml:7:11: pipeline.parsers = -1: must be 1 to 256 or "auto""#,
        ),
        (
            "[pipeline]
parsers = 1000000000",
            r#"config.toml:7:11: pipeline.parsers = 1000000000: must be 1 to 256 or "auto""#,
        ),
        (
            "[pipeline]
parsers = 99999999999999999999999999999999999999999999999999",
            r#"config.toml:7:11: pipeline.parsers: must be 1 to 256 or "auto""#,
        ),
        (
            "[pipeline]
readers = 257",
            r#"config.toml:7:11: pipeline.readers = 257: must be 1 to 256 or "auto""#,
        ),
        (
            r#"[pipeline]
readers = "all""#,
            r#"config.toml:7:11: pipeline.readers = "all": must be 1 to 256 or "auto""#,
        ),
        (
            "[pipeline]
buffers = 1025",
            "config.toml:7:11: pipeline.buffers = 1025: must be 1 to 1024",
        ),
        (
            "[pipeline]
batch_bytes = 0",
            "config.toml:7:15: pipeline.batch_bytes = 0: must be a size of 1B to 1GiB",
        ),
        (
            "[pipeline]
batch_bytes = -5",
            r#"config.toml:7:15: pipeline.batch_bytes = -5: must be a size such as 65536, "64KiB" or "1MiB" (units B, KB, MB, GB, KiB, MiB, GiB)"#,
        ),
        (
            r#"[pipeline]
batch_bytes = "2GiB""#,
            r#"config.toml:7:15: pipeline.batch_bytes = "2GiB": must be a size of 1B to 1GiB"#,
        ),
        (
            r#"[pipeline]
batch_bytes = "1 megabyte""#,
            r#"config.toml:7:15: pipeline.batch_bytes = "1 megabyte": must be a size such as 65536, "64KiB" or "1MiB" (units B, KB, MB, GB, KiB, MiB, GiB)"#,
        ),
        (
            r#"[pipeline]
max_line_bytes = "1.2.3MB""#,
            r#"config.toml:7:18: pipeline.max_line_bytes = "1.2.3MB": must be a size such as 65536, "64KiB" or "1MiB" (units B, KB, MB, GB, KiB, MiB, GiB)"#,
        ),
        (
            r#"[[reducers]]
name = "more"
type = "nothing"
group_by = []
instances = 0"#,
            "config.toml:10:13: reducers[1].instances = 0: must be 1 to 256",
        ),
        (
            "memory_limit = 1000",
            "config.toml:6:16: reducers[0].memory_limit = 1000: must be a size of 64KiB to 1TiB; leave it out for no limit",
        ),
        (
            r#"memory_limit = "plenty""#,
            r#"config.toml:6:16: reducers[0].memory_limit = "plenty": must be a size such as 65536, "64KiB" or "1MiB" (units B, KB, MB, GB, KiB, MiB, GiB)"#,
        ),
    ]);
}

#[test]
fn a_types_own_message_is_located_at_the_key_that_it_names() {
    let filter = "[[filters]]\ntype = \"range\"\n";
    assert_refused(&[
        (
            &format!("{filter}min = 2\nmax = 1\nunit = \"parsec\"\ncolour = 1\n"),
            "config.toml:6:1: filters[0]: nothing lies between min and max\n\
             config.toml:10:8: filters[0].unit = \"parsec\": too far\n\
             config.toml:11:1: filters[0].colour: unknown key, expected one of `min`, `max`, `unit`, `name`, `type`, `inputs`",
        ),
        (
            &format!("{filter}max = 70000\n"),
            "config.toml:6:1: filters[0].min: missing, add `min = ...`\n\
             config.toml:8:7: filters[0].max = 70000: must be a whole number from 0 to 65535",
        ),
    ]);
}

#[test]
fn a_name_is_registered_once() {
    let taken = registry().filter::<Sieve>("sieve").unwrap_err();
    assert_eq!(taken.to_string(), "the filter type \"sieve\" is registered already; choose another name");
    let taken = registry().reducer::<Nothing>("nothing").unwrap_err();
    assert_eq!(taken.to_string(), "the reducer type \"nothing\" is registered already; choose another name");
    assert!(registry().reducer::<Nothing>("sieve").is_ok(), "filters and reducers do not share names");
}
