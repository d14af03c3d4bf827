//! Writes access logs that look real, to try log analyzers on and to measure them with. The same seed gives the same bytes.
//!
//! Few hosts and pages get most of the requests, the number of pages grows with the log, days are busier than nights,
//! and visitors of several kinds (browsers, crawlers, programs, scanners) request what their kind requests. Values are
//! escaped as the real server escapes them, and some lines are damaged.
//!
//! ```
//! use logmill_generate::{Layout, Settings, generate};
//!
//! let mut log = Vec::new();
//! generate(&Settings { lines: 10, layout: Layout::Common, ..Settings::default() }, &mut log)?;
//! assert_eq!(log.iter().filter(|byte| **byte == b'\n').count(), 10);
//! # Ok::<(), std::io::Error>(())
//! ```

mod clock;
mod line;
mod random;
mod request;
mod visitor;
mod words;

use std::io::{self, Write};

use clock::Clock;
use line::write_bad;
use random::Random;
use request::Request;
use visitor::Visitor;

/// How the fields of a line are laid out and escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Apache's `combined`.
    Combined,
    /// Apache's `common`.
    Common,
    /// Apache's `vhost_combined`, with several virtual hosts and ports.
    VhostCombined,
    /// The `combined` of nginx.
    Nginx,
}

impl Layout {
    /// Every layout.
    pub const ALL: [Layout; 4] = [Layout::Combined, Layout::Common, Layout::VhostCombined, Layout::Nginx];

    /// Its name, which is also the name of logmill's format for it.
    pub fn name(self) -> &'static str {
        match self {
            Layout::Combined => "combined",
            Layout::Common => "common",
            Layout::VhostCombined => "vhost_combined",
            Layout::Nginx => "nginx",
        }
    }

    /// The layout of that name.
    pub fn by_name(name: &str) -> Option<Layout> {
        Layout::ALL.into_iter().find(|layout| layout.name() == name)
    }
}

/// What log to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Number of lines.
    pub lines: u64,
    /// Names the log: the same settings always give the same bytes.
    pub seed: u64,
    /// How lines are laid out.
    pub layout: Layout,
    /// Malformed lines in a million, 0 to 1,000,000.
    pub bad_per_million: u32,
    /// Number of distinct client addresses that there can be; a short log has fewer.
    pub hosts: u64,
    /// Time of the first line, in seconds since 1970-01-01T00:00:00Z; years up to 9999.
    pub start: u64,
    /// Days that the log spans, at least 1.
    pub days: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            lines: 100_000,
            seed: 1,
            layout: Layout::Combined,
            bad_per_million: 50,
            hosts: 50_000,
            // 2024-01-01T00:00:00Z
            start: 1_704_067_200,
            days: 30,
        }
    }
}

/// Writes the log.
///
/// # Errors
/// The error of the writer.
pub fn generate(settings: &Settings, out: &mut impl Write) -> io::Result<()> {
    const BLOCK_BYTES: usize = 256 * 1024;
    let mut block = Vec::with_capacity(BLOCK_BYTES + 4096);
    let mut random = Random::new(settings.seed);
    let mut clock = Clock::new(settings.start, settings.lines, u64::from(settings.days.max(1)));
    let mut request = Request::default();
    for number in 0..settings.lines {
        let visitor = Visitor::choose(settings, number, &mut random);
        request.choose(number, &visitor, settings.layout, &mut random);
        let time = clock.show(number, random.below(1 << 16));
        if random.below(1_000_000) < u64::from(settings.bad_per_million) {
            write_bad(&mut block, settings.layout, &visitor, time, &request, &mut random);
        } else {
            line::write(&mut block, settings.layout, &visitor, time, &request);
        }
        if block.len() >= BLOCK_BYTES {
            out.write_all(&block)?;
            block.clear();
        }
    }
    out.write_all(&block)
}

#[cfg(test)]
mod tests;
