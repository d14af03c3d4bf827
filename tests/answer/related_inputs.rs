use std::path::PathBuf;

use logmill::report::Report;
use logmill_generate::Layout;
use serde_json::Value;

use super::executors::log;
use super::plan_tester::{PlanTester, Variant, answer};
use crate::packed::pack::{PACKINGS, tar};
use crate::snapshot::assert_text;
use crate::world::{World, gzip};

const VARIANT: Variant = Variant { parsers: 2, batch_bytes: 4096, buffers: 4, readers: 3, instances: 2 };

/// A log of several batches, with some malformed lines.
fn base() -> Vec<u8> {
    log(1500, 11, Layout::Combined, 10_000)
}

/// The report over these files as the source `plain`; the other source is empty.
fn report_of(world: &World, plain: &[PathBuf]) -> Report {
    let nothing = world.write("nothing.log", "");
    PlanTester::new("combined", plain, &[nothing]).actors(VARIANT)
}

fn json(report: Report) -> Value {
    serde_json::from_str(&answer(report)).expect("the report is JSON")
}

/// What does not depend on how the lines are divided: sums over the input, without bytes, and the tables.
fn essence(report: Report) -> String {
    let mut document = json(report);
    let input = document["input"].as_object_mut().expect("an object");
    input.remove("bytes").expect("bytes are counted");
    serde_json::to_string_pretty(&[&document["input"], &document["filters"], &document["tables"]])
        .expect("JSON can be written")
}

#[track_caller]
fn assert_same_essence(what: &str, files: impl Fn(&World) -> Vec<PathBuf>) {
    let world = World::new();
    let expected = essence(report_of(&world, &[world.write("base.log", base())]));
    let actual = essence(report_of(&world, &files(&world)));
    assert_text(what, &expected, &actual, &"");
}

#[test]
fn a_compressed_log_is_the_log() {
    assert_same_essence("gzip", |world| vec![world.write("log.gz", gzip(&[&base()]))]);
    assert_same_essence("gzip of many members", |world| {
        let text = base();
        let members: Vec<&[u8]> = text.chunks(10_007).collect();
        vec![world.write("log.gz", gzip(&members))]
    });
    for packing in PACKINGS {
        assert_same_essence(packing.name, |world| vec![world.write("log", (packing.pack)(&base()))]);
    }
}

#[test]
fn a_log_in_an_archive_is_the_log() {
    let archive = || {
        let text = base();
        let (head, tail) = text.split_at(text.len() / 2);
        let end = head.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let (head, tail) = (&head[..end], [&head[end..], tail].concat());
        tar(&[("logs/1.log", head), ("logs/2.gz", &gzip(&[&tail]))])
    };
    assert_same_essence("tar", |world| vec![world.write("logs.tar", archive())]);
    for packing in PACKINGS {
        assert_same_essence(packing.name, |world| vec![world.write("logs.tar.packed", (packing.pack)(&archive()))]);
    }
}

#[test]
fn line_ends_of_windows_change_nothing() {
    assert_same_essence("CRLF", |world| {
        let text = base().split(|byte| *byte == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..]);
        vec![world.write("log", text)]
    });
}

#[test]
fn a_log_split_into_files_is_the_log_in_whatever_order_they_come() {
    for files in [2, 3, 10] {
        for is_reversed in [false, true] {
            assert_same_essence(&format!("{files} files, reversed: {is_reversed}"), |world| {
                let text = base();
                let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
                let parts = lines.chunks(lines.len().div_ceil(files)).enumerate();
                let mut paths: Vec<_> =
                    parts.map(|(number, lines)| world.write(&format!("{number}.log"), lines.concat())).collect();
                assert_eq!(paths.len(), files);
                if is_reversed {
                    paths.reverse();
                }
                paths
            });
        }
    }
}

#[test]
fn a_log_read_twice_counts_twice() {
    let world = World::new();
    let text = base();
    let once = json(report_of(&world, &[world.write("once.log", &text)]));
    let twice = json(report_of(&world, &[world.write("twice.log", [&text[..], &text[..]].concat())]));
    for key in ["lines", "parsed", "malformed", "skipped", "bytes"] {
        assert_eq!(doubled(&once["input"][key]), twice["input"][key], "{key}");
    }
    for (name, table) in once["tables"].as_object().expect("an object") {
        let columns: Vec<&str> =
            table["columns"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        let rows = |table: &Value| table["rows"].as_array().expect("a list").clone();
        assert!(!rows(table).is_empty() || name == "agents", "{name} is empty");
        let expected: Vec<Value> = rows(table)
            .into_iter()
            .map(|row| {
                let cells = row.as_array().expect("a list").iter().zip(&columns);
                let adds_up = |column: &str| column == "count" || column.starts_with("sum(");
                cells.map(|(cell, column)| if adds_up(column) { doubled(cell) } else { cell.clone() }).collect()
            })
            .collect();
        assert_eq!(expected, rows(&twice["tables"][name]), "{name}");
        assert_eq!(table["groups"], twice["tables"][name]["groups"], "{name}");
    }
}

fn doubled(number: &Value) -> Value {
    Value::from(2 * number.as_u64().expect("a whole number"))
}
