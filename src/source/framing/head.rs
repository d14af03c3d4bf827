//! Recognizes the framing at the beginning of a text (pure).

use serde::de::IgnoredAny;
use serde_json::{Deserializer, Map, Value};

use super::kind::Framing;
use super::space::{is_space, significant};
use super::wrapper::{Lookup, WrapperOpening, opening};

/// Names of arrays that hold records, in lower case: where other members come first, or more objects follow, the name must be one
/// of these.
const NAMES: [&str; 9] = ["records", "logs", "events", "logevents", "entries", "items", "results", "result", "value"];

/// Members of an object beside its records, at most: a record has more.
const MOST_SCALARS: usize = 6;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The framing found at the beginning of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::source) enum Recognized {
    /// Lines, whatever is in them.
    Lines,
    /// Objects that are framed in another way.
    Framed(Framing),
    /// More bytes are needed to decide.
    Undecided,
}

/// Recognizes a framing. `is_whole` means that there are no more bytes, so that a decision must be made.
///
/// The first object decides. If it is alone on its line, the text is lines, unless the object holds an array of objects as records.
pub(in crate::source) fn recognize(head: &[u8], is_whole: bool) -> Recognized {
    let text = head.strip_prefix(BOM).unwrap_or(head);
    let undecided = if is_whole { Recognized::Lines } else { Recognized::Undecided };
    let Some((start, first)) = significant(text) else { return undecided };
    match first {
        b'[' => array(&text[start..], is_whole),
        b'{' => match significant(&text[start + 1..]) {
            Some((_, b'"' | b'}')) => objects(&text[start..], is_whole),
            Some(_) => Recognized::Lines,
            None => undecided,
        },
        0xef if BOM.starts_with(text) => undecided,
        _ => Recognized::Lines,
    }
}

/// Recognizes an array of objects, or of such arrays; all may be empty.
fn array(text: &[u8], is_whole: bool) -> Recognized {
    let undecided = if is_whole { Recognized::Lines } else { Recognized::Undecided };
    let opened = text.iter().position(|byte| *byte != b'[' && !is_space(*byte));
    let Some(at) = opened else { return undecided };
    let closed = text[at..].iter().position(|byte| !matches!(byte, b'[' | b']' | b',') && !is_space(*byte));
    match (text[at], closed.map(|more| &text[at + more..])) {
        (b'{', _) => begins_object(&text[at..], is_whole),
        (b']', Some(rest)) => begins_object(rest, is_whole),
        (b']', None) if is_whole => Recognized::Framed(Framing::Array),
        (b']', None) => Recognized::Undecided,
        _ => Recognized::Lines,
    }
}

fn begins_object(text: &[u8], is_whole: bool) -> Recognized {
    match (text[0], significant(&text[1..])) {
        (b'{', Some((_, b'"' | b'}'))) => Recognized::Framed(Framing::Array),
        (b'{', None) if !is_whole => Recognized::Undecided,
        _ => Recognized::Lines,
    }
}

/// Recognizes how objects follow each other.
fn objects(text: &[u8], is_whole: bool) -> Recognized {
    let wrapper = match opening(text, None, is_whole) {
        Lookup::Yes(opening) => holds_records(text, &opening, is_whole),
        Lookup::Undecided => Lookup::Undecided,
        Lookup::No => Lookup::No,
    };
    match wrapper {
        Lookup::Yes(key) => return Recognized::Framed(Framing::Wrapped(String::from_utf8_lossy(key).into_owned())),
        Lookup::Undecided => return Recognized::Undecided,
        Lookup::No => {}
    }
    let by_line = line_starts(text).find_map(|start| after(&text[start..], is_whole));
    let is_glued = || glued_starts(text).any(|start| matches!(first_value(&text[start..]), FirstValue::Whole(_)));
    by_line.unwrap_or_else(|| match is_whole {
        false => Recognized::Undecided,
        true if is_glued() => Recognized::Framed(Framing::Objects),
        true => Recognized::Lines,
    })
}

