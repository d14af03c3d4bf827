//! Files of a report that is split: one for each value, named by it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::reduce::Part;

/// Longest part of a file name that a value makes, in bytes.
const LONGEST: usize = 100;

/// A path with the place of the value in braces: `reports/{vhost}.csv`.
pub struct PathPattern {
    before: String,
    after: String,
    /// Names that were given, in lower case, as some file systems do not tell them apart.
    used: HashSet<String>,
}

impl PathPattern {
    /// The pattern of a path for a report that is split by an expression.
    ///
    /// # Errors
    /// The path has no place for the value, several, or one for another value.
    pub fn new(path: &Path, by: &str) -> anyhow::Result<PathPattern> {
        let text = path.to_string_lossy();
        let example = format!("write the place of the value in braces: -o 'reports/{{{by}}}.csv'");
        let Some((before, rest)) = text.split_once('{') else {
            bail!("-o {text}: the report is split by {by}, and all parts would be one file; {example}");
        };
        let Some((name, after)) = rest.split_once('}') else {
            bail!("-o {text}: the brace is not closed; {example}");
        };
        if !name.is_empty() && !name.eq_ignore_ascii_case(by) {
            bail!("-o {text}: the report is split by {by}, not by {name}; {example}");
        }
        if after.contains(['{', '}']) {
            bail!("-o {text}: there is more than one place for a value; {example}");
        }
        Ok(PathPattern { before: before.to_owned(), after: after.to_owned(), used: HashSet::new() })
    }

    /// The directory that must exist before anything is written.
    pub fn directory(&self) -> PathBuf {
        let parent = match self.before.ends_with('/') {
            true => Some(Path::new(&self.before)),
            false => Path::new(&self.before).parent(),
        };
        parent.filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
    }

    /// The file of a value; no two values have the same one.
    pub fn path(&mut self, part: &Part) -> PathBuf {
        let safe = safe_name(part);
        let numbered = (2_u64..).map(|number| format!("{safe}-{number}"));
        let mut names = std::iter::once(safe.clone()).chain(numbered);
        let name = names.find(|name| self.used.insert(name.to_lowercase())).unwrap_or(safe);
        PathBuf::from(format!("{}{name}{}", self.before, self.after))
    }
}

/// A value as a part of a file name: it cannot lead out of its directory, hide the file or control a terminal.
fn safe_name(part: &Part) -> String {
    let Part(Some(value)) = part else { return "-".to_owned() };
    let is_safe = |char: char| char.is_alphanumeric() || "._-".contains(char);
    let mut name: String = value.chars().map(|char| if is_safe(char) { char } else { '_' }).collect();
    if name.is_empty() || name.starts_with(['.', '-']) {
        name.insert(0, '_');
    }
    let end = (0..=LONGEST.min(name.len())).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    name.truncate(end);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(path: &str, values: &[Option<&str>]) -> Vec<String> {
        let mut pattern = PathPattern::new(Path::new(path), "vhost").expect("a pattern");
        let part = |value: &Option<&str>| Part(value.map(str::to_owned));
        values.iter().map(|value| pattern.path(&part(value)).display().to_string()).collect()
    }

    #[test]
    fn names_are_safe_and_differ() {
        let values =
            [None, Some("-"), Some("a.example"), Some("A.example"), Some("../etc/passwd"), Some(".."), Some("")];
        assert_eq!(
            files("out/{vhost}.csv", &values),
            [
                "out/-.csv",
                "out/_-.csv",
                "out/a.example.csv",
                "out/A.example-2.csv",
                "out/_.._etc_passwd.csv",
                "out/_...csv",
                "out/_.csv"
            ]
        );
        let long = "ä".repeat(300);
        assert_eq!(files("{}", &[Some(&long)]), ["ä".repeat(50)]);
    }

    #[test]
    fn a_path_needs_one_place() {
        let refusal = |path: &str| match PathPattern::new(Path::new(path), "vhost") {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        let advice = "write the place of the value in braces: -o 'reports/{vhost}.csv'";
        assert_eq!(
            refusal("a.csv"),
            format!("-o a.csv: the report is split by vhost, and all parts would be one file; {advice}")
        );
        assert_eq!(
            refusal("{host}.csv"),
            format!("-o {{host}}.csv: the report is split by vhost, not by host; {advice}")
        );
        assert_eq!(refusal("{vhost"), format!("-o {{vhost: the brace is not closed; {advice}"));
        assert_eq!(refusal("{}{}"), format!("-o {{}}{{}}: there is more than one place for a value; {advice}"));
        assert_eq!(refusal("{VHOST}/"), "");
    }
}
