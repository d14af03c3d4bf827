//! Where a setting was written. Every merged value carries the number of its place.

use std::fmt;

/// Where a setting was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In a configuration file.
    File {
        /// Line, from 1.
        line: usize,
        /// Byte of the line, from 1.
        column: usize,
        /// The file, as it was named.
        name: String,
    },
    /// In an environment variable.
    Environment {
        /// Name of the variable.
        variable: String,
    },
    /// On the command line.
    CommandLine {
        /// The flag, such as `--parsers`, or a word for settings without one.
        flag: String,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File { line, column, name } => write!(f, "{name}:{line}:{column}"),
            Place::Environment { variable } => write!(f, "environment: {variable}"),
            Place::CommandLine { flag } => f.write_str(flag),
        }
    }
}

/// The part of a `key = value` pair that a problem concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    Key,
    Value,
}

/// Where a pair was written, before its line is computed.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    /// Byte offsets in the file.
    File {
        key: usize,
        value: usize,
    },
    Environment {
        variable: String,
    },
    CommandLine {
        flag: String,
    },
}

/// All places of one load, by number.
#[derive(Debug)]
pub(super) struct Places {
    file: Option<FileLines>,
    marks: Vec<Mark>,
}

#[derive(Debug)]
struct FileLines {
    name: String,
    starts: Vec<usize>,
}

impl Places {
    /// Places in a file (name and text), if there is one, and in the layers above it.
    pub fn new(file: Option<(&str, &str)>) -> Places {
        let file = file.map(|(name, text)| {
            let after_newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
            FileLines { name: name.to_owned(), starts: std::iter::once(0).chain(after_newlines).collect() }
        });
        Places { file, marks: Vec::new() }
    }

    /// Registers a place and returns the `origin` of the values written there. The `config` crate keeps that text with its values
    /// through every merge.
    pub fn origin(&mut self, mark: Mark) -> String {
        self.marks.push(mark);
        (self.marks.len() - 1).to_string()
    }

    /// Whether a value comes from a layer where everything is text, so that its reader interprets a bare `8`.
    pub fn is_loose(&self, origin: Option<&str>) -> bool {
        matches!(self.mark(origin), Some(Mark::Environment { .. } | Mark::CommandLine { .. }))
    }

    fn mark(&self, origin: Option<&str>) -> Option<&Mark> {
        self.marks.get(origin?.parse::<usize>().ok()?)
    }

    /// The place of an origin; the start of the file for a setting that was not written.
    pub fn place(&self, origin: Option<&str>, spot: Spot) -> Place {
        match self.mark(origin) {
            Some(Mark::File { key, value }) => self.offset(if spot == Spot::Key { *key } else { *value }),
            Some(Mark::Environment { variable }) => Place::Environment { variable: variable.clone() },
            Some(Mark::CommandLine { flag }) => Place::CommandLine { flag: flag.clone() },
            None => self.offset(0),
        }
    }

    /// The place of a byte of the file; without a file, the command line.
    pub fn offset(&self, offset: usize) -> Place {
        let Some(file) = &self.file else {
            return Place::CommandLine { flag: "command line".to_owned() };
        };
        let line = file.starts.partition_point(|start| *start <= offset).max(1);
        let column = offset - file.starts[line - 1] + 1;
        Place::File { line, column, name: file.name.clone() }
    }
}