/// The key of the array, if it holds the records of the text and is not a value of one record.
fn holds_records<'t>(text: &'t [u8], opening: &WrapperOpening<'t>, is_whole: bool) -> Lookup<&'t [u8]> {
    let WrapperOpening { key, is_first, .. } = *opening;
    let is_name = std::str::from_utf8(key).is_ok_and(|key| NAMES.contains(&key.to_lowercase().as_str()));
    let holds = match first_value(text) {
        FirstValue::Whole(bytes) => {
            let others = scalars_beside(&text[..bytes], key).filter(|others| *others <= MOST_SCALARS);
            match (others, significant(&text[bytes..])) {
                (None, _) => false,
                (Some(_), _) if is_name && is_first => true,
                (Some(others), None) if is_whole => is_name || others == 0,
                (Some(_), None) => return Lookup::Undecided,
                (Some(others), Some((_, next))) => next != b'{' && (is_name || others == 0),
            }
        }
        FirstValue::CutOff if !is_whole => return Lookup::Undecided,
        FirstValue::CutOff => is_name || is_first,
        FirstValue::Malformed => is_name && is_first,
    };
    if holds { Lookup::Yes(key) } else { Lookup::No }
}

/// The number of members of an object beside one, if all are scalars or arrays of scalars.
fn scalars_beside(object: &[u8], key: &[u8]) -> Option<usize> {
    let members: Map<String, Value> = serde_json::from_slice(object).ok()?;
    let is_scalar = |value: &Value| !value.is_object() && !value.is_array();
    let is_plain =
        |value: &Value| is_scalar(value) || value.as_array().is_some_and(|array| array.iter().all(is_scalar));
    let mut others = members.iter().filter(|(name, _)| name.as_bytes() != key);
    others.all(|(_, value)| is_plain(value)).then_some(members.len() - 1)
}

/// Objects at the beginning of a line.
fn line_starts(text: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'{', text).filter(|brace| {
        let indent = text[..*brace].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
        indent.is_none_or(|before| *before == b'\n')
    })
}

/// Objects that follow the end of another on its line.
fn glued_starts(text: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'}', text).filter_map(|brace| {
        let is_between = |byte: &u8| is_space(*byte) || *byte == b',';
        let next = brace + 1 + text[brace + 1..].iter().position(|byte| !is_between(byte))?;
        (text[next] == b'{').then_some(next)
    })
}

enum FirstValue {
    /// A valid value of this many bytes.
    Whole(usize),
    /// Valid as far as it is there.
    CutOff,
    Malformed,
}

fn first_value(text: &[u8]) -> FirstValue {
    let mut values = Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => FirstValue::Whole(values.byte_offset()),
        Some(Err(error)) if error.is_eof() => FirstValue::CutOff,
        _ => FirstValue::Malformed,
    }
}

