//! Takes files from a queue and fills batches with their lines.

use std::sync::Arc;

use arrow_buffer::Buffer;
use crossbeam::channel::Receiver;

use super::codec::{Codec, MAGIC_BYTES, TextStream, sniff};
use super::error::{SourceError, SourceWarning};
use super::gzip::Gzip;
use super::held::Held;
use super::lines::{LineReader, Piece};
use super::listing::InputFile;
use super::raw_input::{ByteStream, Got, RawInput};
use super::sample::{HEAD_BYTES, old_line_ends, parts_behind, samples};
use crate::config::FormatChoice;
use crate::log::{Detection, Format};
use crate::message::{BatchId, RawBatch, Spare};

/// Tells whether the run shall end before its input does.
pub type Cancelled = Arc<dyn Fn() -> bool + Send + Sync>;

/// Finds the format of samples of a file, each of whole lines, in the order of the file.
pub type Detect = fn(&[&[u8]]) -> Detection;

/// Sizes of batches and lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// Bytes of text in a batch, at least 1. Only a batch of one long line is larger.
    pub batch_bytes: usize,
    /// Longest line that is kept, in bytes without its line end.
    pub max_line_bytes: usize,
}

/// What became of a file that was taken from the queue.
#[derive(Debug)]
pub struct FileOutcome {
    /// Index of the source in the plan.
    pub source: u32,
    /// Index of the file in the run's list.
    pub file: u32,
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

/// Reads files from a queue that it may share with other readers, one file at a time.
///
/// The queue must be closed (all senders dropped) for the input to end. When the writer of a pipe pauses, its whole lines
/// come as a batch at once; but where the format is to be detected, the first batch waits for 64 KiB of text or the end.
///
/// # Example
/// ```
/// use std::sync::Arc;
///
/// use logmill::config::FormatChoice;
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
    current: Option<OpenFile>,
    /// Memory for the bytes that are held between batches, passed from file to file.
    held: Held,
    outcomes: Vec<FileOutcome>,
}

/// The file that is being read.
struct OpenFile {
    lines: LineReader<TextStream>,
    shown: String,
    format: Format,
    seq: u32,
    /// Lines that were handed out, when they are counted.
    counted: Option<u64>,
    outcome: FileOutcome,
}

impl BatchReader {
    /// A reader of the files in the queue. `cancelled` is asked before each read of the operating system, and five
    /// times a second while a pipe or a terminal gives nothing.
    pub fn new(queue: Receiver<InputFile>, limits: ReadLimits, detect: Detect, cancelled: Cancelled) -> BatchReader {
        BatchReader {
            queue,
            limits,
            detect,
            cancelled,
            counts_lines: false,
            current: None,
            held: Held::default(),
            outcomes: Vec::new(),
        }
    }

    /// The same reader, which also counts the lines before each batch, so that every line has its number at once.
    #[must_use]
    pub fn with_line_numbers(self) -> BatchReader {
        BatchReader { counts_lines: true, ..self }
    }

    /// Fills the spare memory with the next lines.
    ///
    /// # Errors
    /// The spare memory, when all input has ended or the run was cancelled.
    pub fn next_batch(&mut self, mut spare: Spare) -> Result<RawBatch, Spare> {
        while !(self.cancelled)() {
            let Some(open) = &mut self.current else {
                let Ok(file) = self.queue.recv() else { return Err(spare) };
                self.start(file);
                continue;
            };
            match open.lines.next_piece(std::mem::take(&mut spare.text)) {
                Ok(piece) => return Ok(open.batch(piece, spare)),
                Err(text) => spare.text = text,
            }
            self.close();
        }
        Err(spare)
    }

    /// Ends reading, and tells what became of each file that this reader took from the queue.
    pub fn finish(mut self) -> Vec<FileOutcome> {
        self.close();
        self.outcomes
    }

    fn start(&mut self, file: InputFile) {
        let mut outcome = FileOutcome {
            source: file.source,
            file: file.file,
            format: None,
            detection: None,
            error: None,
            warnings: Vec::new(),
            text_bytes: 0,
            complete: false,
        };
        match self.open(&file, &mut outcome) {
            Ok((lines, format)) => {
                let counted = self.counts_lines.then_some(0);
                self.current = Some(OpenFile { lines, shown: file.shown, format, seq: 0, counted, outcome });
            }
            Err(error) => {
                outcome.error = Some(error);
                self.outcomes.push(outcome);
            }
        }
    }

