/// Filters and reducers that panic, refuse or return invalid answers.
mod defects;
/// Files and pipes that go away, and too many of them.
#[cfg(unix)]
pub mod inputs;
/// Input without end or line end, and a reducer that is too slow.
#[cfg(target_os = "linux")]
mod memory;
/// Interrupts, and a closed standard output.
#[cfg(unix)]
mod signals;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::world::World;

/// The example `faulty`, built if necessary: cargo builds examples only when it tests everything.
pub fn faulty() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let directory = Path::new(env!("CARGO_BIN_EXE_logmill")).parent().expect("programs are in a directory");
        let profile = directory.file_name().expect("it is named after the profile").to_string_lossy();
        let profile = if profile == "debug" { "dev" } else { &*profile };
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--example", "faulty", "--profile", profile]);
        let made = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status();
        assert!(made.is_ok_and(|status| status.success()), "{cargo:?} failed");
        directory.join("examples").join(format!("faulty{}", std::env::consts::EXE_SUFFIX))
    })
}

/// `faulty run`, with the job that is in config.toml.
pub fn run(world: &World, args: &[&str]) -> Command {
    world.program(faulty(), [&["run"], args].concat())
}

/// A record of the path given.
pub fn line(path: &str) -> String {
    format!("10.0.0.1 - - [10/Oct/2023:13:55:36 +0000] \"GET {path} HTTP/1.1\" 200 5 \"-\" \"UA\"\n")
}

/// Counts the records of a.log.
pub const COUNT: &str = r#"
[[sources]]
path = "a.log"
format = "combined"

[[reducers]]
name = "paths"
group_by = ["path"]
top = 0
"#;
