//! The key of a record as bytes: equal for equal values, taken apart again only for the rows that are shown.
//!
//! One text column is its own bytes, and the byte `0xFF`, which is never in UTF-8, where it is absent. Otherwise the parts
//! follow each other: a text is its bytes and `0xFE`, or `0xFF` alone; a number is the byte 1 and its word, highest byte
//! first, or the byte 0 alone. None of these is the beginning of another.

use std::cmp::Ordering;

use arrow_array::RecordBatch;

use super::measure::typed;
use super::table::CHUNK;
use crate::log::{Column, MissingColumn, Numbers, Views};
use crate::reduce::Value;

const ABSENT_TEXT: u8 = 0xFF;
const TEXT_END: u8 = 0xFE;
const ABSENT_NUMBER: u8 = 0;
const NUMBER: u8 = 1;
const WORD: usize = size_of::<u64>();

/// The columns of a batch that make its keys.
pub enum Keys<'a> {
    /// One text column: its bytes are read where they lie.
    Text(Views<'a>),
    /// Any other list of columns.
    Parts(Vec<Part<'a>>),
}

/// One column of several.
pub enum Part<'a> {
    /// A text column.
    Text(Views<'a>),
    /// A number or time column.
    Number(Numbers<'a>),
}

impl<'a> Keys<'a> {
    /// The key columns of a batch.
    ///
    /// # Errors
    /// [`MissingColumn`] when the batch does not hold one of them.
    pub fn of(batch: &'a RecordBatch, columns: &[Column]) -> Result<Keys<'a>, MissingColumn> {
        if let Some(column) = single_text(columns) {
            return Views::of(batch, column).map(Keys::Text);
        }
        let part = |column: &Column| match column.is_text() {
            true => Views::of(batch, *column).map(Part::Text),
            false => Numbers::of(batch, *column).map(Part::Number),
        };
        columns.iter().map(part).collect::<Result<_, _>>().map(Keys::Parts)
    }

    /// Calls `read` with the keys of up to [`CHUNK`] rows; `scratch` is memory to build them in.
    #[inline(always)]
    pub fn with<R>(&self, rows: &[u32], scratch: &mut Vec<u8>, read: impl FnOnce(&[&[u8]]) -> R) -> R {
        let mut keys: [&[u8]; CHUNK] = [&[]; CHUNK];
        match self {
            Keys::Text(texts) => {
                for (key, row) in keys.iter_mut().zip(rows) {
                    *key = texts.get(*row as usize).unwrap_or(&[ABSENT_TEXT]);
                }
            }
            Keys::Parts(parts) => {
                let mut ends = [0; CHUNK];
                scratch.clear();
                for (end, row) in ends.iter_mut().zip(rows) {
                    parts.iter().for_each(|part| part.write(*row as usize, scratch));
                    *end = scratch.len();
                }
                let mut start = 0;
                for (key, end) in keys.iter_mut().zip(&ends[..rows.len()]) {
                    *key = &scratch[start..*end];
                    start = *end;
                }
            }
        }
        read(&keys[..rows.len()])
    }
}

impl Part<'_> {
    fn write(&self, row: usize, key: &mut Vec<u8>) {
        match self {
            Part::Text(texts) => match texts.get(row) {
                Some(text) => {
                    key.extend_from_slice(text);
                    key.push(TEXT_END);
                }
                None => key.push(ABSENT_TEXT),
            },
            Part::Number(numbers) => match numbers.word(row) {
                Some(word) => {
                    key.push(NUMBER);
                    key.extend_from_slice(&word.to_be_bytes());
                }
                None => key.push(ABSENT_NUMBER),
            },
        }
    }
}

fn single_text(columns: &[Column]) -> Option<Column> {
    match columns {
        [column] if column.is_text() => Some(*column),
        _ => None,
    }
}

/// The parts of a key: bytes whose order is that of the values, None where the value is absent.
fn parts<'a>(columns: &'a [Column], key: &'a [u8]) -> impl Iterator<Item = (Column, Option<&'a [u8]>)> {
    let single = single_text(columns).is_some();
    let mut rest = key;
    columns.iter().map(move |column| {
        let (part, len) = match rest {
            [ABSENT_TEXT, ..] if column.is_text() => (None, 1),
            _ if single => (Some(rest), rest.len()),
            _ if column.is_text() => {
                let end = memchr::memchr(TEXT_END, rest).unwrap_or(rest.len());
                (Some(&rest[..end]), end + 1)
            }
            [NUMBER, number @ ..] => (number.get(..WORD), 1 + WORD),
            _ => (None, 1),
        };
        rest = rest.get(len..).unwrap_or_default();
        (*column, part)
    })
}

/// The order of two keys: column by column, absent values first, texts by their bytes.
pub fn compare(columns: &[Column], a: &[u8], b: &[u8]) -> Ordering {
    parts(columns, a).map(|(_, part)| part).cmp(parts(columns, b).map(|(_, part)| part))
}

/// The values that a key was made of.
pub fn decode(columns: &[Column], key: &[u8]) -> Vec<Value> {
    let value = |(column, part): (Column, Option<&[u8]>)| match part {
        None => Value::Null,
        Some(text) if column.is_text() => Value::Text(String::from_utf8_lossy(text).into_owned()),
        Some(number) => {
            let word = number.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
            typed(column, word)
        }
    };
    parts(columns, key).map(value).collect()
}
