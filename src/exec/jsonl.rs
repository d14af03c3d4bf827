//! Blocks as JSON Lines (pure).

use arrow_array::RecordBatch;

use super::sent::SentColumn;
use crate::log::MissingColumn;
use crate::log::zone::Zone;
use crate::report::records::write_objects;

/// Bytes of a record with a few columns: more is rarely needed, and less is rarely enough.
const TYPICAL_BYTES: usize = 128;

/// The line before the records: their number.
pub(super) fn header(records: usize) -> Vec<u8> {
    format!("{{\"records\": {records}}}\n").into_bytes()
}

/// The header, and an object for each row. Times are in `zone`.
pub(super) fn block(
    batch: &RecordBatch,
    columns: &[SentColumn],
    zone: &Zone,
    rows: &[u32],
) -> Result<Vec<u8>, MissingColumn> {
    let mut out = header(rows.len());
    out.reserve(rows.len() * TYPICAL_BYTES);
    let columns: Vec<_> = columns.iter().map(|sent| (sent.column, sent.name.as_str())).collect();
    write_objects(batch, &columns, rows.iter().map(|row| *row as usize), zone, &mut out)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exec::filter::example::{batch, sent};
    use crate::log::Column;

    #[test]
    fn a_block_is_a_header_and_an_object_for_each_row_with_the_columns_in_their_order() {
        let columns = [Column::Status, Column::Path, Column::Time, Column::Day, Column::User];
        let batch = batch(&["/a\"b", "/b", "/c"]);
        let block = block(&batch, &sent(&columns), &Zone::utc(), &[0, 2]).expect("all columns");
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

    #[test]
    fn columns_have_the_names_and_times_the_zone_of_the_job() {
        let columns = [SentColumn { column: Column::Path, name: "tenant".to_owned() }, sent(&[Column::Time]).remove(0)];
        let zone: Zone = "Asia/Kolkata".parse().expect("a zone");
        let block = block(&batch(&["/a"]), &columns, &zone, &[0]).expect("all columns");
        let expected = "{\"records\": 1}\n{\"tenant\":\"/a\",\"time\":\"2023-10-10T19:25:36+05:30\"}\n";
        assert_eq!(String::from_utf8(block).expect("text"), expected);
    }
}
