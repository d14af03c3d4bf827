//! One JSON object for each line of a log.
//!
//! Every object has `line`, `class`, `reason`, `column` and `notes`. After these, records have their columns, null where the log has
//! no value, and malformed lines have `text`, the line itself. Characters that could control a terminal are written `\uXXXX`.

use std::io::Write;
use std::sync::Arc;

use arrow_array::RecordBatch;

use super::lines::Lines;
use super::values::{ClockOffsets, Plain, TimeWriter, Values, push_number};
use crate::log::escape::readable;
use crate::log::tally::Notes;
use crate::log::zone::Zone;
use crate::log::{Column, Fate, MissingColumn, Note, RejectReason};
use crate::report::text::drives_terminal;

/// Where a line is.
#[derive(Debug, Clone, Copy)]
pub struct LinePlace<'a> {
    /// The file, when there are several.
    pub file: Option<&'a str>,
    /// Line in the file, from 1.
    pub line: u64,
}

/// A record that is written without the lines around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPlace {
    /// The file, when there are several.
    pub file: Option<Arc<str>>,
    /// Line in the file, from 1.
    pub line: u64,
    /// The notes on it.
    pub notes: Notes,
}

/// Writes an object for each line of a batch, with columns under these names. `fates` has an entry for each line, `texts` one for each
/// malformed line, both in order; `first` is the place of the first line. Times are in `zone`.
///
/// # Errors
/// [`MissingColumn`] when the batch does not hold one of the columns.
pub fn write_lines<'t>(
    batch: &RecordBatch,
    columns: &[(Column, &str)],
    fates: &[Fate],
    mut texts: impl Iterator<Item = &'t [u8]>,
    first: LinePlace<'_>,
    zone: &Zone,
    out: &mut Vec<u8>,
) -> Result<(), MissingColumn> {
    let mut records = Records::new(batch, columns, zone)?;
    let mut row = 0;
    for (line, fate) in (first.line..).zip(fates) {
        match fate {
            Fate::Record(notes) => {
                records.push(row, LinePlace { line, ..first }, *notes, out);
                row += 1;
            }
            Fate::Malformed(reason, column) => {
                push_place("file", first.file, Some(line), out);
                push_malformed(*reason, *column, texts.next().unwrap_or_default(), out);
                out.extend_from_slice(b"}\n");
            }
            Fate::Skipped(reason) => {
                push_place("file", first.file, Some(line), out);
                push_class("skipped", reason.name(), None, out);
                out.extend_from_slice(b"}\n");
            }
        }
    }
    Ok(())
}

/// Writes an object for each record of a batch, with columns under these names, `places` being those of the records. Times are in `zone`.
///
/// # Errors
/// [`MissingColumn`] when the batch does not hold one of the columns.
pub fn write_records(
    batch: &RecordBatch,
    columns: &[(Column, &str)],
    places: &[RecordPlace],
    zone: &Zone,
    out: &mut Lines,
) -> Result<(), MissingColumn> {
    let mut records = Records::new(batch, columns, zone)?;
    for (row, RecordPlace { file, line, notes }) in places.iter().enumerate() {
        records.push(row, LinePlace { file: file.as_deref(), line: *line }, *notes, &mut out.text);
        out.end_record(out.text.len());
    }
    Ok(())
}

/// Writes the records of a batch.
struct Records<'b> {
    /// The beginning of each member of an object, and its values.
    columns: Vec<(String, Values<'b>)>,
    /// Whether one of the columns is the file.
    has_file: bool,
    clock: TimeWriter<'b>,
    /// How far the clocks of the lines are ahead of UTC.
    offsets: ClockOffsets<'b>,
}

impl<'b> Records<'b> {
    fn new(batch: &'b RecordBatch, columns: &[(Column, &str)], zone: &'b Zone) -> Result<Records<'b>, MissingColumn> {
        let has_file = columns.iter().any(|(column, _)| *column == Column::File);
        let columns = columns.iter().map(|(column, name)| Ok((format!(",\"{name}\":"), Values::of(batch, *column)?)));
        let columns = columns.collect::<Result<_, MissingColumn>>()?;
        Ok(Records { columns, has_file, clock: TimeWriter::new(zone), offsets: ClockOffsets::of(batch) })
    }

    #[inline]
    fn push(&mut self, row: usize, place: LinePlace<'_>, notes: Notes, out: &mut Vec<u8>) {
        // One of the columns is `path`.
        push_place("file", place.file.filter(|_| !self.has_file), Some(place.line), out);
        out.extend_from_slice(b",\"class\":\"record\",\"reason\":null,\"column\":null,\"notes\":[");
        push_notes(notes, out);
        out.push(b']');
        for (key, values) in &self.columns {
            out.extend_from_slice(key.as_bytes());
            push_value(values, row, &self.offsets, &mut self.clock, out);
        }
        out.extend_from_slice(b"}\n");
    }
}

