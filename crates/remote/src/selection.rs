//! Which keys of a bucket an `s3` URL selects (pure).

use glob::{MatchOptions, Pattern, PatternError};

/// The keys that a prefix or a pattern selects.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Selection {
    /// All keys with this prefix, like the files of a directory.
    Prefix(String),
    /// All keys that match the pattern; they begin with this literal text.
    Pattern(String, Pattern),
}

/// As for files: `*` and `?` match neither `/` nor a leading dot.
const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

impl Selection {
    /// The selection of the key of a URL.
    ///
    /// # Errors
    /// It is a malformed pattern; the position is that in the key.
    pub(super) fn of(key: &str) -> Result<Selection, PatternError> {
        match key.find(['*', '?', '[']) {
            Some(literal) => Ok(Selection::Pattern(key[..literal].to_owned(), Pattern::new(key)?)),
            None => Ok(Selection::Prefix(key.to_owned())),
        }
    }

    /// The prefix of all selected keys.
    pub(super) fn prefix(&self) -> &str {
        match self {
            Selection::Prefix(prefix) | Selection::Pattern(prefix, _) => prefix,
        }
    }

    /// The name for further selection: the key without the prefix, or the URL. `None` if the object is not selected, or is empty like a
    /// folder marker.
    pub(super) fn name_of(&self, bucket: &str, key: &str, bytes: u64) -> Option<String> {
        match self {
            _ if bytes == 0 => None,
            Selection::Prefix(prefix) => {
                key.strip_prefix(prefix.as_str()).filter(|rest| !is_hidden(rest)).map(str::to_owned)
            }
            Selection::Pattern(_, pattern) => {
                // An object whose key looks like a pattern is also selected by its own name.
                let is_match = key == pattern.as_str() || pattern.matches_with(key, OPTIONS);
                is_match.then(|| format!("s3://{bucket}/{key}"))
            }
        }
    }
}

fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 6] = ["logs/a.log", "logs/b.gz", "logs/.c.log", "logs/x/d.log", "logs/.y/e.log", "logs2/f.log"];

    fn selected(key: &str) -> Vec<&'static str> {
        let selection = Selection::of(key).expect("the pattern is good");
        KEYS.into_iter().filter(|key| selection.name_of("bucket", key, 1).is_some()).collect()
    }

    #[test]
    fn a_prefix_is_read_like_a_directory() {
        assert_eq!(selected("logs/"), ["logs/a.log", "logs/b.gz", "logs/x/d.log"]);
        assert_eq!(selected(""), ["logs/a.log", "logs/b.gz", "logs/x/d.log", "logs2/f.log"]);
        assert_eq!(selected("logs/.y/"), ["logs/.y/e.log"]);
    }

    #[test]
    fn a_pattern_matches_as_it_does_for_files() {
        assert_eq!(selected("logs/*"), ["logs/a.log", "logs/b.gz"]);
        assert_eq!(selected("logs/**/*.log"), ["logs/a.log", "logs/x/d.log"]);
        assert_eq!(selected("logs*/?.log"), ["logs/a.log", "logs2/f.log"]);
        assert_eq!(Selection::of("logs/2024-*.gz").expect("the pattern is good").prefix(), "logs/2024-");
    }

    #[test]
    fn an_object_whose_key_looks_like_a_pattern_is_selected_by_that_key() {
        let selection = Selection::of("a[1].log").expect("the pattern is good");
        let is_selected = |key| selection.name_of("bucket", key, 1).is_some();
        assert_eq!([is_selected("a[1].log"), is_selected("a1.log"), is_selected("a2.log")], [true, true, false]);
    }

    #[test]
    fn an_object_of_a_prefix_is_named_without_it_and_one_of_a_pattern_by_its_url() {
        let name = |key| Selection::of(key).expect("the pattern is good").name_of("bucket", "logs/x/d.log", 1);
        assert_eq!(name("logs/").as_deref(), Some("x/d.log"));
        assert_eq!(name("logs/*/*.log").as_deref(), Some("s3://bucket/logs/x/d.log"));
    }

    #[test]
    fn marks_of_folders_are_left_out() {
        assert_eq!(Selection::of("logs/").expect("a prefix").name_of("bucket", "logs/x", 0), None);
    }
}
