//! The parser: from the raw text of a batch to records, rejects and their account. A pure function with scratch memory.

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_schema::SchemaRef;

use super::columns::{self, RecordColumns};
use super::format::{Format, LineFormat};
use super::lines::Lines;
use super::marks::Marks;
use super::reject::Reject;
use super::schema::Columns;
use super::tally::Tally;
use super::text::Text;

/// What became of a batch's lines.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The records, with the columns that were asked for.
    pub records: RecordBatch,
    /// The account of all lines.
    pub tally: Tally,
    /// The first malformed lines, in order; at most [`SHOWN_LINES`](super::reject::SHOWN_LINES).
    pub rejects: Vec<Reject>,
}

/// Parses batches; holds nothing between them but memory.
pub struct Parser {
    columns: Columns,
    schema: SchemaRef,
    max_line_bytes: usize,
    marks: Marks,
}

impl Parser {
    /// A parser that fills the columns given. A line of more than `max_line_bytes` bytes is malformed.
    pub fn new(columns: Columns, max_line_bytes: usize) -> Parser {
        Parser { columns, schema: columns::schema(columns), max_line_bytes, marks: Marks::default() }
    }

    /// Parses the lines in the first `len` bytes of a buffer. `views` is memory for text columns.
    ///
    /// The lines of `poisoned` (numbers from 0, ascending) are set aside unread.
    pub fn parse(
        &mut self,
        format: Format,
        raw: &Buffer,
        len: usize,
        views: Vec<Vec<u128>>,
        poisoned: &[u32],
    ) -> Parsed {
        self.parse_with(format.functions(), raw, len, views, poisoned)
    }

    /// See [`Parser::parse`], for a format that has no name.
    pub fn parse_with(
        &mut self,
        format: &dyn LineFormat,
        raw: &Buffer,
        len: usize,
        mut views: Vec<Vec<u128>>,
        poisoned: &[u32],
    ) -> Parsed {
        let text = Text::new(raw.clone(), len, &mut self.marks);
        let mut lines = Lines {
            text: &text,
            marks: self.marks.positions(),
            max_line_bytes: self.max_line_bytes,
            poisoned,
            columns: RecordColumns::new(&text, self.columns, self.schema.clone(), &mut views),
            tally: Tally { bytes: len as u64, ..Tally::default() },
            rejects: Vec::new(),
        };
        format.read_all(&mut lines);
        let Lines { columns, tally, rejects, .. } = lines;
        Parsed { records: columns.finish(), tally, rejects }
    }
}
