//! The live table of the actors: what each did since the last update. Pure: a model, an update, a rendering.

use std::fmt::Write;
use std::time::Duration;

use logmill_actors::{StageSnapshot, bottleneck};

/// What the table shows.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    elapsed: Duration,
    rows: Vec<Row>,
    /// The metrics at the last update.
    last: Vec<StageSnapshot>,
    bottleneck: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
struct Row {
    name: String,
    instances: usize,
    batches_per_second: f64,
    megabytes_per_second: f64,
    depth: u64,
    high_water: u64,
    busy: f64,
    blocked: f64,
    idle: f64,
    panics: u64,
}

impl Watch {
    /// Takes new metrics, `elapsed` after the start of the run.
    pub fn update(&mut self, stages: &[StageSnapshot], elapsed: Duration) {
        let seconds = elapsed.saturating_sub(self.elapsed).as_secs_f64().max(1e-9);
        self.rows = stages.iter().enumerate().map(|(number, now)| row(now, self.last.get(number), seconds)).collect();
        self.bottleneck = bottleneck(stages).map(|found| found.to_string());
        self.last = stages.to_vec();
        self.elapsed = elapsed;
    }

    /// Renders the table as lines.
    pub fn render(&self) -> String {
        let width = self.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0).max(5);
        // Writing to a string cannot fail.
        let mut out = format!(
            "{:width$}    n  batches/s     MB/s  mailbox  (most)   busy  blocked   idle  panics   {:.1} s\n",
            "actor",
            self.elapsed.as_secs_f64()
        );
        for row in &self.rows {
            let _ = writeln!(
                out,
                "{:width$} {:4} {:10.0} {:8.0} {:8} {:7} {:4.0} % {:6.0} % {:4.0} % {:7}",
                row.name,
                row.instances,
                row.batches_per_second,
                row.megabytes_per_second,
                row.depth,
                row.high_water,
                row.busy,
                row.blocked,
                row.idle,
                row.panics
            );
        }
        let _ = writeln!(out, "{}", self.bottleneck.as_deref().unwrap_or_default());
        out
    }
}

fn row(now: &StageSnapshot, last: Option<&StageSnapshot>, seconds: f64) -> Row {
    let since = |value: fn(&StageSnapshot) -> f64| value(now) - last.map_or(0.0, value);
    // A reader has no mailbox; its rate is what it sends.
    let batches = since(|stage| stage.batches_in.max(stage.batches_out) as f64);
    let bytes = since(|stage| stage.bytes_in.max(stage.bytes_out) as f64);
    let share = |part: f64| (100.0 * part / (seconds * now.instances as f64)).clamp(0.0, 100.0);
    Row {
        name: now.name.clone(),
        instances: now.instances,
        batches_per_second: batches / seconds,
        megabytes_per_second: bytes / seconds / 1e6,
        depth: now.mailbox_depth,
        high_water: now.mailbox_high_water,
        busy: share(since(|stage| stage.busy_seconds)),
        blocked: share(since(|stage| stage.blocked_seconds)),
        idle: share(since(|stage| stage.idle_seconds)),
        panics: now.panics,
    }
}
