//! `logmill columns`: lists the columns that questions, jobs and `parse --columns` name.

use std::process::ExitCode;

use super::arguments::ColumnsArguments;
use super::hanging::hanging;
use super::terminal::print;
use crate::log::column::ColumnKind;
use crate::log::{Column, Columns, Format};
use crate::report::table::formats::meaning;

/// Lists all columns, or describes one.
pub fn run(arguments: &ColumnsArguments) -> anyhow::Result<ExitCode> {
    print(&match &arguments.name {
        Some(name) => description(Column::named(name)?),
        None => list(),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Name, kind and meaning of every column.
fn list() -> String {
    let kinds = Column::ALL.map(kind);
    let names = Column::ALL.map(|column| column.name().len()).into_iter().max().unwrap_or(0);
    let kind_width = kinds.map(|kind| kind.chars().count()).into_iter().max().unwrap_or(0);
    let line = |(column, kind): (Column, &str)| {
        let start = format!("{:<names$}  {kind:<kind_width$}  ", column.name());
        hanging(&start, &meaning(column))
    };
    Column::ALL.into_iter().zip(kinds).map(line).collect()
}

/// All about a column, with the formats that fill it.
fn description(column: Column) -> String {
    let formats: Vec<Format> = Format::all().filter(|format| fills(format, column)).collect();
    let formats = match formats.len() == Format::all().count() {
        true => "all".to_owned(),
        false => formats.iter().map(|format| format.name().to_owned()).collect::<Vec<_>>().join(", "),
    };
    let parts = [
        ("column", column.name().to_owned()),
        ("kind", kind(column).to_owned()),
        ("meaning", meaning(column)),
        ("formats", formats),
    ];
    parts.map(|(label, text)| hanging(&format!("{label:<8} "), &text)).concat()
}

/// What a column holds, with its unit.
fn kind(column: Column) -> &'static str {
    match column.kind() {
        ColumnKind::Time => "time, UTC",
        ColumnKind::Size => "size, bytes",
        ColumnKind::Duration => "duration, µs",
        ColumnKind::Day => "day, UTC",
        ColumnKind::Hour => "hour, UTC",
        kind => kind.name(),
    }
}

/// Whether lines of a format may fill a column, or one from which it is derived.
fn fills(format: &Format, column: Column) -> bool {
    use Column::{Day, Extension, File, FirstSegment, Hour, Path, Query, Source, Status, StatusClass, Target, Time};
    // Every line is read from somewhere.
    if matches!(column, Source | File) {
        return true;
    }
    let sources: &[Column] = match column {
        Path | Extension | FirstSegment => &[Target, Path],
        Query => &[Target, Query],
        Day | Hour => &[Time],
        StatusClass => &[Status],
        _ => &[column],
    };
    Columns::ORIGIN.contains(column) || sources.iter().any(|source| format.columns().contains(*source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::hanging::WIDTH;

    #[test]
    fn lines_are_aligned_and_fit_a_narrow_terminal() {
        let list = list();
        assert!(list.lines().all(|line| line.chars().count() <= WIDTH), "{list}");
        let named = list.lines().filter(|line| !line.starts_with(' ')).count();
        assert_eq!(named, Column::ALL.len());
        let start = list.find("Client address").expect("the first meaning");
        assert!(list.lines().all(|line| line.chars().nth(start - 1) == Some(' ')), "{list}");
    }

    #[test]
    fn a_derived_column_is_filled_by_the_formats_of_its_source() {
        let combined = Format::by_name("combined").expect("a format");
        assert!(
            fills(&combined, Column::Path) && fills(&combined, Column::Hour) && fills(&combined, Column::StatusClass)
        );
        assert!(!fills(&combined, Column::RequestTime));
    }

    #[test]
    fn every_column_is_filled_by_some_format() {
        for column in Column::ALL {
            assert!(Format::all().any(|format| fills(&format, column)), "{column}");
        }
    }
}
