use std::fs::OpenOptions;
use std::io::Write;
use std::thread;

use serde_json::Value;

use super::answer;
use crate::faults::{inputs::fifo, line, run};
use crate::world::{Ran, World, gzip};

/// Two sources, one of them detected file by file; a filter that panics on some records; reducers of both types.
const JOB: &str = r#"
[[sources]]
name = "plain"
path = ["logs/*.log", "missing.log", "none/*.log"]

[[sources]]
name = "packed"
path = "logs/*.gz"
format = "combined"

[[filters]]
name = "touchy"
type = "panics_on_path"
path = "/poison"

[[filters]]
name = "pages"
type = "path"
exclude_extensions = ["png"]

[[reducers]]
name = "paths"
group_by = ["path"]
measures = ["count", "sum(bytes)", "min(time)", "avg(bytes)"]
top = 7

[[reducers]]
name = "status"
inputs = ["plain", "packed"]
group_by = ["status", "hour"]
top = 0
"#;

/// Lines of a log: pages, images, records that the filter panics on, garbage, empty lines, lines that are too long, and both line ends.
fn log(lines: usize, seed: usize) -> String {
    let one = |number: usize| {
        let number = number * 7919 + seed;
        match number % 41 {
            0 => "garbage\n".to_owned(),
            1 => format!("{} \n", "x".repeat(700)),
            2 => "\r\n".to_owned(),
            3 => line("/poison"),
            4..=12 => line(&format!("/i/{}.png", number % 13)).replace('\n', "\r\n"),
            13 => "h - - [10/Oct/2023:13:55:36 +0000] \"GET / HTTP/1.1\" 200 5\n".to_owned(),
            _ => line(&format!("/page/{}", number % 97)),
        }
    };
    (0..lines).map(one).collect()
}

pub(super) fn world() -> World {
    let world = World::new();
    world.write("config.toml", JOB);
    world.write("logs/a.log", log(1500, 1).trim_end());
    world.write("logs/b.log", log(40, 2));
    world.write("logs/empty.log", "");
    world.write("logs/common.log", "h - - [10/Oct/2023:13:55:36 +0000] \"GET /c HTTP/1.1\" 200 5\n".repeat(300));
    world.write("logs/c.gz", gzip(&[log(600, 3).as_bytes(), log(50, 4).as_bytes()]));
    let whole = gzip(&[log(600, 5).as_bytes()]);
    world.write("logs/cut.gz", &whole[..whole.len() - 9]);
    world
}

pub(super) const SIZES: [&str; 4] = ["--set", "pipeline.max_line_bytes=500", "--set", "pipeline.batch_bytes=3000"];

fn report(world: &World, args: &[&str]) -> Ran {
    let ran = world.run(run(world, &[&["--to", "json"], &SIZES[..], args].concat()), b"");
    ran.assert_code(2);
    ran
}

/// Standard error without panics.
fn said(ran: &Ran) -> Vec<String> {
    let of_ours = |line: &&str| line.starts_with("logmill: ") || line.contains(": format ");
    ran.stderr().lines().filter(of_ours).map(str::to_owned).collect()
}

#[test]
fn the_report_is_that_of_threads_however_the_input_is_cut() {
    let world = world();
    let threads = report(&world, &[]);
    let expected = answer(&threads);
    assert!(expected["input"]["malformed"].as_u64() > Some(50), "{threads}");
    assert_eq!(expected["malformed"].as_array().map(Vec::len), Some(10), "{threads}");
    assert!(expected["filters"][0]["set_aside"].as_u64() > Some(20), "{threads}");
    for (workers, split_bytes) in [("1", "auto"), ("3", "1MiB"), ("2", "40000"), ("3", "2500"), ("2", "130")] {
        let split_bytes = format!("pipeline.split_bytes={split_bytes}");
        let ran = report(&world, &["--executor", "processes", "--workers", workers, "--set", &split_bytes]);
        assert_eq!(answer(&ran), expected, "{workers} workers, {split_bytes}\n{ran}");
        assert_eq!(said(&ran), said(&threads), "{workers} workers, {split_bytes}\n{ran}");
    }
}

