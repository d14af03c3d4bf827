//! Which keys of a bucket an `s3` URL asks for: pure functions from keys to answers.

use glob::{MatchOptions, Pattern, PatternError};

use crate::config::NameChoice;

/// What a key stands for that is not that of one object.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wanted {
    /// All objects whose keys begin like this, as the files of a directory.
    Below(String),
    /// The objects whose keys match the pattern; they begin like this.
    Like(String, Pattern),
}

/// What to do with a key of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pick {
    /// It is not asked for.
    Other,
    /// It would be read if it were not for `include` and `exclude`.
    LeftOut,
    /// It is read.
    Read,
}

/// As for files: `*` and `?` match neither `/` nor a leading dot.
const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

impl Wanted {
    /// What a key asks for.
    ///
    /// # Errors
    /// It looks like a pattern, but is none; the position is that in the key.
    pub(super) fn of(key: &str) -> Result<Wanted, PatternError> {
        match key.find(['*', '?', '[']) {
            Some(literal) => Ok(Wanted::Like(key[..literal].to_owned(), Pattern::new(key)?)),
            None => Ok(Wanted::Below(key.to_owned())),
        }
    }

    /// How all keys begin that can be meant.
    pub(super) fn prefix(&self) -> &str {
        match self {
            Wanted::Below(prefix) | Wanted::Like(prefix, _) => prefix,
        }
    }

    /// What to do with an object of the bucket. Empty ones are passed over: tools leave them as marks of folders.
    pub(super) fn pick(&self, bucket: &str, key: &str, bytes: u64, choice: &NameChoice) -> Pick {
        let name = match self {
            _ if bytes == 0 => None,
            Wanted::Below(prefix) => {
                key.strip_prefix(prefix.as_str()).filter(|below| !is_hidden(below)).map(str::to_owned)
            }
            Wanted::Like(_, pattern) => {
                // As a file that exists, an object is meant by its own name, whatever that looks like.
                let is_match = key == pattern.as_str() || pattern.matches_with(key, OPTIONS);
                is_match.then(|| format!("s3://{bucket}/{key}"))
            }
        };
        match name {
            None => Pick::Other,
            Some(name) if choice.admits(&name) => Pick::Read,
            Some(_) => Pick::LeftOut,
        }
    }
}

fn is_hidden(below: &str) -> bool {
    below.split('/').any(|part| part.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 6] = ["logs/a.log", "logs/b.gz", "logs/.c.log", "logs/x/d.log", "logs/.y/e.log", "logs2/f.log"];

    fn picked(key: &str, choice: &NameChoice) -> Vec<&'static str> {
        let wanted = Wanted::of(key).expect("the pattern is good");
        KEYS.into_iter().filter(|key| wanted.pick("bucket", key, 1, choice) == Pick::Read).collect()
    }

    #[test]
    fn a_prefix_is_read_like_a_directory() {
        let all = NameChoice::default();
        assert_eq!(picked("logs/", &all), ["logs/a.log", "logs/b.gz", "logs/x/d.log"]);
        assert_eq!(picked("", &all), ["logs/a.log", "logs/b.gz", "logs/x/d.log", "logs2/f.log"]);
        assert_eq!(picked("logs/.y/", &all), ["logs/.y/e.log"]);
    }

    #[test]
    fn a_pattern_matches_as_it_does_for_files() {
        let all = NameChoice::default();
        assert_eq!(picked("logs/*", &all), ["logs/a.log", "logs/b.gz"]);
        assert_eq!(picked("logs/**/*.log", &all), ["logs/a.log", "logs/x/d.log"]);
        assert_eq!(picked("logs*/?.log", &all), ["logs/a.log", "logs2/f.log"]);
        assert_eq!(Wanted::of("logs/2024-*.gz").expect("the pattern is good").prefix(), "logs/2024-");
    }

    #[test]
    fn an_object_whose_key_looks_like_a_pattern_is_that_object() {
        let wanted = Wanted::of("a[1].log").expect("the pattern is good");
        let pick = |key| wanted.pick("bucket", key, 1, &NameChoice::default());
        assert_eq!([pick("a[1].log"), pick("a1.log"), pick("a2.log")], [Pick::Read, Pick::Read, Pick::Other]);
    }

    #[test]
    fn what_is_chosen_by_name_is_compared_below_the_prefix() {
        let patterns =
            |texts: &[&str]| texts.iter().map(|text| Pattern::new(text).expect("the pattern is good")).collect();
        let choice = NameChoice { include: patterns(&["*.log"]), exclude: patterns(&["x/*"]) };
        assert_eq!(picked("logs/", &choice), ["logs/a.log"]);
        let left_out = Wanted::of("logs/").expect("a prefix").pick("bucket", "logs/b.gz", 1, &choice);
        assert_eq!(left_out, Pick::LeftOut);
    }

    #[test]
    fn marks_of_folders_are_passed_over() {
        let wanted = Wanted::of("logs/").expect("a prefix");
        assert_eq!(wanted.pick("bucket", "logs/x", 0, &NameChoice::default()), Pick::Other);
    }
}
