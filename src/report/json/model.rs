//! The document's keys, in their order.

use std::collections::BTreeMap;

use logmill_actors::StageSnapshot;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::expression::Failures;
use crate::log::foreign::Foreign;
use crate::log::zone::{Zone, ZoneClock};
use crate::log::{RejectReason, Tally, calendar};
use crate::reduce::{Table, Value};
use crate::report::{FilterReport, Hint, MalformedLine, NamedTable, Report, SourceReport};

/// The whole document.
#[derive(Serialize)]
pub struct Document<'a> {
    logmill: &'static str,
    input: InputDocument,
    sources: Vec<Source<'a>>,
    filters: Vec<FilterDocument<'a>>,
    timezone: &'a str,
    tables: Tables<'a>,
    malformed: Vec<Malformed<'a>>,
    /// The expression that the report is split by, and its value here.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<BTreeMap<&'a str, Option<&'a str>>>,
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    conditions: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<&'a [String]>,
    interrupted: bool,
    /// Keys as in [`METRICS`](logmill_actors::metrics::names::METRICS).
    actors: &'a [StageSnapshot],
    elapsed_seconds: f64,
}

impl<'a> Document<'a> {
    /// The document about a report.
    pub fn new(report: &'a Report) -> Document<'a> {
        Document {
            logmill: env!("CARGO_PKG_VERSION"),
            input: InputDocument::new(report.input.tally),
            sources: report.sources.iter().map(Source::new).collect(),
            filters: report.filters.iter().map(FilterDocument::new).collect(),
            timezone: report.zone.name(),
            tables: Tables { tables: &report.tables, zone: &report.zone },
            malformed: report.malformed.iter().map(Malformed::new).collect(),
            part: report.part.as_ref().map(|part| BTreeMap::from([(part.by.as_str(), part.value.0.as_deref())])),
            conditions: report.restricted.as_ref().map(|restricted| restricted.conditions.as_slice()),
            left_out: report.restricted.as_ref().map(|restricted| restricted.left_out.as_slice()),
            interrupted: report.interrupted,
            actors: &report.actors,
            elapsed_seconds: report.elapsed_seconds,
        }
    }
}

#[derive(Serialize)]
struct Lines {
    lines: u64,
    parsed: u64,
    malformed: u64,
    skipped: u64,
    /// Skipped lines that are not about requests; omitted if zero.
    #[serde(skip_serializing_if = "is_zero")]
    not_access: u64,
    bytes: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Lines {
    fn new(tally: Tally) -> Lines {
        let Tally { lines, parsed, malformed, skipped, not_access, bytes, .. } = tally;
        Lines { lines, parsed, malformed, skipped, not_access, bytes }
    }
}

#[derive(Serialize)]
struct InputDocument {
    #[serde(flatten)]
    lines: Lines,
    #[serde(serialize_with = "counts")]
    notes: Vec<(&'static str, u64)>,
    #[serde(serialize_with = "counts")]
    reasons: Vec<(&'static str, u64)>,
}

impl InputDocument {
    fn new(tally: Tally) -> InputDocument {
        let reasons = RejectReason::ALL.iter().zip(tally.reasons).filter(|(_, count)| *count > 0);
        InputDocument {
            lines: Lines::new(tally),
            notes: tally.notes.iter().map(|(note, count)| (note.name(), count)).collect(),
            reasons: reasons.map(|(reason, count)| (reason.name(), count)).collect(),
        }
    }
}

fn counts<S: Serializer>(counts: &[(&'static str, u64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(counts.iter().copied())
}

#[derive(Serialize)]
struct Source<'a> {
    name: &'a str,
    path: &'a str,
    #[serde(flatten)]
    lines: Lines,
    error: Option<&'a str>,
    warnings: &'a [String],
    format: Option<&'a str>,
    detected: Option<Detected<'a>>,
    hint: Option<Remark<'a>>,
}

#[derive(Serialize)]
struct Detected<'a> {
    matched: u64,
    sampled: u64,
    next: Option<Next<'a>>,
}

#[derive(Serialize)]
struct Next<'a> {
    format: &'a str,
    matched: u64,
}

/// A format that reads malformed lines; null if none does, and then perhaps what the lines are, or what the records lack.
#[derive(Serialize)]
struct Remark<'a> {
    format: Option<&'a str>,
    read: u64,
    of: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(flatten)]
    lacking: Option<Lacking<'a>>,
    /// Lines that are not about requests, if all are such.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_access: Option<u64>,
}

/// What every record lacks, and the keys that may be it.
#[derive(Serialize)]
struct Lacking<'a> {
    lacking: &'a [String],
    keys: &'a [String],
    nearest: BTreeMap<&'a str, &'a str>,
}

