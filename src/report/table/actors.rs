//! How the actors fared, and how fast the run was.

use std::fmt::Write;

use logmill_actors::{StageKind, StageSnapshot};

use super::TableOptions;
use super::grid::{Grid, GridColumn, Kind};
use super::number::{grouped, seconds, size};
use super::paint::Paint;
use crate::report::Report;
use crate::report::text::escape;

/// A column of the actors' table.
struct ActorColumn {
    heading: &'static str,
    cell: fn(&StageSnapshot) -> String,
    kind: Kind,
}

const fn text(heading: &'static str, cell: fn(&StageSnapshot) -> String) -> ActorColumn {
    ActorColumn { heading, cell, kind: Kind::Text }
}

const fn number(heading: &'static str, cell: fn(&StageSnapshot) -> String) -> ActorColumn {
    ActorColumn { heading, cell, kind: Kind::Number }
}

/// What is shown of each stage, in this order; `mailbox` is the most batches that ever waited.
const COLUMNS: [ActorColumn; 13] = [
    text("stage", |stage| escape(&stage.name).into_owned()),
    text("kind", |stage| kind(stage.kind).to_owned()),
    number("actors", |stage| grouped(stage.instances as u64)),
    number("batches", |stage| grouped(stage.batches_in)),
    number("records in", |stage| grouped(stage.records_in)),
    number("records out", |stage| grouped(stage.records_out)),
    number("busy", |stage| seconds(stage.busy_seconds)),
    number("blocked", |stage| seconds(stage.blocked_seconds)),
    number("idle", |stage| seconds(stage.idle_seconds)),
    number("mailbox", |stage| grouped(stage.mailbox_high_water)),
    number("state", |stage| size(stage.state_bytes as f64)),
    number("rejected", |stage| grouped(stage.rejected)),
    number("panics", |stage| grouped(stage.panics)),
];

fn kind(kind: StageKind) -> &'static str {
    match kind {
        StageKind::Reader => "reader",
        StageKind::Pool => "pool",
        StageKind::Filter => "filter",
        StageKind::Reducer => "reducer",
    }
}

/// Writes the actors' table when it is wanted, then speed and bottleneck.
pub fn render(report: &Report, options: &TableOptions, paint: Paint, out: &mut String) {
    if options.actors && !report.actors.is_empty() {
        out.push('\n');
        out.push_str(&paint.heading("actors"));
        out.push('\n');
        grid(&report.actors).render(options.width, paint, out);
        out.push('\n');
    }
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}{}", paint.label("speed      "), speed(report));
    if let Some(bottleneck) = &options.bottleneck {
        let _ = writeln!(out, "{}{}", paint.label("bottleneck "), escape(bottleneck));
    }
}

fn grid(stages: &[StageSnapshot]) -> Grid {
    let column = |column: &ActorColumn| GridColumn::new(column.heading, column.kind);
    let row = |stage: &StageSnapshot| COLUMNS.iter().map(|column| (column.cell)(stage)).collect();
    Grid { columns: COLUMNS.iter().map(column).collect(), rows: stages.iter().map(row).collect() }
}

fn speed(report: &Report) -> String {
    let tally = report.input.tally;
    let read = format!("{} in {}", size(tally.bytes as f64), seconds(report.elapsed_seconds));
    if report.elapsed_seconds <= 0.0 {
        return read;
    }
    // A rate is rounded to what a person can use.
    let lines = (tally.lines as f64 / report.elapsed_seconds).round() as i128;
    let megabytes = (tally.bytes as f64 / report.elapsed_seconds / 1e6).round() as i128;
    format!("{read}: {} MB/s, {} lines/s", grouped(megabytes), grouped(lines))
}
