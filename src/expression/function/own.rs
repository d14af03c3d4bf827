//! Values of a `key=value` tail, by key: fields of a job's own formats that are not columns.

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

/// The value of a key in `a=1 b="two words", c='3'`; `None` if it is absent or `-`.
fn find<'t>(tail: &'t str, key: &str) -> Option<&'t str> {
    let mut rest = tail;
    while let Some(at) = rest.find(key) {
        let is_start =
            rest[..at].chars().next_back().is_none_or(|before| !(before.is_alphanumeric() || "_-.".contains(before)));
        let after = &rest[at + key.len()..];
        if let Some(value) = after.strip_prefix('=').or_else(|| after.strip_prefix(':')).filter(|_| is_start) {
            return Some(first_word(value)).filter(|value| *value != "-");
        }
        rest = after;
    }
    None
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
        ] {
            assert_eq!(find(tail, key), expected, "{key}");
        }
    }
}
