//! Objects that hold the records in an array: `{"records": [..]}` (pure).

use serde::de::IgnoredAny;

use super::space::{is_space, significant};

/// Bytes of such an object before its array, or after it, at most.
const MOST_BYTES: usize = 16 * 1024;

/// What some bytes are found to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lookup<T> {
    Yes(T),
    No,
    /// More bytes are needed.
    Undecided,
}

/// The beginning of an object up to its array of objects.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WrapperOpening<'t> {
    /// Bytes up to and including the bracket.
    pub bytes: usize,
    /// The key of the array, as it is written.
    pub key: &'t [u8],
    /// Whether it is the first member.
    pub is_first: bool,
}

/// Finds the array of objects of the object that begins `text`, if all members before it are scalars, or arrays of scalars.
///
/// An empty array counts too if its key is `wanted`.
pub(super) fn opening<'t>(text: &'t [u8], wanted: Option<&[u8]>, is_whole: bool) -> Lookup<WrapperOpening<'t>> {
    let (text, is_whole) = start_of(text, is_whole);
    let more = || if is_whole { Lookup::No } else { Lookup::Undecided };
    let mut key: &[u8] = b"";
    let (mut at, mut commas, mut depth) = (1, 0, 0);
    loop {
        let Some(&byte) = text.get(at) else { return more() };
        match byte {
            b'"' => {
                let Some(end) = string_end(text, at) else { return more() };
                if depth == 0 && significant(&text[end..]).is_some_and(|(_, next)| next == b':') {
                    key = &text[at + 1..end - 1];
                }
                at = end;
                continue;
            }
            b'{' | b'}' => return Lookup::No,
            b'[' => {
                let Some((_, next)) = significant(&text[at + 1..]) else { return more() };
                let is_array = next == b'{' || (next == b']' && wanted == Some(key));
                if is_array && depth == 0 && wanted.is_none_or(|wanted| wanted == key) {
                    let is_object = is_json(&[&text[..=at], b"]}"]);
                    let opening = WrapperOpening { bytes: at + 1, key, is_first: commas == 0 };
                    return if is_object { Lookup::Yes(opening) } else { Lookup::No };
                }
                depth += 1;
            }
            b']' if depth == 0 => return Lookup::No,
            b']' => depth -= 1,
            b',' if depth == 0 => commas += 1,
            _ => {}
        }
        at += 1;
    }
}

/// Finds the end of an object after its array: the bytes up to and including its closing brace, if the members between are
/// valid and none is an array of objects.
pub(super) fn closing(text: &[u8], is_whole: bool) -> Lookup<usize> {
    let (text, is_whole) = start_of(text, is_whole);
    let more = || if is_whole { Lookup::No } else { Lookup::Undecided };
    let (mut at, mut depth, mut last) = (0, 0_usize, b',');
    loop {
        let Some(&byte) = text.get(at) else { return more() };
        match byte {
            b'"' => {
                let Some(end) = string_end(text, at) else { return more() };
                (at, last) = (end, byte);
                continue;
            }
            b'{' if last == b'[' => return Lookup::No,
            b'{' | b'[' => depth += 1,
            b'}' if depth == 0 => {
                let members = text[..at].trim_ascii();
                let members = members.strip_prefix(b",").unwrap_or(members);
                return if is_json(&[b"{", members, b"}"]) { Lookup::Yes(at + 1) } else { Lookup::No };
            }
            b'}' | b']' => match depth.checked_sub(1) {
                Some(left) => depth = left,
                None => return Lookup::No,
            },
            _ => {}
        }
        last = if is_space(byte) { last } else { byte };
        at += 1;
    }
}

/// The bytes that decide, and whether they are all that will.
fn start_of(text: &[u8], is_whole: bool) -> (&[u8], bool) {
    (&text[..text.len().min(MOST_BYTES)], is_whole || text.len() >= MOST_BYTES)
}

/// The end of the string that begins at `at`; `None` if it is not there.
pub(super) fn string_end(text: &[u8], at: usize) -> Option<usize> {
    let mut end = at + 1;
    loop {
        match text.get(end)? {
            b'"' => return Some(end + 1),
            b'\\' => end += 2,
            _ => end += 1,
        }
    }
}

fn is_json(parts: &[&[u8]]) -> bool {
    serde_json::from_slice::<IgnoredAny>(&parts.concat()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(usize, String, bool)> {
        match opening(text.as_bytes(), None, true) {
            Lookup::Yes(WrapperOpening { bytes, key, is_first }) => {
                Some((bytes, String::from_utf8_lossy(key).into_owned(), is_first))
            }
            _ => None,
        }
    }

    #[test]
    fn the_array_of_objects_is_found_after_scalars() {
        assert_eq!(found(r#"{"records":[{"a":1}]}"#), Some((12, "records".into(), true)));
        let text = "{\n \"n\": -1.5,\n \"s\": \"a\\\"[{\",\n \"e\": [], \"t\": [\"x\"],\n \"Records\": [\n {";
        assert_eq!(found(text).map(|(_, key, is_first)| (key, is_first)), Some(("Records".into(), false)));
        for text in [
            r#"{"a":{"b":1},"records":[{"#,
            r#"{"records":[1,2]}"#,
            r#"{"records":[]}"#,
            r#"{"records":[["#,
            r#"{"a":1}"#,
            r#"{"records"[{"#,
            r#"{[{"#,
            r#"{"a":tru,"records":[{"#,
            "{\"a\":\"\n\",\"records\":[{",
            "{",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn an_opening_that_is_cut_off_is_undecided() {
        let text = br#"{"n":"a\"b","records": [ {"#;
        for end in 1..text.len() {
            assert_eq!(opening(&text[..end], None, false), Lookup::Undecided, "{end}");
        }
        let long = [&b"{\"n\":\""[..], &[b'x'; MOST_BYTES]].concat();
        assert_eq!(opening(&long, None, false), Lookup::No);
    }

    #[test]
    fn an_empty_array_counts_only_under_the_wanted_key() {
        let text = br#"{"errors":[],"records":[]}"#;
        let expected = Lookup::Yes(WrapperOpening { bytes: 24, key: b"records", is_first: false });
        assert_eq!(opening(text, Some(b"records"), true), expected);
        assert_eq!(opening(text, Some(b"other"), true), Lookup::No);
    }

    #[test]
    fn the_end_of_the_object_is_found_after_any_members_but_more_records() {
        for (text, expected) in [
            ("}", Lookup::Yes(1)),
            (" \n } {", Lookup::Yes(4)),
            (r#","next":"}","meta":{"n":[1,"]"]}}{"#, Lookup::Yes(33)),
            (r#","more":[ {"a":1}]}"#, Lookup::No),
            (r#","a" 1}"#, Lookup::No),
            ("]", Lookup::No),
            (r#","next":"#, Lookup::Undecided),
            ("", Lookup::Undecided),
        ] {
            assert_eq!(closing(text.as_bytes(), false), expected, "{text}");
        }
        assert_eq!(closing(br#","next":"#, true), Lookup::No);
    }
}
