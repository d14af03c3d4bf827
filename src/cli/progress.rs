//! What a run shows of itself while it is at work, on standard error.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use logmill_actors::{StageKind, StageSnapshot};

use crate::observe::watch::Watch;
use crate::source::{Input, Listing};

/// The view that a run was asked for.
pub enum Progress {
    /// None.
    Quiet,
    /// A bar with rate and time left.
    Bar(ProgressBar),
    /// A table of the actors.
    Table {
        /// What it shows.
        watch: Watch,
        /// Lines of it on the terminal, to be overwritten; none when there is no terminal.
        drawn: Option<usize>,
        /// When it was drawn last.
        at: Instant,
    },
}

impl Progress {
    /// How often to look: fast enough for the eye, too rare to cost anything.
    pub const PERIOD: Duration = Duration::from_millis(100);
    /// How often a table is printed where nothing can be overwritten.
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

    /// Shows the counters of this moment.
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

    /// Takes the view away, or leaves the last table standing.
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

/// Bytes of text that a stage has read itself: what others read comes to the rest.
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

/// How the names of compressed files mostly end. What they hold is told by their first bytes; this is for the eye only.
const PACKED: [&str; 9] = ["gz", "bgz", "tgz", "zst", "tzst", "bz2", "xz", "txz", "lz4"];

/// The bytes of all files, when these are known to be the bytes of text: regular files that are not compressed.
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
