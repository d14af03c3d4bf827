//! The columns about where records were read: every record of a batch has the same value.

use std::sync::Arc;

use arrow_array::builder::StringViewBuilder;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_buffer::Buffer;
use arrow_schema::Schema;

use super::{Column, Columns};

/// The records with those of the columns `source` and `file` that are wanted, after their own.
pub fn with_origin(records: RecordBatch, wanted: Columns, source: &str, file: &str) -> RecordBatch {
    let origin = [(Column::Source, source), (Column::File, file)];
    let mut origin = origin.into_iter().filter(|(column, _)| wanted.contains(*column)).peekable();
    if origin.peek().is_none() {
        return records;
    }
    let rows = records.num_rows();
    let (schema, mut arrays, _) = records.into_parts();
    let mut fields: Vec<_> = schema.fields().iter().cloned().collect();
    for (column, value) in origin {
        fields.push(Arc::new(column.field()));
        arrays.push(repeated(value, rows));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).expect("each column has one value for each record")
}

/// A text for each record, stored once.
fn repeated(text: &str, rows: usize) -> ArrayRef {
    let mut texts = StringViewBuilder::with_capacity(rows);
    let block = texts.append_block(Buffer::from(text.as_bytes()));
    // Names are far shorter than 4 GiB.
    let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
    for _ in 0..rows {
        if texts.try_append_view(block, 0, len).is_err() {
            texts.append_null();
        }
    }
    let texts = texts.finish();
    debug_assert_eq!(texts.len(), rows);
    Arc::new(texts)
}

#[cfg(test)]
mod tests {
    use arrow_array::{RecordBatchOptions, UInt16Array};

    use super::*;
    use crate::log::Records;

    #[test]
    fn every_record_has_the_names_that_are_wanted() {
        let status = || Arc::new(UInt16Array::from(vec![200, 404])) as ArrayRef;
        let batch = |arrays: Vec<ArrayRef>, columns: &[Column]| {
            let schema = Schema::new(columns.iter().map(|column| column.field()).collect::<Vec<_>>());
            let options = RecordBatchOptions::new().with_row_count(Some(2));
            RecordBatch::try_new_with_options(Arc::new(schema), arrays, &options).expect("two records")
        };
        let long = "logs/of/a/host/with/a/long/name/access.log";
        let both = with_origin(batch(vec![status()], &[Column::Status]), Columns::ORIGIN, "web", long);
        let records = Records::new(&both);
        for row in 0..2 {
            assert_eq!(records.get(row).text(Column::Source), Some("web"));
            assert_eq!(records.get(row).text(Column::File), Some(long));
        }
        let file = with_origin(batch(Vec::new(), &[]), Columns::of(&[Column::File]), "web", "a.log");
        assert_eq!((file.num_columns(), file.num_rows()), (1, 2));
        let none = with_origin(batch(vec![status()], &[Column::Status]), Columns::NONE, "web", "a.log");
        assert_eq!(none.num_columns(), 1);
    }
}
