use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

/// Whether to rewrite expectations: `UPDATE=1 cargo test`.
pub fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| !value.is_empty() && value != "0")
}

/// A path below tests/.
pub fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// Compares a text with the file of that name below tests/, or rewrites the file.
pub fn assert_file(name: &str, actual: &str) {
    let path = place(name);
    if is_update() {
        fs::write(&path, actual).expect("the expectation can be written");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_text(&path.display().to_string(), &expected, actual, &"");
}

/// Compares the text between two markers of a document with what it should be, or rewrites it.
pub fn assert_block(document: &str, name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let text = fs::read_to_string(&path).expect("the document");
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = text.split_once(&open).expect("the mark before the block");
    let (block, after) = rest.split_once(&close).expect("the mark after the block");
    if is_update() {
        fs::write(&path, format!("{before}{open}{actual}{close}{after}")).expect("the document can be written");
        return;
    }
    assert_text(&format!("the block {name} of {document}"), block, actual, &"");
}

/// Compares two texts, and shows both where they differ first.
pub fn assert_text(what: &str, expected: &str, actual: &str, context: &dyn std::fmt::Display) {
    let Some(difference) = difference(expected, actual) else { return };
    panic!("{what} differs; if it is right as it is, run UPDATE=1 cargo test\n{difference}\n{context}");
}

/// The first line that differs, with its number.
pub fn difference(expected: &str, actual: &str) -> Option<String> {
    if expected == actual {
        return None;
    }
    let (mut old, mut new) = (expected.split('\n'), actual.split('\n'));
    for number in 1.. {
        let (old, new) = (old.next(), new.next());
        if old != new {
            return Some(format!("line {number}\n  expected {old:?}\n  actual   {new:?}"));
        }
    }
    None
}

/// What differs between runs or machines, and its replacement in expectations. Nothing else is hidden.
const VOLATILE: [(&str, &str); 8] = [
    (r#""logmill": "[0-9.]+""#, r#""logmill": "[VERSION]""#),
    (r#""elapsed_seconds": [0-9.e-]+"#, r#""elapsed_seconds": [SECONDS]"#),
    (r#"(?s)"actors": \[\n.*?\n  \]"#, r#""actors": [ACTORS]"#),
    (r"(?m)^(\x1b\[\d+m)?speed .*$", "${1}speed      [SPEED]"),
    (r"(?m)^(\x1b\[\d+m)?bottleneck .*$", "${1}bottleneck [BOTTLENECK]"),
    (r"(?m)^(  stage .* records out)  .*\n.*$", "$1  [TIMES AND MEMORY]"),
    (r"(?m)^(  \S+ +(?:reader|pool|filter|reducer)(?: +[\d,]+){5})  .*$", "$1  [TIMES AND MEMORY]"),
    (r"logmill \d+\.\d+\.\d+", "logmill [VERSION]"),
];

/// The text with everything volatile replaced.
pub fn redact(text: &str) -> String {
    static RULES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        let rule = |(pattern, shown)| (Regex::new(pattern).expect("the pattern is constant"), shown);
        VOLATILE.into_iter().map(rule).collect()
    });
    RULES.iter().fold(text.to_owned(), |text, (pattern, shown)| pattern.replace_all(&text, *shown).into_owned())
}
