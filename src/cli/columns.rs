//! `logmill columns`: lists the columns that questions, jobs and `parse --columns` name, and those of a job's own formats.

use std::process::ExitCode;

use super::arguments::{ColumnsArguments, own_formats};
use super::hanging::hanging;
use super::terminal::print;
use crate::log::column::ColumnKind;
use crate::log::{Column, Columns, Format, OwnColumns};
use crate::report::table::formats::meaning;

/// Lists all columns, or describes one.
pub fn run(arguments: &ColumnsArguments) -> anyhow::Result<ExitCode> {
    let formats = own_formats(arguments.config.as_ref())?;
    let own = formats.first().map_or(OwnColumns::EMPTY, Format::own_columns);
    print(&match &arguments.name {
        Some(name) => description(own.find(name)?, &formats),
        None => list(&formats),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Name, kind and meaning of every column, those of a job's own formats last.
fn list(own_formats: &[Format]) -> String {
    let own = own_formats.first().map_or(OwnColumns::EMPTY, Format::own_columns);
    let common = Column::NAMED.into_iter().map(|column| (column, column.name(), meaning(column)));
    let more = own.iter().map(|(column, name)| (column, name, own_meaning(own_formats, column)));
    let columns: Vec<(Column, &str, String)> = common.chain(more).collect();
    let names = columns.iter().map(|(_, name, _)| name.chars().count()).max().unwrap_or(0);
    let kinds = columns.iter().map(|(column, ..)| kind(*column).chars().count()).max().unwrap_or(0);
    let line = |(column, name, meaning): &(Column, &str, String)| {
        let start = format!("{name:<names$}  {:<kinds$}  ", kind(*column));
        hanging(&start, meaning)
    };
    columns.iter().map(line).collect()
}

/// What an own column is: a field of these formats.
fn own_meaning(formats: &[Format], column: Column) -> String {
    let filled = formats.iter().filter(|format| fills(format, column)).map(|format| format!("`{}`", format.name()));
    let names = filled.collect::<Vec<_>>().join(", ");
    if names.is_empty() { meaning(column) } else { format!("A field of the job's own format {names}.") }
}

/// All about a column, with the formats that fill it.
fn description(column: Column, own_formats: &[Format]) -> String {
    let known: Vec<Format> = own_formats.iter().cloned().chain(Format::all()).collect();
    let filled = known.iter().filter(|format| fills(format, column)).map(Format::name).collect::<Vec<_>>();
    let formats = if filled.len() == known.len() { "all".to_owned() } else { filled.join(", ") };
    let own = own_formats.first().map_or(OwnColumns::EMPTY, Format::own_columns);
    let parts = [
        ("column", own.name_of(column).to_owned()),
        ("kind", kind(column).to_owned()),
        ("meaning", meaning(column)),
        ("formats", formats),
    ];
    parts.map(|(label, text)| hanging(&format!("{label:<8} "), &text)).concat()
}

/// What a column holds, with its unit.
fn kind(column: Column) -> &'static str {
    match column.kind() {
        ColumnKind::Time => "time",
        ColumnKind::Size => "size, bytes",
        ColumnKind::Duration => "duration, µs",
        ColumnKind::Day => "day",
        ColumnKind::Hour => "hour",
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
        let list = list(&[]);
        assert!(list.lines().all(|line| line.chars().count() <= WIDTH), "{list}");
        let named = list.lines().filter(|line| !line.starts_with(' ')).count();
        assert_eq!(named, Column::NAMED.len());
        let start = list.find("Client address").expect("the first meaning");
        assert!(list.lines().all(|line| line.chars().nth(start - 1) == Some(' ')), "{list}");
    }

    #[test]
    fn columns_of_own_formats_come_last_under_their_names() {
        let format = crate::log::format::own::nginx("shop", "$time_iso8601 $status $tenant").expect("a format");
        let list = list(&[format]);
        let last = list.lines().last().expect("a line").split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(last, "tenant text A field of the job's own format `shop`.");
        assert!(!list.contains("own1"), "{list}");
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
        for column in Column::NAMED.into_iter().filter(|column| !Columns::ORIGIN.contains(*column)) {
            assert!(Format::all().any(|format| fills(&format, column)), "{column}");
        }
    }
}
