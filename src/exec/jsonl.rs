//! Blocks as JSON Lines (pure).

use arrow_array::RecordBatch;

use crate::log::zone::Zone;
use crate::log::{Column, MissingColumn};
use crate::report::records::write_objects;

/// Bytes of a record with a few columns: more is rarely needed, and less is rarely enough.
const TYPICAL_BYTES: usize = 128;

/// The line before the records: their number.
pub(super) fn header(records: usize) -> Vec<u8> {
    format!("{{\"records\": {records}}}\n").into_bytes()
}

/// The header, and an object for each row.
pub(super) fn block(batch: &RecordBatch, columns: &[Column], rows: &[u32]) -> Result<Vec<u8>, MissingColumn> {
    let mut out = header(rows.len());
    out.reserve(rows.len() * TYPICAL_BYTES);
    write_objects(batch, columns, rows.iter().map(|row| *row as usize), &Zone::utc(), &mut out)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exec::filter::example::batch;

    #[test]
    fn a_block_is_a_header_and_an_object_for_each_row_with_the_columns_in_their_order() {
        let columns = [Column::Status, Column::Path, Column::Time, Column::Day, Column::User];
        let block = block(&batch(&["/a\"b", "/b", "/c"]), &columns, &[0, 2]).expect("all columns");
        let expected = concat!(
            "{\"records\": 2}\n",
            r#"{"status":200,"path":"/a\\\"b","time":"2023-10-10T13:55:36Z","day":"2023-10-10","user":null}"#,
            "\n",
            r#"{"status":200,"path":"/c","time":"2023-10-10T13:55:36Z","day":"2023-10-10","user":null}"#,
            "\n",
        );
        assert_eq!(String::from_utf8(block).expect("text"), expected);
        assert_eq!(header(0), b"{\"records\": 0}\n");
    }
}
