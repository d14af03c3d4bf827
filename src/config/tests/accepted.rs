use std::fs;

use super::{REDUCER, SOURCE, errors_of, load_shipped, load_text};
use crate::config::raw::{RawConfig, RawFilter, RawFormat, RawPipeline, RawReducer, RawReport, RawSource};
use crate::config::{DEFAULT_JOB, FormatChoice, InputRef, Plan};

fn plan(text: &str) -> Plan {
    load_text(text).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn a_job_that_says_nothing_else_gets_the_defaults() {
    let plan = plan(&format!("{SOURCE}{REDUCER}"));
    assert_eq!((plan.pipeline.buffers, plan.pipeline.batch_bytes, plan.pipeline.max_line_bytes), (8, 1 << 20, 1 << 20));
    assert_eq!(plan.pipeline.readers, plan.pipeline.parsers.min(4));
    assert_eq!(plan.sources[0].name, "source1");
    assert_eq!(plan.sources[0].format, FormatChoice::Auto);
    assert_eq!((plan.reducers[0].name.as_str(), plan.reducers[0].instances), ("nothing", 1));
    assert_eq!(plan.reducers[0].inputs, [InputRef::Source(0)]);
}

#[test]
fn filters_chain_in_file_order_and_reducers_read_the_last_one() {
    let filter = "[[filters]]\ntype = \"sieve\"\n";
    let plan = plan(&format!("{SOURCE}{SOURCE}{filter}{filter}{filter}{REDUCER}"));
    let names: Vec<&str> = plan.filters.iter().map(|filter| filter.name.as_str()).collect();
    assert_eq!(names, ["sieve", "sieve2", "sieve3"]);
    assert_eq!(plan.filters[0].inputs, [InputRef::Source(0), InputRef::Source(1)]);
    assert_eq!(plan.filters[1].inputs, [InputRef::Filter(0)]);
    assert_eq!(plan.filters[2].inputs, [InputRef::Filter(1)]);
    assert_eq!(plan.reducers[0].inputs, [InputRef::Filter(2)]);
}

#[test]
fn each_filter_of_the_plan_follows_what_it_reads() {
    let filter =
        |name: &str, input: &str| format!("[[filters]]\nname = \"{name}\"\ntype = \"sieve\"\ninputs = [{input}]\n");
    let filters = [filter("a", "\"c\""), filter("b", "\"a\", \"c\""), filter("c", "\"source1\"")].concat();
    let plan = plan(&format!("{SOURCE}{filters}{REDUCER}inputs = [\"b\", \"source1\"]\n"));
    let names: Vec<&str> = plan.filters.iter().map(|filter| filter.name.as_str()).collect();
    assert_eq!(names, ["c", "a", "b"]);
    assert_eq!(plan.filters[1].inputs, [InputRef::Filter(0)]);
    assert_eq!(plan.filters[2].inputs, [InputRef::Filter(1), InputRef::Filter(0)]);
    assert_eq!(plan.reducers[0].inputs, [InputRef::Filter(2), InputRef::Source(0)]);
}

#[test]
fn sizes_and_numbers_may_be_written_in_every_form() {
    let plan = plan(&format!(
        "{SOURCE}{REDUCER}[pipeline]\nparsers = 0x10\nbatch_bytes = 1_000\nmax_line_bytes = \"1.5 kb\"\n"
    ));
    assert_eq!((plan.pipeline.parsers, plan.pipeline.batch_bytes, plan.pipeline.max_line_bytes), (16, 1000, 1500));
}

#[test]
fn generated_names_avoid_written_ones() {
    let plan =
        plan(&format!("{SOURCE}[[filters]]\nname = \"source1\"\ntype = \"sieve\"\ninputs = [\"source2\"]\n{REDUCER}"));
    assert_eq!(
        (plan.sources[0].name.as_str(), plan.filters[0].inputs.as_slice()),
        ("source2", &[InputRef::Source(0)][..])
    );
}

#[test]
fn the_shipped_files_are_accepted() {
    let shipped = |text: &str| load_shipped(text).unwrap_or_else(|errors| panic!("{errors}"));
    let default = shipped(DEFAULT_JOB);
    let names: Vec<&str> = default.reducers.iter().map(|reducer| reducer.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "summary",
            "pages",
            "assets",
            "not_found",
            "status",
            "hosts",
            "hours",
            "browsers",
            "bots",
            "vhosts",
            "files",
            "slow_routes"
        ]
    );
    assert_eq!(default.sources[0].paths, ["examples/logs/*.log"]);

    let book = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/book.toml")).unwrap();
    let book = shipped(&book);
    assert_eq!((book.filters.len(), book.reducers[0].name.as_str()), (2, "book_pages"));
}

