//! The parser: from the raw text of a batch to records, rejects and counts. A pure function with scratch memory.

use std::borrow::Cow;

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_schema::SchemaRef;

use super::anonymize::Anonymize;
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
use super::zone::Zone;

/// The result of parsing a batch.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The records, with the requested columns.
    pub records: RecordBatch,
    /// Counts of all lines.
    pub tally: Tally,
    /// The first malformed lines, in order; at most [`SHOWN_LINES`](super::reject::SHOWN_LINES).
    pub rejects: Vec<Reject>,
    /// Lines that help to name the format, if this one does not read the text.
    pub specimens: Specimens,
    /// The outcome of each line, in order; empty unless requested with [`Parser::with_fates`].
    pub fates: Vec<Fate>,
}

/// The raw text of a batch and the context needed to read it.
#[derive(Debug, Clone, Copy)]
pub struct RawText<'a> {
    /// The buffer.
    pub buffer: &'a Buffer,
    /// The text is its first `len` bytes.
    pub len: usize,
    /// The directives in force before the first line, as whole lines; for formats with [directives](LineFormat::has_directives).
    pub header: &'a [u8],
    /// Numbers (from 0, ascending) of lines to set aside unread.
    pub poisoned: &'a [u32],
}

impl<'a> RawText<'a> {
    /// All of a buffer, without directives.
    pub fn all(buffer: &'a Buffer) -> RawText<'a> {
        RawText { buffer, len: buffer.len(), header: &[], poisoned: &[] }
    }
}

/// Parses batches; keeps only scratch memory between them.
pub struct Parser {
    columns: Columns,
    schema: SchemaRef,
    max_line_bytes: usize,
    fates: bool,
    is_quick: bool,
    marks: Marks,
}

impl Parser {
    /// A parser that fills `columns`, but for those about where a line was read. Lines longer than `max_line_bytes` are malformed.
    pub fn new(columns: Columns, max_line_bytes: usize) -> Parser {
        let columns = columns.without(Columns::ORIGIN);
        let schema = columns::schema(columns);
        Parser { columns, schema, max_line_bytes, fates: false, is_quick: true, marks: Marks::default() }
    }

    /// Also reports the outcome of each line.
    #[must_use]
    pub fn with_fates(self) -> Parser {
        Parser { fates: true, ..self }
    }

    /// Reads every line by the definition of its format: slower, with the same result.
    #[must_use]
    pub fn by_definition(self) -> Parser {
        Parser { is_quick: false, ..self }
    }

    /// Parses the lines of a text. `views` is memory to reuse for text columns; its content is ignored.
    pub fn parse(&mut self, format: &Format, raw: RawText<'_>, views: Vec<Vec<u128>>) -> Parsed {
        let parsed = match format.envelope() {
            None => self.parse_lines(format.functions(), format.rules(), raw, views),
            Some(envelope) => self.parse_inside(envelope, format, raw, views),
        };
        match format.anonymize() {
            Some(mask) => Parsed { records: mask.records(&parsed.records), ..parsed },
            None => parsed,
        }
    }

    /// Parses the content of an envelope as a text with the same number of lines. Prefixes are handled line by line.
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
        attribute(&unwrapped, outer, format.anonymize(), &mut parsed);
        if !fates {
            parsed.fates.clear();
        }
        parsed
    }

    /// Parses the lines of a text without an envelope.
    fn parse_lines(
        &mut self,
        format: &dyn LineFormat,
        rules: Rules<'_>,
        raw: RawText<'_>,
        mut views: Vec<Vec<u128>>,
    ) -> Parsed {
        let text = Text::new(raw.buffer.clone(), raw.len, &mut self.marks);
        let utc = Zone::utc();
        let zone = rules.settings.and_then(|settings| settings.shown_in.as_ref()).unwrap_or(&utc);
        let mut lines = Lines {
            text: &text,
            marks: self.marks.positions(),
            max_line_bytes: self.max_line_bytes,
            poisoned: raw.poisoned,
            is_quick: self.is_quick,
            rules,
            columns: RecordColumns::new(&text, self.columns, self.schema.clone(), zone, &mut views),
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

/// Relates the outcomes to `outer`, the text with its envelope: notes the records that had one, and shows and locates malformed lines
/// as they were. `parsed` must have the fates of all lines.
///
/// Inside an envelope, an escape counts as one character of a malformed line's column.
fn attribute(unwrapped: &Unwrapped, outer: &[u8], mask: Option<Anonymize>, parsed: &mut Parsed) {
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
        let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
        reject.text = shown(&mask.map_or(Cow::Borrowed(line), |mask| mask.bytes(line)), false);
    }
}
