//! The key of a record as bytes: equal for equal values, and decoded only for the rows that are shown.
//!
//! A key of one text is its bytes, or the byte `0xFF`, which UTF-8 never has, for null. Any other key is its parts, one after
//! the other: a text is its bytes and `0xFE`, or `0xFF` alone; a number is the byte 1 and its word, highest byte first, or the
//! byte 0 alone. No part begins with another part.

use std::cmp::Ordering;

use arrow_array::ArrayRef;
use arrow_array::cast::AsArray;

use super::table::CHUNK;
use crate::log::numbers::ValueType;
use crate::log::{Numbers, Views};
use crate::reduce::table::Value;

const ABSENT_TEXT: u8 = 0xFF;
const TEXT_END: u8 = 0xFE;
const ABSENT_NUMBER: u8 = 0;
const NUMBER: u8 = 1;
const WORD: usize = size_of::<u64>();

/// The values of a batch that make its keys.
pub enum Keys<'a> {
    /// One text: its bytes are read where they lie.
    Text(Views<'a>),
    /// Any other list of parts.
    Parts(Vec<KeyPart<'a>>),
}

/// One part of several.
pub enum KeyPart<'a> {
    /// A text.
    Text(Views<'a>),
    /// A number or time.
    Number(Numbers<'a>),
}

/// An array is not of the type that columns of its kind have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the key is {expected:?}, and its values are {found}")]
pub struct WrongType {
    expected: ValueType,
    found: String,
}

impl<'a> Keys<'a> {
    /// The keys that arrays of some types make.
    ///
    /// # Errors
    /// [`WrongType`] when an array is not of its type.
    pub fn of(types: &[ValueType], arrays: &'a [ArrayRef]) -> Result<Keys<'a>, WrongType> {
        let part = |(expected, array): (&ValueType, &'a ArrayRef)| {
            let part = match expected.is_text() {
                true => array.as_string_view_opt().map(|texts| KeyPart::Text(Views::new(texts))),
                false => {
                    let numbers = Numbers::of_array(array).filter(|numbers| numbers.form() == expected.form);
                    numbers.map(KeyPart::Number)
                }
            };
            part.ok_or_else(|| WrongType { expected: *expected, found: array.data_type().to_string() })
        };
        let mut parts = types.iter().zip(arrays).map(part).collect::<Result<Vec<_>, _>>()?;
        match (parts.len(), parts.pop()) {
            (1, Some(KeyPart::Text(texts))) => Ok(Keys::Text(texts)),
            (_, last) => {
                parts.extend(last);
                Ok(Keys::Parts(parts))
            }
        }
    }

    /// Calls `read` with the keys of up to [`CHUNK`] rows, one for rows in a row that are alike, and with the place of each row's key
    /// among these; `scratch` is memory to build them in.
    ///
    /// Neighbours are often alike: they are of one file and one hour, and most have status 200. They are compared before their keys are
    /// written: what was just written is slow to read.
    #[inline(always)]
    pub fn with<R>(&self, rows: &[u32], scratch: &mut KeyScratch, read: impl FnOnce(&[&[u8]], &[u8]) -> R) -> R {
        let mut keys: [&[u8]; CHUNK] = [&[]; CHUNK];
        let mut places = [0; CHUNK];
        let mut count = 0;
        match self {
            Keys::Text(texts) => {
                for (at, (place, row)) in places.iter_mut().zip(rows).enumerate() {
                    if at == 0 || !texts.is_alike(rows[at - 1] as usize, *row as usize) {
                        keys[count] = texts.get(*row as usize).unwrap_or(&[ABSENT_TEXT]);
                        count += 1;
                    }
                    *place = (count - 1) as u8;
                }
            }
            Keys::Parts(parts) => {
                let KeyScratch { bytes, words } = scratch;
                words.resize(parts.len(), [None; CHUNK]);
                parts.iter().zip(&mut *words).for_each(|(part, words)| part.read(rows, words));
                let mut ends = [0; CHUNK];
                bytes.clear();
                for (at, place) in places.iter_mut().enumerate().take(rows.len()) {
                    if at == 0 || !parts.iter().zip(&*words).all(|(part, words)| part.is_alike(rows, words, at)) {
                        parts.iter().zip(&*words).for_each(|(part, words)| part.write(rows, words, at, bytes));
                        ends[count] = bytes.len();
                        count += 1;
                    }
                    *place = (count - 1) as u8;
                }
                let mut start = 0;
                for (key, end) in keys.iter_mut().zip(&ends[..count]) {
                    *key = &bytes[start..*end];
                    start = *end;
                }
            }
        }
        read(&keys[..count], &places[..rows.len()])
    }
}

/// Memory to build the keys of a chunk in.
#[derive(Default)]
pub struct KeyScratch {
    bytes: Vec<u8>,
    /// The numbers of each part.
    words: Vec<[Option<u64>; CHUNK]>,
}

impl KeyPart<'_> {
    /// Reads the numbers of a chunk.
    #[inline]
    fn read(&self, rows: &[u32], words: &mut [Option<u64>; CHUNK]) {
        if let KeyPart::Number(numbers) = self {
            numbers.words(rows, words);
        }
    }

    /// Whether the value of a row is that of the row before it.
    #[inline(always)]
    fn is_alike(&self, rows: &[u32], words: &[Option<u64>; CHUNK], at: usize) -> bool {
        match self {
            KeyPart::Text(texts) => texts.is_alike(rows[at - 1] as usize, rows[at] as usize),
            KeyPart::Number(_) => words[at - 1] == words[at],
        }
    }

    #[inline(always)]
    fn write(&self, rows: &[u32], words: &[Option<u64>; CHUNK], at: usize, key: &mut Vec<u8>) {
        match self {
            KeyPart::Text(texts) => match texts.get(rows[at] as usize) {
                Some(text) => {
                    key.extend_from_slice(text);
                    key.push(TEXT_END);
                }
                None => key.push(ABSENT_TEXT),
            },
            KeyPart::Number(_) => match words[at] {
                Some(word) => {
                    let [a, b, c, d, e, f, g, h] = word.to_be_bytes();
                    key.extend_from_slice(&[NUMBER, a, b, c, d, e, f, g, h]);
                }
                None => key.push(ABSENT_NUMBER),
            },
        }
    }
}

/// The parts of a key: bytes whose order is that of the values, `None` for null.
fn parts<'a>(types: &'a [ValueType], key: &'a [u8]) -> impl Iterator<Item = (ValueType, Option<&'a [u8]>)> {
    let is_single_text = matches!(types, [single] if single.is_text());
    let mut rest = key;
    types.iter().map(move |value_type| {
        let is_text = value_type.is_text();
        let (part, len) = match rest {
            [ABSENT_TEXT, ..] if is_text => (None, 1),
            _ if is_single_text => (Some(rest), rest.len()),
            _ if is_text => {
                let end = memchr::memchr(TEXT_END, rest).unwrap_or(rest.len());
                (Some(&rest[..end]), end + 1)
            }
            [NUMBER, number @ ..] => (number.get(..WORD), 1 + WORD),
            _ => (None, 1),
        };
        rest = rest.get(len..).unwrap_or_default();
        (*value_type, part)
    })
}

/// A key without its last part, and the last part, each as a key of its own.
pub fn split_last<'k>(types: &[ValueType], key: &'k [u8]) -> (&'k [u8], &'k [u8]) {
    let Some((last, before)) = types.split_last() else { return (key, &[]) };
    if before.is_empty() {
        return (&[], key);
    }
    let mut at = 0;
    for value_type in before {
        at += part_len(*value_type, &key[at..]);
    }
    let (mut row, mut column) = key.split_at(at);
    // A key of one text has no end mark.
    if matches!(before, [single] if single.is_text()) {
        row = row.strip_suffix(&[TEXT_END]).unwrap_or(row);
    }
    if last.is_text() {
        column = column.strip_suffix(&[TEXT_END]).unwrap_or(column);
    }
    (row, column)
}

