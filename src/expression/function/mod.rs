//! The functions of expressions, by what they are about. A new function is an entry in the list of its file.

pub mod address;
pub mod agent;
pub mod arguments;
pub mod choice;
pub mod convert;
pub mod day;
pub mod extra;
pub mod geo;
pub mod number;
pub mod pattern;
pub mod rows;
pub mod text;
pub mod time;
pub mod web;

use arguments::Function;

/// Names of measures, which are of many records.
pub const MEASURES: [&str; 18] = [
    "count", "sum", "avg", "min", "max", "distinct", "p50", "p90", "p95", "p99", "quantile", "median", "first", "last",
    "rate", "share", "top", "timeline",
];

/// All functions, in the order of the documentation.
pub fn all() -> impl Iterator<Item = &'static Function> {
    let lists = [text::FUNCTIONS, pattern::FUNCTIONS, number::FUNCTIONS, time::FUNCTIONS, choice::FUNCTIONS];
    lists.into_iter().chain([web::FUNCTIONS, address::FUNCTIONS, geo::FUNCTIONS, agent::FUNCTIONS]).flatten()
}

/// Other names of functions.
const ALIASES: [(&str, &str); 9] = [
    ("substring", "substr"),
    ("char_length", "length"),
    ("character_length", "length"),
    ("btrim", "trim"),
    ("position", "strpos"),
    ("instr", "strpos"),
    ("suffix", "ends_with"),
    ("date_part", "extract"),
    ("ceiling", "ceil"),
];

/// The function of that name, in lower case.
pub fn find(name: &str) -> Option<&'static Function> {
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, name)| name);
    all().find(|function| function.name == name)
}

/// Most letters that differ in a misspelt name.
const ALIKE: usize = 2;

/// What to write instead of a name that is no function.
pub fn advice(name: &str) -> String {
    let distance = |function: &&Function| strsim::damerau_levenshtein(name, function.name);
    match all().min_by_key(distance).filter(|nearest| distance(nearest) <= ALIKE && nearest.name.len() > ALIKE) {
        Some(nearest) => format!("did you mean {}?", nearest.form),
        None => "`logmill functions` lists them".to_owned(),
    }
}
