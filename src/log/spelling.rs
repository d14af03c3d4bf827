//! Finds the name that was probably meant, and quotes what was written.

/// Most edits between a name and a misspelling of it.
const MOST_EDITS: usize = 2;

/// The known name nearest to what was written: at most two insertions, deletions, replacements or swaps of neighbours away, and at most
/// one for every three letters. Case is ignored; on ties the first wins.
///
/// ```
/// use logmill::log::spelling::nearest;
///
/// assert_eq!(nearest("staus", ["path", "status"]), Some("status"));
/// assert_eq!(nearest("client", ["ident", "status"]), None, "sounds alike, but is another word");
/// ```
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let letters = written.chars().count();
    let most = MOST_EDITS.min(letters.div_ceil(3));
    let edits = |name: &str| {
        // The difference in length is a lower bound; this avoids comparing huge texts.
        let is_comparable = name.chars().count().abs_diff(letters) <= most;
        is_comparable
            .then(|| strsim::damerau_levenshtein(&written, &name.to_lowercase()))
            .filter(|edits| *edits <= most)
    };
    let near = known.into_iter().filter_map(|name| Some((edits(name)?, name)));
    near.filter(|(edits, _)| *edits < letters).min_by_key(|(edits, _)| *edits).map(|(_, name)| name)
}

/// A text as messages quote it: in quotes that do not occur in it, so that it can be read as it was written.
///
/// ```
/// use logmill::log::spelling::quoted;
///
/// assert_eq!(quoted("status >"), "'status >'");
/// assert_eq!(quoted("host = '::1"), "\"host = '::1\"");
/// assert_eq!(quoted("\"a\" = 'b"), "`\"a\" = 'b`");
/// ```
pub fn quoted(text: &str) -> String {
    quoted_by('\'', text)
}

/// A text in these quotes, or in others if they occur in it. What would disturb a line is escaped.
pub fn quoted_by(first: char, text: &str) -> String {
    let plain: String = match text.chars().any(char::is_control) {
        true => text
            .chars()
            .map(|char| if char.is_control() { char.escape_debug().collect() } else { char.to_string() })
            .collect(),
        false => text.to_owned(),
    };
    match [first, '\'', '"', '`'].into_iter().find(|quote| !text.contains(*quote)) {
        Some(quote) => format!("{quote}{plain}{quote}"),
        None => format!("“{plain}”"),
    }
}

#[cfg(test)]
mod tests {
    use super::{nearest, quoted, quoted_by};

    #[test]
    fn quotes_are_those_that_the_text_has_not() {
        assert_eq!(quoted_by('"', "host = '::1"), "\"host = '::1\"");
        assert_eq!(quoted_by('"', "\"a\" = 1"), "'\"a\" = 1'");
        assert_eq!(quoted("it's `\"`"), "“it's `\"`”");
        assert_eq!(quoted("a\nb\u{1b}"), "'a\\nb\\u{1b}'");
        assert_eq!(quoted("C:\\logs\\é"), "'C:\\logs\\é'", "what is readable stays as it was written");
    }

    #[test]
    fn the_best_match_wins_whatever_the_order() {
        assert_eq!(nearest("statsu", ["state", "status"]), Some("status"));
        assert_eq!(nearest("statsu", ["status", "state"]), Some("status"));
        assert_eq!(nearest("Pth", ["path"]), Some("path"));
    }

    #[test]
    fn a_word_that_only_sounds_alike_is_not_offered() {
        assert_eq!(nearest("client", ["ident"]), None);
        assert_eq!(nearest("duration", ["operation"]), None);
        assert_eq!(nearest("ip", ["to", "a"]), None, "half of a short word is not a slip");
        assert_eq!(nearest("", ["a", "to"]), None);
        assert_eq!(nearest(&"x".repeat(10_000_000), ["a"]), None);
    }
}
