//! Takes files from a queue and fills batches with their lines.

use std::sync::Arc;

use arrow_buffer::Buffer;
use crossbeam::channel::Receiver;

use super::archive::Archive;
use super::carryover::Carryover;
use super::codec::{ContentKind, DataOrigin, is_undecided, sniff};
use super::error::{SourceError, SourceWarning};
use super::framing::{Recognized, recognize};
use super::input::InputFile;
use super::lines::{LineBlock, LineReader, ReadLimits};
use super::open_archive::{OpenArchive, read_start};
use super::outcome::FileOutcome;
use super::planned::Planned;
use super::raw_input::Cancelled;
use super::sample::{HEAD_BYTES, later_parts, old_line_ends, samples};
use super::stored::{Stored, TextStream};
use super::tar_header;
use crate::config::FormatChoice;
use crate::log::directives::Directives;
use crate::log::{Detection, Format};
use crate::message::{BatchId, RawBatch, Spare};

/// Most bytes that decide what a text is.
const SNIFFED_BYTES: usize = tar_header::BYTES;

/// Detects the format from samples of a file, each of whole lines, in file order.
pub type Detect = fn(&[&[u8]]) -> Detection;

/// Reads files from a queue that it may share with other readers, one file at a time.
///
/// The input ends when the queue is closed (all senders dropped). When the writer of a pipe pauses, its whole lines become a batch at
/// once. But if the format must be detected, the first batch waits for 64 KiB of text, or the end; and if the text begins with a brace or
/// bracket, for the end of its first object.
///
/// # Example
/// ```
/// use std::sync::Arc;
///
/// use logmill::config::{FormatChoice, NameChoice};
/// use logmill::log::Format;
/// use logmill::message::Spare;
/// use logmill::source::{BatchReader, Input, InputFile, ReadLimits};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let log = tempfile::NamedTempFile::new()?;
/// std::fs::write(log.path(), "first line\nlast line")?;
/// let format = Format::by_name("common").ok_or("no such format")?;
/// let (sender, queue) = crossbeam::channel::unbounded();
/// sender.send(InputFile {
///     source: 0,
///     file: 0,
///     input: Input::Path(log.path().to_owned()),
///     shown: "site.log".to_owned(),
///     format: FormatChoice::Fixed(format),
///     choice: NameChoice::default(),
///     range: None,
/// })?;
/// drop(sender);
///
/// let limits = ReadLimits { batch_bytes: 16, max_line_bytes: 100 };
/// let unused = |_: &[&[u8]]| unreachable!("the format is fixed");
/// let mut reader = BatchReader::new(queue, limits, unused, Arc::new(|| false));
/// let mut lines = Vec::new();
/// while let Ok(batch) = reader.next_batch(Spare::default()) {
///     lines.push(String::from_utf8(batch.lines().to_vec())?);
/// }
/// assert_eq!(lines, ["first line\n", "last line"]);
/// assert!(reader.finish()[0].complete);
/// # Ok(())
/// # }
/// ```
pub struct BatchReader {
    queue: Receiver<InputFile>,
    limits: ReadLimits,
    detect: Detect,
    cancelled: Cancelled,
    counts_lines: bool,
    /// The state that every file must have.
    planned: Option<Planned>,
    current: Option<OpenFile>,
    /// The archive whose members are being read.
    archive: Option<OpenArchive>,
    /// Bytes between batches; the memory is reused from file to file.
    carryover: Carryover,
    outcomes: Vec<FileOutcome>,
}

/// The file that is being read.
struct OpenFile {
    lines: LineReader<TextStream>,
    origin: DataOrigin,
    /// The name of `origin`, for batches to share.
    shown: Arc<str>,
    format: Format,
    /// The directives in force before the next batch, if the format has any.
    directives: Directives,
    seq: u32,
    /// Lines that were returned, if they are counted.
    counted: Option<u64>,
    outcome: FileOutcome,
}

/// The kind of opened bytes.
enum Opened {
    Text(LineReader<TextStream>, Format),
    Archive(Box<Archive<TextStream>>),
    /// Not readable; with the bytes.
    Refused(Stored, SourceError),
}

impl BatchReader {
    /// A reader of the files in the queue. It calls `cancelled` before each read and each piece that is decompressed, including skipped
    /// ones, and five times a second while a pipe or terminal is silent.
    pub fn new(queue: Receiver<InputFile>, limits: ReadLimits, detect: Detect, cancelled: Cancelled) -> BatchReader {
        BatchReader {
            queue,
            limits,
            detect,
            cancelled,
            counts_lines: false,
            planned: None,
            current: None,
            archive: None,
            carryover: Carryover::default(),
            outcomes: Vec::new(),
        }
    }

