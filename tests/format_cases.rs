//! One file in tests/formats for each format and server: lines as it writes them, and the value of each column.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use arrow_buffer::Buffer;
use logmill::log::reject::SkipReason;
use logmill::log::{Column, Columns, Fate, Format, Note, Parsed, Parser, RawText, Records, calendar, detect};
use serde::Deserialize;
use serde_json::Value;

use crate::snapshot::place;

/// The cases of one format. The file has the name of the format.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    /// The manual of the server.
    source: String,
    /// The format, if the file has the name of a server without a format of its own.
    format: Option<String>,
    #[serde(rename = "sample")]
    samples: Vec<Sample>,
}

/// A line with its expected result. Columns that are not in `record` are null, except derived ones.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    about: String,
    /// Directives that come before the line in its file.
    #[serde(default)]
    header: String,
    line: String,
    /// Text as the line has it, numbers, times in UTC by RFC 3339, durations in microseconds.
    record: Option<BTreeMap<String, Value>>,
    /// Derived columns that are null.
    #[serde(default)]
    absent: Vec<String>,
    /// All notes on the record.
    #[serde(default)]
    notes: Vec<String>,
    /// Why the line is malformed.
    malformed: Option<String>,
    /// Why the line is skipped.
    skipped: Option<String>,
    /// The format that `auto` chooses for the line, if it is another one.
    detected: Option<String>,
}

/// Columns derived from the request, the status or the time.
const DERIVED: [Column; 11] = [
    Column::Request,
    Column::Method,
    Column::Target,
    Column::Path,
    Column::Query,
    Column::Protocol,
    Column::Day,
    Column::Hour,
    Column::StatusClass,
    Column::Extension,
    Column::FirstSegment,
];

/// Every case file, with its format.
fn all_cases() -> Vec<(PathBuf, String, Cases)> {
    let entries = fs::read_dir(place("formats")).expect("tests/formats is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("entries can be listed").path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no case was found");
    paths.into_iter().map(|path| read_cases(&path)).collect()
}

/// The lines of all cases, by format.
pub fn lines() -> BTreeMap<String, Vec<String>> {
    let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, format, cases) in all_cases() {
        lines.entry(format).or_default().extend(cases.samples.into_iter().map(|sample| sample.line));
    }
    lines
}

fn read_cases(path: &Path) -> (PathBuf, String, Cases) {
    let text = fs::read_to_string(path).expect("the cases can be read");
    let cases: Cases = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("the name is text");
    (path.to_owned(), cases.format.clone().unwrap_or_else(|| stem.to_owned()), cases)
}

