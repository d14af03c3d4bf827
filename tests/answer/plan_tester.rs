use std::fmt;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use logmill::Registry;
use logmill::config::{ConfigInput, InputRef, Overrides, Plan, Request, load};
use logmill::engine::{Run, inline};
use logmill::reduce::{Table, Value};
use logmill::report::{JsonOptions, NamedTable, Report, json};

use crate::snapshot::difference;

/// Filters in a chain, beside it and after one source of two; reducers that read filters, a source, and both.
const JOB: &str = r#"
[[filters]]
name = "pages"
type = "path"
exclude_extensions = ["css", "js", "png"]

[[filters]]
name = "good"
type = "status"
min = 200
max = 399

[[filters]]
name = "errors"
type = "status"
inputs = ["plain"]
min = 400

[[reducers]]
name = "paths"
inputs = ["good"]
group_by = ["path"]
measures = ["count", "sum(bytes)", "avg(bytes)", "min(time)", "max(time)"]
top = 7

[[reducers]]
name = "agents"
inputs = ["errors", "packed"]
group_by = ["status", "user_agent"]

[[reducers]]
name = "hours"
inputs = ["plain", "packed"]
group_by = ["day", "hour", "method"]
top = 0

[[reducers]]
name = "totals"
inputs = ["plain", "packed"]
group_by = []
measures = ["count", "sum(bytes)", "avg(bytes)", "min(bytes)", "max(bytes)"]
"#;

/// Sizes of the pipeline: they may change speed and memory, never the answer.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    pub parsers: usize,
    pub batch_bytes: usize,
    pub buffers: usize,
    pub readers: usize,
    /// Instances of each reducer.
    pub instances: usize,
}

impl Variant {
    /// The sizes with the least concurrency.
    pub const PLAINEST: Variant = Variant { parsers: 1, batch_bytes: 1 << 20, buffers: 1, readers: 1, instances: 1 };

    /// Every combination of small, middling and large sizes.
    pub fn all() -> Vec<Variant> {
        let mut all = Vec::new();
        for parsers in [1, 2, 8] {
            for batch_bytes in [1, 7, 4096, 1 << 20] {
                for buffers in [1, 2, 8] {
                    for (readers, instances) in [(1, 1), (1, 3), (3, 1), (3, 3)] {
                        all.push(Variant { parsers, batch_bytes, buffers, readers, instances });
                    }
                }
            }
        }
        all
    }

    /// Every fifth of them, which has every value of each number.
    pub fn some() -> Vec<Variant> {
        Variant::all().into_iter().step_by(5).collect()
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Variant { parsers, batch_bytes, buffers, readers, instances } = self;
        write!(
            f,
            "actors with {parsers} parsers, batches of {batch_bytes} bytes, {buffers} buffers, {readers} readers, "
        )?;
        write!(f, "{instances} instances of each reducer")
    }
}

/// A job over some files, and every way of running it.
pub struct PlanTester {
    config: String,
    /// The rejects file, if it is compared too.
    rejects: Option<PathBuf>,
}

impl PlanTester {
    /// The job over the files of two sources; `format` holds for both.
    pub fn new(format: &str, plain: &[PathBuf], packed: &[PathBuf]) -> PlanTester {
        let mut config = String::new();
        for (name, paths) in [("plain", plain), ("packed", packed)] {
            let _ = write!(config, "[[sources]]\nname = \"{name}\"\nformat = \"{format}\"\npath = {paths:?}\n");
        }
        PlanTester { config: config + JOB, rejects: None }
    }

    /// The job with its malformed lines, which are compared.
    pub fn of_job(config: String, rejects: PathBuf) -> PlanTester {
        PlanTester { config, rejects: Some(rejects) }
    }

    pub fn plan(&self, variant: Variant) -> Plan {
        let Variant { parsers, batch_bytes, buffers, readers, instances } = variant;
        let mut set = vec![
            ("pipeline.parsers".to_owned(), parsers.to_string()),
            ("pipeline.batch_bytes".to_owned(), batch_bytes.to_string()),
            ("pipeline.buffers".to_owned(), buffers.to_string()),
            ("pipeline.readers".to_owned(), readers.to_string()),
        ];
        set.extend(self.rejects.iter().map(|file| ("pipeline.rejects".to_owned(), format!("{file:?}"))));
        let reducers = self.config.matches("[[reducers]]").count();
        set.extend((0..reducers).map(|number| (format!("reducers[{number}].instances"), instances.to_string())));
        let request = Request::new(ConfigInput::text("job.toml", self.config.as_str()))
            .with_overrides(Overrides { set, ..Overrides::default() });
        load(&request, &Registry::builtin()).unwrap_or_else(|errors| panic!("{errors}\n{}", self.config))
    }