/// The key of two keys that [`split_last`] has split; `prefix` is written with end marks.
pub fn joined(prefix: &[u8], last: &[u8], is_alone: bool, last_type: ValueType) -> Vec<u8> {
    let mut key = [prefix, last].concat();
    if !is_alone && last_type.is_text() && last != [ABSENT_TEXT] {
        key.push(TEXT_END);
    }
    key
}

/// Length of the first part of a key of several parts.
fn part_len(value_type: ValueType, key: &[u8]) -> usize {
    match (value_type.is_text(), key.first()) {
        (true, Some(&ABSENT_TEXT)) | (false, Some(&ABSENT_NUMBER)) => 1,
        (true, _) => memchr::memchr(TEXT_END, key).map_or(key.len(), |end| end + 1),
        (false, _) => (1 + WORD).min(key.len()),
    }
}

/// The key that values make; without end marks if it is a key of one text that stands alone.
pub fn encode(types: &[ValueType], values: &[Value], is_alone: bool) -> Vec<u8> {
    let mut key = Vec::new();
    for (value_type, value) in types.iter().zip(values) {
        match value {
            Value::Text(text) => {
                key.extend_from_slice(text.as_bytes());
                if !is_alone {
                    key.push(TEXT_END);
                }
            }
            Value::Null if value_type.is_text() => key.push(ABSENT_TEXT),
            value => match value.word(*value_type) {
                Some(word) => {
                    key.push(NUMBER);
                    key.extend_from_slice(&word.to_be_bytes());
                }
                None => key.push(ABSENT_NUMBER),
            },
        }
    }
    key
}

/// The order of two keys: part by part, null first, texts by their bytes.
pub fn compare(types: &[ValueType], a: &[u8], b: &[u8]) -> Ordering {
    parts(types, a).map(|(_, part)| part).cmp(parts(types, b).map(|(_, part)| part))
}

/// The order of one part of two keys.
pub fn compare_part(types: &[ValueType], index: usize, a: &[u8], b: &[u8]) -> Ordering {
    let part = |key| parts(types, key).nth(index).and_then(|(_, part)| part.map(<[u8]>::to_vec));
    part(a).cmp(&part(b))
}

/// The values that a key was made of.
pub fn decode(types: &[ValueType], key: &[u8]) -> Vec<Value> {
    let value = |(value_type, part): (ValueType, Option<&[u8]>)| match part {
        None => Value::Null,
        Some(text) if value_type.is_text() => Value::Text(String::from_utf8_lossy(text).into_owned()),
        Some(number) => {
            let word = number.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
            Value::from_word(value_type, word)
        }
    };
    parts(types, key).map(value).collect()
}
