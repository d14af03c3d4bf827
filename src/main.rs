//! The `logmill` command.

use std::process::ExitCode;

use logmill::Registry;

fn main() -> ExitCode {
    logmill::cli::main(&Registry::builtin())
}
