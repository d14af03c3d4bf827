//! Patterns of `LIKE` and `ILIKE`: `%` is any text, `_` is any one character.

use memchr::memmem::Finder;
use regex::bytes::{Regex, RegexBuilder};

/// A pattern in the form in which it is matched fastest.
#[derive(Debug, Clone)]
pub enum LikePattern {
    /// No wildcard.
    Equal(Box<[u8]>),
    /// `text%`
    Prefix(Box<[u8]>),
    /// `%text`
    Suffix(Box<[u8]>),
    /// `%text%`
    Contains(Box<Finder<'static>>),
    /// Any other pattern, in linear time.
    Regex(Regex),
}

/// Largest compiled pattern in bytes.
const PATTERN_BYTES: usize = 10 << 20;

/// One piece of a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Char(char),
    AnyChar,
    AnyText,
}

impl LikePattern {
    /// Compiles a pattern. `escape` is the character that makes the next one plain.
    ///
    /// # Errors
    /// Why it cannot be used: it ends with the escape, or is too large.
    pub fn new(pattern: &str, escape: Option<char>, ignores_case: bool) -> Result<LikePattern, String> {
        let mut pieces = Vec::new();
        let mut chars = pattern.chars();
        while let Some(char) = chars.next() {
            pieces.push(match char {
                char if Some(char) == escape => {
                    Piece::Char(chars.next().ok_or_else(|| {
                        format!("it ends with the escape {char}, which is written twice to mean itself")
                    })?)
                }
                '%' if pieces.last() == Some(&Piece::AnyText) => continue,
                '%' => Piece::AnyText,
                '_' => Piece::AnyChar,
                char => Piece::Char(char),
            });
        }
        if ignores_case || pieces.contains(&Piece::AnyChar) {
            return regex(&pieces, ignores_case).map(LikePattern::Regex);
        }
        let plain = |pieces: &[Piece]| -> Option<Box<[u8]>> {
            let chars = pieces.iter().map(|piece| match piece {
                Piece::Char(char) => Some(*char),
                _ => None,
            });
            chars.collect::<Option<String>>().map(|text| text.into_bytes().into())
        };
        Ok(match pieces.as_slice() {
            all if plain(all).is_some() => LikePattern::Equal(plain(all).unwrap_or_default()),
            [start @ .., Piece::AnyText] if plain(start).is_some() => {
                LikePattern::Prefix(plain(start).unwrap_or_default())
            }
            [Piece::AnyText, end @ ..] if plain(end).is_some() => LikePattern::Suffix(plain(end).unwrap_or_default()),
            [Piece::AnyText, middle @ .., Piece::AnyText] if plain(middle).is_some() => {
                let middle = plain(middle).unwrap_or_default();
                LikePattern::Contains(Box::new(Finder::new(&middle).into_owned()))
            }
            pieces => LikePattern::Regex(regex(pieces, false)?),
        })
    }

    /// Whether a text matches as a whole.
    #[inline]
    pub fn matches(&self, text: &[u8]) -> bool {
        match self {
            LikePattern::Equal(whole) => text == &**whole,
            LikePattern::Prefix(start) => text.starts_with(start),
            LikePattern::Suffix(end) => text.ends_with(end),
            LikePattern::Contains(finder) => finder.find(text).is_some(),
            LikePattern::Regex(regex) => regex.is_match(text),
        }
    }
}

fn regex(pieces: &[Piece], ignores_case: bool) -> Result<Regex, String> {
    let mut pattern = String::from("^");
    for piece in pieces {
        match piece {
            Piece::Char(char) => pattern.push_str(&regex::escape(char.encode_utf8(&mut [0; 4]))),
            Piece::AnyChar => pattern.push('.'),
            Piece::AnyText => pattern.push_str(".*"),
        }
    }
    pattern.push('$');
    RegexBuilder::new(&pattern)
        .dot_matches_new_line(true)
        .case_insensitive(ignores_case)
        .size_limit(PATTERN_BYTES)
        .build()
        .map_err(|_| "it is too large".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        LikePattern::new(pattern, Some('\\'), false).expect("a pattern").matches(text.as_bytes())
    }

    #[test]
    fn wildcards_match_any_text_or_any_character() {
        for (pattern, text, expected) in [
            ("/api/%", "/api/x", true),
            ("/api/%", "/api", false),
            ("%.php", "/a.php", true),
            ("%.php", "/a.php5", false),
            ("%admin%", "/wp-admin/x", true),
            ("%%admin%%", "/wp-admin/x", true),
            ("/a_c", "/abc", true),
            ("/a_c", "/aéc", true),
            ("/a_c", "/ac", false),
            ("a%c%e", "abcde", true),
            ("a%c%e", "abde", false),
            ("100\\%", "100%", true),
            ("100\\%", "1000", false),
            ("", "", true),
            ("%", "", true),
            ("a.c", "abc", false),
            ("a%\n%", "a\n", true),
            ("_", "\n", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn ilike_ignores_case_and_no_escape_leaves_backslashes() {
        assert!(LikePattern::new("%BOT%", Some('\\'), true).expect("a pattern").matches(b"Googlebot/2.1"));
        assert!(LikePattern::new("a\\%", None, false).expect("a pattern").matches(b"a\\b"));
        assert!(LikePattern::new("a\\", Some('\\'), false).is_err());
    }
}
