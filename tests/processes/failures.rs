use std::fs;
use std::process::Stdio;
use std::thread;

use serde_json::Value;

use super::{answer, children, is_alive, wait_until};
use crate::faults::{COUNT, faulty, line, run};
use crate::world::{Ran, World, signal};

const LINES: usize = 300;
/// The one line that makes its worker misbehave, from 0.
const BAD: usize = 151;

/// Runs a job of some 300 records in parts of ten, one of which makes its worker misbehave.
fn run_with_bad_line(how: &str, args: &[&str]) -> Ran {
    let world = World::new();
    let filter = format!("[[filters]]\ntype = \"misbehaves_on_path\"\npath = \"/bad\"\nhow = \"{how}\"\n");
    world.write("config.toml", format!("{COUNT}{filter}"));
    world
        .write("a.log", (0..LINES).map(|number| line(if number == BAD { "/bad" } else { "/ok!" })).collect::<String>());
    world.write("b.log", line("/ok!"));
    let split_bytes = format!("pipeline.split_bytes={}", 10 * line("/ok!").len());
    let always = ["a.log", "b.log", "--to", "json", "--executor", "processes", "--workers", "2", "--set", &split_bytes];
    world.run(run(&world, &[&always[..], args].concat()), b"")
}

/// Checks that all lines except those of the bad part are counted, and that the part is named with the fault.
#[track_caller]
fn assert_one_part_is_missing(ran: &Ran, fault: &str) {
    ran.assert_code(2);
    let report = ran.report();
    assert_eq!(report["tables"]["paths"]["rows"].to_string(), format!("[[\"/ok!\",{}]]", LINES - 10 + 1), "{ran}");
    assert_eq!(report["input"]["lines"], LINES - 10 + 1, "{ran}");
    let error = report["sources"][0]["error"].as_str().unwrap_or_default();
    let bytes = line("/ok!").len();
    let range = format!("a.log: the lines that begin in bytes {} to {} are not counted", 150 * bytes, 160 * bytes - 1);
    assert!(error.starts_with(&range) && error.contains(fault), "{ran}");
    assert!(report["sources"][1]["error"].is_null(), "{ran}");
    assert!(ran.stderr().contains(error), "{ran}");
}

#[test]
fn a_filter_that_aborts_costs_its_part_of_the_input_and_no_more() {
    let ran = run_with_bad_line("abort", &[]);
    assert_one_part_is_missing(&ran, "the worker that read it was killed by signal 6; tried 2 times");
    assert!(!ran.stderr().contains("worker_memory"), "there is no cap\n{ran}");
    let rows = ran.report()["actors"].as_array().cloned().unwrap_or_default();
    let failed: u64 = rows.iter().filter_map(|row| row["panics"].as_u64()).sum();
    assert_eq!(failed, 2, "{ran}");
}

#[test]
fn a_filter_that_hangs_is_ended_after_its_time() {
    let args = ["--set", "pipeline.worker_timeout=3s", "--set", "pipeline.max_retries=0"];
    assert_one_part_is_missing(&run_with_bad_line("hang", &args), "the worker that read it sent no heartbeat for 3s");
}

#[test]
fn a_filter_that_wants_too_much_memory_is_refused_it() {
    let ran = run_with_bad_line("devour", &["--set", "pipeline.worker_memory=256MiB"]);
    let words = "the worker that read it was killed by signal 6; tried 2 times; perhaps worker_memory is too small";
    assert_one_part_is_missing(&ran, words);
    let ran = run_with_bad_line("devour", &["--set", "pipeline.worker_memory=2GiB"]);
    ran.assert_code(0);
    assert_eq!(ran.report()["input"]["lines"], LINES + 1, "{ran}");
}

#[test]
fn the_least_memory_that_a_worker_may_be_given_is_enough_to_work() {
    let world = World::new();
    world.write("config.toml", COUNT);
    world.write("a.log", line("/ok!").repeat(LINES));
    let args = ["--to", "json", "--executor", "processes", "--set", "pipeline.worker_memory=128MiB"];
    let ran = world.run(run(&world, &args), b"");
    ran.assert_code(0);
    assert_eq!(ran.report()["input"]["lines"], LINES, "{ran}");
}

