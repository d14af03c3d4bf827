//! What a key may mean that no format knows: the nearest name.

use super::aliases::names;
use crate::log::column::Column;

/// Names that say little about a column by themselves, but more where no key of the line fills it.
const WORDS: [(Column, &str); 2] = [
    (Column::Path, "route endpoint page resource location document operation"),
    (Column::Status, "status code rc ret result outcome"),
];

/// The key that most probably means a column which no key fills; `None` when no key is near one of its names.
pub fn nearest(keys: &[String], column: Column) -> Option<&str> {
    let is_about = |other: Column| match column {
        Column::Path => matches!(other, Column::Path | Column::Target | Column::Request),
        _ => other == column,
    };
    let known: Vec<String> = names()
        .filter(|aliases| is_about(aliases.column))
        .flat_map(|aliases| aliases.keys.split_ascii_whitespace())
        .chain(WORDS.iter().filter(|(of, _)| is_about(*of)).flat_map(|(_, words)| words.split_ascii_whitespace()))
        .map(plain)
        .collect();
    let near = keys.iter().filter_map(|key| Some((likeness(key, &known)?, key)));
    near.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, key)| key.as_str())
}

/// How much a key, or the last part of it, is like one of some names; `None` when it is not.
fn likeness(key: &str, names: &[String]) -> Option<f64> {
    const LEAST: f64 = 0.86;
    let whole = plain(key);
    let last = plain(key.rsplit(['.', '_', '-']).next().unwrap_or(key));
    let each = names.iter().flat_map(|name| [strsim::jaro_winkler(&whole, name), strsim::jaro_winkler(&last, name)]);
    each.filter(|likeness| *likeness >= LEAST).max_by(f64::total_cmp)
}

fn plain(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_nearest_to_a_column_is_found() {
        let near = |keys: &[&str], column| {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            nearest(&keys, column).map(str::to_owned)
        };
        assert_eq!(near(&["pid", "http_sts", "zone"], Column::Status).as_deref(), Some("http_sts"));
        assert_eq!(near(&["a.ret_code", "zone"], Column::Status).as_deref(), Some("a.ret_code"));
        assert_eq!(near(&["pid", "req.route"], Column::Path).as_deref(), Some("req.route"));
        assert_eq!(near(&["reqeust_uri", "pid"], Column::Path).as_deref(), Some("reqeust_uri"));
        assert_eq!(near(&["pid", "zone", "worker"], Column::Status), None);
        assert_eq!(near(&[], Column::Path), None);
    }
}
