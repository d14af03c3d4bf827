use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, Stdio};
use std::thread;

use super::inputs::fifo;
use super::{COUNT, line, run};
use crate::world::{Ran, World, signal};

/// A run that reads an endless pipe.
struct Endless {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Endless {
    /// Starts it and waits for its first output: then it listens for signals.
    fn start(world: &World, config: &str) -> Endless {
        world.write("config.toml", config);
        let pipe = fifo(world, "pipe");
        thread::spawn(move || {
            let mut end = OpenOptions::new().write(true).open(pipe).expect("the pipe can be opened");
            let lines = line("/a").repeat(100);
            // Until nobody reads any more.
            while end.write_all(lines.as_bytes()).is_ok() {}
        });
        let mut command = run(world, &["pipe", "--to", "json", "--watch"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let stderr = BufReader::new(child.stderr.take().expect("it was asked for"));
        let mut endless = Endless { child, stderr };
        endless.wait_for("actor ");
        endless
    }

    /// Reads standard error up to a line that begins so.
    fn wait_for(&mut self, start: &str) {
        let mut line = String::new();
        while !line.starts_with(start) {
            line.clear();
            let bytes = self.stderr.read_line(&mut line).expect("standard error can be read");
            assert!(bytes > 0, "the program ended before it said `{start}`");
        }
    }

    fn interrupt(&self) {
        signal(self.child.id(), "INT");
    }

    /// Waits for the end.
    fn end(mut self, world: &World) -> Ran {
        let rest = thread::spawn(move || self.stderr.read_to_end(&mut Vec::new()));
        let ran = world.wait(&run(world, &[]), self.child);
        rest.join().expect("no panic").expect("standard error can be read");
        ran
    }
}

#[test]
fn an_interrupt_ends_the_run_with_a_report_of_what_was_read() {
    let world = World::new();
    let endless = Endless::start(&world, COUNT);
    endless.interrupt();
    let ran = endless.end(&world);
    ran.assert_code(130);
    let report = ran.report();
    assert_eq!(report["interrupted"], true, "{ran}");
    assert!(report["input"]["lines"].as_u64().is_some_and(|lines| lines > 0), "{ran}");
    assert_eq!(report["input"]["parsed"], report["tables"]["paths"]["totals"][1], "{ran}");
}

#[test]
fn a_second_interrupt_ends_a_run_that_is_stuck() {
    let world = World::new();
    let stuck = "[[reducers]]\ntype = \"faulty\"\nname = \"stuck\"\nfault = \"stuck\"\n";
    let mut endless = Endless::start(&world, &format!("{COUNT}\n{stuck}"));
    endless.interrupt();
    endless.wait_for("logmill: ending: what was read so far is reported; interrupt again to quit at once");
    endless.interrupt();
    let ran = endless.end(&world);
    ran.assert_code(130);
    assert!(ran.stdout.is_empty(), "{ran}");
}

#[test]
fn a_closed_report_pipe_is_not_a_failure() {
    for args in
        [&["run", "-q"][..], &["run", "-q", "--to", "json"], &["run", "-q", "--to", "csv"], &["--help"], &["man"]]
    {
        let world = World::new();
        world.write("config.toml", COUNT);
        world.write("a.log", (0..5000).map(|number| line(&format!("/{number}"))).collect::<String>());
        let mut command = world.logmill(args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        drop(child.stdout.take());
        let ran = world.wait(&command, child);
        ran.assert_code(0);
        assert!(ran.stderr.is_empty(), "{ran}");
    }
}