    /// Opens a file, looks at its beginning, and settles its codec and format.
    fn open(
        &mut self,
        file: &InputFile,
        outcome: &mut FileOutcome,
    ) -> Result<(LineReader<TextStream>, Format), SourceError> {
        let stream = open_text(file, Arc::clone(&self.cancelled), &mut self.held)?;
        let mut lines = LineReader::new(stream, self.limits, std::mem::take(&mut self.held));
        if let Some(refusal) = sniff(lines.head(MAGIC_BYTES)).refusal(&file.shown) {
            return Err(refusal);
        }
        let format = match &file.format {
            FormatChoice::Fixed(format) => format.clone(),
            FormatChoice::Auto => {
                let parts = if lines.is_plain() { parts_behind(&file.input) } else { Vec::new() };
                let detection = (self.detect)(&samples(lines.head(HEAD_BYTES), &parts));
                let format = detection.format.clone();
                outcome.detection = Some(detection);
                format
            }
        };
        Ok((lines, format))
    }

    fn close(&mut self) {
        let Some(OpenFile { lines, shown, format, seq, mut outcome, .. }) = self.current.take() else { return };
        outcome.complete = lines.is_complete();
        let (stream, fault, text_bytes, held) = lines.into_parts();
        outcome.warnings.extend(stream.warning(&shown));
        outcome.error = fault.map(|fault| fault.of(&shown, text_bytes));
        outcome.text_bytes = text_bytes;
        if seq > 0 {
            outcome.format = Some(format);
        } else {
            // Nothing was detected: there was nothing to look at.
            outcome.detection = None;
        }
        self.held = held;
        self.outcomes.push(outcome);
    }
}

impl OpenFile {
    fn batch(&mut self, piece: Piece, spare: Spare) -> RawBatch {
        let id = BatchId { source: self.outcome.source, file: self.outcome.file, seq: self.seq };
        if self.seq == 0 {
            self.warn_of_line_ends(&piece);
        }
        self.seq = self.seq.wrapping_add(1);
        let batch = RawBatch {
            id,
            offset: piece.offset,
            lines_before: self.counted.unwrap_or_default(),
            text: Buffer::from_vec(piece.text),
            len: piece.len,
            oversize: piece.oversize,
            is_cut: piece.is_cut,
            format: self.format.clone(),
            header: None,
            spare,
        };
        if let Some(counted) = &mut self.counted {
            *counted += batch.count_lines();
        }
        batch
    }

    fn warn_of_line_ends(&mut self, first: &Piece) {
        let start = match &first.oversize {
            Some(line) if first.len == 0 => line.start.as_slice(),
            _ => &first.text[..first.len],
        };
        if let Some(count) = old_line_ends(start) {
            let shown = self.shown.clone();
            self.outcome.warnings.push(SourceWarning::OldLineEnds { shown, count });
        }
    }
}

/// Opens an input and finds its codec. What was read of the text to find it is in `held` afterwards.
fn open_text(file: &InputFile, cancelled: Cancelled, held: &mut Held) -> Result<TextStream, SourceError> {
    let mut raw = RawInput::open(&file.input, cancelled)
        .map_err(|cause| SourceError::Open { shown: file.shown.clone(), cause })?;
    held.clear();
    while held.ready().len() < MAGIC_BYTES {
        match raw.read(held.room(HEAD_BYTES)).map_err(|fault| fault.of(&file.shown, 0))? {
            Got::Bytes(bytes) => held.filled(bytes),
            Got::Nothing => {}
            Got::End | Got::Cancelled => break,
        }
    }
    if sniff(held.ready()) != Codec::Gzip {
        return Ok(TextStream::Plain(raw));
    }
    let gzip = Gzip::new(raw, held.ready());
    held.clear();
    Ok(TextStream::Gzip(Box::new(gzip)))
}

#[cfg(test)]
mod tests;
