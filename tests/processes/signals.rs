use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::thread;

use super::{children, is_alive, wait_until};
use crate::faults::{COUNT, line, run};
use crate::world::{World, signal};

#[test]
fn an_interrupt_ends_the_run_with_a_report_of_what_was_read_and_no_worker_stays() {
    let world = World::new();
    let slow = "[[reducers]]\ntype = \"faulty\"\nname = \"slow\"\nfault = \"slow\"\n";
    world.write("config.toml", format!("{COUNT}\n{slow}"));
    // At a millisecond for each of 300,000 lines the test would end long after its deadline.
    world.write("a.log", line("/a").repeat(300_000));
    let args =
        ["--to", "json", "--watch", "--executor", "processes", "--workers", "2", "--set", "pipeline.batch_bytes=90"];
    let mut command = run(&world, &args);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut stderr = BufReader::new(child.stderr.take().expect("it was asked for"));
    let mut line = String::new();
    while !line.starts_with("worker 1") {
        line.clear();
        assert!(stderr.read_line(&mut line).expect("standard error can be read") > 0, "it ended early");
    }
    let workers = children(child.id());
    assert_eq!(workers.len(), 2);
    signal(child.id(), "INT");
    let rest = thread::spawn(move || stderr.read_to_string(&mut String::new()));
    let ran = world.wait(&command, child);
    rest.join().expect("no panic").expect("standard error can be read");
    ran.assert_code(130);
    let report = ran.report();
    assert_eq!(report["interrupted"], true, "{ran}");
    assert!(report["input"]["lines"].as_u64().is_some_and(|lines| lines > 0 && lines < 300_000), "{ran}");
    assert_eq!(report["input"]["parsed"], report["tables"]["paths"]["totals"][1], "{ran}");
    wait_until("the end of the workers", || !workers.iter().any(|worker| is_alive(*worker)));
}
