//! Questions of the command line: conditions for all records, and a table of its own.
//!
//! They become filters and reducers as a job would have them, so that they run, merge and are explained in the same way.

use ::config::{Map, Value, ValueKind};
use serde::{Deserialize, Serialize};

use super::moment::{Bound, bound};
use super::names::source_names;
use super::place::Mark;
use super::tree::Tree;
use crate::expression::{Context, Expression};
use crate::log::spelling::quoted;

/// What is asked on the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Conditions that all counted records meet: `--where`.
    pub conditions: Vec<String>,
    /// The first moment of the counted records: `--since`.
    pub since: Option<String>,
    /// The end of the counted records: `--until`.
    pub until: Option<String>,
    /// How far the counted records go back: `--last`.
    pub last: Option<String>,
    /// Keys of the table: `--by`.
    pub by: Vec<String>,
    /// Measures of the table: `--measure`.
    pub measures: Vec<String>,
    /// Width of the bins of a time series: `--over`.
    pub over: Option<String>,
    /// The columns of a matrix: `--pivot`.
    pub pivot: Option<String>,
    /// Condition of the groups that are shown: `--having`.
    pub having: Option<String>,
    /// Order of the rows: `--sort`.
    pub sort: Option<String>,
    /// Most rows: `--top`.
    pub top: Option<String>,
    /// A last row for the groups that are not shown: `--other`.
    #[serde(default)]
    pub other: bool,
    /// Another log or another time to compare with: `--diff`.
    pub diff: Option<String>,
}

impl Question {
    /// Whether it asks for a table of its own.
    pub fn has_table(&self) -> bool {
        !self.by.is_empty()
            || !self.measures.is_empty()
            || self.over.is_some()
            || self.pivot.is_some()
            || self.diff.is_some()
    }

    /// The conditions of all records, each with the flag that it comes from.
    pub(super) fn conditions(&self) -> Result<Vec<(&'static str, String)>, Refusal> {
        let written = self.conditions.iter().map(|condition| ("--where", condition.clone()));
        let Times { ranges, clocks } = self.times()?;
        let ranges = match &self.diff {
            None => ranges,
            // A comparison with another time reads both.
            Some(other) if bound(other, true).is_some() => Vec::new(),
            // Another log is of another time: it counts as a whole.
            Some(_) if ranges.is_empty() => Vec::new(),
            Some(_) => {
                let flag = ranges[0].0;
                let all: Vec<String> = ranges.into_iter().map(|(_, condition)| condition).collect();
                let all = if all.len() == 1 { all.concat() } else { format!("({})", all.join(" AND ")) };
                vec![(flag, format!("source = '{OTHER}' OR {all}"))]
            }
        };
        Ok(written.chain(ranges).chain(clocks).collect())
    }

    /// The conditions of the time, each with the flag that it comes from.
    fn times(&self) -> Result<Times, Refusal> {
        let (mut clocks, mut ranges) = (Vec::new(), Vec::new());
        let last = self.last.as_ref().map(|last| format!("{last} ago"));
        for (flag, value, is_start) in
            [("--since", &self.since, true), ("--until", &self.until, false), ("--last", &last, true)]
        {
            let Some(value) = value else { continue };
            match bound(value, is_start) {
                Some(Bound::Condition(condition)) => ranges.push((flag, condition)),
                Some(Bound::Clock(condition, seconds)) => clocks.push((flag, condition, seconds)),
                None => {
                    let written = value.strip_suffix(" ago").filter(|_| flag == "--last").unwrap_or(value);
                    let advice = match flag {
                        "--last" => "write a span of time, such as 2h, 30min or 7 days",
                        _ => {
                            "write a time such as '2026-01-31 14:20', a day, a clock (14:20, of every day), today, yesterday, \
                             or '2h ago'"
                        }
                    };
                    return Err(Refusal { flag, value: written.to_owned(), advice });
                }
            }
        }
        // From 22:00 until 06:00 is a night.
        let clocks = match clocks.as_slice() {
            [(flag, from, start), (_, to, end)] if start >= end => vec![(*flag, format!("({from} OR {to})"))],
            clocks => clocks.iter().map(|(flag, condition, _)| (*flag, condition.clone())).collect(),
        };
        Ok(Times { ranges, clocks })
    }
}