#[test]
fn every_line_of_every_format_is_read_as_its_case_says() {
    let mut faults = Vec::new();
    for (path, format, cases) in all_cases() {
        assert!(cases.source.starts_with("http"), "{}: the source is no address", path.display());
        for sample in &cases.samples {
            let found = cases.faults(&format, sample);
            faults.extend(found.into_iter().map(|fault| format!("{}: {}: {fault}", path.display(), sample.about)));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_built_in_format_has_two_cases() {
    let mut counts: BTreeMap<String, usize> = Format::all().map(|format| (format.name().to_owned(), 0)).collect();
    for (path, format, cases) in all_cases() {
        let count = counts.get_mut(&format).unwrap_or_else(|| panic!("{}: no format '{format}'", path.display()));
        *count += cases.samples.len();
    }
    let lacking: BTreeSet<_> = counts.into_iter().filter(|(_, count)| *count < 2).map(|(name, _)| name).collect();
    assert!(lacking.is_empty(), "{} formats have fewer than two cases: {lacking:?}", lacking.len());
}

#[test]
fn a_case_with_an_unknown_key_is_refused() {
    for wrong in ["source = ''\nsamples = []", "source = ''\n[[sample]]\nabout = ''\nline = ''\nnote = []"] {
        assert!(
            toml::from_str::<Cases>(wrong).is_err_and(|error| error.message().contains("unknown field")),
            "{wrong}"
        );
    }
}

impl Cases {
    /// Differences in the reading of a line, by `auto` and by the named format.
    fn faults(&self, format: &str, sample: &Sample) -> Vec<String> {
        let mut faults = Vec::new();
        let text = sample.text();
        let context = if sample.record.is_some() { text.clone() } else { self.context() + &text };
        let found = detect(&[context.as_bytes()]).format;
        let expected = sample.detected.as_deref().unwrap_or(format);
        if found.name() != expected {
            faults.push(format!("auto takes it for {}, not {expected}", found.name()));
        }
        let named = Format::by_name(format).map(|named| ("by its name", named.inside(found.envelope())));
        // Another format may lack some columns.
        let found = sample.detected.is_none().then_some(("auto", found));
        for (how, format) in [found, named].into_iter().flatten() {
            let wrong = sample.wrong_parts(&format, &text);
            faults.extend(wrong.into_iter().map(|part| format!("{how} ({format}), {part}")));
        }
        faults
    }

    /// The records of the file: lines that are not records come last in its log.
    fn context(&self) -> String {
        self.samples.iter().filter(|sample| sample.record.is_some()).map(Sample::text).collect()
    }
}

impl Sample {
    /// The line, after its directives.
    fn text(&self) -> String {
        format!("{}{}\n", self.header, self.line)
    }

    fn wrong_parts(&self, format: &Format, text: &str) -> Vec<String> {
        let buffer = Buffer::from(text.as_bytes());
        let mut parser = Parser::new(Columns::all(), 1 << 20).with_fates();
        let parsed = parser.parse(format, RawText::all(&buffer), Vec::new());
        let expected = match (&self.record, &self.malformed, &self.skipped) {
            (Some(_), None, None) => "a record".to_owned(),
            (None, Some(reason), None) => format!("malformed: {reason}"),
            (None, None, Some(reason)) => format!("skipped: {reason}"),
            _ => panic!("{}: it is one of `record`, `malformed` and `skipped`", self.about),
        };
        let fate = parsed.fates.last().copied();
        let actual = match fate {
            Some(Fate::Record(_)) => "a record".to_owned(),
            Some(Fate::Malformed(reason, _)) => format!("malformed: {}", reason.name()),
            Some(Fate::Skipped(reason)) => format!("skipped: {}", SkipReason::name(reason)),
            None => "nothing".to_owned(),
        };
        if actual != expected {
            return vec![format!("it is {actual}, not {expected}")];
        }
        let Some(record) = &self.record else { return Vec::new() };
        [self.wrong_columns(&parsed, record), self.wrong_notes(fate)].concat()
    }

    fn wrong_columns(&self, parsed: &Parsed, expected: &BTreeMap<String, Value>) -> Vec<String> {
        let column_of = |name: &String| Column::named(name).unwrap_or_else(|error| panic!("{}: {error}", self.about));
        let expected: BTreeMap<Column, &Value> =
            expected.iter().map(|(name, value)| (column_of(name), value)).collect();
        let absent: BTreeSet<Column> = self.absent.iter().map(column_of).collect();
        let wrong = |column: Column| {
            let actual = value(parsed, column);
            match expected.get(&column) {
                Some(value) => (actual.as_ref() != Some(*value))
                    .then(|| format!("{column} is {}, not {value}", actual.map_or("null".into(), |v| v.to_string()))),
                None if DERIVED.contains(&column) && !absent.contains(&column) => None,
                None => actual.map(|actual| format!("{column} is {actual}, not null")),
            }
        };
        Column::NAMED.into_iter().filter_map(wrong).collect()
    }

    fn wrong_notes(&self, fate: Option<Fate>) -> Vec<String> {
        let Some(Fate::Record(notes)) = fate else { return Vec::new() };
        let actual: Vec<&str> = Note::ALL.into_iter().filter(|note| notes.has(*note)).map(Note::name).collect();
        let same = BTreeSet::from_iter(actual.iter().copied()) == self.notes.iter().map(String::as_str).collect();
        if same { Vec::new() } else { vec![format!("its notes are {actual:?}, not {:?}", self.notes)] }
    }
}

/// What the last record has in a column, as a case writes it.
fn value(parsed: &Parsed, column: Column) -> Option<Value> {
    let records = Records::new(&parsed.records);
    let record = records.get(records.len() - 1);
    if column.is_text() {
        return record.text(column).map(Value::from);
    }
    let number = i64::try_from(record.number(column)?).expect("a number of a case is below 2^63");
    Some(if column == Column::Time { Value::from(calendar::time_text(number)) } else { Value::from(number) })
}
