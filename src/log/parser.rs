//! The parser: from the raw text of a batch to records, rejects and their account. A pure function with scratch memory.

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_schema::SchemaRef;

use super::columns::{self, RecordColumns};
use super::envelope::{Envelope, Unwrapped};
use super::fate::Fate;
use super::format::Format;
use super::lines::{LineFormat, Lines, Rules};
use super::marks::Marks;
use super::reject::{Reject, Specimens, shown};
use super::schema::Columns;
use super::tally::{Note, Notes, Tally};
use super::text::Text;

/// What became of a batch's lines.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The records, with the requested columns.
    pub records: RecordBatch,
    /// The account of all lines.
    pub tally: Tally,
    /// The first malformed lines, in order; at most [`SHOWN_LINES`](super::reject::SHOWN_LINES).
    pub rejects: Vec<Reject>,
    /// Lines that help to name the format when this one does not read the text.
    pub specimens: Specimens,
    /// What became of each line, in order; empty unless requested by [`Parser::with_fates`].
    pub fates: Vec<Fate>,
}

/// The raw text of a batch and the context needed to read it.
#[derive(Debug, Clone, Copy)]
pub struct RawText<'a> {
    /// The buffer.
    pub buffer: &'a Buffer,
    /// The lines are its first `len` bytes.
    pub len: usize,
    /// The directives in force before the first line, for a format that [has](LineFormat::has_directives) any: whole lines.
    pub header: &'a [u8],
    /// Lines (numbers from 0, ascending) that are set aside unread.
    pub poisoned: &'a [u32],
}

impl<'a> RawText<'a> {
    /// All of a buffer, with nothing before it.
    pub fn all(buffer: &'a Buffer) -> RawText<'a> {
        RawText { buffer, len: buffer.len(), header: &[], poisoned: &[] }
    }
}

/// Parses batches; keeps only memory between them.
pub struct Parser {
    columns: Columns,
    schema: SchemaRef,
    max_line_bytes: usize,
    fates: bool,
    is_quick: bool,
    marks: Marks,
}

impl Parser {
    /// A parser that fills the columns given. A line of more than `max_line_bytes` bytes is malformed.
    pub fn new(columns: Columns, max_line_bytes: usize) -> Parser {
        let schema = columns::schema(columns);
        Parser { columns, schema, max_line_bytes, fates: false, is_quick: true, marks: Marks::default() }
    }

    /// The same parser, which also reports what became of each line.
    #[must_use]
    pub fn with_fates(self) -> Parser {
        Parser { fates: true, ..self }
    }

    /// The same parser, which reads every line by the definition of its format: slower, and with the same result.
    #[must_use]
    pub fn by_definition(self) -> Parser {
        Parser { is_quick: false, ..self }
    }

    /// Parses the lines of a text. `views` is memory for text columns; what it holds does not matter.
    pub fn parse(&mut self, format: &Format, raw: RawText<'_>, views: Vec<Vec<u128>>) -> Parsed {
        match format.envelope() {
            None => self.parse_lines(format.functions(), format.rules(), raw, views),
            Some(envelope) => self.parse_inside(envelope, format, raw, views),
        }
    }

    /// Parses the content of an envelope: a text of its own with the same number of lines. Any prefix is left to the lines.
    fn parse_inside(&mut self, envelope: Envelope, format: &Format, raw: RawText<'_>, views: Vec<Vec<u128>>) -> Parsed {
        if !envelope.has_layers() {
            return self.parse_lines(format.functions(), format.rules(), raw, views);
        }
        let outer = &raw.buffer[..raw.len];
        // Two bytes for the line end, as the reader has it.
        let mut unwrapped = envelope.unwrap_within(outer, self.max_line_bytes.saturating_add(2));
        let inner = Buffer::from_vec(std::mem::take(&mut unwrapped.text));
        // The fates show which records were inside an envelope.
        let fates = std::mem::replace(&mut self.fates, true);
        let raw = RawText { buffer: &inner, len: inner.len(), ..raw };
        let mut parsed = self.parse_lines(format.functions(), format.rules(), raw, views);
        self.fates = fates;
        attribute(&unwrapped, outer, &mut parsed);
        if !fates {
            parsed.fates.clear();
        }
        parsed
    }

    /// Parses the lines of a text, without an envelope, by the functions of a format.
    fn parse_lines(
        &mut self,
        format: &dyn LineFormat,
        rules: Rules<'_>,
        raw: RawText<'_>,
        mut views: Vec<Vec<u128>>,
    ) -> Parsed {
        let text = Text::new(raw.buffer.clone(), raw.len, &mut self.marks);
        let mut lines = Lines {
            text: &text,
            marks: self.marks.positions(),
            max_line_bytes: self.max_line_bytes,
            poisoned: raw.poisoned,
            is_quick: self.is_quick,
            rules,
            columns: RecordColumns::new(&text, self.columns, self.schema.clone(), &mut views),
            tally: Tally { bytes: raw.len as u64, ..Tally::default() },
            rejects: Vec::new(),
            specimens: Specimens::default(),
            fates: self.fates.then(Vec::new),
            header: raw.header,
            at: 0,
            next_mark: 0,
        };
        format.read_all(&mut lines);
        let Lines { columns, tally, rejects, specimens, fates, .. } = lines;
        Parsed { records: columns.finish(), tally, rejects, specimens, fates: fates.unwrap_or_default() }
    }
}

/// Relates what became of the lines to `outer`, the text as it was: records that had an envelope are noted, and malformed lines are shown
/// and located as they were. `parsed` must have the fates of all lines.
///
/// The column of a malformed line counts an escape inside its envelope as one character.
fn attribute(unwrapped: &Unwrapped, outer: &[u8], parsed: &mut Parsed) {
    parsed.tally.bytes = outer.len() as u64;
    let mut noted = Notes::default();
    noted.add(Note::Envelope);
    for (line, fate) in unwrapped.origins.iter().zip(&mut parsed.fates) {
        let Some(prefix) = line.prefix else { continue };
        match fate {
            Fate::Record(notes) => {
                notes.add(Note::Envelope);
                parsed.tally.notes.add(noted);
            }
            Fate::Malformed(_, column) => *column += prefix,
            Fate::Skipped(_) => {}
        }
    }
    for reject in &mut parsed.rejects {
        let Some(line) = unwrapped.origins.get(reject.line as usize) else { continue };
        let Some(prefix) = line.prefix else { continue };
        let rest = &outer[line.start..];
        reject.column += prefix;
        reject.text = shown(&rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())], false);
    }
}
