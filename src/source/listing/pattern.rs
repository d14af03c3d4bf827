//! The files that match a pattern.

use std::io::{self, ErrorKind};
use std::path::{PathBuf, is_separator};

use glob::{MatchOptions, Pattern, PatternError};

use super::directory::{self, WalkEntry};

/// `*` and `?` match neither `/` nor a leading dot.
const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// Everything that matches but directories, and errors on the way.
///
/// # Errors
/// The pattern is malformed.
pub(super) fn expand(pattern: &str) -> Result<Box<dyn Iterator<Item = WalkEntry>>, PatternError> {
    // First, so that the place in an error is that in the whole pattern.
    Pattern::new(pattern)?;
    match split(pattern) {
        Some((root, rest)) => Ok(Box::new(search(root.into(), Pattern::new(rest)?))),
        None => {
            let matches = glob::glob_with(pattern, OPTIONS)?.map(|entry| {
                entry.map_err(|error| {
                    let path = error.path().to_owned();
                    (path, io::Error::from(error))
                })
            });
            Ok(Box::new(matches.filter(|entry| !entry.as_ref().is_ok_and(|path| path.is_dir()))))
        }
    }
}

/// The directory that holds everything that a pattern with `**` matches, empty for the current one, and the pattern below it.
/// `None` for other patterns, which read no more directories than they have parts.
fn split(pattern: &str) -> Option<(&str, &str)> {
    if !pattern.split(is_separator).any(|part| part == "**") {
        return None;
    }
    let first = pattern.find(['*', '?', '['])?;
    let start = pattern[..first].rfind(is_separator).map_or(0, |separator| separator + 1);
    Some(pattern.split_at(start))
}

/// Searches a directory, in which links are followed, but not in circles.
fn search(root: PathBuf, pattern: Pattern) -> impl Iterator<Item = WalkEntry> {
    // Nothing in a hidden directory can match a pattern without such a name.
    let names_hidden = pattern.as_str().split(is_separator).any(|part| part.starts_with(['.', '[']));
    let start = if root.as_os_str().is_empty() { PathBuf::from(".") } else { root.clone() };
    directory::visit(&start, names_hidden).filter_map(move |entry| {
        let path = entry.as_ref().map_or_else(|(path, _)| path.as_path(), PathBuf::as_path);
        let below = path.strip_prefix(&start).ok()?;
        let is_match = pattern.matches_with(&directory::slashed(below), OPTIONS);
        let whole = root.join(below);
        match entry {
            Ok(_) => is_match.then_some(Ok(whole)),
            // A dangling link, or a directory that does not exist: ignored unless it matches.
            Err((_, cause)) if cause.kind() == ErrorKind::NotFound && !is_match => None,
            Err((_, cause)) => Some(Err((whole, cause))),
        }
    })
}
