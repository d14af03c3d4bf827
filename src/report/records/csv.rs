//! Records as comma-separated values: a line of column names, then one line for each record.

use std::io;

use arrow_array::RecordBatch;
use csv::{Terminator, Writer, WriterBuilder};

use super::lines::Lines;
use super::values::{ClockOffsets, Plain, TimeWriter, Values, push_number};
use crate::log::zone::Zone;
use crate::log::{Column, MissingColumn, OwnColumns, calendar};
use crate::report::csv::{io_error, is_formula};

/// Records cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CsvError {
    /// The batch lacks a column.
    #[error(transparent)]
    Missing(#[from] MissingColumn),
    /// The writer failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The line of column names. `own` names those of the job's own formats.
///
/// # Errors
/// Those of the writer.
pub fn write_header(columns: &[Column], own: &OwnColumns, out: &mut Vec<u8>) -> Result<(), CsvError> {
    let mut writer = writer(out);
    writer.write_record(columns.iter().map(|column| own.name_of(*column))).map_err(io_error)?;
    writer.flush()?;
    Ok(())
}

/// The records of a batch, with times in `zone`. Lines end with CR LF; a null is an empty cell; a text that a spreadsheet would run as a formula gets
/// the prefix `'`.
///
/// # Errors
/// [`CsvError::Missing`] when the batch does not hold one of the columns.
pub fn write_records(batch: &RecordBatch, columns: &[Column], zone: &Zone, out: &mut Lines) -> Result<(), CsvError> {
    let values = columns.iter().map(|column| Values::of(batch, *column)).collect::<Result<Vec<_>, _>>()?;
    let mut ends = Vec::with_capacity(batch.num_rows());
    let (mut clock, offsets) = (TimeWriter::new(zone), ClockOffsets::of(batch));
    let mut writer = writer(&mut out.text);
    let mut cell = Vec::new();
    for row in 0..batch.num_rows() {
        for values in &values {
            cell.clear();
            push_cell(values, row, &offsets, &mut clock, &mut cell);
            writer.write_field(&cell).map_err(io_error)?;
        }
        writer.write_record(None::<&[u8]>).map_err(io_error)?;
        // The end of the row is known when it is in the text.
        writer.flush()?;
        ends.push(writer.get_ref().len());
    }
    drop(writer);
    ends.into_iter().for_each(|end| out.end_record(end));
    Ok(())
}

fn writer(out: &mut Vec<u8>) -> Writer<&mut Vec<u8>> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out)
}

fn push_cell(
    values: &Values<'_>,
    row: usize,
    offsets: &ClockOffsets<'_>,
    clock: &mut TimeWriter<'_>,
    cell: &mut Vec<u8>,
) {
    match values {
        Values::Text(texts) => {
            let text = texts.get(row).unwrap_or_default();
            cell.extend(is_formula(text).then_some(b'\''));
            cell.extend_from_slice(text);
        }
        Values::Numbers(numbers) => match Plain::of(*numbers, row) {
            Plain::Null => {}
            Plain::Number(number) => push_number(number, cell),
            Plain::Time(micros) => clock.push_clock(micros, offsets.get(row), cell),
            Plain::Day(days) => cell.extend_from_slice(calendar::day_text(days).as_bytes()),
        },
    }
}

#[cfg(test)]
mod tests {
    use arrow_buffer::Buffer;

    use super::*;
    use crate::log::{Columns, Format, Parser, RawText};

    #[test]
    fn records_are_rows_of_the_requested_columns() {
        let text = "h - - [10/Oct/2023:13:55:36 +0000] \"GET /a,b HTTP/1.1\" 200 5 \"-\" \"=1+1\"\nnone\n\
            h - - [10/Oct/2023:13:55:36 +0000] \"-\" 408 -\n";
        let columns = [Column::Status, Column::Path, Column::Time, Column::Day, Column::UserAgent];
        let format = Format::by_name("combined").expect("a format");
        let parsed = Parser::new(Columns::of(&columns), 1000).parse(
            &format,
            RawText::all(&Buffer::from(text.as_bytes())),
            Vec::new(),
        );
        let mut out = Lines::default();
        write_header(&columns, OwnColumns::EMPTY, &mut out.text).expect("writing to memory succeeds");
        write_records(&parsed.records, &columns, &Zone::utc(), &mut out).expect("all columns");
        let expected = "status,path,time,day,user_agent\r\n\
            200,\"/a,b\",2023-10-10T13:55:36Z,2023-10-10,'=1+1\r\n408,,2023-10-10T13:55:36Z,2023-10-10,\r\n";
        assert_eq!(String::from_utf8_lossy(&out.text), expected);
        assert_eq!(out.get(1), b"408,,2023-10-10T13:55:36Z,2023-10-10,\r\n");
    }
}
