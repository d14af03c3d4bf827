//! From a plan's paths and globs to the files of a run.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use glob::MatchOptions;

use super::error::SourceError;
use super::raw_input::stdin_file;
use crate::config::{FormatChoice, SourcePlan};

/// Where bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file, named pipe or device.
    Path(PathBuf),
}

/// A file of the run, ready to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Index of its source in the plan.
    pub source: u32,
    /// Its index in the run's list.
    pub file: u32,
    /// Where its bytes come from.
    pub input: Input,
    /// Its name in messages and reports.
    pub shown: String,
    /// How its format is decided.
    pub format: FormatChoice,
}

impl InputFile {
    /// Whether it is a file that can be read more than once.
    pub fn is_seekable(&self) -> bool {
        match &self.input {
            Input::Stdin => false,
            Input::Path(path) => fs::metadata(path).is_ok_and(|metadata| metadata.is_file()),
        }
    }
}

/// Something in a source that cannot be read.
#[derive(Debug)]
pub struct ListFailure {
    /// Index of the source in the plan.
    pub source: u32,
    /// The path or pattern.
    pub shown: String,
    /// Why not; names the path.
    pub error: SourceError,
}

/// A file that was named more than once, by whatever name; it is read once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// Index of the source that named it again.
    pub source: u32,
    /// The name that is passed over.
    pub shown: String,
    /// The name that it is read under.
    pub first: String,
}

/// What a plan's sources come to.
#[derive(Debug, Default)]
pub struct Listing {
    /// The files to read, by source and then by name.
    pub files: Vec<InputFile>,
    /// What cannot be read.
    pub failures: Vec<ListFailure>,
    /// What is passed over.
    pub duplicates: Vec<Duplicate>,
}

/// Finds the files of all sources: paths as they are, patterns expanded, `-` for standard input.
///
/// A path that exists is that file even if it looks like a pattern. `*` and `?` match neither `/` nor a leading dot,
/// `**` matches directories of any depth. Files are told apart by device and inode, so that a link or an overlapping
/// pattern does not count anything twice.
pub fn list_inputs(sources: &[SourcePlan]) -> Listing {
    let mut list = Lister::default();
    for (index, source) in (0..).zip(sources) {
        let mut inputs = Vec::new();
        for path in &source.paths {
            list.expand(index, path, &mut inputs);
        }
        inputs.sort_by(|a, b| name_of(a).cmp(name_of(b)));
        for input in inputs {
            list.add(index, input, &source.format);
        }
    }
    list.listing
}

#[derive(Default)]
struct Lister {
    listing: Listing,
    /// Index in `listing.files` of each file that is known.
    known: HashMap<FileId, usize>,
}

impl Lister {
    /// Finds what a path stands for.
    fn expand(&mut self, source: u32, path: &str, inputs: &mut Vec<Input>) {
        if path == "-" {
            return inputs.push(Input::Stdin);
        }
        let is_pattern = path.contains(['*', '?', '[']) && fs::symlink_metadata(path).is_err();
        if !is_pattern {
            return inputs.push(Input::Path(path.into()));
        }
        let options = MatchOptions { require_literal_leading_dot: true, ..MatchOptions::new() };
        let pattern = path.to_owned();
        let matches = match glob::glob_with(path, options) {
            Ok(matches) => matches,
            Err(cause) => return self.fail(source, path.to_owned(), SourceError::BadPattern { pattern, cause }),
        };
        let mut found = false;
        for entry in matches {
            found = true;
            match entry {
                Ok(path) => inputs.push(Input::Path(path)),
                Err(error) => {
                    let shown = error.path().to_string_lossy().into_owned();
                    let cause = error.into();
                    self.fail(source, shown.clone(), SourceError::Open { shown, cause });
                }
            }
        }
        if !found {
            self.fail(source, path.to_owned(), SourceError::NoMatch { pattern });
        }
    }

    /// Adds an input to the list, or says why not.
    fn add(&mut self, source: u32, input: Input, format: &FormatChoice) {
        let shown = name_of(&input).to_string_lossy().into_owned();
        let metadata = match &input {
            Input::Stdin => stdin_file().and_then(|file| file.metadata()),
            Input::Path(path) => fs::metadata(path),
        };
        let metadata = match metadata {
            Ok(metadata) if metadata.is_dir() => {
                return self.fail(source, shown.clone(), SourceError::Directory { shown });
            }
            Ok(metadata) => metadata,
            Err(cause) => {
                let error = missing(name_of(&input), shown.clone(), cause);
                return self.fail(source, shown, error);
            }
        };
        let index = self.listing.files.len();
        if let Some(first) = file_id(&input, &metadata).and_then(|id| {
            let first = *self.known.entry(id).or_insert(index);
            (first != index).then_some(first)
        }) {
            let first = self.listing.files[first].shown.clone();
            self.listing.duplicates.push(Duplicate { source, shown, first });
            return;
        }
        let file = u32::try_from(index).expect("a list of 2^32 files does not fit into memory");
        self.listing.files.push(InputFile { source, file, input, shown, format: format.clone() });
    }

    fn fail(&mut self, source: u32, shown: String, error: SourceError) {
        self.listing.failures.push(ListFailure { source, shown, error });
    }
}

fn name_of(input: &Input) -> &std::ffi::OsStr {
    match input {
        Input::Stdin => "-".as_ref(),
        Input::Path(path) => path.as_os_str(),
    }
}

/// The most helpful words for a path that cannot be asked about.
fn missing(path: &std::ffi::OsStr, shown: String, cause: io::Error) -> SourceError {
    let path = Path::new(path);
    if cause.kind() != ErrorKind::NotFound {
        return SourceError::Open { shown, cause };
    }
    if let Ok(target) = fs::read_link(path) {
        return SourceError::DanglingLink { shown, target: target.to_string_lossy().into_owned() };
    }
    match nearest_name(path) {
        Some(nearest) => SourceError::Misspelt { shown, nearest },
        None => SourceError::Open { shown, cause },
    }
}

/// A file of the same directory whose name is like the one that does not exist. Looks at a thousand names at most.
fn nearest_name(path: &Path) -> Option<String> {
    const LIKE: f64 = 0.8;
    let name = path.file_name()?.to_str()?;
    let parent = path.parent()?;
    let directory = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let names = fs::read_dir(directory).ok()?.take(1000).filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let (_, nearest) = names
        .map(|other| (strsim::jaro_winkler(name, &other), other))
        .filter(|(likeness, _)| *likeness >= LIKE)
        .max_by(|(a, left), (b, right)| a.total_cmp(b).then_with(|| right.cmp(left)))?;
    Some(parent.join(nearest).to_string_lossy().into_owned())
}

/// What makes two paths the same file.
#[cfg(unix)]
type FileId = (u64, u64);

#[cfg(unix)]
fn file_id(_input: &Input, metadata: &Metadata) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

/// What makes two paths the same file, as far as can be told: links are followed, hard links are not seen.
#[cfg(not(unix))]
type FileId = PathBuf;

#[cfg(not(unix))]
fn file_id(input: &Input, _metadata: &Metadata) -> Option<FileId> {
    fs::canonicalize(name_of(input)).ok()
}

#[cfg(test)]
mod tests;
