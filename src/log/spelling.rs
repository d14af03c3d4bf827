//! Finds the name that was probably meant.

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

#[cfg(test)]
mod tests {
    use super::nearest;

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
