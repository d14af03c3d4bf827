//! Keeps the records whose path passes rules about its segments: the filter that removes static files from a report.

use arrow_array::{BooleanArray, RecordBatch};
use arrow_buffer::{BooleanBuffer, Buffer};
use serde::Deserialize;

use super::segments::{self, EndingSet, NameSet};
use super::{Filter, FilterError, SettingsError};
use crate::log::{Column, Columns, Views, window};

/// The settings of a [`PathFilter`]. The two lists ignore ASCII case; `first_segment` does not. `//` makes no empty segment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PathSettings {
    /// Drops a path in which any segment is one of these, in any case. Default none. Example:
    /// `exclude_segments = ["favicon.ico", "ping"]`.
    pub exclude_segments: Vec<String>,
    /// Drops a path whose last segment ends with one of these, in any case; written with the dot or without. Default none.
    /// Example: `exclude_extensions = [".png", "css"]` drops `/LOGO.PNG`, too.
    pub exclude_extensions: Vec<String>,
    /// Keeps only paths whose first segment is this, in this case. Default: any. Example: `first_segment = "item"`.
    pub first_segment: Option<String>,
    /// Keeps only paths of this many segments or more. Default 0. Example: `min_segments = 2`.
    pub min_segments: usize,
}

/// Keeps the records whose path passes all rules of its [`PathSettings`]. Records without a path are dropped.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "PathSettings")]
pub struct PathFilter {
    names: NameSet,
    endings: EndingSet,
    /// A byte that every exclusion has; a path without it needs no second pass.
    marker: Option<u8>,
    first: Option<Vec<u8>>,
    min_segments: usize,
}

impl TryFrom<PathSettings> for PathFilter {
    type Error = SettingsError;

    fn try_from(settings: PathSettings) -> Result<PathFilter, SettingsError> {
        let PathSettings { exclude_segments, exclude_extensions, first_segment, min_segments } = settings;
        for segment in &exclude_segments {
            check_segment("exclude_segments", segment)?;
        }
        first_segment.as_deref().map_or(Ok(()), |segment| check_segment("first_segment", segment))?;
        let endings: Vec<String> = exclude_extensions.into_iter().map(ending).collect::<Result<_, _>>()?;
        Ok(PathFilter {
            names: NameSet::new(exclude_segments.iter().map(String::as_str)),
            endings: EndingSet::new(endings.iter().map(String::as_str)),
            marker: marker(exclude_segments.iter().chain(&endings).map(String::as_bytes)),
            first: first_segment.map(String::into_bytes),
            min_segments,
        })
    }
}

fn check_segment(option: &'static str, value: &str) -> Result<(), SettingsError> {
    match value.is_empty() || value.contains('/') {
        true => Err(SettingsError::NotASegment { option, value: value.to_owned() }),
        false => Ok(()),
    }
}

/// An extension with its dot.
fn ending(value: String) -> Result<String, SettingsError> {
    let name = value.strip_prefix('.').unwrap_or(&value);
    match name.is_empty() || name.contains(['/', '\0']) {
        true => Err(SettingsError::NotAnExtension { value }),
        false => Ok(format!(".{name}")),
    }
}

/// A byte common to all texts that is likely to be rare in paths: a dot, or other punctuation, or a digit. Letters are not
/// worth searching: nearly every path has them, and they have two cases.
fn marker<'a>(mut texts: impl Iterator<Item = &'a [u8]>) -> Option<u8> {
    let mut common = texts.next()?.to_vec();
    for text in texts {
        common.retain(|byte| text.contains(byte));
    }
    common.into_iter().filter(|byte| !byte.is_ascii_alphabetic()).min_by_key(|byte| match byte {
        b'.' => 0,
        byte if byte.is_ascii_digit() => 2,
        _ => 1,
    })
}

/// Rows filtered together: one word of the result.
const CHUNK: usize = 64;

impl PathFilter {
    /// One bit for each path that passes, of at most [`CHUNK`].
    ///
    /// Reading a path mostly means waiting for memory. A first pass without branches lets the reads of all paths overlap: it drops
    /// paths by their endings and finds the few that need a second pass.
    fn pass(&self, paths: &[&[u8]]) -> u64 {
        window::touch(paths);
        let (mut pass, mut suspects) = (0, 0);
        for (bit, path) in paths.iter().enumerate() {
            let ends = self.endings.end_short(path);
            let is_marked = self.marker.is_none_or(|marker| window::holds(path, marker));
            pass |= u64::from(!ends) << bit;
            suspects |= u64::from(!ends & is_marked) << bit;
        }
        if self.has_more_rules() {
            suspects = !0 >> (CHUNK - paths.len());
        }
        for_each_bit(suspects & pass, |bit| {
            let path = paths[bit];
            let passes = !self.excludes(path) && self.has_first_segment(path) && self.is_deep_enough(path);
            pass &= !(u64::from(!passes) << bit);
        });
        pass
    }

    /// Whether there are rules other than exclusions; then every path needs the second pass.
    fn has_more_rules(&self) -> bool {
        self.first.is_some() || self.min_segments > 0
    }

    fn excludes(&self, path: &[u8]) -> bool {
        self.endings.end(path) || (!self.names.is_empty() && self.names.any_in(path))
    }

    fn has_first_segment(&self, path: &[u8]) -> bool {
        let Some(first) = &self.first else { return true };
        let slashes = path.iter().take_while(|byte| **byte == b'/').count();
        path[slashes..].strip_prefix(first.as_slice()).is_some_and(|rest| matches!(rest, [] | [b'/', ..]))
    }

    fn is_deep_enough(&self, path: &[u8]) -> bool {
        let mut missing = self.min_segments;
        missing == 0
            || segments::any(path, |_| {
                missing -= 1;
                missing == 0
            })
    }
}

fn for_each_bit(mut bits: u64, mut act: impl FnMut(usize)) {
    while bits != 0 {
        act(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

impl Filter for PathFilter {
    fn columns(&self) -> Columns {
        Columns::of(&[Column::Path])
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        let views = Views::of(batch, Column::Path)?;
        let mut words = Vec::with_capacity(views.len().div_ceil(CHUNK));
        for start in (0..views.len()).step_by(CHUNK) {
            let mut paths: [&[u8]; CHUNK] = [&[]; CHUNK];
            let mut present = 0;
            let rows = start..views.len().min(start + CHUNK);
            let taken = rows.len();
            for (bit, row) in rows.enumerate() {
                let path = views.get(row);
                present |= u64::from(path.is_some()) << bit;
                paths[bit] = path.unwrap_or_default();
            }
            words.push(self.pass(&paths[..taken]) & present);
        }
        Ok(BooleanArray::from(BooleanBuffer::new(Buffer::from_vec(words), 0, views.len())))
    }
}

#[cfg(test)]
#[path = "path_tests.rs"]
mod tests;
