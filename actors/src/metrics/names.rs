//! The one table of metric names. Columns, keys, exported names and `docs/METRICS.md` are derived from it.

use super::{Histogram, StageSnapshot};

/// The unit of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricUnit {
    /// A number of actors.
    Actors,
    /// A number of batches.
    Batches,
    /// A number of records.
    Records,
    /// A number of bytes.
    Bytes,
    /// A number of panics.
    Panics,
    /// Seconds; a distribution has buckets in microseconds.
    Seconds,
}

impl MetricUnit {
    /// Returns the name of the unit.
    pub fn name(self) -> &'static str {
        match self {
            MetricUnit::Actors => "actors",
            MetricUnit::Batches => "batches",
            MetricUnit::Records => "records",
            MetricUnit::Bytes => "bytes",
            MetricUnit::Panics => "panics",
            MetricUnit::Seconds => "seconds",
        }
    }
}

/// How a metric behaves over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// It only grows.
    Counter,
    /// It goes up and down, or is fixed.
    Gauge,
    /// It is a distribution.
    Histogram,
}

impl Behaviour {
    /// Returns the name of the behaviour.
    pub fn name(self) -> &'static str {
        match self {
            Behaviour::Counter => "counter",
            Behaviour::Gauge => "gauge",
            Behaviour::Histogram => "histogram",
        }
    }
}

/// A metric's value in one snapshot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MetricValue<'a> {
    /// A whole number.
    Count(u64),
    /// Seconds.
    Seconds(f64),
    /// A distribution of durations.
    Distribution(&'a Histogram),
}

/// A metric of every stage.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    /// Name of the field in [`StageSnapshot`], and the JSON key.
    pub key: &'static str,
    /// Name for metrics systems, without the program's prefix.
    pub exported: &'static str,
    /// Its unit.
    pub unit: MetricUnit,
    /// How it behaves over time.
    pub behaviour: Behaviour,
    /// Its meaning.
    pub help: &'static str,
    /// Reads its value.
    pub value: fn(&StageSnapshot) -> MetricValue<'_>,
}

/// Shortens the table: for each metric one line of names and one with the meaning.
macro_rules! metric {
    ($key:ident, $exported:literal, $unit:ident, $behaviour:ident, Distribution, $help:literal) => {
        metric!(@ $key, $exported, $unit, $behaviour, $help, |stage| MetricValue::Distribution(&stage.$key))
    };
    ($key:ident, $exported:literal, $unit:ident, $behaviour:ident, $value:ident, $help:literal) => {
        metric!(@ $key, $exported, $unit, $behaviour, $help, |stage| MetricValue::$value(stage.$key))
    };
    (@ $key:ident, $exported:literal, $unit:ident, $behaviour:ident, $help:literal, $read:expr) => {
        Metric {
            key: stringify!($key),
            exported: $exported,
            unit: MetricUnit::$unit,
            behaviour: Behaviour::$behaviour,
            help: $help,
            value: $read,
        }
    };
}