/// Runs a job over two parts with workers some of which send garbage.
fn run_with_rubbish(rubbish: &str, max_retries: &str) -> Ran {
    let world = World::new();
    world.write("config.toml", COUNT);
    world.write("a.log", line("/a").repeat(20));
    world.write("once", "");
    let retries = format!("pipeline.max_retries={max_retries}");
    let size = format!("pipeline.split_bytes={}", 10 * line("/a").len());
    let args = ["--to", "json", "--executor", "processes", "--workers", "1", "--set", &retries, "--set", &size];
    let mut command = run(&world, &args);
    command.env("RUBBISH", rubbish);
    world.run(command, b"")
}

#[test]
fn a_worker_that_talks_rubbish_is_replaced_and_its_part_done_again() {
    let ran = run_with_rubbish("once", "1");
    ran.assert_code(0);
    assert_eq!(ran.report()["input"]["parsed"], 20, "{ran}");
    assert_eq!(ran.report()["actors"][0]["panics"], 1, "{ran}");
    let ran = run_with_rubbish("once", "0");
    ran.assert_code(2);
    assert_eq!(ran.report()["input"]["parsed"], 10, "{ran}");
    assert!(ran.stderr().contains("answered nonsense: it sent \"usage: a\", which begins no message"), "{ran}");
}

#[test]
fn workers_that_cannot_be_started_end_the_run() {
    let nonsense = "answered nonsense: it sent \"usage: a\", which begins no message";
    let ran = run_with_rubbish("always", "10");
    ran.assert_code(1);
    let words = format!("logmill: workers cannot be started: one {nonsense}");
    assert!(ran.stdout.is_empty() && ran.stderr().contains(&words), "{ran}");
    // With few parts and few attempts, this looks like bad luck.
    let ran = run_with_rubbish("always", "1");
    ran.assert_code(1);
    let words = format!("not counted: the worker that read it {nonsense}; tried 2 times");
    assert_eq!((ran.stdout.len(), ran.stderr().matches(&words).count()), (0, 2), "{ran}");
    assert!(ran.stderr().contains("logmill: nothing could be read"), "{ran}");
}

/// Runs a job over ten parts of ten lines with one worker; the first ones die at their start.
fn run_with_deaths(deaths: usize, max_retries: &str) -> Ran {
    let world = World::new();
    world.write("config.toml", COUNT);
    world.write("a.log", line("/a").repeat(100));
    fs::create_dir(world.path("deaths")).expect("a directory");
    (0..deaths).for_each(|death| drop(world.write(&format!("deaths/{death}"), "")));
    let retries = format!("pipeline.max_retries={max_retries}");
    let size = format!("pipeline.split_bytes={}", 10 * line("/a").len());
    let args = ["--to", "json", "--executor", "processes", "--workers", "1", "--set", &retries, "--set", &size];
    let mut command = run(&world, &args);
    command.env("DEATHS", "deaths");
    world.run(command, b"")
}

#[test]
fn a_worker_that_dies_while_it_starts_counts_as_a_try_of_its_part() {
    let ran = run_with_deaths(1, "1");
    ran.assert_code(0);
    assert_eq!((&ran.report()["input"]["parsed"], &ran.report()["actors"][0]["panics"]), (&100.into(), &1.into()));
    for (deaths, max_retries, lines, tries) in [(1, "0", 90, ""), (2, "1", 90, "; tried 2 times"), (3, "0", 70, "")] {
        let ran = run_with_deaths(deaths, max_retries);
        ran.assert_code(2);
        assert_eq!(ran.report()["input"]["parsed"], lines, "{ran}");
        let told = format!("not counted: the worker that read it was killed by signal 6 while it started{tries}");
        assert!(ran.stderr().contains(&told), "{ran}");
    }
}

