/// Logs that are replaced, truncated or removed while they are read.
mod changes;
/// The report of a run on processes is that of a run on threads.
mod equality;
/// Workers that fail in every way.
pub mod failures;
/// Every malformed line in one file.
mod rejects;
/// The end of a run before its input ends.
mod signals;

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::world::{DEADLINE, Ran};

/// The parts of a report about logs, without those about the run.
pub fn answer(ran: &Ran) -> Value {
    let mut report = ran.report();
    let keys = report.as_object_mut().expect("an object");
    keys.remove("actors").expect("the traffic");
    keys.remove("elapsed_seconds").expect("the duration");
    report
}

/// The living child processes of a process.
pub fn children(parent: u32) -> BTreeSet<u32> {
    let tasks = fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten();
    let lists = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>()).collect()
}

/// Whether a process is alive, and not a zombie.
pub fn is_alive(process: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, state)| !state.trim_start().starts_with(['Z', 'X']))
}

/// Waits for a condition.
#[track_caller]
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < DEADLINE, "{what}: not within {DEADLINE:?}");
        std::thread::park_timeout(Duration::from_millis(1));
    }
}
