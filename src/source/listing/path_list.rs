//! A file that lists paths, one a line.

use std::fs;
use std::io::{self, Read};

use crate::source::raw_input::stdin_file;

/// The paths of a list with their line numbers, from 1; `None` for a path that is not UTF-8. The list `-` is standard input. Empty
/// lines, lines that begin with `#` and whitespace around paths are skipped.
///
/// # Errors
/// The error of the operating system.
pub(super) fn read(list: &str) -> io::Result<Vec<(usize, Option<String>)>> {
    let bytes = match list {
        "-" => {
            let mut bytes = Vec::new();
            stdin_file()?.read_to_end(&mut bytes).map(|_| bytes)?
        }
        path => fs::read(path)?,
    };
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).zip(1..);
    let paths = lines.filter(|(line, _)| !line.is_empty() && !line.starts_with(b"#"));
    Ok(paths.map(|(line, number)| (number, std::str::from_utf8(line).ok().map(str::to_owned))).collect())
}
