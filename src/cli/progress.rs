//! Shows the progress of a run on standard error.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use logmill_actors::{StageKind, StageSnapshot};

use crate::observe::watch::Watch;
use crate::source::{Input, Listing};

/// The requested view of a run.
pub enum Progress {
    /// None.
    Quiet,
    /// A bar with rate and time left.
    Bar(ProgressBar),
    /// A table of the actors.
    Table {
        /// The table.
        watch: Watch,
        /// Lines of it on the terminal, to be overwritten; `None` without a terminal.
        drawn: Option<usize>,
        /// When it was last drawn.
        at: Instant,
    },
}

impl Progress {
    /// Time between updates: fast enough for the eye, too rare to cost anything.
    pub const PERIOD: Duration = Duration::from_millis(100);
    /// Time between tables where nothing can be overwritten.
    const PRINT_PERIOD: Duration = Duration::from_secs(1);

    /// The view of a run over these files.
    pub fn new(watch: bool, quiet: bool, listing: &Listing) -> Progress {
        let terminal = io::stderr().is_terminal();
        if watch {
            return Progress::Table { watch: Watch::default(), drawn: terminal.then_some(0), at: Instant::now() };
        }
        if quiet || !terminal {
            return Progress::Quiet;
        }
        let bar = match plain_bytes(listing) {
            Some(total) => {
                ProgressBar::new(total).with_style(style("{bar:32} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left"))
            }
            None => ProgressBar::new_spinner().with_style(style("{spinner} {bytes}  {bytes_per_sec}  {elapsed}")),
        };
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        Progress::Bar(bar)
    }

    /// Shows the current metrics.
    pub fn show(&mut self, stages: &[StageSnapshot], elapsed: Duration) {
        match self {
            Progress::Quiet => {}
            Progress::Bar(bar) => bar.set_position(stages.iter().map(bytes_read).sum()),
            Progress::Table { watch, drawn, at } => {
                if drawn.is_none() && at.elapsed() < Progress::PRINT_PERIOD {
                    return;
                }
                *at = Instant::now();
                watch.update(stages, elapsed);
                draw(&watch.render(), drawn);
            }
        }
    }

    /// Removes the view, or leaves the last table.
    pub fn end(&mut self, stages: &[StageSnapshot], elapsed: Duration) {
        match self {
            Progress::Quiet => {}
            Progress::Bar(bar) => bar.finish_and_clear(),
            Progress::Table { watch, drawn, .. } => {
                watch.update(stages, elapsed);
                draw(&watch.render(), drawn);
            }
        }
    }
}

/// Bytes of text that a stage has read itself; those of other stages are added.
fn bytes_read(stage: &StageSnapshot) -> u64 {
    match stage.kind {
        StageKind::Reader => stage.bytes_out,
        StageKind::Worker => stage.bytes_in,
        _ => 0,
    }
}

fn draw(table: &str, drawn: &mut Option<usize>) {
    let mut err = io::stderr().lock();
    let mut frame = String::new();
    if let Some(lines) = drawn {
        if *lines > 0 {
            // Up to the first line of the last frame, then clear what is below.
            frame = format!("\x1b[{lines}A\x1b[J");
        }
        *lines = table.lines().count();
    }
    frame.push_str(table);
    let _ = err.write_all(frame.as_bytes()).and_then(|()| err.flush());
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// The usual suffixes of compressed files. Only for the progress bar; the first bytes decide how a file is read.
const PACKED: [&str; 9] = ["gz", "bgz", "tgz", "zst", "tzst", "bz2", "xz", "txz", "lz4"];

/// The total size of the files, if it is that of their text: regular files that are not compressed.
fn plain_bytes(listing: &Listing) -> Option<u64> {
    listing
        .files
        .iter()
        .map(|file| match &file.input {
            Input::Stdin | Input::Object(_) => None,
            Input::Path(path) if path.extension().is_some_and(|extension| PACKED.iter().any(|p| extension == *p)) => {
                None
            }
            Input::Path(path) => fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|metadata| metadata.len()),
        })
        .sum()
}
