//! httpd.conf: `LogFormat`, `CustomLog`, `TransferLog`, `Include` and what their paths are made of.

use std::collections::HashMap;
use std::path::Path;

use super::files::Files;
use super::found::{FormatOf, Found, FoundFormat, FoundLog, Way, pattern};

/// Reads a file and all that it includes.
pub fn read(path: &Path, text: &str, files: &mut Files, found: &mut Found) {
    // What Debian's `envvars` sets; a `Define` of the same name replaces it.
    let variables = [("APACHE_LOG_DIR", "/var/log/apache2"), ("APACHE_CONFDIR", "/etc/apache2")];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let mut reader = Reader { variables, root: String::new(), unnamed: None, files, found };
    reader.read(path, text);
}

struct Reader<'a> {
    variables: HashMap<String, String>,
    /// `ServerRoot`, where relative paths of logs begin.
    root: String,
    /// The last `LogFormat` without a name, which `TransferLog` uses.
    unnamed: Option<usize>,
    files: &'a mut Files,
    found: &'a mut Found,
}

impl Reader<'_> {
    fn read(&mut self, path: &Path, text: &str) {
        for (line, words) in lines(text) {
            let place = format!("{}:{line}", path.display());
            let [name, arguments @ ..] = &words[..] else { continue };
            let arguments: Vec<String> = arguments.iter().map(|argument| self.with_variables(argument)).collect();
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            match (name.to_ascii_lowercase().as_str(), &arguments[..]) {
                ("define", [name, value]) => {
                    self.variables.insert((*name).to_owned(), (*value).to_owned());
                }
                ("serverroot", [root]) => {
                    self.root = (*root).to_owned();
                    self.files.set_root(root);
                }
                ("logformat", [text]) => self.unnamed = Some(self.format(None, text)),
                ("logformat", [text, name]) => {
                    self.format(Some(name), text);
                }
                ("customlog", [target, format, ..]) => {
                    let format = if format.contains('%') {
                        FormatOf::Described(self.format(None, format))
                    } else {
                        FormatOf::Named(Way::Apache, (*format).to_owned())
                    };
                    self.log(target, format, place);
                }
                ("transferlog", [target]) => {
                    self.log(target, self.unnamed.map_or(FormatOf::BuiltIn("common"), FormatOf::Described), place);
                }
                ("include" | "includeoptional", [included]) => self.include(included, path, &place, name.len() == 7),
                _ => {}
            }
        }
    }

    fn format(&mut self, name: Option<&str>, text: &str) -> usize {
        let name = name.map(str::to_owned);
        self.found.add_format(FoundFormat { name, way: Way::Apache, text: text.to_owned() })
    }

    fn log(&mut self, target: &str, format: FormatOf, place: String) {
        let reason = match target {
            _ if target.starts_with('|') => "it goes to another program",
            _ if target.starts_with("syslog") => "it goes to syslog",
            "/dev/stdout" | "/dev/stderr" | "/proc/self/fd/1" | "/proc/self/fd/2" => {
                "it goes to a stream, not to a file"
            }
            _ => "",
        };
        if !reason.is_empty() {
            return self.found.remark(&place, &format!("`{target}` was left out: {reason}"));
        }
        let is_below_root = !target.starts_with('/') && !self.root.is_empty();
        let path =
            if is_below_root { format!("{}/{target}", self.root.trim_end_matches('/')) } else { target.to_owned() };
        self.found.add_log(FoundLog { path: pattern(&path, variable), format, place });
    }

    fn include(&mut self, included: &str, by: &Path, place: &str, is_needed: bool) {
        let paths = self.files.included(included, by);
        if paths.is_empty() && is_needed && !included.contains('*') {
            self.found.remark(place, &format!("`{included}` is not there, and was left out"));
        }
        for path in paths {
            match self.files.read(&path) {
                Ok(text) => self.read(&path, &text),
                Err(error) => self.found.remark(place, &format!("{}: {error}", path.display())),
            }
        }
    }

    /// An argument with the values of its `${...}` in their place, as far as they are known.
    fn with_variables(&self, argument: &str) -> String {
        let mut text = String::new();
        let mut rest = argument;
        while let Some(start) = rest.find("${") {
            let Some(length) = rest[start..].find('}') else { break };
            let name = &rest[start + 2..start + length];
            text.push_str(&rest[..start]);
            text.push_str(self.variables.get(name).map_or(&rest[start..=start + length], String::as_str));
            rest = &rest[start + length + 1..];
        }
        text + rest
    }
}

/// The length of a variable that a text begins with, which nothing defines.
fn variable(text: &str) -> Option<usize> {
    text.starts_with("${").then(|| text.find('}'))?.map(|end| end + 1)
}

/// Lines of words, continued behind a backslash, each with its number.
fn lines(text: &str) -> Vec<(usize, Vec<String>)> {
    let mut lines = Vec::new();
    let mut whole = String::new();
    let mut first = 1;
    for (index, line) in text.lines().enumerate() {
        if whole.is_empty() {
            first = index + 1;
        }
        match line.trim_end().strip_suffix('\\') {
            Some(line) => {
                whole.push_str(line);
                whole.push(' ');
            }
            None => {
                whole.push_str(line);
                let line = std::mem::take(&mut whole);
                if !line.trim_start().starts_with('#') {
                    lines.push((first, words(&line)));
                }
            }
        }
    }
    lines
}

/// The words of a line. In quotes, a backslash before a quote or a backslash escapes it for this reading only: what Apache itself keeps
/// of it for the format is kept.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut chars = line.trim().chars().peekable();
    while let Some(char) = chars.next() {
        if char.is_whitespace() {
            continue;
        }
        let quote = Some(char).filter(|char| matches!(char, '"' | '\''));
        let mut word = if quote.is_some() { String::new() } else { char.to_string() };
        while let Some(char) = chars.next_if(|char| quote.is_some() || !char.is_whitespace()) {
            if Some(char) == quote {
                break;
            }
            match chars.peek() {
                Some(next) if char == '\\' && Some(*next) == quote => word.extend(chars.next()),
                _ => word.push(char),
            }
        }
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_apache_reads_them() {
        let text =
            "# LogFormat no\nLogFormat \"%h \\\"%r\\\" \\\n  %>s\" own # no comment\n  CustomLog logs/a own env=!quiet";
        let expected: [(usize, &[&str]); 2] = [
            (2, &["LogFormat", "%h \"%r\"    %>s", "own", "#", "no", "comment"]),
            (4, &["CustomLog", "logs/a", "own", "env=!quiet"]),
        ];
        let lines = lines(text);
        assert_eq!(lines.len(), expected.len());
        for ((line, words), (expected_line, expected)) in lines.iter().zip(expected) {
            assert_eq!(
                (line, words.iter().map(String::as_str).collect::<Vec<_>>()),
                (&expected_line, expected.to_vec())
            );
        }
    }
}
