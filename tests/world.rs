use std::ffi::OsStr;
use std::fmt::{self, Write as _};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

/// After this long a program hangs: hundreds of times what the slowest one takes.
pub const DEADLINE: Duration = Duration::from_secs(120);

/// A directory for one test.
pub struct World {
    directory: TempDir,
}

impl World {
    pub fn new() -> World {
        World { directory: TempDir::new().expect("a temporary directory can be made") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a file, and the directories above it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("directories can be made");
        fs::write(&path, content).expect("files can be written");
        path
    }

    /// Our program in this directory, isolated from the environment of the test run.
    pub fn logmill(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        self.program(Path::new(env!("CARGO_BIN_EXE_logmill")), args)
    }

    pub fn program(&self, program: &Path, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(program);
        command.args(args).current_dir(self.directory.path());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("LOGMILL") {
                command.env_remove(name);
            }
        }
        command.env_remove("NO_COLOR").env("COLUMNS", "80");
        command
    }

    /// Runs a command to its end with this standard input.
    pub fn run(&self, mut command: Command, stdin: &[u8]) -> Ran {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program can be started");
        let mut input = child.stdin.take().expect("it was asked for");
        let stdin = stdin.to_vec();
        // A program need not read its input.
        let writer = thread::spawn(move || drop(input.write_all(&stdin)));
        let ran = self.wait(&command, child);
        writer.join().expect("writing does not panic");
        ran
    }

    /// Waits for a child to end; its streams are read as far as they are pipes.
    pub fn wait(&self, command: &Command, child: Child) -> Ran {
        let id = child.id();
        let (sender, ended) = mpsc::channel();
        thread::spawn(move || sender.send(child.wait_with_output()));
        let Ok(output) = ended.recv_timeout(DEADLINE) else {
            signal(id, "KILL");
            panic!("{command:?} has not ended after {DEADLINE:?}");
        };
        let Output { status, stdout, stderr } = output.expect("the streams can be read");
        Ran { command: format!("{command:?}"), files: self.files(), status, stdout, stderr }
    }

    /// The names of all files below the directory, sorted.
    pub fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut directories = vec![self.directory.path().to_owned()];
        while let Some(directory) = directories.pop() {
            let entries = fs::read_dir(directory).expect("the directory is there");
            for entry in entries.map(|entry| entry.expect("entries can be listed")) {
                match entry.file_type().expect("entries have a type").is_dir() {
                    true => directories.push(entry.path()),
                    false => found.push(entry.path()),
                }
            }
        }
        let name =
            |path: &PathBuf| path.strip_prefix(self.directory.path()).expect("it is below").display().to_string();
        let mut names: Vec<String> = found.iter().map(name).collect();
        names.sort();
        names
    }
}

/// The result of a program.
pub struct Ran {
    command: String,
    files: Vec<String>,
    pub status: ExitStatus,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

impl Ran {
    /// The exit code; `None` if a signal ended the program.
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// Standard output as the JSON report.
    pub fn report(&self) -> serde_json::Value {
        serde_json::from_slice(&self.stdout).unwrap_or_else(|error| panic!("no JSON: {error}\n{self}"))
    }

    #[track_caller]
    pub fn assert_code(&self, code: i32) -> &Ran {
        assert_eq!(self.code(), Some(code), "{self}");
        self
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        writeln!(text, "command: {}\nfiles: {}\n{}", self.command, self.files.join(" "), self.status)?;
        write!(text, "--- stdout\n{}\n--- stderr\n{}\n---", self.stdout(), self.stderr())?;
        f.write_str(&text)
    }
}

/// Sends a signal by name, such as `INT`.
pub fn signal(process: u32, name: &str) {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(process.to_string()).status();
    assert!(sent.is_ok_and(|status| status.success()), "SIG{name} could not be sent to {process}");
}

/// The texts as one gzip file with a member each.
pub fn gzip(members: &[&[u8]]) -> Vec<u8> {
    let mut file = Vec::new();
    for member in members {
        let mut encoder = GzEncoder::new(&mut file, Compression::fast());
        encoder.write_all(member).and_then(|()| encoder.finish().map(drop)).expect("writing to memory succeeds");
    }
    file
}