#[test]
fn the_default_job_sets_what_it_could_leave_out() {
    let table: toml::Table = DEFAULT_JOB.parse().unwrap();
    assert_eq!(table["timezone"].as_str(), Some(RawConfig::default().timezone.as_str()));
    assert_eq!(table["routes"].as_array().map(Vec::len), Some(RawConfig::default().lookups.routes.as_slice().len()));
    assert_eq!(table["geo"].as_array().map(Vec::len), Some(RawConfig::default().lookups.geo.as_slice().len()));
    assert_eq!(RawConfig::default().lookups.bots, None);
    let pipeline: RawPipeline = table["pipeline"].clone().try_into().unwrap();
    assert_eq!(pipeline, RawPipeline::default());
    let report: RawReport = table["report"].clone().try_into().unwrap();
    assert_eq!(report, RawReport::default());
}

#[test]
fn the_default_job_documents_every_option() {
    let raw = RawConfig {
        sources: vec![RawSource::default()],
        formats: vec![RawFormat::default()],
        filters: vec![RawFilter::default()],
        reducers: vec![RawReducer::default()],
        ..RawConfig::default()
    };
    let sections = serde_json::to_value(raw).unwrap();
    let mut seen = 0;
    for (section, options) in sections.as_object().unwrap() {
        if options.is_null() || options.is_string() || options.as_array().is_some_and(Vec::is_empty) {
            let (outside, _) = DEFAULT_JOB.split_once("\n[").expect("tables");
            let is_key = |line: &&str| line.trim_start_matches("# ").starts_with(&format!("{section} = "));
            let before: Vec<&str> = outside.lines().take_while(|line| !is_key(line)).collect();
            assert!(before.len() < outside.lines().count(), "config.toml lacks {section} before its tables");
            assert!(before.last().unwrap().starts_with("# "), "config.toml has no comment over {section}");
            seen += 1;
            continue;
        }
        let options = if options.is_array() { &options[0] } else { options };
        let list = options_of(section);
        for option in options.as_object().unwrap().keys() {
            let documented = list.iter().any(|(name, comment)| name == option && comment.len() > 20);
            assert!(documented, "config.toml has no comment over {section}.{option}");
            seen += 1;
        }
    }
    assert_eq!(seen, 49, "options seen");
}

/// The options of the first table of a section, set or commented out, each with the comment above it.
fn options_of(section: &str) -> Vec<(String, String)> {
    // A table that the job does not have is shown as a comment.
    let header = |line: &str| {
        let line = line.trim_start_matches("# ");
        line.trim_matches(['[', ']']) == section && line.starts_with('[')
    };
    let lines = DEFAULT_JOB.lines().skip_while(|line| !header(line)).skip(1).take_while(|line| !line.starts_with('['));
    let mut comment = String::new();
    let mut options = Vec::new();
    for line in lines {
        match line.trim_start_matches("# ").split_once(" = ") {
            Some((name, _)) if name.chars().all(|c| c.is_ascii_lowercase() || c == '_') => {
                options.push((name.to_owned(), std::mem::take(&mut comment)));
            }
            _ => comment.push_str(line),
        }
    }
    options
}

#[test]
fn a_byte_order_mark_does_not_belong_to_the_first_key() {
    assert_eq!(errors_of(format!("\u{feff}{SOURCE}{REDUCER}")), "accepted");
}
