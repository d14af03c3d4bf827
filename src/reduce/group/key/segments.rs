//! `path/N`: the beginning of a path, up to its n-th segment.

use std::fmt;
use std::num::NonZero;
use std::sync::Arc;

use arrow_array::builder::StringViewBuilder;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_buffer::BooleanBuffer;

use super::definition::{AnyKey, Key};
use crate::log::column::ColumnKind;
use crate::log::{Column, Columns, MissingColumn, schema};

/// The number as messages describe it.
pub(super) const FORM: &str = "a number of segments from 1";

/// A path cut after `N` segments: `/blog/2026` has two. A shorter path stays as it is; `//` makes no empty segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathStart {
    segments: NonZero<usize>,
}

/// The key of that number of segments.
pub(super) fn parse(segments: &str) -> Option<AnyKey> {
    Some(PathStart { segments: segments.parse().ok()? }.into())
}

impl fmt::Display for PathStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "path/{}", self.segments)
    }
}

impl PathStart {
    fn cut<'p>(&self, path: &'p str) -> &'p str {
        let mut begun = 0;
        let mut is_inside = false;
        for (at, byte) in path.bytes().enumerate() {
            if byte == b'/' && is_inside && begun == self.segments.get() {
                return &path[..at];
            }
            begun += usize::from(byte != b'/' && !is_inside);
            is_inside = byte != b'/';
        }
        path
    }
}

impl Key for PathStart {
    fn columns(&self) -> Columns {
        Columns::of(&[Column::Path])
    }

    fn kind(&self) -> ColumnKind {
        ColumnKind::Text
    }

    fn values(&self, batch: &RecordBatch, selected: &BooleanBuffer) -> Result<ArrayRef, MissingColumn> {
        let paths = schema::text(batch, Column::Path)?;
        let mut starts = StringViewBuilder::with_capacity(paths.len());
        for row in 0..paths.len() {
            let is_wanted = selected.value(row) && paths.is_valid(row);
            starts.append_option(is_wanted.then(|| self.cut(paths.value(row))));
        }
        Ok(Arc::new(starts.finish()))
    }
}