    /// The report of one loop on one thread.
    pub fn inline(&self) -> Report {
        let plan = self.plan(Variant::PLAINEST);
        let report = inline::run(&plan).expect("the job runs in one loop");
        assert_conserved(&plan, &report);
        report
    }

    /// The report of the actors.
    pub fn actors(&self, variant: Variant) -> Report {
        let plan = self.plan(variant);
        let run = Run::start(plan.clone(), logmill_actors::Cancel::new()).expect("the actors start");
        let report = run.finish().unwrap_or_else(|error| panic!("{variant}: {error}"));
        assert_conserved(&plan, &report);
        report
    }

    /// Runs the job inline and in each variant, and names the first one with another answer.
    pub fn assert_same_answer(&self, variants: &[Variant]) {
        let expected = answer(self.inline());
        let mut expected_rejects = None;
        for variant in variants {
            let actual = answer(self.actors(*variant));
            let rejects = self.rejects.as_ref().map(|file| sorted_lines(file));
            let others = expected_rejects.get_or_insert_with(|| rejects.clone());
            assert!(*others == rejects, "{variant}: other lines are malformed");
            if let Some(difference) = difference(&expected, &actual) {
                panic!("{variant}: not the answer of one loop on one thread\n{difference}\n{}", self.config);
            }
        }
    }
}

/// The lines of a file, sorted.
pub fn sorted_lines(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("the file is there, and JSON is text");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// The report as JSON, without what is not part of the answer.
pub fn answer(mut report: Report) -> String {
    report.actors.clear();
    report.elapsed_seconds = 0.0;
    let mut text = Vec::new();
    json::write(&report, JsonOptions { pretty: true }, &mut text).expect("writing to memory succeeds");
    String::from_utf8(text).expect("JSON is text")
}

/// Checks that every line, record and group of a report is accounted for.
#[track_caller]
pub fn assert_conserved(plan: &Plan, report: &Report) {
    let mut sum = logmill::log::Tally::default();
    for file in &report.sources {
        let tally = file.tally;
        assert_eq!(tally.lines, tally.parsed + tally.malformed + tally.skipped, "{}", file.path);
        assert_eq!(tally.malformed, tally.reasons.iter().sum::<u64>(), "{}", file.path);
        sum += tally;
    }
    assert_eq!(sum, report.input.tally, "the files do not add up to the whole input");
    let records = |inputs: &[InputRef]| -> u64 {
        let of = |input: &InputRef| match input {
            InputRef::Source(source) => {
                let files = report.sources.iter().filter(|file| file.name == plan.sources[*source].name);
                files.map(|file| file.tally.parsed).sum()
            }
            InputRef::Filter(filter) => report.filters[*filter].kept,
        };
        inputs.iter().map(of).sum()
    };
    for (filter, counts) in plan.filters.iter().zip(&report.filters) {
        assert_eq!(counts.seen, counts.kept + counts.dropped, "filter {}", filter.name);
        assert_eq!(counts.seen, records(&filter.inputs), "filter {} does not see what it reads", filter.name);
        assert!(counts.set_aside <= counts.dropped, "filter {}", filter.name);
    }
    for (reducer, NamedTable { name, table, .. }) in plan.reducers.iter().zip(&report.tables) {
        if let Some(total) = total(table, "count") {
            assert_eq!(total, i128::from(records(&reducer.inputs)), "table {name} does not count what it reads");
            assert!(column_sum(table, "count") <= total, "table {name} shows more than there is");
        }
    }
}

fn total(table: &Table, column: &str) -> Option<i128> {
    table.columns.iter().find(|known| known.name == column).and_then(|known| known.total)
}

fn column_sum(table: &Table, column: &str) -> i128 {
    let number = table.columns.iter().position(|known| known.name == column).unwrap_or(usize::MAX);
    let values = table.rows.iter().filter_map(|row| row.get(number));
    values.map(|value| if let Value::Int(number) = value { *number } else { 0 }).sum()
}
