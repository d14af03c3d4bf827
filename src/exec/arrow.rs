//! Blocks as record batches of one Arrow IPC stream, which lasts as long as the program (pure).
//!
//! Texts are sent as plain strings: their views would bring the whole text of the log with them, once for each column.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef, RecordBatch, StringViewArray, UInt32Array};
use arrow_ipc::writer::{
    DictionaryTracker, IpcDataGenerator, IpcWriteContext, IpcWriteOptions, StreamWriter, write_message,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::take::take;

use super::error::BlockError;
use super::sent::SentColumn;
use crate::log::{MissingColumn, schema};

/// The beginning of the stream: its schema, and a batch without rows.
pub(super) fn opening(columns: &[SentColumn]) -> Result<Vec<u8>, BlockError> {
    let schema = sent_schema(columns);
    let mut stream = StreamWriter::try_new(Vec::new(), &schema)?;
    stream.write(&RecordBatch::new_empty(schema))?;
    Ok(std::mem::take(stream.get_mut()))
}

/// The message with some rows of a batch.
pub(super) fn block(batch: &RecordBatch, columns: &[SentColumn], rows: &[u32]) -> Result<Vec<u8>, BlockError> {
    let indices = UInt32Array::from(rows.to_vec());
    let array = |SentColumn { column, .. }: &SentColumn| -> Result<ArrayRef, BlockError> {
        match batch.column_by_name(column.name()) {
            Some(_) if column.is_text() => Ok(Arc::new(strings(schema::text(batch, *column)?, rows).finish())),
            Some(array) => Ok(take(array, &indices, None)?),
            None => Err(MissingColumn { column: *column }.into()),
        }
    };
    let arrays = columns.iter().map(array).collect::<Result<_, _>>()?;
    let sent = RecordBatch::try_new(sent_schema(columns), arrays)?;
    let options = IpcWriteOptions::default();
    // No column is a dictionary.
    let mut dictionaries = DictionaryTracker::new(false);
    let (_, encoded) =
        IpcDataGenerator::default().encode(&sent, &mut dictionaries, &options, &mut IpcWriteContext::default())?;
    let mut message = Vec::new();
    write_message(&mut message, encoded, &options)?;
    Ok(message)
}

/// The columns as they are sent: every one may hold nulls.
fn sent_schema(columns: &[SentColumn]) -> SchemaRef {
    let field = |SentColumn { column, name }: &SentColumn| {
        let kind = if column.is_text() { DataType::Utf8 } else { column.data_type() };
        Field::new(name, kind, true)
    };
    Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()))
}

fn strings(texts: &StringViewArray, rows: &[u32]) -> StringBuilder {
    const TYPICAL_BYTES: usize = 32;
    let mut strings = StringBuilder::with_capacity(rows.len(), rows.len() * TYPICAL_BYTES);
    for row in rows.iter().map(|row| *row as usize) {
        strings.append_option(texts.is_valid(row).then(|| texts.value(row)));
    }
    strings
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{TimestampMicrosecondType, UInt16Type};
    use arrow_ipc::reader::StreamReader;

    use super::*;
    use crate::exec::filter::example::{batch, sent};
    use crate::log::Column;

    const COLUMNS: [Column; 4] = [Column::Status, Column::Path, Column::User, Column::Time];

    #[test]
    fn the_opening_and_the_blocks_are_one_stream() {
        let batch = batch(&["/a", "/b", "/c", "/longer than twelve bytes"]);
        let mut stream = opening(&sent(&COLUMNS)).expect("a schema");
        for rows in [&[0, 3][..], &[1]] {
            stream.extend(block(&batch, &sent(&COLUMNS), rows).expect("all columns"));
        }
        let read: Vec<RecordBatch> = StreamReader::try_new(stream.as_slice(), None)
            .expect("a stream")
            .map(|batch| batch.expect("a batch"))
            .collect();
        assert_eq!(read.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [0, 2, 1]);
        let paths: Vec<_> = read[1].column(1).as_string::<i32>().iter().collect();
        assert_eq!(paths, [Some("/a"), Some("/longer than twelve bytes")]);
        assert_eq!(read[1].column(0).as_primitive::<UInt16Type>().values(), &[200, 200]);
        assert_eq!(read[1].column(2).null_count(), 2);
        let times = read[2].column_by_name("time").expect("a column").as_primitive::<TimestampMicrosecondType>();
        assert_eq!((times.value(0), times.timezone()), (1_696_946_136_000_000, Some("UTC")));
    }

    #[test]
    fn a_column_that_is_not_there_is_named() {
        let error = block(&batch(&["/a"]), &sent(&[Column::Vhost]), &[0]).expect_err("no such column");
        assert_eq!(error.to_string(), "the batch has no column `vhost`: declare it in `columns()`");
    }
}