    /// Also counts the lines before each batch, so that every line has its number at once.
    #[must_use]
    pub fn with_line_numbers(self) -> BatchReader {
        BatchReader { counts_lines: true, ..self }
    }

    /// Expects the one file in the state in which its parts were planned; a change is its error.
    #[must_use]
    pub fn with_planned(self, planned: Planned) -> BatchReader {
        BatchReader { planned: Some(planned), ..self }
    }

    /// Fills the spare memory with the next lines.
    ///
    /// # Errors
    /// The spare memory, if all input has ended or the run was cancelled.
    pub fn next_batch(&mut self, mut spare: Spare) -> Result<RawBatch, Spare> {
        while !(self.cancelled)() {
            let Some(open) = &mut self.current else {
                if let Some(archive) = self.archive.take() {
                    self.next_member(archive);
                    continue;
                }
                let Ok(file) = self.queue.recv() else { return Err(spare) };
                self.start(file);
                continue;
            };
            match open.lines.next_block(std::mem::take(&mut spare.text)) {
                Ok(block) => return Ok(open.batch(block, spare)),
                Err(text) => spare.text = text,
            }
            self.close();
        }
        Err(spare)
    }

    /// Ends reading and returns the outcome of each file that this reader took from the queue.
    pub fn finish(mut self) -> Vec<FileOutcome> {
        self.close();
        self.outcomes.extend(self.archive.map(OpenArchive::into_outcome));
        self.outcomes
    }

    fn start(&mut self, file: InputFile) {
        let mut outcome = FileOutcome::unread(&file, None);
        match Stored::open(&file, Arc::clone(&self.cancelled)) {
            Ok(mut stored) => {
                if let Some(Err(fault)) = self.planned.map(|planned| stored.expect(planned)) {
                    outcome.error = Some(fault.of(&file.shown, 0));
                    return self.outcomes.push(outcome);
                }
                let origin = DataOrigin { shown: file.shown.clone(), member: None };
                self.begin(stored, origin, &file, outcome);
            }
            Err(cause) => {
                outcome.error = Some(SourceError::Open { shown: file.shown, cause });
                self.outcomes.push(outcome);
            }
        }
    }

    /// Continues with the next member of an archive, or ends it.
    fn next_member(&mut self, mut open: OpenArchive) {
        let next = open.next_member();
        self.outcomes.extend(open.take_unread());
        match next {
            Some((archive, origin, outcome)) => {
                let file = open.file().clone();
                self.archive = Some(open);
                self.begin(Stored::Member(archive), origin, &file, outcome);
            }
            None => self.outcomes.push(open.into_outcome()),
        }
    }

    /// Starts to read stored bytes.
    fn begin(&mut self, stored: Stored, origin: DataOrigin, file: &InputFile, mut outcome: FileOutcome) {
        match self.open(stored, &origin, file, &mut outcome) {
            Opened::Text(lines, format) => {
                let (shown, counted) = (Arc::from(origin.shown.as_str()), self.counts_lines.then_some(0));
                let directives = Directives::default();
                self.current = Some(OpenFile { lines, origin, shown, format, directives, seq: 0, counted, outcome });
            }
            Opened::Archive(archive) => {
                self.archive = Some(OpenArchive::new(file.clone(), archive, outcome));
            }
            Opened::Refused(stored, error) => {
                outcome.error = Some(error);
                self.outcomes.push(outcome);
                self.give_back(stored);
            }
        }
    }

    /// The format of the lines of a plain text, and its detection; `None` for anything else.
    pub(super) fn head_of(&mut self, file: &InputFile) -> Option<(Format, Option<Detection>)> {
        let stored = Stored::open(file, Arc::clone(&self.cancelled)).ok()?;
        let (origin, mut outcome) =
            (DataOrigin { shown: file.shown.clone(), member: None }, FileOutcome::unread(file, None));
        match self.open(stored, &origin, file, &mut outcome) {
            Opened::Text(lines, format) if lines.stream().is_plain() => Some((format, outcome.detection)),
            _ => None,
        }
    }

