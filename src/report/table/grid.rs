//! Cells in aligned columns, fitted to a width.

use super::paint::Paint;
use crate::report::text::{truncate, truncate_middle, width};

const INDENT: &str = "  ";
const GAP: &str = "  ";
/// Least width of a text column that is cut: enough to distinguish values.
const NARROWEST: usize = 12;

/// What a column holds, which decides its alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Text that may be cut; aligned left.
    Text,
    /// Text that means nothing when cut, such as a time; aligned left.
    Fixed,
    /// A number; aligned right.
    Number,
    /// A number of less interest than the one before it; aligned right, and faint.
    Share,
}

/// A column of a grid.
pub struct GridColumn {
    /// Its heading.
    pub heading: String,
    /// What it holds.
    pub kind: CellKind,
}

impl GridColumn {
    /// A column.
    pub fn new(heading: impl Into<String>, kind: CellKind) -> GridColumn {
        GridColumn { heading: heading.into(), kind }
    }
}

/// Headings and rows; no cell has a control character.
pub struct Grid {
    /// The columns.
    pub columns: Vec<GridColumn>,
    /// A cell for each column in every row.
    pub rows: Vec<Vec<String>>,
}

impl Grid {
    /// Writes the headings, a rule and the rows, and cuts text columns until lines are at most `limit` wide. Where that is not enough,
    /// shares are left out.
    pub fn render(mut self, limit: Option<usize>, paint: Paint, out: &mut String) {
        let mut widths = self.widths(limit);
        let is_too_wide = |widths: &[usize]| limit.is_some_and(|limit| line_width(widths) > limit);
        if is_too_wide(&widths) && self.columns.iter().any(|column| column.kind == CellKind::Share) {
            self.remove_shares();
            widths = self.widths(limit);
        }
        let headings: Vec<String> = self.columns.iter().map(|column| column.heading.clone()).collect();
        self.line(&headings, &widths, out, |_, cell| paint.faint(cell));
        let rules: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        self.line(&rules, &widths, out, |_, cell| paint.faint(cell));
        for row in &self.rows {
            let colour = |column: &GridColumn, cell: &str| {
                if column.kind == CellKind::Share { paint.faint(cell) } else { cell.to_owned() }
            };
            self.line(row, &widths, out, colour);
        }
    }

    fn remove_shares(&mut self) {
        let kept: Vec<bool> = self.columns.iter().map(|column| column.kind != CellKind::Share).collect();
        let mut keeps = kept.iter();
        self.columns.retain(|_| *keeps.next().unwrap_or(&true));
        for row in &mut self.rows {
            let mut keeps = kept.iter();
            row.retain(|_| *keeps.next().unwrap_or(&true));
        }
    }

    fn line(&self, cells: &[String], widths: &[usize], out: &mut String, colour: impl Fn(&GridColumn, &str) -> String) {
        out.push_str(INDENT);
        for (i, ((cell, column), columns)) in cells.iter().zip(&self.columns).zip(widths).enumerate() {
            let cell =
                if column.kind == CellKind::Text { truncate_middle(cell, *columns) } else { truncate(cell, *columns) };
            let padding = " ".repeat(columns.saturating_sub(width(&cell)));
            let is_last = i + 1 == cells.len();
            match column.kind {
                CellKind::Number | CellKind::Share => out.extend([padding.as_str(), &colour(column, &cell)]),
                _ if is_last => out.push_str(&colour(column, &cell)),
                _ => out.extend([colour(column, &cell).as_str(), &padding]),
            }
            if !is_last {
                out.push_str(GAP);
            }
        }
        out.push('\n');
    }

    fn widths(&self, limit: Option<usize>) -> Vec<usize> {
        let cells = |i: usize| self.rows.iter().filter_map(move |row| row.get(i)).map(|cell| width(cell));
        let natural = |(i, column): (usize, &GridColumn)| cells(i).chain([width(&column.heading)]).max().unwrap_or(0);
        let mut widths: Vec<usize> = self.columns.iter().enumerate().map(natural).collect();
        let Some(limit) = limit else { return widths };
        while line_width(&widths) > limit {
            let texts = widths.iter_mut().zip(&self.columns).filter(|(_, column)| column.kind == CellKind::Text);
            let Some((widest, _)) = texts.max_by_key(|(width, _)| **width).filter(|(width, _)| **width > NARROWEST)
            else {
                break;
            };
            *widest -= 1;
        }
        widths
    }
}

/// Width of a line of columns.
fn line_width(widths: &[usize]) -> usize {
    INDENT.len() + GAP.len() * widths.len().saturating_sub(1) + widths.iter().sum::<usize>()
}
