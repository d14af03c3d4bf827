//! Settings as the text of a configuration, easy to read.

use serde_json::{Map, Value};

/// Longest line of a list.
const WIDTH: usize = 100;

/// The keys that come before others, in this order.
const FIRST: [&str; 10] =
    ["name", "type", "path", "inputs", "where", "group_by", "pivot", "measures", "having", "sort"];

/// Appends a table, after an empty line if it is not the first; without keys, nothing.
pub fn push_table(header: &str, table: &Map<String, Value>, out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
    if !header.is_empty() {
        out.push_str(header);
        out.push('\n');
    }
    for (key, value) in sorted(table) {
        let start = format!("{} = ", name(key));
        let line = inline(value);
        match value {
            Value::Array(items) if start.len() + line.len() > WIDTH => {
                let items: String = items.iter().map(|item| format!("    {},\n", inline(item))).collect();
                out.push_str(&format!("{start}[\n{items}]\n"));
            }
            _ => out.push_str(&format!("{start}{line}\n")),
        }
    }
}

/// The entries, the usual ones first.
fn sorted(table: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let place = |key: &str| FIRST.iter().position(|first| *first == key).unwrap_or(FIRST.len());
    let mut entries: Vec<_> = table.iter().filter(|(_, value)| !value.is_null()).collect();
    entries.sort_by_key(|(key, _)| (place(key), key.as_str()));
    entries
}

fn name(key: &str) -> String {
    let is_bare = !key.is_empty() && key.chars().all(|char| char.is_ascii_alphanumeric() || "_-".contains(char));
    if is_bare { key.to_owned() } else { basic(key) }
}

/// A value on one line, but for texts that have several.
fn inline(value: &Value) -> String {
    match value {
        Value::String(string) => text(string),
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(table) => {
            let entries: Vec<String> =
                sorted(table).into_iter().map(|(key, value)| format!("{} = {}", name(key), inline(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        // Numbers of JSON are numbers of TOML.
        other => other.to_string(),
    }
}

/// A text in the quotes in which it needs no escapes, if there are any.
fn text(text: &str) -> String {
    let is_plain = !text.chars().any(|char| char.is_control() && char != '\t');
    let needs_escapes = text.contains(['"', '\\']);
    match (is_plain, needs_escapes, text.contains('\'')) {
        (true, false, _) => format!("\"{text}\""),
        (true, true, false) => format!("'{text}'"),
        (true, true, true) if !text.contains("'''") && !text.ends_with('\'') => format!("'''{text}'''"),
        _ => basic(text),
    }
}

/// A text in double quotes, as keys can be written, too.
fn basic(text: &str) -> String {
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}

fn escaped(char: char) -> String {
    match char {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        char if char.is_control() => format!("\\u{:04X}", u32::from(char)),
        char => char.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn written(table: Value) -> String {
        let Value::Object(table) = table else { panic!("a table") };
        let mut out = String::new();
        push_table("", &table, &mut out);
        out
    }

    #[test]
    fn texts_have_the_quotes_that_need_no_escapes() {
        for (text, expected) in [
            ("path", r#""path""#),
            ("path LIKE '/a/%'", r#""path LIKE '/a/%'""#),
            (r"^/\d+$", r"'^/\d+$'"),
            (r#"count() AS "errors %""#, r#"'count() AS "errors %"'"#),
            (r#"path ~ '\d' AS "x""#, r#"'''path ~ '\d' AS "x"'''"#),
            (r#"a"b'"#, r#""a\"b'""#),
            ("a\nb", r#""a\nb""#),
        ] {
            assert_eq!(super::text(text), expected);
        }
    }

    #[test]
    fn usual_keys_come_first_and_long_lists_are_broken() {
        let long = "x".repeat(60);
        let table = json!({ "top": 5, "a b": true, "name": "n", "measures": [long, long], "none": null });
        let expected =
            format!("name = \"n\"\nmeasures = [\n    \"{long}\",\n    \"{long}\",\n]\n\"a b\" = true\ntop = 5\n");
        assert_eq!(written(table), expected);
    }

    proptest! {
        #[test]
        fn any_text_is_read_back(text: String, key in "[ -~]{1,9}") {
            let table = json!({ &key: [&text, { "inner": &text }] });
            let read: Value = toml::from_str(&written(table.clone())).expect("TOML");
            prop_assert_eq!(read, table);
        }
    }
}
