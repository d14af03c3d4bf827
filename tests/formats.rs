//! docs/FORMATS.md lists the formats and columns that the program has.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use logmill::log::column::ColumnKind;
use logmill::log::{Column, Format, format};

use crate::snapshot::{assert_text, is_update};

/// Compares what stands between two marks of the document, or rewrites it.
fn assert_block(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/FORMATS.md");
    let document = fs::read_to_string(&path).expect("the document");
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = document.split_once(&open).expect("the mark before the block");
    let (block, after) = rest.split_once(&close).expect("the mark behind the block");
    if is_update() {
        fs::write(&path, format!("{before}{open}{actual}{close}{after}")).expect("the document can be written");
        return;
    }
    assert_text(&format!("the block {name} of docs/FORMATS.md"), block, actual, &"");
}

#[test]
fn the_document_lists_the_formats_and_columns_of_the_program() {
    // One after the other: both rewrite the same file.
    assert_block("formats", &formats());
    assert_block("columns", &columns());
    assert_block("names", &names());
}

fn formats() -> String {
    let mut list = String::new();
    for format in Format::all() {
        let functions = format.functions();
        let columns: Vec<String> = functions.columns().iter().map(|column| format!("`{column}`")).collect();
        write!(
            list,
            "### `{}`\n\n```text\n{}\n```\n\n```text\n{}\n```\n\nFills {}. Source: <{}>.\n\n",
            format.name(),
            functions.grammar(),
            format.example(),
            columns.join(", "),
            functions.source(),
        )
        .expect("writing to a string cannot fail");
    }
    list
}

fn names() -> String {
    let mut list = "\n| Column | Bare number | Names, the best first |\n|---|---|---|\n".to_owned();
    for aliases in format::names() {
        let unit = match (aliases.unit, aliases.column) {
            (Some(unit), _) => format!("{unit:?}").to_lowercase(),
            (None, Column::Time) => "told by its size".to_owned(),
            (None, column) if column.name().ends_with("_time") => "milliseconds; in `nginx_json` seconds".to_owned(),
            (None, _) => String::new(),
        };
        let names: Vec<String> = aliases.keys.split_ascii_whitespace().map(|name| format!("`{name}`")).collect();
        writeln!(list, "| `{}` | {unit} | {} |", aliases.column, names.join(", "))
            .expect("writing to a string cannot fail");
    }
    list.push('\n');
    list
}

fn columns() -> String {
    let mut list = "\n| Column | Holds | Meaning |\n|---|---|---|\n".to_owned();
    for column in Column::ALL {
        let kind = match column.kind() {
            ColumnKind::Text => "text",
            ColumnKind::Time => "time",
            ColumnKind::Small | ColumnKind::Count => "number",
            ColumnKind::Day => "day",
            ColumnKind::Hour => "hour",
        };
        let meaning = column.meaning().trim().replace("[`Column::Time`]", "`time`").replace('|', "\\|");
        writeln!(list, "| `{column}` | {kind} | {meaning} |").expect("writing to a string cannot fail");
    }
    list.push('\n');
    list
}
