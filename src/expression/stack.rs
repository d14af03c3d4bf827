//! A stack for the parser of SQL. It is compiled without optimization, as that would take a minute of each build, and then needs tens of
//! kilobytes for a level of recursion: more than a thread has for a deep expression.

use std::io;
use std::panic;
use std::thread;

/// Levels of recursion of the parser for one level of the text.
const RECURSION: usize = 16;
/// Bytes that a level of recursion needs at most. Only what is used of them takes memory.
const BYTES: usize = 40 << 10;

/// Levels of recursion of the parser for a text of some depth.
pub const fn recursion(depth: usize) -> usize {
    (depth + 1) * RECURSION
}

/// Runs something whose stack suffices for the parser at some depth of the text.
///
/// # Errors
/// If the system gives no such stack.
pub fn with_stack<T: Send>(depth: usize, run: impl FnOnce() -> T + Send) -> io::Result<T> {
    let thread = thread::Builder::new().name("expression".to_owned()).stack_size(recursion(depth) * BYTES);
    thread::scope(|scope| {
        let running = thread.spawn_scoped(scope, run)?;
        Ok(running.join().unwrap_or_else(|panic| panic::resume_unwind(panic)))
    })
}
