//! What a reader reports about each file.

use super::error::{SourceError, SourceWarning};
use super::input::InputFile;
use crate::log::{Detection, Format};

/// The outcome of a file that was taken from the queue, or of a member of an archive.
#[derive(Debug)]
pub struct FileOutcome {
    /// Index of the source in the plan.
    pub source: u32,
    /// Index of the file in the run's list.
    pub file: u32,
    /// The member, if the file is an archive. The archive has an outcome of its own.
    pub member: Option<ArchiveMember>,
    /// The format of its lines; `None` if it has no text.
    pub format: Option<Format>,
    /// The detection of the format, if it was not fixed.
    pub detection: Option<Detection>,
    /// Why it cannot be read, or not to its end.
    pub error: Option<SourceError>,
    /// Warnings about it.
    pub warnings: Vec<SourceWarning>,
    /// Bytes of text that were read, including lines that were too long.
    pub text_bytes: u64,
    /// Whether all of it was read: false after an error, or if the run was cancelled.
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
    /// The outcome of a file that was not read yet.
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
