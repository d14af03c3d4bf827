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
mod settings;
mod visitor;
mod words;

use std::io::{self, Write};

use clock::Clock;
use line::write_bad;
use random::Random;
use request::HttpRequest;
use visitor::Visitor;

pub use settings::{Layout, Settings};

/// Writes the log.
///
/// # Errors
/// The error of the writer.
pub fn generate(settings: &Settings, out: &mut impl Write) -> io::Result<()> {
    const BLOCK_BYTES: usize = 256 * 1024;
    let mut block = Vec::with_capacity(BLOCK_BYTES + 4096);
    let mut random = Random::new(settings.seed);
    let mut clock = Clock::new(settings.start, settings.lines, u64::from(settings.days.max(1)));
    let mut request = HttpRequest::default();
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
