//! What configurations of servers say about their logs.

use glob::Pattern;

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Descriptions of lines, in the order in which they were found.
    pub formats: Vec<FoundFormat>,
    /// The logs.
    pub logs: Vec<FoundLog>,
    /// What was passed over, and why.
    pub remarks: Vec<String>,
}

/// The server whose format it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// `LogFormat`.
    Apache,
    /// `log_format`.
    Nginx,
}

/// A description of lines.
#[derive(Debug)]
pub struct FoundFormat {
    /// Its name there; none for one that stands where it is used.
    pub name: Option<String>,
    /// Whose it is.
    pub way: Way,
    /// The description.
    pub text: String,
}

/// A log.
#[derive(Debug)]
pub struct FoundLog {
    /// Its path, or a pattern for several.
    pub path: String,
    /// How its lines look.
    pub format: FormatOf,
    /// Where that was written, as `path:line`.
    pub place: String,
}

/// How the lines of a log look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormatOf {
    /// As the server's format of that name, which may be described further down.
    Named(Way, String),
    /// As the description, by its index.
    Described(usize),
    /// As a built-in format.
    BuiltIn(&'static str),
}

impl Found {
    /// Adds a description; one of the same name replaces the one before, as for the server.
    pub fn add_format(&mut self, format: FoundFormat) -> usize {
        let same = |other: &FoundFormat| other.way == format.way && other.name == format.name;
        let known =
            self.formats.iter().position(|other| same(other) && (format.name.is_some() || other.text == format.text));
        match known {
            Some(index) => {
                self.formats[index] = format;
                index
            }
            None => {
                self.formats.push(format);
                self.formats.len() - 1
            }
        }
    }

    /// Adds a log, once for each way in which its lines look.
    pub fn add_log(&mut self, log: FoundLog) {
        if !self.logs.iter().any(|other| (&other.path, &other.format) == (&log.path, &log.format)) {
            self.logs.push(log);
        }
    }

    /// Adds a remark on a place.
    pub fn remark(&mut self, place: &str, text: &str) {
        self.remarks.push(format!("{place}: {text}"));
    }
}

/// A path in which a server puts something in the place of variables: a pattern for all that may be, and nothing else.
///
/// `starts` tells how long the variable is that a text begins with.
pub fn pattern(path: &str, starts: impl Fn(&str) -> Option<usize>) -> String {
    let mut pattern = String::new();
    let mut is_variable = false;
    let mut rest = path;
    while let Some(first) = rest.chars().next() {
        match starts(rest) {
            Some(length) => {
                if !std::mem::replace(&mut is_variable, true) {
                    pattern.push('*');
                }
                rest = &rest[length..];
            }
            None => {
                is_variable = false;
                let (literal, others) = rest.split_at(first.len_utf8());
                pattern.push_str(&Pattern::escape(literal));
                rest = others;
            }
        }
    }
    pattern
}
