//! Blocks of records as programs read them, and the answers of the programs (pure).

use arrow_array::RecordBatch;
use arrow_buffer::BooleanBuffer;
use serde::Deserialize;

pub use super::answer::AnswerError;
pub use super::error::BlockError;
use super::sent::SentColumn;
use super::{answer, arrow, jsonl};
use crate::log::zone::Zone;

/// Most records in a block: it takes a slow program seconds, and its answer is short.
pub const MAX_RECORDS: usize = 1 << 16;

/// How a program is given records, and how it answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// JSON Lines: an object with the number of records, an object for each record; answered with a line of `1` and `0`.
    #[default]
    Jsonl,
    /// A stream of Arrow record batches; each is answered with a length and a bitmap.
    Arrow,
}

impl Encoding {
    /// Whether this build has it.
    pub const fn is_built(self) -> bool {
        matches!(self, Encoding::Jsonl) || cfg!(feature = "arrow")
    }

    /// The first block for a program. It has no records; its answer shows that the program works.
    ///
    /// # Errors
    /// [`BlockError`] if it cannot be encoded.
    pub fn opening(self, columns: &[SentColumn]) -> Result<Vec<u8>, BlockError> {
        match self {
            Encoding::Jsonl => Ok(jsonl::header(0)),
            Encoding::Arrow => arrow::opening(columns),
        }
    }

    /// A block of some rows of a batch. Texts that are times are in `zone`; Arrow has points in time.
    ///
    /// # Errors
    /// [`BlockError`] if the batch lacks a column, or the rows cannot be encoded.
    pub fn block(
        self,
        batch: &RecordBatch,
        columns: &[SentColumn],
        zone: &Zone,
        rows: &[u32],
    ) -> Result<Vec<u8>, BlockError> {
        match self {
            Encoding::Jsonl => Ok(jsonl::block(batch, columns, zone, rows)?),
            Encoding::Arrow => arrow::block(batch, columns, rows),
        }
    }

    /// Decodes the answer to a block: one bit for each record, set to keep it.
    ///
    /// # Errors
    /// [`AnswerError`] if it is not an answer for this number of records.
    pub fn answer(self, bytes: &[u8], records: usize) -> Result<BooleanBuffer, AnswerError> {
        match self {
            Encoding::Jsonl => answer::characters(bytes, records),
            Encoding::Arrow => answer::bitmap(bytes, records),
        }
    }

    /// Most bytes of an answer, without what separates answers.
    pub const fn max_answer_bytes(self) -> usize {
        match self {
            Encoding::Jsonl => MAX_RECORDS,
            Encoding::Arrow => MAX_RECORDS.div_ceil(8),
        }
    }
}
