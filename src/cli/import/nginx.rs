//! nginx.conf: `log_format`, `access_log` and `include`.

use std::path::Path;

use super::files::Files;
use super::found::{FormatOf, Found, FoundFormat, FoundLog, Way, pattern};

/// Reads a file and all that it includes.
pub fn read(path: &Path, text: &str, files: &mut Files, found: &mut Found) {
    for Directive { line, words } in directives(text) {
        let place = format!("{}:{line}", path.display());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            ["log_format", name, ref strings @ ..] if !strings.is_empty() => {
                let text = format_text(strings);
                found.add_format(FoundFormat { name: Some(name.to_owned()), way: Way::Nginx, text });
            }
            ["access_log", target, ref options @ ..] => access_log(target, options, place, found),
            ["include", included] => include(included, path, &place, files, found),
            _ => {}
        }
    }
}

fn include(included: &str, by: &Path, place: &str, files: &mut Files, found: &mut Found) {
    let paths = files.included(included, by);
    // The usual ones hold no logs, and are mostly missing when a configuration was copied from elsewhere.
    if paths.is_empty() && !included.contains('*') && !included.ends_with("mime.types") {
        found.remark(place, &format!("`{included}` is not there, and was left out"));
    }
    for path in paths {
        match files.read(&path) {
            Ok(text) => read(&path, &text, files, found),
            Err(error) => found.remark(place, &format!("{}: {error}", path.display())),
        }
    }
}

fn access_log(target: &str, options: &[&str], place: String, found: &mut Found) {
    let reason = match target {
        "off" => return,
        _ if target.starts_with("syslog:") => "it goes to syslog",
        "/dev/stdout" | "/dev/stderr" | "stderr" => "it goes to a stream, not to a file",
        _ => "",
    };
    if !reason.is_empty() {
        return found.remark(&place, &format!("`access_log {target}` was left out: {reason}"));
    }
    let is_name = |option: &&&str| !option.contains('=') && **option != "gzip";
    let format = match options.first().filter(is_name) {
        None | Some(&"combined") => FormatOf::BuiltIn("nginx"),
        Some(name) => FormatOf::Named(Way::Nginx, (*name).to_owned()),
    };
    found.add_log(FoundLog { path: pattern(target, variable), format, place });
}

/// The length of a variable that a text begins with.
fn variable(text: &str) -> Option<usize> {
    let name = text.strip_prefix('$')?;
    if let Some(name) = name.strip_prefix('{') {
        return Some(name.find('}')? + 3);
    }
    let length = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    (length > 0).then_some(length + 1)
}

/// A description as the key `nginx` of a format takes it: what the quotes hold, joined, and the escaping before it.
fn format_text(strings: &[&str]) -> String {
    let (escaping, strings) = match strings {
        [first, rest @ ..] if first.starts_with("escape=") => (Some(first), rest),
        _ => (None, strings),
    };
    let content = strings.concat();
    let needs_quotes = escaping.is_some()
        || content.trim_start().starts_with(['\''])
        || content.trim_start().starts_with("log_format");
    if !needs_quotes {
        return content;
    }
    let quoted = content.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n");
    escaping.map_or_else(|| format!("'{quoted}'"), |escaping| format!("{escaping} '{quoted}'"))
}

/// A directive with the line on which it begins.
#[derive(Debug, PartialEq, Eq)]
struct Directive {
    line: usize,
    words: Vec<String>,
}

/// The directives of a text in order, in whatever block they stand. What is not closed ends with the text.
fn directives(text: &str) -> Vec<Directive> {
    let mut directives = Vec::new();
    let mut current: Option<Directive> = None;
    let mut line = 1;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\n' => line += 1,
            _ if char.is_whitespace() => {}
            '#' => while chars.next_if(|char| *char != '\n').is_some() {},
            ';' | '{' | '}' => directives.extend(current.take()),
            _ => {
                let quote = Some(char).filter(|char| matches!(char, '\'' | '"'));
                let start = line;
                let mut word = String::new();
                let mut next = if quote.is_some() { chars.next() } else { Some(char) };
                while let Some(char) = next {
                    if Some(char) == quote {
                        break;
                    }
                    line += usize::from(char == '\n');
                    match (char, chars.peek()) {
                        ('\\', Some('"' | '\'' | '\\')) => word.extend(chars.next()),
                        ('\\', Some('t')) => word.extend(chars.next().map(|_| '\t')),
                        ('\\', Some('n')) => word.extend(chars.next().map(|_| '\n')),
                        ('\\', Some('r')) => word.extend(chars.next().map(|_| '\r')),
                        _ => word.push(char),
                    }
                    let is_braced = word.ends_with('$');
                    next = match quote {
                        Some(_) => chars.next(),
                        None => {
                            chars.next_if(|char| !char.is_whitespace() && *char != ';' && (is_braced || *char != '{'))
                        }
                    };
                }
                current.get_or_insert(Directive { line: start, words: Vec::new() }).words.push(word);
            }
        }
    }
    directives.extend(current);
    directives
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_read_as_nginx_reads_them() {
        let text = "http { # a comment; {\n  log_format main '$a \\'b\\' ' \"\\\"$c\\\"\";\n  access_log /var/log/${host}.log main buffer=4k;\n}";
        let words: Vec<(usize, Vec<String>)> = directives(text).into_iter().map(|d| (d.line, d.words)).collect();
        let expected: [(usize, &[&str]); 3] = [
            (1, &["http"]),
            (2, &["log_format", "main", "$a 'b' ", "\"$c\""]),
            (3, &["access_log", "/var/log/${host}.log", "main", "buffer=4k"]),
        ];
        assert_eq!(
            words
                .iter()
                .map(|(l, w)| (*l, w.iter().map(String::as_str).collect()))
                .collect::<Vec<(usize, Vec<&str>)>>(),
            expected.map(|(line, words)| (line, words.to_vec()))
        );
    }

    #[test]
    fn a_variable_in_a_path_stands_for_anything() {
        assert_eq!(pattern("/l/$host-${server_port}/a$b$c.log", variable), "/l/*-*/a*.log");
        assert_eq!(pattern("/l/a$.log", variable), "/l/a$.log");
    }
}
