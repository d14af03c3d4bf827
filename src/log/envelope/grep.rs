//! Prefixes of `grep` and its relatives: a file name, a line number, or both.

use super::line_start::{may_be_line, may_follow_prefix};
use super::opened::Opened;

/// `access.log:`, `12:`, `access.log:12:`; with dashes in context lines.
pub fn open(line: &[u8]) -> Option<Opened> {
    const LONGEST: usize = 256;
    const MOST_SEPARATORS: usize = 32;
    let word = line.iter().take(LONGEST).take_while(|byte| !matches!(byte, b' ' | b'\t' | b'"' | b'{')).count();
    let places = memchr::memchr2_iter(b':', b'-', &line[..word]).take(MOST_SEPARATORS);
    let mut starts = places.filter(|at| is_name(&line[..*at])).map(|at| at + 1);
    let start = starts.find(|at| may_follow_prefix(&line[*at..]))?;
    (!may_be_line(line)).then(|| Opened::rest(line, start))
}

/// Whether a text is a number or resembles the name of a log file.
fn is_name(text: &[u8]) -> bool {
    let is_number = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    is_number || text.iter().any(|byte| matches!(byte, b'.' | b'/')) || memchr::memmem::find(text, b"log").is_some()
}