/// What the object that begins `text`, and what follows it, show. `None` if it is malformed.
fn after(text: &[u8], is_whole: bool) -> Option<Recognized> {
    let framed = Recognized::Framed(Framing::Objects);
    let bytes = match first_value(text) {
        FirstValue::Whole(bytes) => bytes,
        FirstValue::CutOff if !is_whole => return Some(Recognized::Undecided),
        FirstValue::CutOff => text.trim_ascii_end().len(),
        FirstValue::Malformed => return None,
    };
    // A line feed inside a string is not valid.
    if text[..bytes].contains(&b'\n') {
        return Some(framed);
    }
    let undecided = if is_whole { Recognized::Lines } else { Recognized::Undecided };
    let rest = &text[bytes..];
    let Some(at) = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) else { return Some(undecided) };
    Some(match (rest[at], significant(&rest[at + 1..])) {
        (b'{' | b'[', _) | (b',', Some((_, b'{' | b'['))) => framed,
        (b',', None) if is_whole => framed,
        (b',', None) => undecided,
        _ => Recognized::Lines,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framing(text: &str) -> Option<Framing> {
        match recognize(text.as_bytes(), true) {
            Recognized::Lines => None,
            Recognized::Framed(framing) => Some(framing),
            Recognized::Undecided => panic!("{text}: a whole text is undecided"),
        }
    }

    #[test]
    fn json_lines_and_other_texts_have_no_framing() {
        for text in [
            "",
            "\n",
            "{\"a\":1}",
            "{\"a\":1}\n",
            "  {\"a\":1} \r\n{\"a\":2}{\"a\":3}\n",
            "{\"a\":1} text\n{\"a\":1}{\"a\":2}\n",
            "{\"a\":1}, text\n",
            "{\"a\":\"cut off\n{\"a\":1}\n{\"a\":2}\n",
            "{\"a\":1,\n{\"a\":1}\n",
            "{\"a\":1,\n",
            "{\"a\":\"\\xE3\"}\n{\"a\":\"\\xE3\"}\n",
            "{\"a\":[{\"b\":1},{\"b\":2}]}\n{\"a\":[{\"b\":1}]}\n",
            "{\"a\":1,\"events\":[{\"b\":1}]}\n{\"a\":1,\"events\":[{\"b\":1}]}\n",
            "{192.0.2.1} - - [10/Oct/2023:13:55:36 +0000]\n",
            "[10/Oct/2023:13:55:36 +0000] {\"a\":1}\n",
            "[{foo,bar}]\n",
            "[] {1}\n",
            "[",
            "[[1,2],[3]]",
            "[\"a\"]",
            "\u{feff}192.0.2.1 - -",
        ] {
            assert_eq!(framing(text), None, "{text}");
        }
    }

    #[test]
    fn arrays_are_recognized_by_the_object_that_they_begin_with() {
        for text in [
            "[{\"a\":1}]",
            "\u{feff} \n[\n [ {\n\"a\"",
            "[{}]",
            "[]",
            " [ [ ] ]\n",
            "[][{\"a\":1}]",
            "[{\"broken, [",
            "[{\"records\":[{",
        ] {
            assert_eq!(framing(text), Some(Framing::Array), "{text}");
        }
    }

    #[test]
    fn objects_are_framed_if_the_first_whole_one_is_not_alone_on_its_line() {
        for text in [
            "{\"a\":1}{\"a\":2}",
            "{\"a\":1} \t{\"a\":2}",
            "{\"a\":1},\n{\"a\":2},\n",
            "{\"a\":1},",
            "{\"a\":1}[{\"a\":2}]",
            "{\n \"a\": 1\n}",
            "{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n",
            "{\n \"a\": 1,\n",
            "{\"a\":\"cut off{\"a\":1}{\"a\":2}",
            "{\"a\":\"cut off{\"a\":1}, {\"a\":2}, ",
        ] {
            assert_eq!(framing(text), Some(Framing::Objects), "{text}");
        }
    }

    #[test]
    fn records_in_an_array_of_an_object_are_recognized_by_place_and_name() {
        for (text, name) in [
            ("{\"records\":[{\"a\":1}]}", "records"),
            ("{\"Records\":[{\"a\":1}]}\n{\"Records\":[{\"a\":1}]}\n", "Records"),
            ("{\n  \"accesses\": [\n    {\n", "accesses"),
            ("{\"count\":2,\"errors\":[],\"Events\":[{\"a\":1}],\"next\":null}", "Events"),
            ("{\"records\":[{\"a\" 1}]}", "records"),
        ] {
            assert_eq!(framing(text), Some(Framing::Wrapped(name.to_owned())), "{text}");
        }
        let record = "{\n \"status\": 200,\n \"headers\": [\n {\"name\": \"a\"}\n ]\n}";
        assert_eq!(framing(record), Some(Framing::Objects));
        let one_line = "{\"tags\":[{\"k\":\"v\"}],\"path\":\"/\",\"status\":200}\n";
        assert_eq!(framing(one_line), None);
        let span = "{\"id\":1,\"name\":\"GET /\",\"events\":[{\"a\":1}],\"attributes\":{\"status\":200}}";
        assert_eq!(framing(span), None);
        let many = "{\"events\":[{\"a\":1}],\"b\":1,\"c\":2,\"d\":3,\"e\":4,\"f\":5,\"g\":6,\"h\":7}";
        assert_eq!(framing(many), None);
        assert_eq!(framing("{\"spans\":[{\"a\":1}]}\n{\"spans\":[{\"a\":1}]}\n"), None);
    }

    #[test]
    fn more_bytes_are_wanted_only_until_the_first_object_decides() {
        for text in ["", "\u{feff}", "[", "[ {", "[]", "{", "{\"a\":", "{\"a\":1}", "{\"a\":1} ,", "{\"records\": ["] {
            assert_eq!(recognize(text.as_bytes(), false), Recognized::Undecided, "{text}");
        }
        for text in ["x", "[1", "{1", "{\"a\":1}\n", "[[\""] {
            assert_eq!(recognize(text.as_bytes(), false), Recognized::Lines, "{text}");
        }
    }
}
