//! From the paths and globs of a plan to the files of a run.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::error::SourceError;
use super::input::{Input, InputFile};
use super::open_archive::is_archive;
use super::raw_input::stdin_file;
use super::remote::RemoteNetwork;
use super::url::{is_url, shown};
use crate::config::{NameChoice, SourcePlan};

mod directory;
mod path_list;
mod pattern;

/// Something in a source that cannot be read.
#[derive(Debug)]
pub struct ListFailure {
    /// Index of the source in the plan.
    pub source: u32,
    /// The path or pattern.
    pub shown: String,
    /// Why; names the path.
    pub error: SourceError,
}

/// A file that is named more than once, also by different names. It is read once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// Index of the source that named it again.
    pub source: u32,
    /// The name that is skipped.
    pub shown: String,
    /// The name under which it is read.
    pub first: String,
}

/// The inputs of a plan.
#[derive(Debug, Default)]
pub struct Listing {
    /// The files to read, by source and then by name.
    pub files: Vec<InputFile>,
    /// What cannot be read.
    pub failures: Vec<ListFailure>,
    /// Names that are skipped.
    pub duplicates: Vec<Duplicate>,
}

/// Finds the files of all sources: paths, patterns, directories, `@list` for the paths that a file lists, `-` for standard
/// input, URLs for objects of servers.
///
/// - A path that exists is that file or directory, even if it looks like a pattern or a URL.
/// - `*` and `?` match neither `/` nor a leading dot. `**` matches directories of any depth, and at the end all files in them.
///   A pattern matches files only.
/// - In directories, hidden files are skipped. There and for `**`, links are followed but never in circles.
/// - `include` and `exclude` select the members of an archive that is named, whatever its own name is.
/// - Files are identified by device and inode, and objects by their URLs, so that a link or an overlapping pattern counts
///   nothing twice.
///
/// Lists of objects are requested from servers, and this waits for the answers.
pub fn list_inputs(sources: &[SourcePlan]) -> Listing {
    let (mut list, mut network) = (Lister::default(), RemoteNetwork::default());
    for (index, source) in (0..).zip(sources) {
        let (inputs, failures) = (Vec::new(), Vec::new());
        let mut found = SourceFiles { source: index, choice: &source.choice, network: &mut network, inputs, failures };
        for path in &source.paths {
            found.expand(path, None);
        }
        if found.inputs.is_empty() && found.failures.is_empty() {
            let shown = source.paths.iter().map(|path| shown(path)).collect::<Vec<String>>().join(" ");
            found.fail(None, shown.clone(), SourceError::AllLeftOut { shown });
        }
        found.inputs.sort_by(|a, b| name_of(&a.0).cmp(name_of(&b.0)));
        let SourceFiles { inputs, failures, .. } = found;
        list.listing.failures.extend(failures);
        for (input, line) in inputs {
            list.add(index, source, input, line);
        }
    }
    list.listing
}

/// A line of a list of paths.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ListLine {
    list: String,
    line: usize,
}

/// The inputs of one source.
struct SourceFiles<'a> {
    source: u32,
    choice: &'a NameChoice,
    network: &'a mut RemoteNetwork,
    /// The files, with the line of the list that named them.
    inputs: Vec<(Input, Option<ListLine>)>,
    failures: Vec<ListFailure>,
}

