//! One table as comma-separated values (RFC 4180): a line of headings, then the rows, never cut.

use std::borrow::Cow;
use std::io;

use csv::{ErrorKind, Terminator, WriterBuilder};

use crate::log::calendar;
use crate::log::zone::{Zone, ZoneClock};
use crate::reduce::{Table, Value};

/// First characters by which a spreadsheet treats a text as a formula.
const FORMULA: [u8; 6] = *b"=+-@\t\r";

/// Writes a table. Lines end with CR LF; a null is an empty cell; a text that a spreadsheet would run as a formula gets the
/// prefix `'`. Times are in the zone. Numbers, times and days are written as in JSON, sizes in bytes and durations in microseconds.
///
/// # Errors
/// Those of the writer.
pub fn write(table: &Table, zone: &Zone, out: impl io::Write) -> io::Result<()> {
    let cell = |value| cell(value, zone);
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    writer.write_record(table.columns.iter().map(|column| column.name.as_str())).map_err(io_error)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|value| cell(value).into_owned())).map_err(io_error)?;
    }
    if let Some(other) = &table.other {
        let first_key = table.columns.iter().position(|column| column.is_key);
        let row = other.iter().enumerate().map(|(index, value)| match Some(index) == first_key {
            true => "(other)".to_owned(),
            false => cell(value).into_owned(),
        });
        writer.write_record(row).map_err(io_error)?;
    }
    writer.flush()
}

/// Whether a spreadsheet would run a text.
pub(super) fn is_formula(text: &[u8]) -> bool {
    text.first().is_some_and(|first| FORMULA.contains(first))
}

/// The writer's own error: callers distinguish a closed pipe from other failures.
pub(super) fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn cell<'v>(value: &'v Value, zone: &Zone) -> Cow<'v, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::Text(text) if is_formula(text.as_bytes()) => Cow::Owned(format!("'{text}")),
        Value::Text(text) => Cow::Borrowed(text),
        Value::Int(number) => Cow::Owned(number.to_string()),
        Value::Float(number) => Cow::Owned(number.to_string()),
        Value::Time(micros) => Cow::Owned(calendar::zoned_text(*micros, &mut ZoneClock::new(zone))),
        Value::Day(days) => Cow::Owned(calendar::day_text(*days)),
        Value::Boolean(truth) => Cow::Borrowed(if *truth { "true" } else { "false" }),
        Value::Counts(counts) => {
            let counts = counts.iter().map(|(value, count)| format!("{} ({count})", cell(value, zone)));
            Cow::Owned(counts.collect::<Vec<_>>().join("; "))
        }
        Value::Timeline(_, _, counts) => Cow::Owned(counts.iter().map(u64::to_string).collect::<Vec<_>>().join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::column::ColumnKind;
    use crate::reduce::TableColumn;

    fn written(names: &[&str], rows: Vec<Vec<Value>>) -> String {
        let columns = names.iter().map(|name| TableColumn::measure(*name, ColumnKind::Text)).collect();
        let mut out = Vec::new();
        write(&Table { columns, rows, groups: 1, ..Table::default() }, &Zone::utc(), &mut out)
            .expect("writing to memory succeeds");
        String::from_utf8(out).expect("text")
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn cells_are_quoted_where_needed_and_lines_end_with_cr_lf() {
        let rows = vec![
            vec![text("a,\"b\"\n"), Value::Int(-1), Value::Float(0.5)],
            vec![Value::Null, Value::Time(0), Value::Day(0)],
        ];
        let expected = "path,sum(bytes),x\r\n\"a,\"\"b\"\"\n\",-1,0.5\r\n,1970-01-01T00:00:00Z,1970-01-01\r\n";
        assert_eq!(written(&["path", "sum(bytes)", "x"], rows), expected);
    }

    #[test]
    fn a_text_that_looks_like_a_formula_is_made_text() {
        for formula in ["=1+1", "+1", "-1", "@a", "\tx"] {
            assert_eq!(written(&["path"], vec![vec![text(formula)]]), format!("path\r\n'{formula}\r\n"));
        }
        assert_eq!(written(&["path"], vec![vec![text("\rx")]]), "path\r\n\"'\rx\"\r\n");
        assert_eq!(written(&["path"], vec![vec![text("/a=b")]]), "path\r\n/a=b\r\n");
    }
}
