use std::fs;
use std::path::Path;

use logmill::config::options::{self, JobOption, Unset};

use crate::snapshot::assert_block;

/// Plain text in Markdown: values in double quotes are code.
fn markdown(text: &str) -> String {
    let mut out = String::new();
    for (number, part) in text.split('"').enumerate() {
        match number % 2 {
            0 => out += part,
            _ => out += &format!("`\"{part}\"`"),
        }
    }
    out.replace('|', "\\|")
}

fn default(option: &JobOption) -> String {
    match (option.default, option.value()) {
        (Unset::Value(""), Some(value)) => format!("`{value}`"),
        (Unset::Value(meaning), Some(value)) => format!("`{value}`: {}", markdown(meaning)),
        (Unset::Said(text), _) => {
            if text.starts_with('[') {
                format!("`{text}`")
            } else {
                text.to_owned()
            }
        }
        (Unset::Value(_), None) => panic!("{} has no value", option.key),
    }
}

fn row(option: &JobOption, name: &str, docs: &str) -> String {
    let mut effect = markdown(option.effect);
    if let Some(flag) = option.flag {
        effect += &format!("; also `{flag}`");
    }
    if let Some(see) = option.see.filter(|see| !see.starts_with(docs)) {
        let title = see.split('#').next().filter(|file| !file.is_empty()).unwrap_or("below");
        effect += &format!(": [{title}]({see})");
    }
    format!("| {name} | {effect} | {} | {} |\n", default(option), markdown(&option.form.words()))
}

/// The keys whose paths begin so, without that beginning.
fn table(start: &str, docs: &str) -> String {
    let rows: String = (options::of_types().iter())
        .filter_map(|option| Some(row(option, &format!("`{}`", option.key.strip_prefix(start)?), docs)))
        .collect();
    format!("| Key | Effect | Default | Range |\n|---|---|---|---|\n{rows}")
}

#[test]
fn the_documents_list_every_option() {
    let of_jobs: String =
        options::of_jobs().iter().map(|option| row(option, &format!("`{}`", option.key), "CONFIG.md")).collect();
    let of_jobs = format!("| Key | Effect | Default | Range |\n|---|---|---|---|\n{of_jobs}");
    assert_block("docs/CONFIG.md", "keys of every job", &of_jobs);
    let mut kind = "";
    let mut filters = "| Type | Key | Effect | Default | Range |\n|---|---|---|---|---|\n".to_owned();
    for option in options::of_types() {
        let Some((own, name)) = option.key.strip_prefix("filters[").and_then(|key| key.split_once("].")) else {
            continue;
        };
        let shown = if own == kind { String::new() } else { format!("`{own}`") };
        filters += &format!("| {shown} {}", row(option, &format!("`{name}`"), "CONFIG.md"));
        kind = own;
    }
    assert_block("docs/CONFIG.md", "keys of filters", &filters);
    assert_block("docs/CONFIG.md", "keys of group", &table("reducers[group].", "CONFIG.md"));
    assert_block("docs/CONFIG.md", "keys of sessions", &table("reducers[sessions].", "CONFIG.md"));
    assert_block("docs/CUSTOM.md", "keys of exec", &table("filters[exec].", "CUSTOM.md"));
}

#[test]
fn the_default_job_shows_every_option_and_no_other_key() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml");
    let text = fs::read_to_string(path).expect("the default job");
    let mut shown = std::collections::BTreeSet::new();
    let mut section = String::new();
    for line in text.lines() {
        let line = line.strip_prefix("# ").unwrap_or(line);
        if let Some(name) = line.strip_prefix("[[").and_then(|line| line.strip_suffix("]]")) {
            section = format!("{name}[].");
        } else if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = format!("{name}.");
        } else if let Some((key, _)) = line.split_once(" = ")
            && key.chars().all(|char| char.is_ascii_lowercase() || char == '_')
        {
            shown.insert(format!("{section}{key}"));
        }
    }
    let is_of_type = |key: &str, start: &str, kind: &str| {
        key.strip_prefix(start).is_some_and(|name| options::find(&format!("{kind}{name}")).is_some())
    };
    for key in &shown {
        let is_known = options::find(key).is_some()
            || is_of_type(key, "filters[].", "filters[where].")
            || is_of_type(key, "reducers[].", "reducers[group].");
        assert!(is_known, "config.toml has {key}, which is not an option");
    }
    // The keys inside of a table in one line.
    let options = options::of_jobs().iter().filter(|option| !option.key.starts_with("formats[].goaccess."));
    for option in options {
        assert!(shown.contains(option.key), "config.toml does not show {}", option.key);
    }
}
