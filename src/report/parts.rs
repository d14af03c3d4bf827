//! Cuts a report that is split by the values of an expression into one for each value.

use std::collections::BTreeMap;

use super::model::{NamedTable, PartOf, Report};
use crate::reduce::Part;

impl Report {
    /// The reports of the values, in the order of these, each with its tables and with the account of all lines; empty if this report is
    /// not split.
    pub fn parts(&self) -> Vec<Report> {
        let Some(by) = &self.split_by else { return Vec::new() };
        let mut tables: BTreeMap<&Part, Vec<NamedTable>> = BTreeMap::new();
        for table in &self.tables {
            if let Some(part) = &table.part {
                tables.entry(part).or_default().push(table.clone());
            }
        }
        let report = |(part, tables): (&Part, Vec<NamedTable>)| Report {
            tables,
            part: Some(PartOf { by: by.clone(), value: part.clone() }),
            split_by: None,
            ..self.clone()
        };
        tables.into_iter().map(report).collect()
    }
}
