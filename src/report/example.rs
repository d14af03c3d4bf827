//! A report with something of everything, for tests.

use logmill_actors::{StageKind, StageSnapshot};

use super::{FilterReport, Hint, InputReport, MalformedLine, NamedTable, Report, SourceReport};
use crate::expression::Failures;
use crate::log::column::ColumnKind;
use crate::log::zone::Zone;
use crate::log::{RejectReason, Tally};
use crate::reduce::{Table, TableColumn, Value};

fn sum(name: &str, kind: ColumnKind, total: i128) -> TableColumn {
    TableColumn { total: Some(total), ..TableColumn::measure(name, kind) }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Paths: plain, hostile, wide, absent.
pub fn paths() -> Table {
    let columns = vec![
        TableColumn::key("path", ColumnKind::Text),
        TableColumn::key("status", ColumnKind::Code),
        sum("count", ColumnKind::Number, 10_000),
        sum("sum(bytes)", ColumnKind::Size, 1 << 80),
        TableColumn::measure("avg(bytes)", ColumnKind::Size),
        TableColumn::measure("max(time)", ColumnKind::Time),
    ];
    let time = Value::Time(1_431_857_103_000_000);
    let rows = vec![
        vec![
            text("/item/123/presentations/logstash"),
            Value::Int(200),
            Value::Int(8_123),
            Value::Int(1 << 79),
            Value::Float(1536.5),
            time.clone(),
        ],
        vec![
            text("/\u{1b}]0;owned\u{7}\u{202e}\u{9b}2J"),
            Value::Int(404),
            Value::Int(7),
            Value::Int(0),
            Value::Null,
            time,
        ],
        vec![text("/日本語"), Value::Null, Value::Int(2), Value::Int(812), Value::Float(406.0), Value::Null],
        vec![Value::Null, Value::Int(400), Value::Int(1), Value::Int(0), Value::Float(0.0), Value::Time(-1)],
    ];
    Table { columns, rows, groups: 232_000, ..Table::default() }
}

fn days() -> Table {
    let columns = vec![TableColumn::key("day", ColumnKind::Day), sum("count", ColumnKind::Number, 3)];
    Table { columns, rows: vec![vec![Value::Day(16_572), Value::Int(3)]], groups: 1, ..Table::default() }
}

fn source(path: &str, lines: u64, error: Option<&str>) -> SourceReport {
    SourceReport {
        name: "web".into(),
        path: path.into(),
        format: error.is_none().then(|| "combined".into()),
        detected: error.is_none().then_some((100, 100)),
        runner_up: error.is_none().then(|| ("nginx".into(), 100)),
        hint: path.ends_with(".1").then(|| Hint::Format { format: "alb".into(), read: 6, of: 7 }),
        tally: Tally { lines, parsed: lines, bytes: lines * 238, ..Tally::default() },
        error: error.map(Into::into),
        warnings: Vec::new(),
    }
}

fn stage(name: &str, kind: StageKind, instances: usize, busy_seconds: f64) -> StageSnapshot {
    StageSnapshot {
        batches_in: 454,
        records_in: 2_000_000,
        bytes_in: 476_000_000,
        batches_out: 454,
        records_out: 1_500_000,
        busy_seconds,
        blocked_seconds: 0.0123,
        idle_seconds: 0.1,
        mailbox_high_water: 3,
        state_bytes: 1 << 24,
        ..StageSnapshot::new(name, kind, instances)
    }
}

/// A table of records that the filter has kept.
pub fn named(name: &str, table: Table) -> NamedTable {
    NamedTable { name: name.into(), table, filters: vec!["pages".into()], optional: false, part: None }
}

/// The whole report.
pub fn report() -> Report {
    let mut tally = Tally { lines: 10_009, parsed: 10_000, skipped: 2, bytes: 2_382_142, ..Tally::default() };
    (0..5).for_each(|_| tally.reject(RejectReason::BadStatus));
    (0..2).for_each(|_| tally.reject(RejectReason::MissingTime));
    let hostile = MalformedLine {
        path: "logs/\u{1b}[31m.log".into(),
        line: 118,
        column: 27,
        reason: RejectReason::BadStatus,
        text: "127.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /\u{1b}[2J HTTP/1.1\" 2OO 203023 \"-\" \"-\"".into(),
    };
    Report {
        input: InputReport { tally },
        sources: vec![
            source("logs/access.log", 8_000, None),
            source("logs/access.log.1", 2_009, None),
            source(
                "logs/\u{1b}[31m.log.gz",
                0,
                Some("logs/\u{1b}[31m.log.gz: the file ends in the middle of the compressed data"),
            ),
        ],
        filters: vec![FilterReport {
            name: "pages".into(),
            seen: 10_000,
            kept: 7_512,
            dropped: 2_488,
            set_aside: 0,
            failures: Failures::default(),
            condition: None,
        }],
        tables: vec![named("hits_by_path", paths()), named("hits\u{9b}_by_day", days())],
        zone: Zone::utc(),
        malformed: vec![hostile],
        split_by: None,
        part: None,
        restricted: None,
        interrupted: true,
        actors: vec![
            stage("reader", StageKind::Reader, 1, 0.05),
            stage("parser", StageKind::Pool, 2, 0.281),
            stage("pages\u{1b}[0m", StageKind::Filter, 1, 0.03),
            stage("hits_by_path", StageKind::Reducer, 1, 2.064),
        ],
        elapsed_seconds: 0.163,
    }
}
