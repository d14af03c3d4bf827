//! Reads httpd.conf: `LogFormat`, `CustomLog`, `TransferLog`, `Include` and the variables in their paths.

use std::collections::HashMap;
use std::path::Path;

use glob::Pattern;

use super::files::Files;
use super::found::{Findings, FormatOf, FoundFormat, FoundLog, Way};
use crate::log::format::own::{HttpdLine as Line, httpd_lines, text_of};

/// Reads a file and its includes.
pub fn read(path: &Path, text: &str, files: &mut Files, found: &mut Findings) {
    // The defaults of Debian's `envvars`; a `Define` of the same name replaces them.
    let variables = [("APACHE_LOG_DIR", "/var/log/apache2"), ("APACHE_CONFDIR", "/etc/apache2")];
    let mut variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    if let Ok(script) = files.read(&path.with_file_name("envvars")) {
        exported(&script, &mut variables);
    }
    let mut reader = ApacheReader { variables, root: String::new(), unnamed: None, files, found };
    reader.read(path, text);
}

struct ApacheReader<'a> {
    variables: HashMap<String, String>,
    /// `ServerRoot`, the base of relative log paths.
    root: String,
    /// The last unnamed `LogFormat`, used by `TransferLog`.
    unnamed: Option<usize>,
    files: &'a mut Files,
    found: &'a mut Findings,
}

impl ApacheReader<'_> {
    fn read(&mut self, path: &Path, text: &str) {
        for Line { number, words } in httpd_lines(text) {
            let place = format!("{}:{number}", path.display());
            let [name, arguments @ ..] = &words[..] else { continue };
            let name = text_of(name);
            let arguments = arguments.iter().map(|argument| self.with_variables(&text_of(argument)));
            let arguments: Vec<String> = arguments.collect();
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
                ("customlog" | "globallog", [target, format, ..]) => {
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
        if let Some(name) = unknown(target) {
            let reason = format!("`{name}` is not defined; write the log's path into the job");
            return self.found.remark(&place, &format!("`{target}` was left out: {reason}"));
        }
        let is_below_root = !target.starts_with('/') && !self.root.is_empty();
        let path =
            if is_below_root { format!("{}/{target}", self.root.trim_end_matches('/')) } else { target.to_owned() };
        self.found.add_log(FoundLog { path: Pattern::escape(&path), format, place });
    }

    fn include(&mut self, included: &str, by: &Path, place: &str, is_needed: bool) {
        let paths = self.files.included(included, by);
        if paths.is_empty() && is_needed && !included.contains('*') {
            self.found.remark(place, &format!("`{included}` does not exist, and was left out"));
        }
        for path in paths {
            match self.files.read(&path) {
                Ok(text) => self.read(&path, &text),
                Err(error) => self.found.remark(place, &format!("{}: {error}", path.display())),
            }
        }
    }

    /// An argument with the known `${...}` variables replaced.
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

/// The names of the `${...}` variables in a text.
fn unknown(text: &str) -> Option<&str> {
    let start = text.find("${")?;
    let length = text[start..].find('}')?;
    Some(&text[start..=start + length])
}

/// The variables that a shell script such as Debian's `envvars` sets without running programs.
fn exported(script: &str, variables: &mut HashMap<String, String>) {
    for line in script.lines() {
        let line = line.trim();
        let assignment = line.strip_prefix("export ").unwrap_or(line).trim();
        let Some((name, value)) = assignment.split_once('=') else { continue };
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let value = value.trim_matches(['"', '\'']);
        if !name.is_empty()
            && name.chars().all(is_name)
            && let Some(value) = expanded(value, variables)
        {
            variables.insert(name.to_owned(), value);
        }
    }
}

/// A value with its variables replaced; `None` if one is unknown, or anything else would have to be evaluated.
fn expanded(value: &str, variables: &HashMap<String, String>) -> Option<String> {
    let mut text = String::new();
    let mut rest = value;
    while let Some(start) = rest.find(['$', '`', '"', ';']) {
        text.push_str(&rest[..start]);
        let variable = rest[start..].strip_prefix('$')?;
        let (name, after) = match variable.strip_prefix('{') {
            Some(braced) => braced.split_once('}')?,
            None => {
                let end = variable.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(variable.len());
                variable.split_at(end)
            }
        };
        text.push_str(variables.get(name)?);
        rest = after;
    }
    Some(text + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_exports_is_known_unless_a_program_would_have_to_run() {
        let script = "# export NO=1\nunset HOME\nif [ \"${A##x}\" != \"${A}\" ] ; then\n  S=\"-${A##x}\"\nelse\n  S=\nfi\n\
            export D=/var/log/httpd$S\nexport E=\"${D}/e\"\nexport F=$(hostname)\nG=`id`\n";
        let mut variables = HashMap::new();
        exported(script, &mut variables);
        let mut known: Vec<_> = variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
        known.sort();
        assert_eq!(known, ["D=/var/log/httpd", "E=/var/log/httpd/e", "S="]);
    }
}