/// Writes an object with these columns under these names, and nothing else, for each of some rows of a batch. Times are in `zone`.
///
/// # Errors
/// [`MissingColumn`] when the batch does not hold one of the columns.
pub fn write_objects(
    batch: &RecordBatch,
    columns: &[(Column, &str)],
    rows: impl IntoIterator<Item = usize>,
    zone: &Zone,
    out: &mut Vec<u8>,
) -> Result<(), MissingColumn> {
    let key = |(number, (column, name)): (usize, &(Column, &str))| {
        Ok((format!("{}\"{name}\":", if number == 0 { "" } else { "," }), Values::of(batch, *column)?))
    };
    let columns = columns.iter().enumerate().map(key).collect::<Result<Vec<_>, MissingColumn>>()?;
    let (mut clock, offsets) = (TimeWriter::new(zone), ClockOffsets::of(batch));
    for row in rows {
        out.push(b'{');
        for (key, values) in &columns {
            out.extend_from_slice(key.as_bytes());
            push_value(values, row, &offsets, &mut clock, out);
        }
        out.extend_from_slice(b"}\n");
    }
    Ok(())
}

/// Writes an object for one malformed line: `path`, `line`, `column`, `reason` and `text`. `line` is null when its number in the file
/// is not known.
pub fn write_malformed(
    path: &str,
    line: Option<u64>,
    column: u32,
    reason: RejectReason,
    text: &[u8],
    out: &mut Vec<u8>,
) {
    push_place("path", Some(path), line, out);
    // Writing to memory cannot fail.
    let _ = write!(out, ",\"column\":{column},\"reason\":\"{}\",\"text\":", reason.name());
    push_text(readable(text).as_bytes(), out);
    out.extend_from_slice(b"}\n");
}

/// Begins an object with the place of a line.
fn push_place(key: &str, file: Option<&str>, line: Option<u64>, out: &mut Vec<u8>) {
    out.push(b'{');
    if let Some(file) = file {
        push_text(key.as_bytes(), out);
        out.push(b':');
        push_text(file.as_bytes(), out);
        out.push(b',');
    }
    out.extend_from_slice(b"\"line\":");
    match line {
        Some(line) => push_number(line, out),
        None => out.extend_from_slice(b"null"),
    }
}

fn push_malformed(reason: RejectReason, column: u32, text: &[u8], out: &mut Vec<u8>) {
    push_class("malformed", reason.name(), Some(column), out);
    out.extend_from_slice(b",\"text\":");
    push_text(readable(text).as_bytes(), out);
}

fn push_class(class: &str, reason: &str, column: Option<u32>, out: &mut Vec<u8>) {
    let column = column.map_or_else(|| "null".to_owned(), |column| column.to_string());
    // Writing to memory cannot fail.
    let _ = write!(out, ",\"class\":\"{class}\",\"reason\":\"{reason}\",\"column\":{column},\"notes\":[]");
}

fn push_notes(notes: Notes, out: &mut Vec<u8>) {
    if notes.is_empty() {
        return;
    }
    for (number, note) in Note::ALL.into_iter().filter(|note| notes.has(*note)).enumerate() {
        if number > 0 {
            out.push(b',');
        }
        push_text(note.name().as_bytes(), out);
    }
}

#[inline]
fn push_value(
    values: &Values<'_>,
    row: usize,
    offsets: &ClockOffsets<'_>,
    clock: &mut TimeWriter<'_>,
    out: &mut Vec<u8>,
) {
    match values {
        Values::Text(texts) => match texts.get(row) {
            Some(text) => push_text(text, out),
            None => out.extend_from_slice(b"null"),
        },
        Values::Numbers(numbers) => match Plain::of(*numbers, row) {
            Plain::Null => out.extend_from_slice(b"null"),
            Plain::Number(number) => push_number(number, out),
            Plain::Time(micros) => {
                out.push(b'"');
                clock.push_clock(micros, offsets.get(row), out);
                out.push(b'"');
            }
            Plain::Day(days) => push_text(crate::log::calendar::day_text(days).as_bytes(), out),
        },
    }
}

/// Writes a text, which is UTF-8, in quotes.
#[inline]
fn push_text(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    // Without an early exit, so that the compiler makes vector code of it.
    let is_odd = |byte: u8| !(b' '..=b'~').contains(&byte) || byte == b'"' || byte == b'\\';
    if text.iter().fold(false, |odd, byte| odd | is_odd(*byte)) {
        push_odd_text(text, out);
    } else {
        out.extend_from_slice(text);
    }
    out.push(b'"');
}