impl SourceFiles<'_> {
    /// Finds the inputs of a path.
    fn expand(&mut self, path: &str, line: Option<&ListLine>) {
        if path == "-" {
            return self.inputs.push((Input::Stdin, line.cloned()));
        }
        if let Some(list) = path.strip_prefix('@') {
            return self.expand_list(list, line);
        }
        if is_url(path) && fs::symlink_metadata(path).is_err() {
            return self.expand_url(path, line);
        }
        if fs::metadata(path).is_ok_and(|metadata| metadata.is_dir()) {
            return self.expand_directory(path, line);
        }
        if path.contains(['*', '?', '[']) && fs::symlink_metadata(path).is_err() {
            return self.expand_pattern(path, line);
        }
        // Of an archive that is named, the members are selected.
        if self.choice.admits(path) || (!self.choice.excludes(path) && is_archive(path)) {
            self.inputs.push((Input::Path(path.into()), line.cloned()));
        }
    }

    fn expand_url(&mut self, url: &str, line: Option<&ListLine>) {
        match self.network.objects(url, self.choice) {
            Ok(objects) => self.inputs.extend(objects.into_iter().map(|object| (Input::Object(object), line.cloned()))),
            Err(error) => self.fail(line, shown(url), error),
        }
    }

    fn expand_pattern(&mut self, path: &str, line: Option<&ListLine>) {
        let pattern = path.to_owned();
        let matches = match pattern::expand(path) {
            Ok(matches) => matches,
            Err(cause) => return self.fail(line, path.to_owned(), SourceError::BadPattern { pattern, cause }),
        };
        let (mut matched, mut is_read) = (false, false);
        for entry in matches {
            match entry {
                Ok(path) if !self.choice.admits(&path.to_string_lossy()) => matched = true,
                Ok(path) => {
                    is_read = true;
                    self.inputs.push((Input::Path(path), line.cloned()));
                }
                Err((path, cause)) => {
                    is_read = true;
                    let shown = path.to_string_lossy().into_owned();
                    let error = missing(path.as_os_str(), shown.clone(), cause);
                    self.fail(line, shown, error);
                }
            }
        }
        if !is_read && matched {
            self.fail(line, path.to_owned(), SourceError::AllLeftOut { shown: pattern });
        } else if !is_read {
            self.fail(line, path.to_owned(), SourceError::NoMatch { pattern });
        }
    }

    fn expand_directory(&mut self, path: &str, line: Option<&ListLine>) {
        let mut is_empty = true;
        for file in directory::walk(Path::new(path), self.choice) {
            is_empty = false;
            match file {
                Ok(path) => self.inputs.push((Input::Path(path), line.cloned())),
                Err((path, cause)) => {
                    let shown = path.to_string_lossy().into_owned();
                    let error = missing(path.as_os_str(), shown.clone(), cause);
                    self.fail(line, shown, error);
                }
            }
        }
        if is_empty {
            self.fail(line, path.to_owned(), SourceError::EmptyDirectory { shown: path.to_owned() });
        }
    }

    fn expand_list(&mut self, list: &str, line: Option<&ListLine>) {
        let shown = format!("@{list}");
        if line.is_some() {
            return self.fail(line, shown.clone(), SourceError::ListInList { shown });
        }
        let lines = match path_list::read(list) {
            Ok(lines) if lines.is_empty() => return self.fail(None, shown.clone(), SourceError::EmptyList { shown }),
            Ok(lines) => lines,
            Err(cause) => return self.fail(None, shown.clone(), SourceError::List { shown, cause }),
        };
        for (line, path) in lines {
            let line = ListLine { list: list.to_owned(), line };
            match path {
                Some(path) if path == "-" && list == "-" => {
                    self.fail(Some(&line), path, SourceError::ListIsStdin);
                }
                Some(path) => self.expand(&path, Some(&line)),
                None => self.fail(Some(&line), shown.clone(), SourceError::ListLineNotText),
            }
        }
    }

    fn fail(&mut self, line: Option<&ListLine>, shown: String, error: SourceError) {
        self.failures.push(failure(self.source, line, shown, error));
    }
}

fn failure(source: u32, line: Option<&ListLine>, shown: String, error: SourceError) -> ListFailure {
    let error = match line {
        Some(ListLine { list, line }) => SourceError::Listed { list: list.clone(), line: *line, cause: error.into() },
        None => error,
    };
    ListFailure { source, shown, error }
}

#[derive(Default)]
struct Lister {
    listing: Listing,
    /// Index in `listing.files` of each input that is known.
    known: HashMap<InputId, usize>,
}

impl Lister {
    /// Adds an input to the list, or to the failures or duplicates.
    fn add(&mut self, source: u32, plan: &SourcePlan, input: Input, line: Option<ListLine>) {
        let shown = match &input {
            Input::Object(object) => shown(object.url()),
            file => name_of(file).to_string_lossy().into_owned(),
        };
        let id = match identify(&input) {
            Ok(id) => id,
            Err(cause) => {
                let error = missing(name_of(&input), shown.clone(), cause);
                return self.listing.failures.push(failure(source, line.as_ref(), shown, error));
            }
        };
        let index = self.listing.files.len();
        if let Some(first) = id.and_then(|id| {
            let first = *self.known.entry(id).or_insert(index);
            (first != index).then_some(first)
        }) {
            let first = self.listing.files[first].shown.clone();
            self.listing.duplicates.push(Duplicate { source, shown, first });
            return;
        }
        let file = u32::try_from(index).expect("a list of 2^32 files does not fit into memory");
        let (format, choice) = (plan.format.clone(), plan.choice.clone());
        self.listing.files.push(InputFile { source, file, input, shown, format, choice, range: None });
    }
}

fn name_of(input: &Input) -> &std::ffi::OsStr {
    match input {
        Input::Stdin => "-".as_ref(),
        Input::Path(path) => path.as_os_str(),
        Input::Object(object) => object.url().as_ref(),
    }
}

/// The identity of an input.
#[derive(PartialEq, Eq, Hash)]
enum InputId {
    File(FileId),
    /// Its URL.
    Object(String),
}

/// The identity of an input; `None` if it is unknown.
fn identify(input: &Input) -> io::Result<Option<InputId>> {
    let metadata = match input {
        Input::Stdin => stdin_file()?.metadata()?,
        Input::Path(path) => fs::metadata(path)?,
        Input::Object(object) => return Ok(Some(InputId::Object(object.url().to_owned()))),
    };
    if metadata.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    Ok(file_id(input, &metadata).map(InputId::File))
}

/// The most helpful error for a path without metadata.
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

/// A file of the same directory with a name like the one that does not exist. Compares a thousand names at most.
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

/// The identity of a file.
#[cfg(unix)]
type FileId = (u64, u64);

#[cfg(unix)]
fn file_id(_input: &Input, metadata: &Metadata) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

/// The identity of a file, as far as it is known: links are followed, hard links are not recognized.
#[cfg(not(unix))]
type FileId = std::path::PathBuf;

#[cfg(not(unix))]
fn file_id(input: &Input, _metadata: &Metadata) -> Option<FileId> {
    fs::canonicalize(name_of(input)).ok()
}

#[cfg(test)]
mod tests;
