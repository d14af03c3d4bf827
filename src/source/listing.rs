//! From a plan's paths and globs to the files of a run.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::error::SourceError;
use super::open_archive::is_archive;
use super::range::ByteRange;
use super::raw_input::stdin_file;
use super::remote::{Network, Object};
use super::url::{is_url, shown};
use crate::config::{FormatChoice, NameChoice, SourcePlan};

mod directory;
mod path_list;
mod pattern;

/// Where bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file, named pipe or device.
    Path(PathBuf),
    /// An object of a server.
    Object(Object),
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
    /// Which members are read when it is an archive.
    pub choice: NameChoice,
    /// The only part to read, of a regular file that is not compressed; none for all of it.
    pub range: Option<ByteRange>,
}

impl InputFile {
    /// Whether it is a file that can be read more than once.
    pub fn is_seekable(&self) -> bool {
        match &self.input {
            Input::Stdin | Input::Object(_) => false,
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

/// Finds the files of all sources: paths as they are, patterns expanded, directories walked, `@list` for the paths that
/// a file lists, `-` for standard input, URLs for objects of servers.
///
/// A path that exists is that file or directory even if it looks like a pattern or a URL. `*` and `?` match neither `/` nor a
/// leading dot, `**` matches directories of any depth, at its end all files in them; a pattern stands for files only. In
/// directories, hidden files are passed over. An archive that is named need not be included itself: its members are chosen. There and for `**`, links are followed but never in circles. Files are told apart by device and inode, so that a
/// link or an overlapping pattern does not count anything twice, and objects by their URLs.
///
/// Servers are asked for what is below a prefix or matches a pattern, and this waits for their answer.
pub fn list_inputs(sources: &[SourcePlan]) -> Listing {
    let (mut list, mut network) = (Lister::default(), Network::default());
    for (index, source) in (0..).zip(sources) {
        let (inputs, failures) = (Vec::new(), Vec::new());
        let mut found = Found { source: index, choice: &source.choice, network: &mut network, inputs, failures };
        for path in &source.paths {
            found.expand(path, None);
        }
        if found.inputs.is_empty() && found.failures.is_empty() {
            let shown = source.paths.iter().map(|path| shown(path)).collect::<Vec<String>>().join(" ");
            found.fail(None, shown.clone(), SourceError::AllLeftOut { shown });
        }
        found.inputs.sort_by(|a, b| name_of(&a.0).cmp(name_of(&b.0)));
        let Found { inputs, failures, .. } = found;
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

/// What one source comes to.
struct Found<'a> {
    source: u32,
    choice: &'a NameChoice,
    network: &'a mut Network,
    /// The files, with the line of the list that named them.
    inputs: Vec<(Input, Option<ListLine>)>,
    failures: Vec<ListFailure>,
}

impl Found<'_> {
    /// Finds what a path stands for.
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
        // Of an archive that is named, the members are chosen.
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
    /// Adds an input to the list, or says why not.
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

/// What makes two inputs the same.
#[derive(PartialEq, Eq, Hash)]
enum InputId {
    File(FileId),
    /// Its URL.
    Object(String),
}

/// Tells what would be the same input; none where that cannot be told.
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