/// Conditions of the time, each with the flag that it comes from.
struct Times {
    /// From a moment, or until one.
    ranges: Vec<(&'static str, String)>,
    /// Of the clock, on every day.
    clocks: Vec<(&'static str, String)>,
}

/// A value of a flag that cannot be used.
pub(super) struct Refusal {
    /// The flag.
    pub flag: &'static str,
    /// Its value.
    pub value: String,
    /// What to write.
    pub advice: &'static str,
}

impl Refusal {
    /// What is wrong, after the name of the flag.
    pub fn message(&self) -> String {
        format!("{} is not possible; {}", quoted(&self.value), self.advice)
    }
}

/// Applies a question to the settings: its table replaces all filters and reducers, its conditions come before them.
///
/// `change` applies the settings of the command line that change this table.
///
/// # Errors
/// [`Refusal`] of a value that is no time.
pub(super) fn ask(tree: &mut Tree, question: &Question, change: impl FnOnce(&mut Tree)) -> Result<(), Refusal> {
    if question.has_table() {
        let table = table(tree, question)?;
        set(tree, "filters", "--by", Vec::new());
        set(tree, "reducers", "--by", vec![table]);
        change(tree);
    } else {
        let mut each = |key: &str, flag: &'static str, value: &Option<String>| {
            if let Some(value) = value {
                let value = text(tree, flag, value);
                for reducer in list(tree, "reducers") {
                    if let ValueKind::Table(table) = &mut reducer.kind {
                        table.insert(key.to_owned(), value.clone());
                    }
                }
            }
        };
        each("top", "--top", &question.top);
        each("sort", "--sort", &question.sort);
        each("having", "--having", &question.having);
        if question.other {
            let other = yes(tree, "--other");
            for reducer in list(tree, "reducers") {
                if let ValueKind::Table(table) = &mut reducer.kind
                    && has_groups(table)
                {
                    table.insert("other".to_owned(), other.clone());
                }
            }
        }
    }
    for (flag, condition) in question.conditions()?.into_iter().rev() {
        restrict(tree, flag, &condition);
    }
    Ok(())
}

/// The reducer of a table.
fn table(tree: &mut Tree, question: &Question) -> Result<Map<String, Value>, Refusal> {
    let mut keys = Vec::new();
    if let Some(over) = &question.over {
        let bin = format!("date_bin('{}', time)", over.replace('\'', "''"));
        if Expression::parse(&bin, &Context::default()).is_err() {
            let advice = "write the width of a bin, such as 1m, 5min, 1h or 1d";
            return Err(Refusal { flag: "--over", value: over.clone(), advice });
        }
        keys.push(text(tree, "--over", &format!("{bin} AS time")));
    }
    keys.extend(question.by.iter().map(|key| text(tree, "--by", key)).collect::<Vec<_>>());
    let mut measures: Vec<Value> = question.measures.iter().map(|measure| text(tree, "--measure", measure)).collect();
    let mut table = Map::from([("name".to_owned(), text(tree, "--by", "answer"))]);
    if let Some(diff) = &question.diff {
        measures = compared(tree, question, diff)?;
        table.insert("sort".to_owned(), text(tree, "--diff", "-abs(now - before)"));
    }
    if let Some(pivot) = &question.pivot {
        table.insert("pivot".to_owned(), text(tree, "--pivot", pivot));
    }
    table.insert("group_by".to_owned(), items(tree, "--by", keys));
    if !measures.is_empty() {
        table.insert("measures".to_owned(), items(tree, "--measure", measures));
    }
    if question.over.is_some() {
        // A series is read in the order of time, and from its beginning to its end.
        table.insert("sort".to_owned(), text(tree, "--over", "key"));
        table.insert("top".to_owned(), text(tree, "--over", "0"));
    }
    for (key, flag, value) in
        [("having", "--having", &question.having), ("sort", "--sort", &question.sort), ("top", "--top", &question.top)]
    {
        if let Some(value) = value {
            table.insert(key.to_owned(), text(tree, flag, value));
        }
    }
    if question.other {
        table.insert("other".to_owned(), yes(tree, "--other"));
    }
    Ok(table)
}

/// Whether a reducer makes groups, of which some may not be shown.
fn has_groups(reducer: &Map<String, Value>) -> bool {
    reducer.get("type").is_none_or(|kind| matches!(&kind.kind, ValueKind::String(kind) if kind == "group"))
}

/// Filters that are put before everything that reads sources.
struct Made {
    /// How they are named: as the flag.
    stem: &'static str,
    /// Names that sources and filters have.
    taken: Vec<String>,
    /// The name of each filter, and the source that it reads; `None` for all sources.
    filters: Vec<(String, Option<String>)>,
}

impl Made {
    /// The name of the filter of a source.
    fn filter_of(&mut self, source: Option<&str>) -> String {
        if let Some((name, _)) = self.filters.iter().find(|(_, of)| of.as_deref() == source) {
            return name.clone();
        }
        let stem = source.map_or_else(|| self.stem.to_owned(), |source| format!("{}-{source}", self.stem));
        let is_taken = |name: &str| self.taken.iter().any(|own| own == name);
        let name = match is_taken(&stem) {
            false => stem,
            true => (2..).map(|number| format!("{stem}{number}")).find(|name| !is_taken(name)).unwrap_or(stem),
        };
        self.taken.push(name.clone());
        self.filters.push((name.clone(), source.map(str::to_owned)));
        name
    }
}

/// Puts a condition before everything that reads sources.
fn restrict(tree: &mut Tree, flag: &'static str, condition: &str) {
    let sources: Vec<String> = sources(tree);
    let filters = list(tree, "filters").iter().filter_map(name_of);
    let stem = flag.trim_start_matches('-');
    let mut made = Made { stem, taken: filters.chain(sources.iter().cloned()).collect(), filters: Vec::new() };
    // Entries that name sources read the filter of these; the others chain after the filter of all.
    for section in ["filters", "reducers"] {
        for entry in list(tree, section) {
            let ValueKind::Table(table) = &mut entry.kind else { continue };
            let Some(ValueKind::Array(inputs)) = table.get_mut("inputs").map(|inputs| &mut inputs.kind) else {
                continue;
            };
            for input in inputs {
                if let ValueKind::String(name) = &mut input.kind
                    && sources.contains(name)
                {
                    *name = made.filter_of(Some(name.as_str()).filter(|_| sources.len() > 1));
                }
            }
        }
    }
    let has_default = |entry: &Value| !matches!(&entry.kind, ValueKind::Table(table) if table.contains_key("inputs"));
    let chains = match list(tree, "filters").first() {
        Some(first) => has_default(first),
        None => list(tree, "reducers").iter().any(has_default),
    };
    if chains || made.filters.is_empty() {
        made.filter_of(None);
    }
    // The filter of all records comes right before the first one that was there, which reads it.
    made.filters.sort_by_key(|(_, source)| source.is_none());
    let mut filters = Vec::new();
    for (name, source) in made.filters {
        let inputs = source.map_or_else(|| sources.clone(), |source| vec![source]);
        let inputs = inputs.iter().map(|input| text(tree, flag, input)).collect();
        let table = Map::from([
            ("name".to_owned(), text(tree, flag, &name)),
            ("type".to_owned(), text(tree, flag, "where")),
            ("where".to_owned(), text(tree, flag, condition)),
            ("inputs".to_owned(), items(tree, flag, inputs)),
        ]);
        let origin = tree.places.origin(Mark::CommandLine { flag: flag.to_owned() });
        filters.push(Value::new(Some(&origin), ValueKind::Table(table)));
    }
    filters.extend(list(tree, "filters").to_vec());
    set_values(tree, "filters", flag, filters);
}

/// Name of the source that is compared with.
const OTHER: &str = "other";

/// The measures of a comparison: of the records of now, and of those of another log or another time.
fn compared(tree: &mut Tree, question: &Question, other: &str) -> Result<Vec<Value>, Refusal> {
    let (now, before) = match bound(other, true).zip(bound(other, false)) {
        Some((Bound::Condition(from), Bound::Condition(to))) => {
            let before = format!("{from} AND {to}");
            let own: Vec<String> = question.times()?.ranges.into_iter().map(|(_, condition)| condition).collect();
            let now = if own.is_empty() { format!("NOT ({before})") } else { own.join(" AND ") };
            (now, before)
        }
        _ => {
            add_source(tree, other);
            (format!("source <> '{OTHER}'"), format!("source = '{OTHER}'"))
        }
    };
    let measures = [
        format!("count() FILTER (WHERE {now}) AS now"),
        format!("count() FILTER (WHERE {before}) AS before"),
        "now - before AS change".to_owned(),
        format!("share() FILTER (WHERE {now}) AS now_share"),
        format!("share() FILTER (WHERE {before}) AS before_share"),
    ];
    Ok(measures.iter().map(|measure| text(tree, "--diff", measure)).collect())
}

/// Adds a log to the sources, which is read as the first one.
fn add_source(tree: &mut Tree, path: &str) {
    let mut table = match list(tree, "sources").first().map(|source| source.kind.clone()) {
        Some(ValueKind::Table(first)) => first,
        _ => Map::new(),
    };
    table.insert("name".to_owned(), text(tree, "--diff", OTHER));
    table.insert("path".to_owned(), text(tree, "--diff", path));
    let origin = tree.places.origin(Mark::CommandLine { flag: "--diff".to_owned() });
    let mut sources = list(tree, "sources").to_vec();
    sources.push(Value::new(Some(&origin), ValueKind::Table(table)));
    set_values(tree, "sources", "--diff", sources);
}

/// The names of all sources, those without one as they will be named.
fn sources(tree: &mut Tree) -> Vec<String> {
    let sources: Vec<Option<String>> = list(tree, "sources").iter().map(name_of).collect();
    let filters: Vec<String> = list(tree, "filters").iter().filter_map(name_of).collect();
    let sources: Vec<Option<&str>> = sources.iter().map(Option::as_deref).collect();
    source_names(&sources, filters.iter().map(String::as_str))
}

fn name_of(entry: &Value) -> Option<String> {
    let ValueKind::Table(table) = &entry.kind else { return None };
    match &table.get("name")?.kind {
        ValueKind::String(name) => Some(name.clone()),
        _ => None,
    }
}

/// A list of the settings; empty if it is none.
fn list<'t>(tree: &'t mut Tree, name: &str) -> &'t mut [Value] {
    let ValueKind::Table(root) = &mut tree.root.kind else { return &mut [] };
    match root.get_mut(name).map(|value| &mut value.kind) {
        Some(ValueKind::Array(entries)) => entries,
        _ => &mut [],
    }
}