impl<'a> Remark<'a> {
    fn new(hint: &'a Hint) -> Remark<'a> {
        let remark = Remark { format: None, read: 0, of: 0, kind: None, lacking: None, not_access: None };
        match hint {
            Hint::Format { format, read, of } => Remark { format: Some(format), read: *read, of: *of, ..remark },
            Hint::Nothing { of, kind } => Remark { of: *of, kind: kind.map(Foreign::name), ..remark },
            Hint::Lacking { columns, keys, nearest } => {
                let nearest = nearest.iter().map(|(key, column)| (key.as_str(), column.as_str())).collect();
                Remark { lacking: Some(Lacking { lacking: columns, keys, nearest }), ..remark }
            }
            Hint::NoRequest { of } => Remark { not_access: Some(*of), ..remark },
        }
    }
}

impl<'a> Source<'a> {
    fn new(source: &'a SourceReport) -> Source<'a> {
        Source {
            name: &source.name,
            path: &source.path,
            lines: Lines::new(source.tally),
            error: source.error.as_deref(),
            warnings: &source.warnings,
            format: source.format.as_deref(),
            detected: source.detected.map(|(matched, sampled)| {
                let next = source.runner_up.as_ref().map(|(format, matched)| Next { format, matched: *matched });
                Detected { matched, sampled, next }
            }),
            hint: source.hint.as_ref().map(Remark::new),
        }
    }
}

#[derive(Serialize)]
struct FilterDocument<'a> {
    name: &'a str,
    #[serde(rename = "in")]
    seen: u64,
    kept: u64,
    dropped: u64,
    set_aside: u64,
    /// Values that could not be computed, by reason; omitted if there are none.
    #[serde(serialize_with = "counts", skip_serializing_if = "Vec::is_empty")]
    nulls: Vec<(&'static str, u64)>,
}

/// Why values could not be computed, and how many.
fn nulls(failures: Failures) -> Vec<(&'static str, u64)> {
    failures.iter().map(|(failure, count)| (failure.name(), count)).collect()
}

impl<'a> FilterDocument<'a> {
    fn new(filter: &'a FilterReport) -> FilterDocument<'a> {
        let FilterReport { name, seen, kept, dropped, set_aside, failures, condition: _ } = filter;
        let nulls = nulls(*failures);
        FilterDocument { name, seen: *seen, kept: *kept, dropped: *dropped, set_aside: *set_aside, nulls }
    }
}

/// The tables by name, with times in the zone.
struct Tables<'a> {
    tables: &'a [NamedTable],
    zone: &'a Zone,
}

impl Serialize for Tables<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.tables.len()))?;
        for NamedTable { name, table, .. } in self.tables {
            map.serialize_entry(name, &TableDocument::new(table, self.zone))?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct TableDocument<'a> {
    columns: Vec<&'a str>,
    rows: Vec<Vec<Cell<'a>>>,
    groups: u64,
    approximate: bool,
    /// For each column, the sum over all groups where that makes sense.
    totals: Vec<Option<i128>>,
    /// For each column, what its values are: bytes of a `size`, microseconds of a `duration`.
    kinds: Vec<&'static str>,
    /// For each column, whether its values are estimates.
    estimated: Vec<bool>,
    /// A row of the groups that are not among the rows; omitted if there are none, or it was not requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    other: Option<Vec<Cell<'a>>>,
    /// Values that could not be computed, by reason; omitted if there are none.
    #[serde(serialize_with = "counts", skip_serializing_if = "Vec::is_empty")]
    nulls: Vec<(&'static str, u64)>,
    /// What the numbers mean; omitted if the columns tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

impl<'a> TableDocument<'a> {
    fn new(table: &'a Table, zone: &'a Zone) -> TableDocument<'a> {
        let cells = |row: &'a Vec<Value>| row.iter().map(|value| Cell { value, zone }).collect();
        TableDocument {
            columns: table.columns.iter().map(|column| column.name.as_str()).collect(),
            rows: table.rows.iter().map(cells).collect(),
            groups: table.groups,
            approximate: table.is_approximate(),
            totals: table.columns.iter().map(|column| column.total).collect(),
            kinds: table.columns.iter().map(|column| column.kind.name()).collect(),
            estimated: table.columns.iter().map(|column| column.is_approximate).collect(),
            other: table.other.as_ref().map(cells),
            nulls: nulls(table.failures),
            note: table.note.as_deref(),
        }
    }
}

struct Cell<'a> {
    value: &'a Value,
    zone: &'a Zone,
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Cell { value, zone } = *self;
        let time = |micros: i64| calendar::zoned_text(micros, &mut ZoneClock::new(zone));
        match value {
            Value::Null => serializer.serialize_none(),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Int(number) => serializer.serialize_i128(*number),
            Value::Float(number) => serializer.serialize_f64(*number),
            Value::Time(micros) => serializer.serialize_str(&time(*micros)),
            Value::Day(days) => serializer.serialize_str(&calendar::day_text(*days)),
            Value::Boolean(truth) => serializer.serialize_bool(*truth),
            Value::Counts(counts) => {
                serializer.collect_seq(counts.iter().map(|(value, count)| (Cell { value, zone }, *count)))
            }
            Value::Timeline(start, width, counts) => {
                let mut map = serializer.serialize_map(Some(3))?;
                map.serialize_entry("start", &time(*start))?;
                map.serialize_entry("seconds", &(width / 1_000_000))?;
                map.serialize_entry("counts", counts)?;
                map.end()
            }
        }
    }
}

#[derive(Serialize)]
struct Malformed<'a> {
    path: &'a str,
    line: u64,
    column: u32,
    reason: &'static str,
    text: &'a str,
}

impl<'a> Malformed<'a> {
    fn new(line: &'a MalformedLine) -> Malformed<'a> {
        let MalformedLine { path, line, column, reason, text } = line;
        Malformed { path, line: *line, column: *column, reason: reason.name(), text }
    }
}
