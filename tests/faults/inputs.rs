use std::fs::{self, OpenOptions};
use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;

use super::{COUNT, faulty, line, run};
use crate::world::{DEADLINE, World};

/// Makes a named pipe.
pub fn fifo(world: &World, name: &str) -> std::path::PathBuf {
    let path = world.path(name);
    let made = Command::new("mkfifo").arg(&path).status();
    assert!(made.is_ok_and(|status| status.success()), "no pipe could be made");
    path
}

#[test]
fn a_file_removed_before_its_turn_is_reported_and_the_others_are_counted() {
    let world = World::new();
    world.write("config.toml", COUNT);
    world.write("z.log", line("/gone"));
    let gate = fifo(&world, "gate");
    let removed = world.path("z.log");
    let writer = thread::spawn(move || {
        // Opening waits for the reader, which has listed all files by then.
        let mut gate = OpenOptions::new().write(true).open(gate).expect("the pipe can be opened");
        fs::remove_file(removed).expect("the file can be removed");
        gate.write_all(line("/gate").as_bytes()).expect("the reader reads");
    });
    let ran = world.run(run(&world, &["gate", "z.log", "--to", "json", "--set", "pipeline.readers=1"]), b"");
    writer.join().expect("the writer does not panic");
    ran.assert_code(2);
    assert!(ran.stderr().contains("z.log: cannot be opened: no such file or directory"), "{ran}");
    assert_eq!(ran.report()["tables"]["paths"]["rows"].to_string(), "[[\"/gate\",1]]", "{ran}");
}

#[test]
fn a_file_that_is_removed_while_it_is_read_is_read_to_its_end() {
    let world = World::new();
    world.write("config.toml", COUNT);
    let pipe = fifo(&world, "pipe");
    let writer = thread::spawn(move || {
        let mut end = OpenOptions::new().write(true).open(&pipe).expect("the pipe can be opened");
        end.write_all(line("/a").repeat(10).as_bytes()).expect("the reader reads");
        fs::remove_file(pipe).expect("the pipe can be removed");
        end.write_all(line("/b").repeat(2).as_bytes()).expect("the reader reads");
    });
    let ran = world.run(run(&world, &["pipe", "--to", "json"]), b"");
    writer.join().expect("the writer does not panic");
    ran.assert_code(0);
    assert_eq!(ran.report()["tables"]["paths"]["rows"].to_string(), "[[\"/a\",10],[\"/b\",2]]", "{ran}");
}

#[test]
fn a_file_truncated_while_it_is_read_is_reported_and_the_lines_before_are_counted() {
    let world = World::new();
    let filter = "[[filters]]\ntype = \"misbehaves_on_path\"\npath = \"/bad\"\nhow = \"truncate\"\n";
    world.write("config.toml", format!("{COUNT}{filter}"));
    let log = line("/bad") + &line("/ok!").repeat(3999);
    world.write("a.log", &log);
    // While a batch is on its way there is no buffer to read more into.
    let sizes = ["--set", "pipeline.buffers=1", "--set", "pipeline.batch_bytes=100"];
    let ran = world.run(run(&world, &[&["--to", "json"], &sizes[..]].concat()), b"");
    ran.assert_code(2);
    let told = format!(
        "a.log: it became shorter during the run, from {} bytes to {}, as `copytruncate` of logrotate does it: read the copy",
        log.len(),
        log.len() / 2
    );
    assert_eq!(ran.report()["sources"][0]["error"], told, "{ran}");
    assert_eq!(ran.report()["input"]["lines"], 2000, "{ran}");
}

#[test]
fn two_hundred_files_need_only_thirty_two_descriptors() {
    let world = World::new();
    world.write("config.toml", COUNT);
    for number in 0..200 {
        world.write(&format!("logs/{number}.log"), line("/a"));
    }
    let program = faulty().display().to_string();
    let command = world.program(
        "/bin/sh".as_ref(),
        ["-c", "ulimit -n 32 && exec \"$0\" \"$@\"", &program, "run", "logs/*.log", "--to", "json", "-p", "4"],
    );
    let ran = world.run(command, b"");
    ran.assert_code(0);
    assert_eq!(ran.report()["input"]["parsed"], 200, "{ran}");
}

#[test]
fn a_pipe_whose_writer_says_nothing_ends_as_an_empty_file() {
    let world = World::new();
    world.write("config.toml", COUNT);
    let pipe = fifo(&world, "pipe");
    let mut command = run(&world, &["pipe", "--to", "json"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    drop(OpenOptions::new().write(true).open(pipe).expect("the pipe can be opened"));
    let ran = world.wait(&command, child);
    ran.assert_code(0);
    assert_eq!(ran.report()["input"]["lines"], 0, "not within {DEADLINE:?}\n{ran}");
}
