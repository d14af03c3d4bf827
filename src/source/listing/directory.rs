//! The files of a directory, at any depth.

use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::config::NameChoice;

/// A file of a directory, or what cannot be read of it.
type Entry = Result<PathBuf, (PathBuf, io::Error)>;

/// The files in a directory that are not hidden and whose names are chosen. Links are followed, but not to where
/// the walk came from: all that is there is read anyway.
pub(super) fn walk<'a>(root: &'a Path, choice: &'a NameChoice) -> impl Iterator<Item = Entry> + 'a {
    let entries = WalkDir::new(root).follow_links(true).into_iter().filter_entry(|entry| !is_hidden(entry));
    entries.filter_map(move |entry| match entry {
        Ok(entry) => {
            let is_chosen = entry.file_type().is_file() && choice.admits(&below(root, entry.path()));
            is_chosen.then(|| Ok(entry.into_path()))
        }
        Err(error) if error.loop_ancestor().is_some() => None,
        Err(error) => {
            let path = error.path().unwrap_or(root).to_owned();
            Some(Err((path, error.into())))
        }
    })
}

/// The directory that was named is read whatever its name is.
fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// The path from the directory on, with `/` between its parts.
fn below(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).iter();
    parts.map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
