//! A file of the run: where its bytes come from, and how they are read.

use std::fs;
use std::path::PathBuf;

use super::range::ByteRange;
use super::remote::Object;
use crate::config::{FormatChoice, NameChoice};

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
    /// Which members are read if it is an archive.
    pub choice: NameChoice,
    /// The only part to read, of a regular file that is not compressed; `None` for all of it.
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