#[test]
fn workers_that_die_while_they_start_again_and_again_end_the_run_before_all_parts_were_tried() {
    let ran = run_with_deaths(1000, "0");
    ran.assert_code(1);
    let words = "logmill: workers cannot be started: one was killed by signal 6 while it started";
    assert!(ran.stdout.is_empty() && ran.stderr().contains(words), "{ran}");
}

/// Kills up to `most` workers of a run; returns how many it killed.
pub fn kill_workers(parent: u32, most: usize) -> usize {
    let mut killed = 0;
    let mut last = None;
    while killed < most {
        // Wait until the last one is replaced, so that none is killed twice.
        wait_until("a worker or the end", || {
            !is_alive(parent) || children(parent).into_iter().any(|pid| Some(pid) != last)
        });
        let workers: Vec<u32> = children(parent).into_iter().filter(|pid| Some(*pid) != last).collect();
        let Some(victim) = workers.get(killed * 31 % workers.len().max(1)) else { return killed };
        let pid = rustix::process::Pid::from_raw(victim.cast_signed()).expect("no process has number 0");
        killed += usize::from(rustix::process::kill_process(pid, rustix::process::Signal::KILL).is_ok());
        last = Some(*victim);
    }
    killed
}

#[test]
fn totals_are_exact_however_many_workers_are_killed() {
    let world = World::new();
    let slow = "[[reducers]]\ntype = \"faulty\"\nname = \"slow\"\nfault = \"slow\"\n";
    world.write("config.toml", format!("{COUNT}\n{slow}"));
    let one = |number| if number % 9 == 0 { "garbage\n".to_owned() } else { line(&format!("/{}", number % 50)) };
    world.write("a.log", (1..=9000).map(one).collect::<String>());
    let sizes = ["--set", "pipeline.batch_bytes=1000", "--set", "pipeline.split_bytes=4000"];
    let args = [&["--to", "json", "--rejects", "rejects.jsonl", "--parsers", "1"], &sizes[..]].concat();
    let rejects = || fs::read_to_string(world.path("rejects.jsonl")).expect("the file is there, and text");
    let expected = answer(&world.run(run(&world, &args), b""));
    let expected_rejects = rejects();
    assert_eq!((&expected["malformed"][9]["line"], expected_rejects.lines().count()), (&Value::from(90), 1000));
    let processes = ["--executor", "processes", "--workers", "3", "--set", "pipeline.max_retries=1000"];
    let (mut killed, mut runs) = (0, 0);
    while killed < 100 {
        let mut command = run(&world, &[&args[..], &processes].concat());
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let parent = child.id();
        let killer = thread::spawn(move || kill_workers(parent, 100));
        let ran = world.wait(&command, child);
        killed += killer.join().expect("the killer does not panic");
        runs += 1;
        assert!(runs < 100, "after {runs} runs only {killed} workers were killed");
        ran.assert_code(0);
        assert_eq!(answer(&ran), expected, "after {killed} kills in {runs} runs\n{ran}");
        assert!(rejects() == expected_rejects, "after {killed} kills in {runs} runs: {}", rejects());
    }
}

#[test]
fn nothing_is_left_behind_when_the_run_is_killed() {
    let world = World::new();
    let filter = "[[filters]]\ntype = \"misbehaves_on_path\"\npath = \"/bad\"\nhow = \"hang\"\n";
    world.write("config.toml", format!("{COUNT}{filter}"));
    world.write("a.log", line("/bad").repeat(10));
    let args = ["--executor", "processes", "--workers", "2", "--set", "pipeline.split_bytes=100"];
    let mut command = world.program(faulty(), [&["run"], &args[..]].concat());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    wait_until("two workers", || children(child.id()).len() == 2);
    let workers = children(child.id());
    signal(child.id(), "KILL");
    wait_until("the end of the workers", || !workers.iter().any(|worker| is_alive(*worker)));
    assert_eq!(world.wait(&command, child).code(), None);
}
