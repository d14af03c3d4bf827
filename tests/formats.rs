//! docs/FORMATS.md lists the formats and columns that the program has.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use arrow_array::Array;
use arrow_buffer::Buffer;
use logmill::config::{ConfigInput, Registry, Request, load};
use logmill::log::column::ColumnKind;
use logmill::log::envelope::LayerInfo;
use logmill::log::{Column, Columns, Format, Layer, Parser, RawText, format};

use crate::snapshot::assert_block;

const DOCUMENT: &str = "docs/FORMATS.md";

#[test]
fn the_document_lists_the_formats_and_columns_of_the_program() {
    // In sequence: both rewrite the same file.
    assert_block(DOCUMENT, "formats", &formats());
    assert_block(DOCUMENT, "envelopes", &envelopes());
    assert_block(DOCUMENT, "columns", &columns());
    assert_block(DOCUMENT, "names", &names());
}

fn formats() -> String {
    let mut list = String::new();
    for format in Format::all() {
        let about = format.about();
        let columns: Vec<String> = format.columns().iter().map(|column| format!("`{column}`")).collect();
        write!(
            list,
            "### `{}`\n\n```text\n{}\n```\n\n```text\n{}\n```\n\nFills {}. Source: <{}>.\n\n",
            format.name(),
            about.grammar,
            format.example(),
            columns.join(", "),
            about.source,
        )
        .expect("writing to a string cannot fail");
    }
    list
}

fn envelopes() -> String {
    let mut list = "\n| Name | Written by | Example |\n|---|---|---|\n".to_owned();
    for LayerInfo { name, writer, example, .. } in Layer::all().map(Layer::about) {
        let example = example.replace('|', "\\|").replace('\t', "⇥").replace('\u{1b}', "␛");
        writeln!(list, "| `{name}` | {writer} | `{example}` |").expect("writing to a string cannot fail");
    }
    list
}

fn names() -> String {
    let mut list =
        "\n| Column | Bare number | Names, the best first | Words before them |\n|---|---|---|---|\n".to_owned();
    for aliases in format::names() {
        let unit = match (aliases.unit, aliases.column) {
            (Some(unit), _) => format!("{unit:?}").to_lowercase(),
            (None, Column::Time) => "its size decides".to_owned(),
            (None, column) if column.name().ends_with("_time") => "milliseconds; in `nginx_json` seconds".to_owned(),
            (None, _) => String::new(),
        };
        let quoted = |word: &str| format!("`{word}`");
        let names: Vec<String> = aliases.keys.split_ascii_whitespace().map(quoted).collect();
        let words: Vec<String> = aliases.before.iter().copied().map(quoted).collect();
        let words = match words.join(", ") {
            words if words.is_empty() => words,
            words if aliases.is_bare => format!("none, {words}"),
            words => words,
        };
        writeln!(list, "| `{}` | {unit} | {} | {words} |", aliases.column, names.join(", "))
            .expect("writing to a string cannot fail");
    }
    list.push('\n');
    list
}

fn columns() -> String {
    let mut list = "\n| Column | Holds | Meaning |\n|---|---|---|\n".to_owned();
    for column in Column::NAMED {
        let kind = match column.kind() {
            ColumnKind::Text => "text",
            ColumnKind::Time => "time",
            ColumnKind::Day => "day",
            ColumnKind::Hour => "hour",
            _ => "number",
        };
        let meaning = column.meaning().trim().replace("[`Column::Time`]", "`time`").replace('|', "\\|");
        writeln!(list, "| `{column}` | {kind} | {meaning} |").expect("writing to a string cannot fail");
    }
    list.push('\n');
    list
}

/// The fenced blocks of a part of the document that begins with a heading and ends with the next of its rank.
fn blocks_below<'d>(document: &'d str, heading: &str, language: &str) -> Vec<&'d str> {
    let part = document.split(&format!("\n## {heading}\n")).nth(1).expect("the heading");
    let part = part.split("\n## ").next().unwrap_or_default();
    part.split(&format!("```{language}\n")).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn each_example_of_a_format_of_ones_own_reads_the_line_below_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    let document = fs::read_to_string(path).expect("the document");
    let formats = blocks_below(&document, "Your own formats", "toml");
    let lines = blocks_below(&document, "Your own formats", "text");
    assert_eq!((formats.len(), lines.len()), (5, 5));
    for (format, line) in formats.into_iter().zip(lines) {
        let job = format!("{format}\n[[sources]]\npath = \"a.log\"\n[[reducers]]\ngroup_by = [\"path\"]\n");
        let plan = load(&Request::new(ConfigInput::text("job.toml", job)), &Registry::builtin());
        let plan = plan.unwrap_or_else(|errors| panic!("{errors}"));
        let wanted = Columns::of(&[Column::Host, Column::Path, Column::Status, Column::RequestTime]);
        let raw = Buffer::from(line.as_bytes());
        let parsed = Parser::new(wanted, 1 << 20).parse(&plan.formats[0], RawText::all(&raw), Vec::new());
        assert_eq!((parsed.tally.parsed, parsed.tally.notes.iter().count()), (1, 0), "{format}\n{:?}", parsed.rejects);
        for column in wanted.iter() {
            let values = parsed.records.column_by_name(column.name()).expect("what was asked for");
            assert_eq!(values.null_count(), 0, "{format}: {column}");
        }
    }
}
