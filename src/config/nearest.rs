//! Finds the name that was probably meant.

/// The known name nearest to what was written, with at most one edit for every three letters. Case is ignored; on ties the first wins.
pub(super) fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let near = |name: &&str| {
        let allowed = name.len().max(written.len()).div_ceil(3).min(4);
        // The difference in length is a lower bound; this avoids comparing huge names.
        let comparable = name.len().abs_diff(written.len()) <= allowed;
        let edits = if comparable { strsim::osa_distance(&written, &name.to_lowercase()) } else { usize::MAX };
        (edits <= allowed && edits < written.chars().count()).then_some(edits)
    };
    known
        .into_iter()
        .filter_map(|name| Some((near(&name)?, name)))
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_best_match_wins_whatever_the_order() {
        let names = ["exclude_segments", "exclude_extensions", "include_segments"];
        assert_eq!(nearest("exclude_segmnets", names), Some("exclude_segments"));
        assert_eq!(nearest("exclude_segmnets", names.into_iter().rev()), Some("exclude_segments"));
        assert_eq!(nearest("incldue_segments", names), Some("include_segments"));
    }

    #[test]
    fn a_far_name_is_not_offered() {
        assert_eq!(nearest("colour", ["top", "group_by", "measures"]), None);
        assert_eq!(nearest("", ["a", "top"]), None);
        assert_eq!(nearest("x", ["a"]), None);
        assert_eq!(nearest(&"x".repeat(10_000_000), ["a"]), None);
    }

    #[test]
    fn case_is_ignored() {
        assert_eq!(nearest("JSON", ["table", "json"]), Some("json"));
    }

    #[test]
    fn swapped_letters_are_one_edit() {
        assert_eq!(nearest("tpo", ["to", "top"]), Some("to"), "one edit either way: the first wins");
        assert_eq!(nearest("pasrers", ["readers", "parsers"]), Some("parsers"));
    }
}