/// All metrics of a stage, in the order of the snapshot's fields.
#[rustfmt::skip] // A table: a metric keeps to two lines.
pub const METRICS: &[Metric] = &[
    Metric {
        key: "instances", exported: "instances", unit: MetricUnit::Actors, behaviour: Behaviour::Gauge,
        help: "Actors that share the stage's work", value: |stage| MetricValue::Count(stage.instances as u64),
    },
    Metric {
        key: "most_instances", exported: "most_instances", unit: MetricUnit::Actors, behaviour: Behaviour::Gauge,
        help: "Most instances possible; more than `instances` in a pool with automatic size",
        value: |stage| MetricValue::Count(stage.most_instances as u64),
    },
    metric!(watched_batches, "watched_batches_total", Batches, Counter, Count,
        "First batches, watched to size the pool; 0 if its size is fixed"),
    metric!(pressed_batches, "pressed_batches_total", Batches, Counter, Count,
        "Batches among them that had to queue: more were in progress and in the mailbox than instances"),
    metric!(batches_in, "batches_in_total", Batches, Counter, Count,
        "Batches taken from the mailbox"),
    metric!(records_in, "records_in_total", Records, Counter, Count,
        "Records in the batches taken"),
    metric!(bytes_in, "bytes_in_total", Bytes, Counter, Count,
        "Bytes of text in the batches taken"),
    metric!(batches_out, "batches_out_total", Batches, Counter, Count,
        "Batches sent on, counted once for any number of receivers"),
    metric!(records_out, "records_out_total", Records, Counter, Count,
        "Records in the batches sent on"),
    metric!(bytes_out, "bytes_out_total", Bytes, Counter, Count,
        "Bytes of text in the batches sent on"),
    metric!(busy_seconds, "busy_seconds_total", Seconds, Counter, Seconds,
        "Time in the handler, summed over instances; a reader's includes waiting for its input"),
    metric!(blocked_seconds, "blocked_seconds_total", Seconds, Counter, Seconds,
        "Time waiting for a credit, summed over instances; not counted if one was available at once"),
    metric!(idle_seconds, "idle_seconds_total", Seconds, Counter, Seconds,
        "The rest of the instances' lifetime: the mailbox was empty, or no core was free"),
    metric!(mailbox_depth, "mailbox_batches", Batches, Gauge, Count,
        "Batches in the mailbox: sent minus taken; may be high by those just sent"),
    metric!(mailbox_high_water, "mailbox_high_water_batches", Batches, Gauge, Count,
        "Most batches in the mailbox, checked at each send"),
    metric!(rejected, "rejected_records_total", Records, Counter, Count,
        "Lines or records that were set aside for a reason"),
    metric!(panics, "panics_total", Panics, Counter, Count,
        "Handler calls that panicked; of a worker, processes that failed"),
    metric!(state_bytes, "state_bytes", Bytes, Gauge, Count,
        "Memory of the state, summed over instances, measured after each batch"),
    metric!(mailbox_time, "mailbox_time_seconds", Seconds, Histogram, Distribution,
        "Time that a batch spent in the mailbox"),
    metric!(handler_time, "handler_time_seconds", Seconds, Histogram, Distribution,
        "Time that the handler took for a batch"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::metrics::StageKind;

    fn row(metric: &Metric) -> String {
        let Metric { key, exported, unit, behaviour, help, .. } = metric;
        format!("| `{key}` | `{exported}` | {} | {} | {help} |", unit.name(), behaviour.name())
    }

    #[test]
    fn the_documentation_lists_exactly_the_metrics_that_there_are() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/METRICS.md");
        let text = fs::read_to_string(&path).expect("docs/METRICS.md is there");
        let documented: Vec<&str> = text.lines().filter(|line| line.starts_with("| `")).collect();
        let expected: Vec<String> = METRICS.iter().map(row).collect();
        assert_eq!(documented, expected, "put these rows into docs/METRICS.md:\n{}", expected.join("\n"));
    }

    #[test]
    fn the_keys_are_the_fields_of_the_snapshot() {
        let snapshot = StageSnapshot::new("reader", StageKind::Reader, 1);
        let json = serde_json::to_value(&snapshot).expect("a snapshot is plain data");
        let fields: BTreeSet<&str> = json.as_object().expect("an object").keys().map(String::as_str).collect();
        let keys = METRICS.iter().map(|metric| metric.key).chain(["name", "kind"]);
        assert_eq!(fields, keys.collect::<BTreeSet<_>>());
    }

    #[test]
    fn every_getter_reads_the_field_of_its_key() {
        let stage = StageSnapshot::new("reader", StageKind::Reader, 1);
        let mut json = serde_json::to_value(&stage).expect("a snapshot is plain data");
        for (number, metric) in METRICS.iter().enumerate() {
            match metric.behaviour {
                Behaviour::Histogram => json[metric.key]["sum_micros"] = number.into(),
                _ => json[metric.key] = number.into(),
            }
        }
        let stage: StageSnapshot = serde_json::from_value(json).expect("the fields are numbers");
        for (number, metric) in METRICS.iter().enumerate() {
            let read = match (metric.value)(&stage) {
                MetricValue::Count(count) => count as f64,
                MetricValue::Seconds(seconds) => seconds,
                MetricValue::Distribution(histogram) => histogram.sum_micros as f64,
            };
            assert_eq!(read, number as f64, "{}", metric.key);
        }
    }

    #[test]
    fn exported_names_end_in_their_unit() {
        for metric in METRICS.iter().filter(|metric| metric.unit != MetricUnit::Actors) {
            let bare = metric.exported.strip_suffix("_total").unwrap_or(metric.exported);
            assert_eq!(
                metric.exported.ends_with("_total"),
                metric.behaviour == Behaviour::Counter,
                "{}",
                metric.exported
            );
            let named = bare.ends_with(metric.unit.name()) || bare.starts_with(metric.unit.name());
            assert!(named, "{} has no unit", metric.exported);
        }
    }
}
