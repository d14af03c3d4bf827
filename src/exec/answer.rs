//! Answers of programs: which records of a block to keep (pure).

use arrow_buffer::{BooleanBuffer, Buffer};

/// Bytes that are not an answer to a block. The text continues "it".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// A character that is no answer.
    #[error("answered {found:?} for record {record} of the block; the answer is a line of 1 and 0, such as 0110")]
    Character {
        /// The record, from 1.
        record: usize,
        /// The character.
        found: char,
    },
    /// An answer for more or fewer records than the block has.
    #[error("answered for {found} records of {expected}; the answer is one 1 or 0 for each")]
    Length {
        /// Records of the block.
        expected: usize,
        /// Records of the answer.
        found: usize,
    },
    /// A bitmap of the wrong length.
    #[error(
        "answered with {found} bytes for {records} records; the bitmap has one bit for each, which is {expected} bytes"
    )]
    Bytes {
        /// Records of the block.
        records: usize,
        /// Bytes that these need.
        expected: usize,
        /// Bytes of the answer.
        found: usize,
    },
}

/// Decodes characters `1` and `0`, one for each record.
pub(super) fn characters(bytes: &[u8], records: usize) -> Result<BooleanBuffer, AnswerError> {
    if let Some(at) = bytes.iter().position(|byte| !matches!(byte, b'0' | b'1')) {
        let found = String::from_utf8_lossy(&bytes[at..]).chars().next().unwrap_or_default();
        return Err(AnswerError::Character { record: at + 1, found });
    }
    if bytes.len() != records {
        return Err(AnswerError::Length { expected: records, found: bytes.len() });
    }
    Ok(BooleanBuffer::collect_bool(records, |record| bytes[record] == b'1'))
}

/// Decodes bits, the lowest of each byte first. Those after the last record have no meaning.
pub(super) fn bitmap(bytes: &[u8], records: usize) -> Result<BooleanBuffer, AnswerError> {
    let expected = records.div_ceil(8);
    if bytes.len() != expected {
        return Err(AnswerError::Bytes { records, expected, found: bytes.len() });
    }
    Ok(BooleanBuffer::new(Buffer::from(bytes), 0, records))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(answer: Result<BooleanBuffer, AnswerError>) -> Vec<bool> {
        answer.expect("an answer").iter().collect()
    }

    #[test]
    fn each_record_has_a_character_or_a_bit() {
        let expected = [false, true, true, false, false, false, false, false, true];
        assert_eq!(bits(characters(b"011000001", 9)), expected);
        assert_eq!(bits(bitmap(&[0b0000_0110, 0b1111_1111], 9)), expected);
        assert!(bits(characters(b"", 0)).is_empty() && bits(bitmap(b"", 0)).is_empty());
    }

    #[test]
    fn wrong_answers_are_refused_with_what_is_right() {
        let cases = [
            (characters(b"01", 3), "answered for 2 records of 3; the answer is one 1 or 0 for each"),
            (characters(b"0110", 3), "answered for 4 records of 3; the answer is one 1 or 0 for each"),
            (
                characters("0é".as_bytes(), 3),
                "answered 'é' for record 2 of the block; the answer is a line of 1 and 0, such as 0110",
            ),
            (
                characters(b"[true]", 1),
                "answered '[' for record 1 of the block; the answer is a line of 1 and 0, such as 0110",
            ),
            (
                bitmap(&[1, 2], 17),
                "answered with 2 bytes for 17 records; the bitmap has one bit for each, which is 3 bytes",
            ),
            (
                bitmap(&[1, 2], 8),
                "answered with 2 bytes for 8 records; the bitmap has one bit for each, which is 1 bytes",
            ),
        ];
        for (answer, expected) in cases {
            assert_eq!(answer.expect_err("no answer").to_string(), expected);
        }
    }
}
