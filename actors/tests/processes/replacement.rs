//! Processes that cannot be replaced: the program is gone.
//!
//! The pool belongs to another process, which runs under a second name of this program, and a function removes that name.

use std::fs;
use std::process::{self, Command};

use logmill_actors::{ProcessPoolOptions, TaskError};

use super::{ProcessPool, functions};

/// Environment variable: the number of processes in the pool of the second program.
const PROCESSES: &str = "LOGMILL_ACTORS_TEST_PROCESSES";
/// Environment variable: whether the function aborts each time or only the first time.
const ALWAYS: &str = "LOGMILL_ACTORS_TEST_ALWAYS";

/// Removes the program, and aborts if it was still there, or always.
pub fn unlink_and_abort(_: u64) {
    let program = std::env::current_exe().expect("the system knows it");
    if fs::remove_file(program).is_ok() || std::env::var_os(ALWAYS).is_some() {
        process::abort();
    }
}

/// In the second program, prints the results of a chunk of three items and a task, and exits.
pub fn play_if_asked() {
    let Some(processes) = std::env::var(PROCESSES).ok().and_then(|processes| processes.parse().ok()) else { return };
    let options = ProcessPoolOptions { max_retries: 0, ..ProcessPoolOptions::new(processes) };
    let pool = ProcessPool::with(options, &functions()).expect("threads can be had");
    // All processes have been started before the program is removed.
    let all_at_work = || pool.snapshot().iter().all(|stage| stage.batches_in > 0);
    while !all_at_work() {
        assert_eq!(pool.submit::<u64, u64>("square", 2).wait(), Ok(4));
    }
    let results: Vec<Result<u64, TaskError>> = pool.map("unlink_and_abort", 1..=3_u64).chunk_size(3).collect();
    println!("{results:?}");
    println!("{:?}", pool.submit::<u64, u64>("square", 3).wait());
    process::exit(0);
}

/// Runs that with this many processes, and returns what was printed.
fn play(processes: usize, always: bool) -> String {
    let program = std::env::current_exe().expect("the system knows it");
    let second_name = program.with_extension(format!("{}-{processes}", process::id()));
    fs::hard_link(&program, &second_name).expect("a file can have a second name in its folder");
    let mut command = Command::new(&second_name);
    command.env(PROCESSES, processes.to_string());
    if always {
        command.env(ALWAYS, "1");
    }
    let output = command.output().expect("the program can be started");
    assert!(fs::remove_file(&second_name).is_err(), "the function has removed it");
    String::from_utf8(output.stdout).expect("what is printed is text")
}

pub fn items_of_a_worker_that_cannot_be_replaced_are_done_by_another() {
    assert_eq!(play(2, false), "[Ok(1), Ok(2), Ok(3)]\nOk(9)\n");
}

pub fn without_any_worker_left_every_item_is_lost() {
    let said = play(1, true);
    assert_eq!(said.matches("Err(Lost { fault: \"cannot be started: ").count(), 4, "{said}");
    assert!(!said.contains("Ok"), "{said}");
}
