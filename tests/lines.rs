use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::world::{Ran, World, gzip};

/// A world with two logs that have some malformed lines.
fn site() -> World {
    let world = World::new();
    for (seed, name) in [("1", "a.log"), ("2", "b.log")] {
        let arguments = ["generate", "--lines", "4000", "--bad", "20000", "--seed", seed, "--output", name];
        world.run(world.logmill(arguments), b"").assert_code(0);
    }
    world.write(
        "config.toml",
        "[[sources]]\npath = \"*.log\"\nformat = \"combined\"\n[[reducers]]\nname = \"all\"\ngroup_by = []\nmeasures = [\"count\", \"sum(bytes)\"]\n",
    );
    world
}

fn run(world: &World, arguments: &[&str]) -> Ran {
    let ran = world.run(world.logmill(arguments), b"");
    ran.assert_code(0);
    ran
}

fn objects(text: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(text).expect("JSON is UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

#[test]
fn parsed_lines_come_in_order_from_any_number_of_threads_and_add_up_to_the_report() {
    let world = site();
    let parse = |threads: &str| run(&world, &["parse", "-q", "-f", "combined", "-p", threads, "a.log", "b.log"]).stdout;
    let one = parse("1");
    for threads in ["2", "5"] {
        assert!(parse(threads) == one, "{threads} threads give other lines");
    }
    let objects = objects(&one);
    let places: Vec<(&str, u64)> = objects
        .iter()
        .map(|object| (object["file"].as_str().expect("a file"), object["line"].as_u64().expect("a line")))
        .collect();
    let expected: Vec<(&str, u64)> =
        ["a.log", "b.log"].into_iter().flat_map(|file| (1..=4000).map(move |line| (file, line))).collect();
    assert_eq!(places, expected);
    let report = run(&world, &["run", "-q", "--to", "json"]).report();
    let count = |class: &str| objects.iter().filter(|object| object["class"] == class).count();
    assert_eq!(report["input"]["parsed"], count("record"));
    assert_eq!(report["input"]["malformed"], count("malformed"));
    assert!(count("malformed") > 50, "{} malformed lines", count("malformed"));
    let bytes: u64 = objects.iter().filter_map(|object| object["bytes"].as_u64()).sum();
    assert_eq!(report["tables"]["all"]["rows"][0][1], bytes);
}

#[test]
fn chosen_records_are_the_same_from_any_number_of_threads() {
    let world = site();
    let parse = |threads: &str, more: &[&str]| {
        let start = ["parse", "-q", "-f", "combined", "-p", threads, "--columns", "bytes,path,file", "a.log", "b.log"];
        objects(&run(&world, &[&start[..], more].concat()).stdout)
    };
    let condition = ["--where", "status <> 200"];
    let all = parse("1", &condition);
    assert!(all.len() > 1_000, "{} records", all.len());
    for threads in ["1", "2", "5"] {
        assert_eq!(parse(threads, &condition), all, "{threads} threads");
        assert_eq!(parse(threads, &[&condition[..], &["--top", "700"]].concat()), all[..700], "{threads} threads");
        let mut sorted = all.clone();
        // The sort is stable: equal records stay in the order of the log.
        sorted.sort_by_key(|record| std::cmp::Reverse(record["bytes"].as_u64()));
        let by_bytes = [&condition[..], &["--sort", "-bytes"]].concat();
        assert_eq!(parse(threads, &by_bytes), sorted, "{threads} threads");
        assert_eq!(parse(threads, &[&by_bytes[..], &["--top", "5"]].concat()), sorted[..5], "{threads} threads");
    }
}

#[test]
fn the_first_records_of_an_endless_log_are_enough() {
    let world = World::new();
    world.write("a.log", "10.0.0.1 - - [10/Oct/2023:13:55:36 +0000] \"GET /a HTTP/1.1\" 200 100\n".repeat(10));
    let command = format!("yes \"$(head -1 a.log)\" | {} parse -q -f common -n 3 -", env!("CARGO_BIN_EXE_logmill"));
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &command]).current_dir(world.path("."));
    let ran = world.run(shell, b"");
    ran.assert_code(0);
    assert_eq!(objects(&ran.stdout).len(), 3);
}

#[test]
fn the_file_of_rejects_has_every_malformed_line_whatever_the_number_of_parsers() {
    let world = site();
    let rejects = |parsers: &str, bytes: &str| {
        let bytes = format!("pipeline.batch_bytes={bytes}");
        let arguments = ["run", "-q", "--to", "json", "-p", parsers, "--set", &bytes, "--rejects", "rejects.jsonl"];
        let report = run(&world, &arguments).report();
        let text = std::fs::read(world.path("rejects.jsonl")).expect("the file is there");
        let mut lines = objects(&text);
        assert_eq!(report["input"]["malformed"], lines.len());
        let place = |object: &Value| (object["path"].to_string(), object["line"].as_u64());
        lines.sort_by_key(place);
        // The first ones are shown in the report.
        let shown = report["malformed"].as_array().expect("a list").len();
        assert_eq!(report["malformed"].as_array().expect("a list"), &lines[..shown]);
        lines
    };
    let expected = rejects("1", "1048576");
    assert!(expected.len() > 50, "{} malformed lines", expected.len());
    for (parsers, bytes) in [("1", "999"), ("2", "5000"), ("8", "200")] {
        assert!(rejects(parsers, bytes) == expected, "{parsers} parsers and batches of {bytes} give other lines");
    }
}

#[test]
fn a_partial_run_writes_its_rejects_too() {
    let world = site();
    run(&world, &["partial", "-q", "--rejects", "rejects.jsonl", "-o", "all.part"]);
    let lines = objects(&std::fs::read(world.path("rejects.jsonl")).expect("the file is there"));
    let report = run(&world, &["merge", "-q", "--to", "json", "all.part"]).report();
    assert_eq!(report["input"]["malformed"], lines.len());
    let refused = world.run(world.logmill(["merge", "-q", "--set", "pipeline.max_malformed=1%", "all.part"]), b"");
    refused.assert_code(2);
}

#[test]
fn a_closed_output_is_not_a_failure() {
    let world = site();
    let mut command = world.logmill(["parse", "-q", "a.log", "b.log"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program can be started");
    let mut first = String::new();
    BufReader::with_capacity(64, child.stdout.take().expect("it was asked for")).read_line(&mut first).expect("a line");
    assert!(first.starts_with("{\"file\":\"a.log\",\"line\":1,"), "{first}");
    let ran = world.wait(&command, child);
    ran.assert_code(0);
    assert!(ran.stderr.is_empty(), "{ran}");
}

#[test]
fn the_half_line_of_a_cut_gzip_file_is_malformed_and_all_others_are_records() {
    let world = site();
    let text = std::fs::read(world.path("a.log")).expect("the log is there");
    let stored = gzip(&[&text]);
    world.write("cut.gz", &stored[..stored.len() / 2]);
    let ran = world.run(world.logmill(["parse", "-q", "-f", "combined", "cut.gz"]), b"");
    ran.assert_code(2);
    let objects = objects(&ran.stdout);
    let (last, whole) = objects.split_last().expect("lines before the cut");
    assert_eq!((&last["class"], &last["reason"]), (&Value::from("malformed"), &Value::from("truncated")));
    assert!(whole.iter().all(|object| object["reason"] != "truncated"));
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let half = last["text"].as_str().expect("the half line").as_bytes();
    assert!(lines[whole.len()].starts_with(half), "{last}");
}
