//! The archive whose members a reader reads, and its outcome.

use std::fs;
use std::sync::Arc;

use super::archive::{Archive, Member, NoMember};
use super::carryover::Carryover;
use super::codec::{ContentKind, DataOrigin, is_undecided, sniff};
use super::error::{ReadFault, SourceError, SourceWarning, shell_word};
use super::input::InputFile;
use super::lines::{LineReader, ReadLimits};
use super::outcome::{ArchiveMember, FileOutcome};
use super::raw_input::{ByteStream, Cancelled, RawInput, ReadOutcome};
use super::sample::HEAD_BYTES;
use super::stored::{Stored, TextStream};
use super::tar_header::BYTES;
use crate::config::NameChoice;

/// The archive whose members are being read.
pub(super) struct OpenArchive {
    file: InputFile,
    /// None while a member is being read.
    archive: Option<Box<Archive<TextStream>>>,
    /// Number of files in it that were selected until now.
    members: u32,
    /// Outcomes of files in it that cannot be read, until they are taken.
    unread: Vec<FileOutcome>,
    /// Whether files in it were not selected.
    has_left_out: bool,
    /// The number of members that are not files, and the kind and the name of the first.
    others: Option<(u64, &'static str, String)>,
    outcome: FileOutcome,
}

impl OpenArchive {
    /// An archive before its first member.
    pub(super) fn new(file: InputFile, archive: Box<Archive<TextStream>>, outcome: FileOutcome) -> OpenArchive {
        let archive = Some(archive);
        OpenArchive { file, archive, members: 0, unread: Vec::new(), has_left_out: false, others: None, outcome }
    }

    /// The file that is the archive.
    pub(super) fn file(&self) -> &InputFile {
        &self.file
    }

    /// Takes the archive back after one of its members.
    pub(super) fn give_back(&mut self, archive: Box<Archive<TextStream>>) {
        self.archive = Some(archive);
    }

    /// Goes on to the next selected file. Returns the archive, which now reads as the bytes of that file, and what is known of the
    /// file; `None` at the end.
    pub(super) fn next_member(&mut self) -> Option<(Box<Archive<TextStream>>, DataOrigin, FileOutcome)> {
        let mut archive = self.archive.take()?;
        loop {
            match archive.next_member() {
                Ok(Member::File(name) | Member::Sparse(name)) if !is_selected(&name, &self.file.choice) => {
                    self.has_left_out = true;
                }
                Ok(Member::File(name)) => {
                    let (origin, outcome) = self.member(name);
                    return Some((archive, origin, outcome));
                }
                Ok(Member::Sparse(name)) => {
                    let command = format!("tar -xOf {} {}", shell_word(&self.file.shown), shell_word(&name));
                    let (origin, mut outcome) = self.member(name);
                    outcome.error = Some(SourceError::Sparse { shown: origin.shown, command });
                    self.unread.push(outcome);
                }
                Ok(Member::Other(name, kind)) => self.others.get_or_insert((0, kind, name)).0 += 1,
                Err(stop) => {
                    self.end(&archive, stop);
                    return None;
                }
            }
        }
    }

    /// The name and the outcome of the next member.
    fn member(&mut self, name: String) -> (DataOrigin, FileOutcome) {
        self.members += 1;
        let shown = format!("{}:{name}", self.file.shown);
        let member = ArchiveMember { number: self.members, shown: shown.clone() };
        let origin = DataOrigin { shown, member: Some((self.file.shown.clone(), name)) };
        (origin, FileOutcome::unread(&self.file, Some(member)))
    }

    /// Takes the outcomes of files in it that cannot be read.
    pub(super) fn take_unread(&mut self) -> Vec<FileOutcome> {
        std::mem::take(&mut self.unread)
    }

    fn end(&mut self, archive: &Archive<TextStream>, stop: NoMember) {
        let shown = &self.file.shown;
        match archive.warning(shown) {
            Some(warning) => self.outcome.warnings.push(warning),
            None => self.outcome.warnings.extend(archive.stream().warnings(shown)),
        }
        match stop {
            NoMember::End if self.members == 0 && self.has_left_out => {
                self.outcome.error = Some(SourceError::AllLeftOut { shown: shown.clone() });
            }
            NoMember::End => self.outcome.complete = true,
            NoMember::Cancelled | NoMember::Reported => {}
            NoMember::Fault(fault) => self.outcome.error = Some(fault.of(shown, archive.text_bytes())),
        }
    }

    /// The outcome of the archive itself.
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

/// Whether a path is a regular file with an archive, compressed or not. False if it cannot be read.
pub(super) fn is_archive(path: &str) -> bool {
    let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    let never: Cancelled = Arc::new(|| false);
    let raw = || RawInput::open(path.as_ref(), Arc::clone(&never)).ok();
    let Some(raw) = is_file.then(raw).flatten() else { return false };
    let limits = ReadLimits { batch_bytes: BYTES, max_line_bytes: BYTES };
    let mut carryover = Carryover::default();
    let mut stored = Stored::File(raw);
    read_start(&mut stored, &mut carryover).is_ok() && {
        let stream = TextStream::open(stored, &mut carryover, &never);
        let mut text = LineReader::new(stream, limits, carryover);
        matches!(sniff(text.head_while(BYTES, is_undecided)), ContentKind::Tar)
    }
}

/// Reads as many of the first bytes as decide what they are.
pub(super) fn read_start(stored: &mut Stored, carryover: &mut Carryover) -> Result<(), ReadFault> {
    carryover.clear();
    while is_undecided(carryover.ready()) {
        match stored.read(carryover.room(HEAD_BYTES))? {
            ReadOutcome::Data(bytes) => carryover.fill(bytes),
            ReadOutcome::Pending => {}
            ReadOutcome::Eof | ReadOutcome::Cancelled => break,
        }
    }
    Ok(())
}

/// Whether a member of an archive is selected: not if it, or a directory that it is in, is hidden.
fn is_selected(name: &str, choice: &NameChoice) -> bool {
    let name = name.trim_start_matches("./");
    let is_hidden = name.split('/').any(|part| part.starts_with('.') && part != "..");
    !is_hidden && choice.admits(name)
}