    /// Reads the beginning of stored bytes and decides their codec, framing and format.
    fn open(&mut self, mut stored: Stored, origin: &DataOrigin, file: &InputFile, outcome: &mut FileOutcome) -> Opened {
        if let Err(fault) = read_start(&mut stored, &mut self.carryover) {
            return Opened::Refused(stored, fault.of(&origin.shown, 0));
        }
        let stream = TextStream::open(stored, &mut self.carryover, &self.cancelled);
        let packed = stream.codec();
        let mut lines = LineReader::new(stream, self.limits, std::mem::take(&mut self.carryover));
        let kind = match lines.stream().is_part() {
            true => ContentKind::Plain,
            false => sniff(lines.head_while(SNIFFED_BYTES, is_undecided)),
        };
        let refusal = kind.refusal(origin, packed);
        if refusal.is_some() || matches!(kind, ContentKind::Tar) {
            let (stream, fault, _, carryover) = lines.into_parts();
            let opened = match refusal {
                Some(refusal) => Opened::Refused(stream.into_stored(), refusal),
                None => Opened::Archive(Box::new(Archive::new(stream, carryover.ready(), fault))),
            };
            self.carryover = carryover;
            return opened;
        }
        lines.skip_nuls();
        if !lines.stream().is_part() {
            lines = undo_framing(lines, origin, outcome);
        }
        outcome.detection = match &file.format {
            FormatChoice::Fixed(_) => None,
            choice => {
                let is_plain = lines.stream().is_plain() && origin.member.is_none();
                let parts = if is_plain { later_parts(&file.input) } else { Vec::new() };
                let samples = samples(lines.head(HEAD_BYTES), &parts);
                Some(match choice {
                    FormatChoice::Guess(guess) => guess.detect(&samples),
                    _ => (self.detect)(&samples),
                })
            }
        };
        let format = match (&file.format, &outcome.detection) {
            (FormatChoice::Fixed(format), _) => format.clone(),
            (_, detection) => detection.as_ref().expect("what is not fixed was detected").format.clone(),
        };
        lines.keep_parts_together(format.envelope());
        Opened::Text(lines, format)
    }

    fn close(&mut self) {
        let Some(OpenFile { lines, origin, format, seq, mut outcome, .. }) = self.current.take() else { return };
        let shown = &origin.shown;
        outcome.complete = lines.is_complete();
        let (mut stream, fault, text_bytes, carryover) = lines.into_parts();
        let fault = fault.or_else(|| stream.check().err());
        outcome.complete &= fault.is_none();
        let before = stream.first_line();
        outcome.warnings.extend(stream.warnings(shown));
        outcome.error = fault.map(|fault| fault.of(shown, before + text_bytes));
        outcome.text_bytes = text_bytes;
        if seq > 0 {
            outcome.format = Some(format);
        } else {
            // No detection: there was no text.
            outcome.detection = None;
        }
        self.carryover = carryover;
        self.outcomes.push(outcome);
        self.give_back(stream.into_stored());
    }

    /// Takes the archive back after one of its members.
    fn give_back(&mut self, stored: Stored) {
        if let (Stored::Member(archive), Some(open)) = (stored, &mut self.archive) {
            open.give_back(archive);
        }
    }
}

/// Turns JSON objects that are not one per line into lines; leaves other texts as they are.
fn undo_framing(
    mut lines: LineReader<TextStream>,
    origin: &DataOrigin,
    outcome: &mut FileOutcome,
) -> LineReader<TextStream> {
    let head = lines.head_while(HEAD_BYTES, |head| recognize(head, false) == Recognized::Undecided);
    let Recognized::Framed(framing) = recognize(head, true) else { return lines };
    let lines = lines.convert(|input| TextStream::framed(input, &framing));
    outcome.warnings.push(SourceWarning::Framed { shown: origin.shown.clone(), framing });
    lines
}

impl OpenFile {
    fn batch(&mut self, block: LineBlock, spare: Spare) -> RawBatch {
        let FileOutcome { source, file, ref member, .. } = self.outcome;
        let member = member.as_ref().map_or(0, |member| member.number);
        let id = BatchId { source, file, member, seq: self.seq };
        if self.seq == 0 {
            self.warn_of_line_ends(&block);
        }
        self.seq = self.seq.wrapping_add(1);
        let header = self.directives.lines();
        self.directives.obey_lines_of(&self.format, &block.text[..block.len]);
        let batch = RawBatch {
            id,
            offset: self.lines.stream().first_line() + block.offset,
            shown: Arc::clone(&self.shown),
            lines_before: self.counted.unwrap_or_default(),
            text: Buffer::from_vec(block.text),
            len: block.len,
            nul_bytes: block.nul_bytes,
            oversize: block.oversize,
            is_cut: block.is_cut,
            format: self.format.clone(),
            header,
            spare,
        };
        if let Some(counted) = &mut self.counted {
            *counted += batch.count_lines();
        }
        batch
    }

    fn warn_of_line_ends(&mut self, first: &LineBlock) {
        let start = match &first.oversize {
            Some(line) if first.len == 0 => line.start.as_slice(),
            _ => &first.text[..first.len],
        };
        if let Some(count) = old_line_ends(start) {
            let shown = self.origin.shown.clone();
            self.outcome.warnings.push(SourceWarning::OldLineEnds { shown, count });
        }
    }
}

#[cfg(test)]
mod tests;
