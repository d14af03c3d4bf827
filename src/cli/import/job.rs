//! Writes the job for the findings, as TOML.

use std::collections::{BTreeMap, HashSet};

use super::found::{Findings, FormatOf, FoundFormat, Way};
use crate::log::Format;
use crate::log::format::own;

/// A job and the list of findings.
pub struct ImportedJob {
    /// TOML.
    pub text: String,
    /// The findings, one per line.
    pub listing: Vec<String>,
}

/// A first set of tables for any log.
const REDUCERS: &str = r#"
[[reducers]]
name = "top_pages"
group_by = ["path"]
measures = ["count", "sum(bytes)"]

[[reducers]]
name = "status"
group_by = ["status_class", "status"]

[[reducers]]
name = "hours"
group_by = ["hour"]
sort = "key"
top = 24
"#;

/// The result for a description.
enum Fate {
    /// It equals a built-in format.
    BuiltIn(&'static str),
    /// It gets this name.
    Own(String),
    /// It cannot be used.
    Refused(String),
}

/// Writes the job. Logs whose format cannot be described get `auto`.
pub fn write(found: &Findings) -> ImportedJob {
    let used = used(found);
    let mut taken = HashSet::new();
    let fates: BTreeMap<usize, Fate> =
        used.into_iter().map(|index| (index, fate(&found.formats[index], &mut taken))).collect();
    let mut text = String::new();
    let mut listing = Vec::new();
    for (index, fate) in &fates {
        let format = &found.formats[*index];
        let key = if format.way == Way::Apache { "apache" } else { "nginx" };
        match fate {
            Fate::Own(name) => {
                text.push_str(&format!("[[formats]]\nname = \"{name}\"\n{key} = {}\n\n", toml_text(&format.text)));
                listing.push(format!("format {name}: {}", format.text));
            }
            Fate::Refused(reason) => {
                let name = format.name.as_deref().unwrap_or("without a name");
                listing.push(format!("format {name} cannot be used, its logs get \"auto\": {reason}"));
            }
            Fate::BuiltIn(_) => {}
        }
    }
    for log in &found.logs {
        let described = match &log.format {
            FormatOf::BuiltIn(name) => Some((*name).to_owned()),
            FormatOf::Described(index) => name_of(&fates, *index),
            FormatOf::Named(way, name) => index_of(found, *way, name).and_then(|index| name_of(&fates, index)),
        };
        if let (FormatOf::Named(way, name), None) = (&log.format, &described)
            && index_of(found, *way, name).is_none()
        {
            listing.push(format!("{}: no format is called `{name}`; the log gets \"auto\"", log.place));
        }
        let format = described.unwrap_or_else(|| "auto".to_owned());
        listing.push(format!("log {}, format {format} ({})", log.path, log.place));
        text.push_str(&format!("[[sources]]\npath = {}\nformat = \"{format}\"\n\n", toml_text(&log.path)));
    }
    ImportedJob { text: text.trim_end().to_owned() + "\n" + REDUCERS, listing }
}

fn name_of(fates: &BTreeMap<usize, Fate>, index: usize) -> Option<String> {
    match fates.get(&index)? {
        Fate::BuiltIn(name) => Some((*name).to_owned()),
        Fate::Own(name) => Some(name.clone()),
        Fate::Refused(_) => None,
    }
}

fn index_of(found: &Findings, way: Way, name: &str) -> Option<usize> {
    found.formats.iter().position(|format| format.way == way && format.name.as_deref() == Some(name))
}

/// The descriptions used by some log, in the order of the configuration.
fn used(found: &Findings) -> Vec<usize> {
    let mut used: Vec<usize> = found
        .logs
        .iter()
        .filter_map(|log| match &log.format {
            FormatOf::BuiltIn(_) => None,
            FormatOf::Described(index) => Some(*index),
            FormatOf::Named(way, name) => index_of(found, *way, name),
        })
        .collect();
    used.sort_unstable();
    used.dedup();
    used
}

fn fate(format: &FoundFormat, taken: &mut HashSet<String>) -> Fate {
    let stem = format.name.as_deref().unwrap_or(if format.way == Way::Apache { "apache" } else { "nginx" });
    let compiled = match format.way {
        Way::Apache => own::apache(stem, &format.text),
        Way::Nginx => own::nginx(stem, &format.text),
    };
    let compiled = match compiled {
        Ok(compiled) => compiled,
        Err(error) => return Fate::Refused(error.to_string()),
    };
    if let Some(name) = built_in(&compiled) {
        return Fate::BuiltIn(name);
    }
    let stem: String = stem.chars().map(|c| if c.is_alphanumeric() || "_-".contains(c) { c } else { '_' }).collect();
    let is_free = |name: &String| name != "auto" && Format::by_name(name).is_none() && !taken.contains(name);
    let numbered = (2..).map(|number| format!("{stem}_{number}"));
    let name = std::iter::once(stem.clone()).chain(numbered).find(is_free).unwrap_or(stem);
    taken.insert(name.clone());
    Fate::Own(name)
}

/// The built-in format that reads the same lines: it reads the same columns from the same example.
fn built_in(compiled: &Format) -> Option<&'static str> {
    const FAMILY: [&str; 4] = ["combined", "common", "vhost_combined", "vhost_common"];
    let read = |format: &Format, line: &str| format.functions().read_line(line.as_bytes(), 0).ok();
    let is_same = |name: &&str| {
        Format::by_name(name).is_some_and(|format| {
            let line = format.example();
            format.columns() == compiled.columns() && read(&format, line) == read(compiled, line)
        })
    };
    FAMILY.into_iter().find(is_same)
}

/// A text in TOML, without escapes if possible.
fn toml_text(text: &str) -> String {
    let is_plain = !text.chars().any(char::is_control);
    if is_plain && !text.contains('\'') {
        return format!("'{text}'");
    }
    if is_plain && !text.contains("''") && !text.starts_with('\'') {
        return format!("'''{text}'''");
    }
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\t' => quoted.push_str("\\t"),
            '\n' => quoted.push_str("\\n"),
            _ if char.is_control() => quoted.push_str(&format!("\\u{:04X}", char as u32)),
            _ => quoted.push(char),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_written_so_that_toml_reads_it_back() {
        for text in [r#"%h "%r" \t"#, "escape=json 'x'", "it's so'", "it's\t\"so\" \\ \u{7f}", "", "é"] {
            let table: toml::Table = format!("x = {}", toml_text(text)).parse().expect("TOML");
            assert_eq!(table["x"].as_str(), Some(text));
        }
    }
}
