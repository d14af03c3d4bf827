//! Which records tables are about, where these are not all records.

use super::number::grouped;
use super::paint::Paint;
use crate::report::text::escape;
use crate::report::{FilterReport, NamedTable, Report};

/// The first line of a report all of whose tables leave the same records out; empty if they differ, or leave none out.
pub fn of_report(report: &Report, tables: &[&NamedTable], paint: Paint) -> String {
    match common(tables) {
        Some([]) | None => String::new(),
        Some(filters) => format!("{}\n\n", paint.warning(&sentence(report, filters))),
    }
}

/// What to say of a table that other tables differ from in the records that they are about; empty for all records.
pub fn of_table(report: &Report, tables: &[&NamedTable], table: &NamedTable) -> String {
    if common(tables).is_some() || table.filters.is_empty() {
        return String::new();
    }
    sentence(report, &table.filters)
}

/// The filters that all tables have in common; `None` if they differ.
fn common<'t>(tables: &[&'t NamedTable]) -> Option<&'t [String]> {
    let mut filters = tables.iter().map(|table| table.filters.as_slice());
    let first = filters.next()?;
    filters.all(|other| other == first).then_some(first)
}

/// How many records there are, and which filters leave the others out.
fn sentence(report: &Report, filters: &[String]) -> String {
    let used: Vec<&FilterReport> = report.filters.iter().filter(|filter| filters.contains(&filter.name)).collect();
    let kept = used.last().map_or(0, |filter| filter.kept);
    let conditions: Vec<String> = used
        .iter()
        .map(|filter| match &filter.condition {
            Some(condition) => format!("where {}", escape(condition)),
            None => format!("that filter {} keeps", escape(&filter.name)),
        })
        .collect();
    let all = report.input.tally.parsed;
    format!("{} of {} records, {}", grouped(kept), grouped(all), conditions.join(" and "))
}
