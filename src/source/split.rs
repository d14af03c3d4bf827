//! Divides the input into splits that can be read independently: ranges of large plain files, and all other files whole.

use std::fs;
use std::sync::Arc;

use super::input::{Input, InputFile};
use super::lines::ReadLimits;
use super::range::ByteRange;
use super::reader::{BatchReader, Detect};
use crate::log::{Detection, Envelope, Format};

/// Parts for each worker: enough that the last ones end at about the same time.
const PER_WORKER: u64 = 4;
/// A smaller part costs more to distribute and to merge than it is worth.
const LEAST_BYTES: u64 = 8 << 20;
/// A larger one is too expensive to repeat.
const MOST_BYTES: u64 = 256 << 20;

/// Parts of all plain files together, about: each costs memory and a round trip, even if it is small.
const MOST_PARTS: u64 = 1 << 16;

/// The length of a file, and whether it can be cut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FileExtent {
    /// Bytes as they are stored.
    pub bytes: u64,
    /// Whether parts of it can be read by themselves.
    pub can_be_cut: bool,
}

/// A part of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// Index of the file.
    pub file: usize,
    /// The part of it; `None` for all of it.
    pub range: Option<ByteRange>,
}

/// What the beginning of a plain file reveals about all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How its lines are read.
    pub format: Format,
    /// The detection of the format, if it was not fixed.
    pub detection: Option<Detection>,
}

/// The size of the parts of files that are cut, in bytes: about four parts for each worker, 8 MiB to 256 MiB.
///
/// ```
/// use logmill::source::split_size;
///
/// assert_eq!(split_size(1 << 30, 2), 128 << 20);
/// assert_eq!(split_size(1000, 2), 8 << 20);
/// assert_eq!(split_size(1 << 40, 2), 256 << 20);
/// ```
pub fn split_size(total_bytes: u64, workers: usize) -> u64 {
    let parts = PER_WORKER.saturating_mul(workers as u64).max(1);
    total_bytes.div_ceil(parts).clamp(LEAST_BYTES, MOST_BYTES)
}

/// The least size of the parts of files that are cut, in bytes: with it, `total_bytes` are about 65,536 parts.
///
/// ```
/// use logmill::source::least_split_size;
///
/// assert_eq!(least_split_size(20 << 20), 320);
/// assert_eq!(least_split_size(1000), 1);
/// ```
pub fn least_split_size(total_bytes: u64) -> u64 {
    total_bytes.div_ceil(MOST_PARTS).max(1)
}

/// Cuts files into parts of at most `split_bytes`, as equal as possible. The parts of a file are in its order and cover it; the last one
/// ends where the file ends when it is read. Files that stay whole come first, the largest before the others, so that no worker has to
/// finish one alone at the end.
pub fn plan_splits(extents: &[FileExtent], split_bytes: u64) -> Vec<Split> {
    let is_cut = |extent: &FileExtent| extent.can_be_cut && extent.bytes > split_bytes;
    let mut whole: Vec<usize> = (0..extents.len()).filter(|file| !is_cut(&extents[*file])).collect();
    whole.sort_by_key(|file| std::cmp::Reverse(extents[*file].bytes));
    let mut splits: Vec<Split> = whole.into_iter().map(|file| Split { file, range: None }).collect();
    for (file, extent) in extents.iter().enumerate().filter(|(_, extent)| is_cut(extent)) {
        let parts = extent.bytes.div_ceil(split_bytes.max(1));
        let bytes = extent.bytes.div_ceil(parts);
        splits.extend((0..parts).map(|part| {
            let end = if part + 1 < parts { (part + 1) * bytes } else { ByteRange::OPEN };
            Split { file, range: Some(ByteRange { start: part * bytes, end }) }
        }));
    }
    splits
}

/// Reads the beginning of a file. `None` if ranges of it cannot be read independently: it is not a regular file, it is compressed, its JSON is
/// not one object per line, or its format has directives. This is decided here only.
pub fn head_of(file: &InputFile, detect: Detect) -> Option<Head> {
    let Input::Path(path) = &file.input else { return None };
    fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    let limits = ReadLimits { batch_bytes: 1, max_line_bytes: 1 };
    let mut reader = BatchReader::new(crossbeam::channel::never(), limits, detect, Arc::new(|| false));
    let (format, detection) = reader.head_of(file)?;
    // A directive changes the meaning of later lines, and an envelope may hold parts of a line: what is needed may be in another part.
    let is_bound = format.functions().has_directives() || format.envelope().is_some_and(Envelope::has_parts);
    (!is_bound).then_some(Head { format, detection })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(bytes: u64) -> FileExtent {
        FileExtent { bytes, can_be_cut: true }
    }

    #[test]
    fn parts_cover_their_file_without_overlap_and_are_about_equal() {
        for (bytes, split_bytes) in [(101, 10), (100, 10), (11, 10), (1 << 40, 256 << 20), (7, 1), (5, 4)] {
            let splits = plan_splits(&[plain(bytes)], split_bytes);
            let mut next = 0;
            for split in &splits {
                let range = split.range.expect("a part");
                assert_eq!(range.start, next);
                assert!(range.start < bytes, "{bytes} by {split_bytes}: nothing is left for {range:?}");
                assert!(range.end == ByteRange::OPEN || range.end - range.start <= split_bytes);
                next = range.end;
            }
            assert_eq!(next, ByteRange::OPEN);
        }
    }

    #[test]
    fn small_and_compressed_files_stay_whole_and_the_largest_come_first() {
        let packed = |bytes| FileExtent { bytes, can_be_cut: false };
        let splits = plan_splits(&[plain(10), packed(500), plain(25), packed(600)], 10);
        let files: Vec<(usize, bool)> = splits.iter().map(|split| (split.file, split.range.is_some())).collect();
        assert_eq!(files, [(3, false), (1, false), (0, false), (2, true), (2, true), (2, true)]);
    }

    #[test]
    fn no_files_have_no_parts() {
        assert_eq!(plan_splits(&[], 1), []);
        assert_eq!(plan_splits(&[plain(0)], 1), [Split { file: 0, range: None }]);
    }
}
