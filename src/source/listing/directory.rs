//! The files of a directory, at any depth.

use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::config::NameChoice;

/// A file of a directory, or an error with its path.
pub(super) type WalkEntry = Result<PathBuf, (PathBuf, io::Error)>;

/// The files in a directory that are not hidden and whose names are selected.
pub(super) fn walk<'a>(root: &'a Path, choice: &'a NameChoice) -> impl Iterator<Item = WalkEntry> + 'a {
    entries(root, false).filter_map(move |entry| match entry {
        Ok(entry) => {
            let path = entry.path();
            let below = slashed(path.strip_prefix(root).unwrap_or(path));
            let is_selected = entry.file_type().is_file() && choice.admits(&below);
            is_selected.then(|| Ok(entry.into_path()))
        }
        Err(error) => Some(Err(error)),
    })
}

/// Everything in a directory but directories; hidden names only if requested.
pub(super) fn visit(root: &Path, with_hidden: bool) -> impl Iterator<Item = WalkEntry> + use<> {
    entries(root, with_hidden).filter_map(|entry| match entry {
        Ok(entry) => (!entry.file_type().is_dir()).then(|| Ok(entry.into_path())),
        Err(error) => Some(Err(error)),
    })
}

/// The entries of a directory, and the directory itself. Links are followed, but not back to a directory that is being walked: all that
/// is there is read anyway.
fn entries(root: &Path, with_hidden: bool) -> impl Iterator<Item = Result<DirEntry, (PathBuf, io::Error)>> + use<> {
    let root = root.to_owned();
    let walk = WalkDir::new(&root).follow_links(true).into_iter();
    walk.filter_entry(move |entry| with_hidden || !is_hidden(entry)).filter_map(move |entry| match entry {
        Ok(entry) => Some(Ok(entry)),
        Err(error) if error.loop_ancestor().is_some() => None,
        Err(error) => {
            let path = error.path().unwrap_or(&root).to_owned();
            Some(Err((path, error.into())))
        }
    })
}

/// The named directory itself is read whatever its name is.
fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// A path with `/` between its parts.
pub(super) fn slashed(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
