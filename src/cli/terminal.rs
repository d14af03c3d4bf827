//! Standard output and standard error, and properties of the terminal.

use std::io::{self, IsTerminal, Write};

use anyhow::Context;

use super::arguments::When;
use crate::report::text::escape;

/// Writes to standard output.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("cannot write to standard output")
}

/// Writes lines to standard error, escaping control characters in names and values. Errors are ignored: there is nowhere to report
/// them.
pub fn eprint(lines: &str) {
    let mut err = io::stderr().lock();
    for line in lines.lines() {
        let _ = writeln!(err, "{}", escape(line));
    }
}

/// Whether to colour standard output.
pub fn is_coloured(when: When) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}

/// Columns of the terminal on standard output, when there is one.
pub fn width() -> Option<usize> {
    io::stdout().is_terminal().then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0))
}
