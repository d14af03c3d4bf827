use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::equality::{SIZES, world};
use crate::faults::{COUNT, line, run};
use crate::world::{Ran, World};

/// Runs the job of a world on its inputs, and reads the file of malformed lines.
fn rejects(world: &World, args: &[&str]) -> (Ran, Vec<Value>) {
    let ran = world.run(run(world, &[&["--to", "json", "--rejects", "rejects.jsonl"], args].concat()), b"");
    let text = fs::read_to_string(world.path("rejects.jsonl")).expect("the file is there, and text");
    let lines = text.lines().map(|line| serde_json::from_str(line).expect("every line is JSON"));
    (ran, lines.collect())
}

fn place(reject: &Value) -> (String, Option<u64>) {
    (reject["path"].as_str().expect("a path").to_owned(), reject["line"].as_u64())
}

#[test]
fn the_malformed_lines_are_those_of_threads_however_the_input_is_cut() {
    let world = world();
    let (ran, threads) = rejects(&world, &SIZES);
    let expected: BTreeSet<String> = threads.iter().map(Value::to_string).collect();
    assert_eq!(Value::from(expected.len()), ran.report()["input"]["malformed"], "no line is there twice\n{ran}");
    for (workers, split_bytes) in [("1", "auto"), ("3", "2500"), ("2", "130")] {
        let split_bytes = format!("pipeline.split_bytes={split_bytes}");
        let args = ["--executor", "processes", "--workers", workers, "--set", &split_bytes];
        let (ran, lines) = rejects(&world, &[&args[..], &SIZES].concat());
        assert_eq!(lines.len(), threads.len(), "{workers} workers, {split_bytes}\n{ran}");
        let found: BTreeSet<String> = lines.iter().map(Value::to_string).collect();
        assert_eq!(found, expected, "{workers} workers, {split_bytes}\n{ran}");
        let places: Vec<_> = lines.iter().map(place).collect();
        assert!(places.is_sorted(), "{workers} workers, {split_bytes}: {places:?}");
    }
}

/// Ten records followed by a malformed line.
fn part() -> String {
    format!("{}garbage\n", line("/ok!").repeat(10))
}

/// Three parts, each with a malformed line at its end; in the second, a record follows that makes its worker misbehave.
fn run_with_bad_part(how: &str) -> (Ran, Vec<Value>) {
    let world = World::new();
    let filter = format!("[[filters]]\ntype = \"misbehaves_on_path\"\npath = \"/bad\"\nhow = \"{how}\"\n");
    world.write("config.toml", format!("{COUNT}{filter}"));
    world.write("once", "");
    let bad = part().replacen(&line("/ok!"), "", 1) + &line("/bad");
    world.write("a.log", [part(), bad, part()].concat());
    let size = format!("pipeline.split_bytes={}", part().len());
    // A batch has one line.
    let args = ["--executor", "processes", "--workers", "1", "--set", &size, "--set", "pipeline.batch_bytes=70"];
    rejects(&world, &args)
}

#[test]
fn what_a_worker_said_of_a_part_before_it_failed_does_not_count() {
    let (ran, lines) = run_with_bad_part("abort_once");
    ran.assert_code(0);
    assert_eq!((&ran.report()["actors"][0]["panics"], lines.len()), (&Value::from(1), 3), "{ran}");
    let places: Vec<Option<u64>> = lines.iter().map(|reject| place(reject).1).collect();
    assert_eq!(places, [Some(11), Some(21), Some(33)], "{ran}");
}

#[test]
fn after_a_part_that_no_worker_could_read_malformed_lines_have_no_number() {
    let (ran, lines) = run_with_bad_part("abort");
    ran.assert_code(2);
    assert_eq!(ran.report()["input"]["malformed"], 2, "{ran}");
    let places: Vec<Option<u64>> = lines.iter().map(|reject| place(reject).1).collect();
    assert_eq!(places, [Some(11), None], "{ran}");
}
