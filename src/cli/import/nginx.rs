//! Reads nginx.conf: `log_format`, `access_log` and `include`.

use std::path::Path;

use super::files::Files;
use super::found::{Findings, FormatOf, FoundFormat, FoundLog, Way, pattern};
use crate::log::format::own::{NginxToken, NginxTokens, Placed, text_of};

/// Reads a file and its includes.
pub fn read(path: &Path, text: &str, files: &mut Files, found: &mut Findings) {
    read_block(path, text, false, files, found);
}

/// Reads a file that is included inside or outside of a `stream` block.
fn read_block(path: &Path, text: &str, is_in_stream: bool, files: &mut Files, found: &mut Findings) {
    for Directive { line, words, is_stream } in directives(text) {
        let place = format!("{}:{line}", path.display());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let is_stream = is_stream || is_in_stream;
        match words[..] {
            // Formats of `stream` are separate.
            ["log_format", ..] if is_stream => {}
            ["access_log", target, ..] if is_stream && target != "off" => {
                let reason = "a block `stream` logs connections, not requests";
                found.remark(&place, &format!("`access_log {target}` was left out: {reason}"));
            }
            ["log_format", name, ref strings @ ..] if !strings.is_empty() => {
                let text = format_text(strings);
                found.add_format(FoundFormat { name: Some(name.to_owned()), way: Way::Nginx, text });
            }
            ["access_log", target, ref options @ ..] => access_log(target, options, place, found),
            ["include", included] => include(included, path, is_stream, &place, files, found),
            _ => {}
        }
    }
}

fn include(included: &str, by: &Path, is_stream: bool, place: &str, files: &mut Files, found: &mut Findings) {
    let paths = files.included(included, by);
    // These usual includes contain no logs, and are often missing in copied configurations.
    if paths.is_empty() && !included.contains('*') && !included.ends_with("mime.types") {
        found.remark(place, &format!("`{included}` does not exist, and was left out"));
    }
    for path in paths {
        match files.read(&path) {
            Ok(text) => read_block(&path, &text, is_stream, files, found),
            Err(error) => found.remark(place, &format!("{}: {error}", path.display())),
        }
    }
}

fn access_log(target: &str, options: &[&str], place: String, found: &mut Findings) {
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

/// The length of the variable at the beginning of a text.
fn variable(text: &str) -> Option<usize> {
    let name = text.strip_prefix('$')?;
    if let Some(name) = name.strip_prefix('{') {
        return Some(name.find('}')? + 3);
    }
    let length = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    (length > 0).then_some(length + 1)
}

/// A description for the key `nginx` of a format: the joined quoted parts, preceded by the escaping.
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

/// A directive with its line, and whether it is in a `stream` block.
#[derive(Debug, PartialEq, Eq)]
struct Directive {
    line: usize,
    words: Vec<String>,
    is_stream: bool,
}

/// The directives of a text in order, whatever block they are in. Unclosed ones end with the text.
fn directives(text: &str) -> Vec<Directive> {
    let chars: Placed = text.chars().enumerate().collect();
    let mut directives: Vec<Directive> = Vec::new();
    let mut current: Option<Directive> = None;
    // For each open block, whether it is `stream`; and how far lines were counted.
    let mut blocks: Vec<bool> = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for token in NginxTokens::of(&chars) {
        match token {
            NginxToken::Word(word, _) => {
                let text = text_of(&word);
                let directive = current.get_or_insert_with(|| {
                    let place = word.first().map_or(counted, |(place, _)| *place);
                    line += chars[counted..place].iter().filter(|(_, char)| *char == '\n').count();
                    counted = place;
                    Directive { line, words: Vec::new(), is_stream: blocks.contains(&true) }
                });
                directive.words.push(text);
            }
            NginxToken::End(end) => {
                let name = current.as_ref().and_then(|directive| directive.words.first());
                match end {
                    '{' => blocks.push(name.is_some_and(|name| name == "stream")),
                    '}' => drop(blocks.pop()),
                    _ => {}
                }
                directives.extend(current.take());
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
    fn a_variable_in_a_path_matches_anything() {
        assert_eq!(pattern("/l/$host-${server_port}/a$b$c.log", variable), "/l/*-*/a*.log");
        assert_eq!(pattern("/l/a[1]*?/$host", variable), "/l/a[[]1[]][*][?]/*");
        assert_eq!(pattern("/l/a$.log", variable), "/l/a$.log");
    }
}
