//! Values of a `key=value` tail, by key: `extra.rt`.

use std::sync::Arc;

use super::rows::map_text;
use crate::expression::error::TypeName;
use crate::expression::node::{Call, Node, Typed};
use crate::expression::scope::Scope;
use crate::log::Column;
use crate::log::column::ColumnKind;

/// Cost relative to a comparison of numbers.
const COST: u32 = 30;

/// The value of a key in the column `extra`.
pub fn value_of(scope: &dyn Scope, key: &str) -> Option<Typed> {
    let extra = scope.field(Column::Extra.name())?;
    let key = key.to_owned();
    let apply = move |arrays: &[_], among: &_, _: &mut _| {
        map_text(&arrays[0], among, |_, tail| find(tail, &key).map(Into::into))
    };
    let call = Call {
        name: "extra",
        arguments: vec![Node::Field(extra)],
        cost: COST,
        apply: Arc::new(apply),
        bin_micros: None,
        text: None,
    };
    Some(Typed { node: Node::Call(call), kind: TypeName::Value(ColumnKind::Text) })
}

/// The value of a key in `a=1 b="two words", c='3'` or `{"a":1}`; `None` if it is absent or `-`. What looks like a key inside a quoted
/// value is none.
fn find<'t>(tail: &'t str, key: &str) -> Option<&'t str> {
    let is_of_key = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte) || !byte.is_ascii();
    let bytes = tail.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        if matches!(bytes[at], b'"' | b'\'') && matches!(before, Some(b'=' | b':')) {
            at += 2 + first_word(&tail[at..]).len();
            continue;
        }
        let is_start = !before.is_some_and(is_of_key);
        // Another character may begin with the same byte.
        let rest = tail.get(at..).filter(|rest| is_start && rest.starts_with(key));
        if let Some(value) = rest.and_then(|rest| value_after(&rest[key.len()..])) {
            return Some(first_word(value)).filter(|value| *value != "-");
        }
        at += 1;
    }
    None
}

/// What follows `=` or `:`, also after the quote that ends a key.
fn value_after(text: &str) -> Option<&str> {
    let text = text.strip_prefix('"').unwrap_or(text);
    let value = text.strip_prefix(['=', ':'])?;
    // JSON may have a space there; elsewhere, it ends an empty value.
    Some(if text.starts_with(':') { value.trim_start_matches(' ') } else { value })
}

/// A word, or what is in its quotes.
fn first_word(text: &str) -> &str {
    let quote = text.chars().next().filter(|quote| ['"', '\''].contains(quote));
    match quote {
        Some(quote) => {
            let inner = &text[1..];
            // A quote after a backslash does not end the text.
            let is_end = |at: &usize| !inner[..*at].ends_with('\\');
            let end = inner.match_indices(quote).map(|(at, _)| at).find(is_end);
            end.map_or(inner, |end| &inner[..end])
        }
        None => &text[..text.find([' ', '\t', ',', ';', '&', '}', ']']).unwrap_or(text.len())],
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_value_is_found_by_its_key() {
        let tail = r#"rt=0.123 tenant="acme \"inc\"", xrt=9 empty= dash=- last='a b'"#;
        for (key, expected) in [
            ("rt", Some("0.123")),
            ("tenant", Some(r#"acme \"inc\""#)),
            ("xrt", Some("9")),
            ("empty", Some("")),
            ("dash", None),
            ("last", Some("a b")),
            ("ten", None),
            ("nant", None),
            ("acme", None),
        ] {
            assert_eq!(find(tail, key), expected, "{key}");
        }
    }

    #[test]
    fn a_key_inside_a_value_is_none() {
        for (tail, key, expected) in [
            (r#"ua="rt=5 é" rt=3"#, "rt", Some("3")),
            (r#"ua="x \" rt=5" rt=3"#, "rt", Some("3")),
            (r#"ua="never closed rt=5"#, "rt", None),
            (r#"{"rt":0.5, "x-id": "a b", "up": {"ms":7}}"#, "rt", Some("0.5")),
            (r#"{"rt":0.5, "x-id": "a b", "up": {"ms":7}}"#, "x-id", Some("a b")),
            (r#"{"rt":0.5, "x-id": "a b", "up": {"ms":7}}"#, "ms", Some("7")),
            ("it's rt=1 o'clock", "rt", Some("1")),
            ("größe=5 e=6", "e", Some("6")),
            ("größe=5", "größe", Some("5")),
            ("rt= next=1", "rt", Some("")),
        ] {
            assert_eq!(find(tail, key), expected, "{key} in {tail}");
        }
    }
}