fn set(tree: &mut Tree, name: &str, flag: &str, tables: Vec<Map<String, Value>>) {
    let origin = tree.places.origin(Mark::CommandLine { flag: flag.to_owned() });
    let tables = tables.into_iter().map(|table| Value::new(Some(&origin), ValueKind::Table(table))).collect();
    set_values(tree, name, flag, tables);
}

fn set_values(tree: &mut Tree, name: &str, flag: &str, values: Vec<Value>) {
    let origin = tree.places.origin(Mark::CommandLine { flag: flag.to_owned() });
    if let ValueKind::Table(root) = &mut tree.root.kind {
        root.insert(name.to_owned(), Value::new(Some(&origin), ValueKind::Array(values)));
    }
}

fn text(tree: &mut Tree, flag: &str, text: &str) -> Value {
    let origin = tree.places.origin(Mark::CommandLine { flag: flag.to_owned() });
    Value::new(Some(&origin), text)
}

fn yes(tree: &mut Tree, flag: &str) -> Value {
    let origin = tree.places.origin(Mark::CommandLine { flag: flag.to_owned() });
    Value::new(Some(&origin), true)
}

fn items(tree: &mut Tree, flag: &str, items: Vec<Value>) -> Value {
    let origin = tree.places.origin(Mark::CommandLine { flag: flag.to_owned() });
    Value::new(Some(&origin), ValueKind::Array(items))
}