fn push_odd_text(text: &[u8], out: &mut Vec<u8>) {
    for char in text.utf8_chunks().flat_map(|chunk| chunk.valid().chars()) {
        match char {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            // All such characters are in the basic plane: four digits. Writing to memory cannot fail.
            char if drives_terminal(char) => drop(write!(out, "\\u{:04x}", u32::from(char))),
            char => out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use arrow_buffer::Buffer;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::log::origin::with_origin;
    use crate::log::{Columns, Format, Parser, RawText};

    const COLUMNS: [Column; 6] =
        [Column::Host, Column::Time, Column::Day, Column::Path, Column::Status, Column::UserAgent];

    fn written(text: &[u8], file: Option<&str>) -> String {
        let buffer = Buffer::from(text);
        let format = Format::by_name("combined").expect("a format");
        let mut parser = Parser::new(Columns::of(&COLUMNS), 1000).with_fates();
        let parsed = parser.parse(&format, RawText::all(&buffer), Vec::new());
        let lines = text.split(|byte| *byte == b'\n').zip(&parsed.fates);
        let malformed = lines.filter(|(_, fate)| matches!(fate, Fate::Malformed(..))).map(|(line, _)| line);
        let mut out = Vec::new();
        let place = LinePlace { file, line: 7 };
        let columns = COLUMNS.map(|column| (column, column.name()));
        write_lines(&parsed.records, &columns, &parsed.fates, malformed, place, &Zone::utc(), &mut out)
            .expect("all columns");
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    #[test]
    fn every_line_becomes_an_object_in_order() {
        let text = "h - - [10/Oct/2023:13:55:36 +0000] \"GET /a?b HTTP/1.1\" 200 5 \"-\" \"a \\\"b\\\"\"\n\n[x] \u{1b}\"\n\
            h - - [10/Oct/2023:13:55:36 +0000] \"-\" 408 -\n";
        let expected = concat!(
            r#"{"line":7,"class":"record","reason":null,"column":null,"notes":[],"host":"h","time":"2023-10-10T13:55:36Z","#,
            r#""day":"2023-10-10","path":"/a","status":200,"user_agent":"a \\\"b\\\""}"#,
            "\n",
            r#"{"line":8,"class":"skipped","reason":"blank","column":null,"notes":[]}"#,
            "\n",
            r#"{"line":9,"class":"malformed","reason":"missing_time","column":7,"notes":[],"text":"[x] \u001b\""}"#,
            "\n",
            r#"{"line":10,"class":"record","reason":null,"column":null,"notes":["short_line"],"host":"h","#,
            r#""time":"2023-10-10T13:55:36Z","day":"2023-10-10","path":null,"status":408,"user_agent":null}"#,
            "\n",
        );
        assert_eq!(written(text.as_bytes(), None), expected);
    }

    #[test]
    fn the_file_is_named_when_there_are_several() {
        let object: Value = serde_json::from_str(&written(b"x\n", Some("a\"b.log"))).expect("JSON");
        assert_eq!((&object["file"], &object["line"], &object["text"]), (&json!("a\"b.log"), &json!(7), &json!("x")));
    }

    #[test]
    fn the_column_of_the_file_takes_the_place_of_the_key() {
        let buffer = Buffer::from(&b"h - - [10/Oct/2023:13:55:36 +0000] \"-\" 408 -\nx\n"[..]);
        let format = Format::by_name("combined").expect("a format");
        let parsed = Parser::new(Columns::NONE, 1000).with_fates().parse(&format, RawText::all(&buffer), Vec::new());
        let named = with_origin(parsed.records, Columns::ORIGIN, "web", "a.log");
        let (mut lines, mut records) = (Vec::new(), Lines::default());
        let place = LinePlace { file: Some("a.log"), line: 1 };
        let (columns, zone) = ([(Column::File, Column::File.name())], Zone::utc());
        write_lines(&named, &columns, &parsed.fates, [&b"x"[..]].into_iter(), place, &zone, &mut lines)
            .expect("a column");
        let places = [RecordPlace { file: Some("a.log".into()), line: 1, notes: Notes::default() }];
        write_records(&named, &columns, &places, &zone, &mut records).expect("a column");
        let lines = String::from_utf8(lines).expect("JSON is UTF-8");
        assert!(lines.lines().all(|line| line.matches("\"file\":\"a.log\"").count() == 1), "{lines}");
        let record = lines.lines().next().expect("a line").replace("\"short_line\"", "");
        assert_eq!(String::from_utf8_lossy(records.get(0)).trim_end(), record);
    }

    #[test]
    fn no_column_has_the_name_of_another_key() {
        // `file` may be requested as a column, and comes once then.
        for key in ["line", "class", "reason", "column", "notes", "text"] {
            assert!(key.parse::<Column>().is_err(), "{key}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_line_holds_is_one_object_of_json_and_nothing_that_drives_a_terminal(
            agent in prop_oneof![any::<Vec<u8>>(), "[\u{80}-\u{9f}\u{202a}-\u{202e}\"\\\\a]{0,9}".prop_map(String::into_bytes)],
        ) {
            let agent: Vec<u8> = agent.into_iter().filter(|byte| *byte != b'\n').collect();
            let start = b"h - - [10/Oct/2023:13:55:36 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"";
            let text = [&start[..], &agent, b"\"\n"].concat();
            let out = written(&text, None);
            prop_assert_eq!(out.matches('\n').count(), 1);
            prop_assert!(!out.trim_end().chars().any(drives_terminal), "{}", out);
            let object: Value = serde_json::from_str(&out).expect("JSON");
            prop_assert_eq!(&object["class"], "record");
        }
    }
}
