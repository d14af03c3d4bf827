//! logmill with filters and reducers that fail in every possible way, for tests of the whole program.

use std::process::ExitCode;
use std::time::Duration;
use std::{fs, thread};

use arrow_array::{Array, BooleanArray, RecordBatch};
use arrow_buffer::BooleanBuffer;
use logmill::Registry;
use logmill::filter::{Filter, FilterError};
use logmill::log::{Column, Columns, schema};
use logmill::reduce::{ReduceError, Reducer, Table};
use serde::Deserialize;

/// Keeps everything, and panics on one path.
#[derive(Deserialize)]
struct PanicsOnPath {
    path: String,
}

impl Filter for PanicsOnPath {
    fn columns(&self) -> Columns {
        Columns::of(&[Column::Path])
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        let paths = schema::text(batch, Column::Path)?;
        assert!(!paths.iter().any(|path| path == Some(&self.path)), "a defect of this filter");
        Ok(BooleanArray::from(vec![true; paths.len()]))
    }
}

/// Keeps everything, and damages its process or a.log on one path.
#[derive(Deserialize)]
struct MisbehavesOnPath {
    path: String,
    how: Misbehaviour,
}

/// What only a process of its own survives, and what happens to logs while they are read.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Misbehaviour {
    /// It ends the process.
    Abort,
    /// It ends the process if it can remove the file `once`.
    AbortOnce,
    /// It never returns.
    Hang,
    /// It allocates half a gibibyte.
    Devour,
    /// It renames a.log and replaces it by another file of the same length.
    Rotate,
    /// It truncates a.log to half its length.
    Truncate,
    /// It removes a.log.
    Remove,
}

impl Misbehaviour {
    fn change_log(self) -> std::io::Result<()> {
        const LOG: &str = "a.log";
        match self {
            Misbehaviour::Rotate => {
                fs::rename(LOG, "a.log.1")?;
                fs::write(LOG, fs::read_to_string("a.log.1")?.replace("/ok!", "/new"))
            }
            Misbehaviour::Truncate => {
                let log = fs::OpenOptions::new().write(true).open(LOG)?;
                log.set_len(log.metadata()?.len() / 2)
            }
            Misbehaviour::Remove => fs::remove_file(LOG),
            _ => Ok(()),
        }
    }
}

impl Filter for MisbehavesOnPath {
    fn columns(&self) -> Columns {
        Columns::of(&[Column::Path])
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        let paths = schema::text(batch, Column::Path)?;
        if paths.iter().any(|path| path == Some(&self.path)) {
            match self.how {
                Misbehaviour::Abort => std::process::abort(),
                Misbehaviour::AbortOnce if std::fs::remove_file("once").is_ok() => std::process::abort(),
                Misbehaviour::AbortOnce => {}
                Misbehaviour::Hang => loop {
                    thread::park();
                },
                Misbehaviour::Devour => drop(std::hint::black_box(vec![0_u8; 512 << 20])),
                Misbehaviour::Rotate | Misbehaviour::Truncate | Misbehaviour::Remove => {
                    self.how.change_log().expect("the test's directory can be written to");
                }
            }
        }
        Ok(BooleanArray::from(vec![true; paths.len()]))
    }
}

/// Always fails.
#[derive(Deserialize)]
struct Refuses {}

impl Filter for Refuses {
    fn columns(&self) -> Columns {
        Columns::NONE
    }

    fn keep(&self, _: &RecordBatch) -> Result<BooleanArray, FilterError> {
        Err(FilterError::Other("the list of addresses cannot be read".into()))
    }
}

/// Returns one value too few.
#[derive(Deserialize)]
struct AnswersTooMuch {}

impl Filter for AnswersTooMuch {
    fn columns(&self) -> Columns {
        Columns::NONE
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        Ok(BooleanArray::from(vec![true; batch.num_rows() + 1]))
    }
}

/// How a reducer fails.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Fault {
    /// It panics.
    Panic,
    /// It returns an error.
    Error,
    /// It takes a millisecond for every batch.
    Slow,
    /// It never returns.
    Stuck,
}

/// Fails at the first batch.
#[derive(Deserialize)]
struct FaultyReducer {
    fault: Fault,
}

impl Reducer for FaultyReducer {
    type State = ();

    fn columns(&self) -> Columns {
        Columns::NONE
    }

    fn identity(&self) {}

    fn fold(&self, (): &mut (), _: &RecordBatch, _: &BooleanBuffer) -> Result<(), ReduceError> {
        match self.fault {
            Fault::Panic => panic!("a defect of this reducer"),
            Fault::Error => return Err(ReduceError::Other("the disk of the counters is full".into())),
            Fault::Slow => thread::sleep(Duration::from_millis(1)),
            Fault::Stuck => loop {
                thread::park();
            },
        }
        Ok(())
    }

    fn merge(&self, (): &mut (), (): ()) {}

    fn finish(&self, (): ()) -> Table {
        Table::default()
    }

    fn state_bytes(&self, (): &()) -> usize {
        0
    }
}

/// A worker that sends garbage: always with RUBBISH=always, otherwise the one that finds the named file, after it reported to be
/// ready.
fn talks_rubbish() -> bool {
    let Some(rubbish) = std::env::var_os("RUBBISH").filter(|_| std::env::args().nth(1).as_deref() == Some("worker"))
    else {
        return false;
    };
    let is_ready = fs::remove_file(&rubbish).is_ok();
    if is_ready {
        print!("lmf1\u{1}\0\0\0R");
    }
    let talks = is_ready || rubbish == "always";
    if talks {
        println!("usage: another program");
    }
    talks
}

/// Ends a worker at its start, if it can remove a file from the directory DEATHS.
fn dies_at_start() {
    if let Some(deaths) = std::env::var_os("DEATHS").filter(|_| std::env::args().nth(1).as_deref() == Some("worker")) {
        let mut files = fs::read_dir(deaths).expect("the directory is there").flatten();
        if files.any(|file| fs::remove_file(file.path()).is_ok()) {
            std::process::abort();
        }
    }
}

fn main() -> ExitCode {
    dies_at_start();
    if talks_rubbish() {
        return ExitCode::SUCCESS;
    }
    let registry = Registry::builtin()
        .filter::<PanicsOnPath>("panics_on_path")
        .and_then(|registry| registry.filter::<MisbehavesOnPath>("misbehaves_on_path"))
        .and_then(|registry| registry.filter::<Refuses>("refuses"))
        .and_then(|registry| registry.filter::<AnswersTooMuch>("answers_too_much"))
        .and_then(|registry| registry.reducer::<FaultyReducer>("faulty"))
        .expect("the names are not taken");
    let code = logmill::cli::main(&registry);
    // The peak memory of this process, for tests that bound it.
    if let Some(file) = std::env::var_os("PEAK_MEMORY_FILE") {
        let status = fs::read_to_string("/proc/self/status").expect("asked for on Linux only");
        fs::write(file, status).expect("the test's directory can be written to");
    }
    code
}
