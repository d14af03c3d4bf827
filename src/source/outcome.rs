//! What a reader tells of each file when it is done with it.

use super::error::{SourceError, SourceWarning};
use super::listing::InputFile;
use crate::log::{Detection, Format};

/// What became of a file that was taken from the queue, or of a member of an archive.
#[derive(Debug)]
pub struct FileOutcome {
    /// Index of the source in the plan.
    pub source: u32,
    /// Index of the file in the run's list.
    pub file: u32,
    /// Which member of the file it is, when the file is an archive. The archive has an outcome besides.
    pub member: Option<ArchiveMember>,
    /// How its lines were read; none when it has no text.
    pub format: Option<Format>,
    /// What the choice rests on, when the format was not fixed.
    pub detection: Option<Detection>,
    /// Why it could not be read, or not to its end.
    pub error: Option<SourceError>,
    /// What else is worth telling.
    pub warnings: Vec<SourceWarning>,
    /// Bytes of text handed out, lines that were too long included.
    pub text_bytes: u64,
    /// Whether all of it was read: not so after an error, or when the run was cancelled.
    pub complete: bool,
}

/// A member of an archive that was read as a file of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveMember {
    /// Its number among the files of the archive, from 1.
    pub number: u32,
    /// Its name in messages and reports: `logs.tar:2024/access.log`.
    pub shown: String,
}

impl FileOutcome {
    /// Of a file that was not read yet.
    pub(super) fn unread(file: &InputFile, member: Option<ArchiveMember>) -> FileOutcome {
        FileOutcome {
            source: file.source,
            file: file.file,
            member,
            format: None,
            detection: None,
            error: None,
            warnings: Vec::new(),
            text_bytes: 0,
            complete: false,
        }
    }
}
