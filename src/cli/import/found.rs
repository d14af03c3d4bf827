//! Findings in the configurations of servers.

use glob::Pattern;

/// All findings.
#[derive(Debug, Default)]
pub struct Findings {
    /// Format descriptions, in order of discovery.
    pub formats: Vec<FoundFormat>,
    /// The logs.
    pub logs: Vec<FoundLog>,
    /// What was skipped, and why.
    pub remarks: Vec<String>,
}

/// The notation of a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// `LogFormat`.
    Apache,
    /// `log_format`.
    Nginx,
}

/// A format description.
#[derive(Debug)]
pub struct FoundFormat {
    /// Its name there; `None` if it is written where it is used.
    pub name: Option<String>,
    /// Its notation.
    pub way: Way,
    /// The description.
    pub text: String,
}

/// A log.
#[derive(Debug)]
pub struct FoundLog {
    /// Its path, or a pattern for several.
    pub path: String,
    /// Its format.
    pub format: FormatOf,
    /// Where it was configured, as `path:line`.
    pub place: String,
}

/// The format of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormatOf {
    /// The server's format with that name, which may be described later.
    Named(Way, String),
    /// A description, by its index.
    Described(usize),
    /// A built-in format.
    BuiltIn(&'static str),
}

impl Findings {
    /// Adds a description, replacing one of the same name as the server does.
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

    /// Adds a log, once for each of its formats.
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

/// A log path whose variables become `*`: a pattern for all paths that the server may write.
///
/// `starts` returns the length of the variable at the beginning of a text.
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
