//! The work of the actors, and the speed of the run.

use std::fmt::Write;

use logmill_actors::StageSnapshot;
use logmill_actors::metrics::names::{METRICS, Metric, MetricUnit, MetricValue};

use super::TableOptions;
use super::grid::{CellKind, Grid, GridColumn};
use super::number::{grouped, seconds, size};
use super::paint::Paint;
use crate::report::Report;
use crate::report::text::escape;

/// The metrics of a stage that are shown, in this order, and their headings. `mailbox` is the high-water mark.
const COLUMNS: [(&str, &str); 12] = [
    ("instances", "actors"),
    ("batches_in", "batches in"),
    ("batches_out", "batches out"),
    ("records_in", "records in"),
    ("records_out", "records out"),
    ("busy_seconds", "busy"),
    ("blocked_seconds", "blocked"),
    ("idle_seconds", "idle"),
    ("mailbox_high_water", "mailbox"),
    ("state_bytes", "state"),
    ("rejected", "rejected"),
    ("panics", "panics"),
];

/// The metrics of [`COLUMNS`] with their headings.
fn metrics() -> impl Iterator<Item = (&'static Metric, &'static str)> {
    COLUMNS
        .iter()
        .filter_map(|(key, heading)| METRICS.iter().find(|metric| metric.key == *key).map(|metric| (metric, *heading)))
}

fn cell(metric: &Metric, stage: &StageSnapshot) -> String {
    match (metric.value)(stage) {
        MetricValue::Count(bytes) if metric.unit == MetricUnit::Bytes => size(bytes as f64),
        MetricValue::Count(count) => grouped(count),
        MetricValue::Seconds(time) => seconds(time),
        MetricValue::Distribution(times) => times.mean_seconds().map_or_else(|| "-".to_owned(), seconds),
    }
}

/// Writes the table of the actors when it is wanted, then speed and bottleneck.
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
    if let Some(sizing) = options.sizing.as_ref().filter(|_| options.actors) {
        let _ = writeln!(out, "{}{}", paint.label("pool       "), escape(sizing));
    }
}

fn grid(stages: &[StageSnapshot]) -> Grid {
    let numbers = metrics().map(|(_, heading)| GridColumn::new(heading, CellKind::Number));
    let columns =
        [GridColumn::new("stage", CellKind::Text), GridColumn::new("kind", CellKind::Text)].into_iter().chain(numbers);
    let row = |stage: &StageSnapshot| {
        let names = [escape(&stage.name).into_owned(), stage.kind.name().to_owned()];
        names.into_iter().chain(metrics().map(|(metric, _)| cell(metric, stage))).collect()
    };
    Grid { columns: columns.collect(), rows: stages.iter().map(row).collect() }
}

fn speed(report: &Report) -> String {
    let tally = report.input.tally;
    let read = format!("{} in {}", size(tally.bytes as f64), seconds(report.elapsed_seconds));
    // A merge has no actors: it reads nothing.
    if report.elapsed_seconds <= 0.0 || report.actors.is_empty() {
        return read;
    }
    // A rate is rounded to a useful precision.
    let lines = (tally.lines as f64 / report.elapsed_seconds).round() as i128;
    let megabytes = (tally.bytes as f64 / report.elapsed_seconds / 1e6).round() as i128;
    format!("{read}: {} MB/s, {} lines/s", grouped(megabytes), grouped(lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_a_metric() {
        assert_eq!(metrics().count(), COLUMNS.len());
    }
}
