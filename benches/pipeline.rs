//! The cost of the actors: one plan on actors, in a fused loop on plain threads, and in one loop on one thread.
//!
//! All variants call the same pure functions on the same file and must give the same report. They run in turns, and the medians of their
//! times are compared. The fused loop has no stages: each thread takes a batch from the shared reader, and parses, filters and folds it. It
//! runs with one state per thread, merged at the end, and with one shared state; the faster of the two is the reference for the
//! actors.

use std::error::Error;
use std::io::{BufWriter, Write};
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use logmill::Registry;
use logmill::config::{ConfigInput, Overrides, Plan, Request, load};
use logmill::engine::account::accounts;
use logmill::engine::ledger::Ledger;
use logmill::engine::partials::{FilterCounts, finish};
use logmill::engine::work::{Filtering, Parsing, Reducing};
use logmill::engine::{Partials, Run, inline};
use logmill::log::detect;
use logmill::message::{ParsedBatch, Spare};
use logmill::report::{JsonOptions, Report, json};
use logmill::source::{BatchReader, Listing, ReadLimits, list_inputs};
use logmill_actors::{Fold, Transform};
use logmill_generate::{Settings, generate};

type Failure = Box<dyn Error + Send + Sync>;

const LINES: u64 = 1_000_000;
const ROUNDS: usize = 9;

const JOB: &str = r#"
sources = [{ path = "replaced", format = "combined" }]
filters = [{ type = "path", exclude_extensions = ["png", "js", "css"], exclude_segments = ["favicon.ico", "robots.txt", "index.php"] }]
reducers = [{ name = "paths", group_by = ["path"], measures = ["count"], top = 5 }]
"#;

/// The input and the state of a thread of the fused loop.
struct Shared {
    reader: Mutex<BatchReader>,
    states: Vec<Mutex<Reducing>>,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One thread of the fused loop: processes one batch after the other until none is left.
fn work(plan: &Plan, shared: &Shared, thread: usize) -> Result<(Ledger, FilterCounts), Failure> {
    let mut parsing = Parsing::new(plan.columns(), plan.pipeline.max_line_bytes);
    let mut filtering = Filtering::new(Arc::clone(&plan.filters[0].filter));
    let mut spare = Spare::default();
    loop {
        let read = locked(&shared.reader).next_batch(std::mem::take(&mut spare));
        let Ok(raw) = read else { return Ok((parsing.finish(), filtering.finish())) };
        let parsed = parsing.parse(raw, &[]);
        let filtered = filtering.filter(parsed)?;
        locked(&shared.states[thread % shared.states.len()]).fold(&filtered)?;
        spare = Arc::into_inner(filtered.batch).map(ParsedBatch::into_spare).unwrap_or_default();
    }
}

fn reader(plan: &Plan, listing: &Listing) -> Result<BatchReader, Failure> {
    let (files, queue) = crossbeam::channel::unbounded();
    for file in &listing.files {
        files.send(file.clone())?;
    }
    let limits = ReadLimits { batch_bytes: plan.pipeline.batch_bytes, max_line_bytes: plan.pipeline.max_line_bytes };
    Ok(BatchReader::new(queue, limits, detect, Arc::new(|| false)))
}

/// The plan on as many plain threads as there are parsers, folding into `states` states.
fn fused(plan: &Plan, states: usize) -> Result<Report, Failure> {
    let listing = list_inputs(&plan.sources);
    let reducer = &plan.reducers[0];
    let shared = Shared {
        reader: Mutex::new(reader(plan, &listing)?),
        states: (0..states).map(|_| Mutex::new(Reducing::new(reducer))).collect(),
    };
    let mut partials = Partials::identity(plan);
    let mut total = Ledger::default();
    thread::scope(|scope| {
        let shared = &shared;
        let threads: Vec<_> =
            (0..plan.pipeline.parsers).map(|number| scope.spawn(move || work(plan, shared, number))).collect();
        threads.into_iter().try_for_each(|thread| {
            let (ledger, counts) = thread.join().map_err(|_| "a thread panicked")??;
            total.merge(ledger);
            partials.filters[0].seen += counts.seen;
            partials.filters[0].kept += counts.kept;
            Ok::<(), Failure>(())
        })
    })?;
    let outcomes = shared.reader.into_inner().unwrap_or_else(PoisonError::into_inner).finish();
    partials.files = accounts(plan, &listing, &total, outcomes);
    for state in shared.states {
        let state = state.into_inner().unwrap_or_else(PoisonError::into_inner).finish();
        reducer.reducer.merge(&mut partials.states[0], state);
    }
    Ok(finish(plan, partials)?)
}

fn actors(plan: &Plan) -> Result<Report, Failure> {
    Ok(Run::start(plan.clone(), logmill_actors::Cancel::new())?.finish()?)
}

/// The report as JSON, without what differs from run to run.
fn answer(mut report: Report) -> Result<Vec<u8>, Failure> {
    report.actors.clear();
    report.elapsed_seconds = 0.0;
    let mut text = Vec::new();
    json::write(&report, JsonOptions { pretty: false }, &mut text)?;
    Ok(text)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The job over a generated log, which lasts as long as the file returned with it.
fn plan() -> Result<(Plan, tempfile::NamedTempFile), Failure> {
    let log = tempfile::NamedTempFile::new_in(env!("CARGO_TARGET_TMPDIR"))?;
    let mut writer = BufWriter::new(log.as_file());
    generate(&Settings { lines: LINES, ..Settings::default() }, &mut writer)?;
    writer.flush()?;
    drop(writer);
    let threads = thread::available_parallelism().map_or(2, NonZero::get).min(256);
    let overrides = Overrides {
        sources: vec![log.path().display().to_string()],
        set: vec![("pipeline.parsers".to_owned(), threads.to_string())],
        ..Overrides::default()
    };
    let request = Request::new(ConfigInput::text("benchmark", JOB)).with_overrides(overrides);
    Ok((load(&request, &Registry::builtin())?, log))
}

fn main() -> Result<(), Failure> {
    let (plan, log) = plan()?;
    let threads = plan.pipeline.parsers;
    let megabytes = log.as_file().metadata()?.len() as f64 / 1e6;
    type Variant = fn(&Plan) -> Result<Report, Failure>;
    let variants: [(&str, Variant); 4] = [
        ("actors", actors),
        ("fused loop, a state for each thread", |plan| fused(plan, plan.pipeline.parsers)),
        ("fused loop, one state", |plan| fused(plan, 1)),
        ("one loop on one thread", inline::run),
    ];
    // The first round warms the page cache, and checks that all variants give the same answer.
    let expected = answer(actors(&plan)?)?;
    for (name, variant) in variants {
        assert!(answer(variant(&plan)?)? == expected, "{name} gives another report than the actors");
    }
    let mut times = vec![Vec::with_capacity(ROUNDS); variants.len()];
    for _ in 0..ROUNDS {
        for ((_, variant), times) in variants.iter().zip(&mut times) {
            let start = Instant::now();
            variant(&plan)?;
            times.push(start.elapsed());
        }
    }
    let medians: Vec<_> = times.into_iter().map(|times| median(times).as_secs_f64()).collect();
    println!("{LINES} lines, {megabytes:.0} MB, {threads} parsers or threads, medians of {ROUNDS}");
    for ((name, _), seconds) in variants.iter().zip(&medians) {
        println!("{:7.1} ms {:6.0} MB/s  {name}", seconds * 1e3, megabytes / seconds);
    }
    println!("{:7.2} actors to the faster fused loop (goal: at most 1.15)", medians[0] / medians[1].min(medians[2]));
    Ok(())
}
