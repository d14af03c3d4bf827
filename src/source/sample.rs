//! Samples for detection: the beginning of an input, and the middle and end of a longer plain file.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};

use super::input::Input;

/// Bytes of the beginning, if that is the only sample.
pub(super) const HEAD_BYTES: usize = 64 * 1024;
/// Bytes of the beginning, if middle and end are sampled too: half of all, since directives are there.
const SHORT_HEAD_BYTES: usize = HEAD_BYTES / 2;
/// Bytes of the middle, and of the end.
const PART_BYTES: u64 = HEAD_BYTES as u64 / 4;

/// Samples of a file after its head, if they can be read without everything before them.
///
/// Files that cannot be opened or read again have none; the head is enough.
pub(super) fn later_parts(input: &Input) -> Vec<Vec<u8>> {
    let Input::Path(path) = input else { return Vec::new() };
    // Opening a pipe again would wait for another writer.
    let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    if is_file { File::open(path).and_then(read_parts).unwrap_or_default() } else { Vec::new() }
}

fn read_parts(mut file: File) -> io::Result<Vec<Vec<u8>>> {
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.len() <= HEAD_BYTES as u64 {
        return Ok(Vec::new());
    }
    let length = metadata.len();
    [length / 2, length - PART_BYTES].into_iter().map(|start| read_part(&mut file, start)).collect()
}

fn read_part(file: &mut File, start: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut part = Vec::with_capacity(PART_BYTES as usize);
    file.take(PART_BYTES).read_to_end(&mut part)?;
    Ok(part)
}

/// The samples: whole lines of the head and of the later parts, in the order of the file.
pub(super) fn samples<'s>(head: &'s [u8], parts: &'s [Vec<u8>]) -> Vec<&'s [u8]> {
    let head = if parts.is_empty() { head } else { &head[..head.len().min(SHORT_HEAD_BYTES)] };
    let parts = parts.iter().map(|part| {
        // It begins in the middle of a line.
        let first = memchr::memchr(b'\n', part).map_or(part.len(), |newline| newline + 1);
        whole_lines_of(&part[first..])
    });
    std::iter::once(whole_lines_of(head)).chain(parts).collect()
}

/// The sample without the incomplete last line, unless it is the only one.
fn whole_lines_of(sample: &[u8]) -> &[u8] {
    memchr::memrchr(b'\n', sample).map_or(sample, |newline| &sample[..=newline])
}

/// The number of carriage returns in the first bytes of a text without line feeds, if there are several: old line ends.
pub(super) fn old_line_ends(text: &[u8]) -> Option<usize> {
    let head = &text[..text.len().min(HEAD_BYTES)];
    if memchr::memchr(b'\n', head).is_some() {
        return None;
    }
    let count = memchr::memchr_iter(b'\r', head).count();
    // A single one may be half a line end, or part of a value.
    (count > 1).then_some(count)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_short_head_and_whole_lines_of_middle_and_end_are_seen_of_a_long_file() {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        let line = |number: usize| format!("{number:07}\n");
        let lines = 100_000;
        (0..lines).for_each(|number| file.write_all(line(number).as_bytes()).expect("the file can be written"));
        let parts = later_parts(&Input::Path(file.path().to_owned()));
        let head: Vec<u8> = (0..HEAD_BYTES / 8).flat_map(|number| line(number).into_bytes()).collect();
        let seen = samples(&head, &parts);
        let ends: Vec<(&[u8], &[u8])> = seen.iter().map(|part| (&part[..8], &part[part.len() - 8..])).collect();
        let number = |text: &[u8]| std::str::from_utf8(text).unwrap().trim().parse::<usize>().unwrap();
        let ends: Vec<(usize, usize)> = ends.into_iter().map(|(first, last)| (number(first), number(last))).collect();
        assert_eq!(ends, [(0, 4095), (50_001, 52_047), (97_953, 99_999)]);
    }

    #[test]
    fn a_short_file_is_all_head() {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        assert_eq!(later_parts(&Input::Path(file.path().to_owned())), Vec::<Vec<u8>>::new());
        assert_eq!(samples(b"one\ntwo\nthr", &[]), [b"one\ntwo\n"]);
        assert_eq!(samples(b"only", &[]), [b"only"]);
    }

    #[test]
    fn several_carriage_returns_without_a_line_feed_are_old_line_ends() {
        assert_eq!(old_line_ends(b"one\rtwo\rthree\r"), Some(3));
        assert_eq!(old_line_ends(b"one\rtwo\rthree\n"), None);
        assert_eq!(old_line_ends(b"one\r"), None);
    }
}
