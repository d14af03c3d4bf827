//! The archive whose members a reader takes one after the other, and the account of it.

use super::archive::{Archive, Member, Stop};
use super::codec::Origin;
use super::error::{SourceError, SourceWarning};
use super::listing::InputFile;
use super::outcome::{ArchiveMember, FileOutcome};
use crate::config::NameChoice;

/// The archive whose members are being read.
pub(super) struct OpenArchive {
    file: InputFile,
    /// None while a member is being read.
    archive: Option<Box<Archive>>,
    /// Files that were read in it.
    members: u32,
    /// Whether there are files in it that were not chosen.
    has_left_out: bool,
    /// How many of its members are no files, and the kind and the name of the first.
    others: Option<(u64, &'static str, String)>,
    outcome: FileOutcome,
}

impl OpenArchive {
    /// An archive of which nothing was read.
    pub(super) fn new(file: InputFile, archive: Box<Archive>, outcome: FileOutcome) -> OpenArchive {
        OpenArchive { file, archive: Some(archive), members: 0, has_left_out: false, others: None, outcome }
    }

    /// The file that is the archive.
    pub(super) fn file(&self) -> &InputFile {
        &self.file
    }

    /// Takes the archive back after one of its members.
    pub(super) fn give_back(&mut self, archive: Box<Archive>) {
        self.archive = Some(archive);
    }

    /// Goes on to the next file that is chosen: the archive, which reads as its bytes now, and what is known of the file.
    /// None at the end.
    pub(super) fn next_member(&mut self) -> Option<(Box<Archive>, Origin, FileOutcome)> {
        let mut archive = self.archive.take()?;
        loop {
            match archive.next_member() {
                Ok(Member::File(name)) if is_chosen(&name, &self.file.choice) => {
                    self.members += 1;
                    let shown = format!("{}:{name}", self.file.shown);
                    let member = ArchiveMember { number: self.members, shown: shown.clone() };
                    let origin = Origin { shown, member: Some((self.file.shown.clone(), name)) };
                    return Some((archive, origin, FileOutcome::unread(&self.file, Some(member))));
                }
                Ok(Member::File(_)) => self.has_left_out = true,
                Ok(Member::Other(name, kind)) => self.others.get_or_insert((0, kind, name)).0 += 1,
                Err(stop) => {
                    self.end(&archive, stop);
                    return None;
                }
            }
        }
    }

    fn end(&mut self, archive: &Archive, stop: Stop) {
        let shown = &self.file.shown;
        self.outcome.warnings.extend(archive.warning(shown));
        match stop {
            Stop::End if self.members == 0 && self.has_left_out => {
                self.outcome.error = Some(SourceError::AllLeftOut { shown: shown.clone() });
            }
            Stop::End => self.outcome.complete = true,
            Stop::Cancelled | Stop::Told => {}
            Stop::Fault(fault) => self.outcome.error = Some(fault.of(shown, archive.text_bytes())),
        }
    }

    /// What became of the archive itself.
    pub(super) fn into_outcome(self) -> FileOutcome {
        let OpenArchive { file, others, mut outcome, .. } = self;
        outcome.warnings.extend(others.map(|(count, kind, first)| SourceWarning::SkippedMembers {
            shown: file.shown,
            count,
            kind,
            first,
        }));
        outcome
    }
}

/// Whether a member of an archive is read: not so when it, or a directory that it is in, is hidden.
fn is_chosen(name: &str, choice: &NameChoice) -> bool {
    let name = name.trim_start_matches("./");
    let is_hidden = name.split('/').any(|part| part.starts_with('.') && part != "..");
    !is_hidden && choice.admits(name)
}
