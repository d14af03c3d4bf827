//! Settings as text in one notation, so that those of two plans can be compared.

use ::config::{Map, Value, ValueKind};

use super::place::Places;

/// The keys of a filter or reducer type with their values, sorted by key, without those that only change how the table is shown.
///
/// Values from variables and flags are written as in a file: `5`, not `"5"`. Defaults are not filled in; only the type knows them.
pub(super) fn settings(table: &Value, places: &Places, left_out: &[&str]) -> Vec<(String, String)> {
    let ValueKind::Table(table) = &table.kind else { return Vec::new() };
    let kept = sorted(table).into_iter().filter(|(key, _)| !left_out.contains(key));
    kept.map(|(key, value)| (key.to_owned(), text(value, places))).collect()
}

fn text(value: &Value, places: &Places) -> String {
    match &value.kind {
        ValueKind::String(text) if places.is_loose(value.origin()) && is_bare(text) => text.trim().to_owned(),
        ValueKind::String(text) => format!("{text:?}"),
        ValueKind::Array(array) => {
            let items: Vec<_> = array.iter().map(|item| text(item, places)).collect();
            format!("[{}]", items.join(", "))
        }
        ValueKind::Table(table) => {
            let items: Vec<_> =
                sorted(table).into_iter().map(|(key, value)| format!("{key} = {}", text(value, places))).collect();
            format!("{{ {} }}", items.join(", "))
        }
        other => other.to_string(),
    }
}

fn sorted(table: &Map<String, Value>) -> Vec<(&str, &Value)> {
    let mut items: Vec<_> = table.iter().map(|(key, value)| (key.as_str(), value)).collect();
    items.sort_unstable_by_key(|(key, _)| *key);
    items
}

/// Whether a text could be written in a file without quotes.
fn is_bare(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok() || ["true", "false"].contains(&text.trim())
}