#[test]
fn the_traffic_of_the_workers_adds_up_to_the_input() {
    let world = world();
    let ran = report(&world, &["--executor", "processes", "--workers", "3", "--set", "pipeline.split_bytes=2500"]);
    let report = ran.report();
    let rows = report["actors"].as_array().expect("a list");
    let names: Vec<&str> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    assert_eq!(names, ["worker 1", "worker 2", "worker 3", "merge"], "{ran}");
    let sum = |key: &str| rows[..3].iter().filter_map(|row| row[key].as_u64()).sum::<u64>();
    assert_eq!(Value::from(sum("records_out")), report["input"]["parsed"], "{ran}");
    assert_eq!(Value::from(sum("rejected")), report["input"]["malformed"], "{ran}");
    assert_eq!(Value::from(sum("bytes_out")), report["input"]["bytes"], "{ran}");
    assert_eq!(sum("bytes_in"), sum("bytes_out"), "nothing was read twice\n{ran}");
    assert_eq!(sum("batches_in"), sum("batches_out"), "{ran}");
    assert_eq!(rows[3]["batches_in"], sum("batches_out"), "{ran}");
}

#[test]
fn standard_input_and_pipes_are_read_beside_the_workers() {
    let world = world();
    let pipe = fifo(&world, "logs/pipe.log");
    let mut reports = Vec::new();
    for executor in ["threads", "processes"] {
        let pipe = pipe.clone();
        let writer = thread::spawn(move || {
            let mut end = OpenOptions::new().write(true).open(pipe).expect("the pipe can be opened");
            end.write_all(log(200, 6).as_bytes()).expect("the run reads");
        });
        let args = ["--to", "json", "logs/*", "-", "--executor", executor, "--set", "pipeline.split_bytes=9000"];
        let ran = world.run(run(&world, &[&args[..], &SIZES].concat()), log(500, 7).as_bytes());
        writer.join().expect("the writer does not panic");
        ran.assert_code(2);
        reports.push((answer(&ran), ran));
    }
    let [(threads, _), (processes, ran)] = &reports[..] else { panic!("two reports") };
    assert_eq!(processes, threads, "{ran}");
    assert!(ran.stdout().contains("\"worker 1\"") && ran.stdout().contains("\"parsers\""), "{ran}");
}

#[test]
fn a_partial_result_of_processes_merges_to_the_report_of_threads() {
    let world = world();
    let expected = answer(&report(&world, &[]));
    let args = ["partial", "-o", "a.part", "--executor", "processes", "--set", "pipeline.split_bytes=9000"];
    world.run(world.program(crate::faults::faulty(), [&args[..], &SIZES].concat()), b"").assert_code(2);
    let merged = world.run(world.program(crate::faults::faulty(), ["merge", "a.part", "--to", "json"]), b"");
    merged.assert_code(2);
    assert_eq!(answer(&merged), expected, "{merged}");
}

#[test]
fn a_failing_filter_ends_the_run_with_its_name_and_reason_as_on_threads() {
    for (filter, words) in [
        ("type = \"refuses\"", "actor 'guilty' failed: the list of addresses cannot be read"),
        ("type = \"answers_too_much\"", "actor 'guilty' failed: the filter answered for"),
    ] {
        let world = world();
        let config = JOB.replace(
            "name = \"touchy\"\ntype = \"panics_on_path\"\npath = \"/poison\"",
            &format!("name = \"guilty\"\n{filter}"),
        );
        world.write("config.toml", config);
        let ran = world.run(run(&world, &["--executor", "processes", "--set", "pipeline.split_bytes=9000"]), b"");
        ran.assert_code(1);
        assert!(ran.stdout.is_empty() && ran.stderr().contains(words), "{ran}");
    }
}
