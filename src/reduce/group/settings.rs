//! The settings of a group reducer.

use serde::Deserialize;

/// The settings of a [`Group`](super::Group).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSettings {
    /// What makes a group: columns and other expressions, with a name after AS: `route(path) AS route`. `time/5min`, `host/24` and `path/2`
    /// are short forms. Empty for one row about all records. Required. Example: `group_by = ["path"]`.
    pub group_by: Vec<String>,
    /// What is measured: `count()`, `sum(x)`, `avg(x)`, `min(x)`, `max(x)`, `distinct(x)`, `p95(x)` and others, of any expression, with
    /// `FILTER (WHERE ..)`. Default `["count"]`. Example: `measures = ["count", "p95(request_time)"]`.
    #[serde(default)]
    pub measures: Option<Vec<String>>,
    /// The groups that are shown: a condition on keys and measures. Default: all. Example: `having = "count() > 100"`.
    #[serde(default)]
    pub having: Option<String>,
    /// What orders the rows: a measure, from the largest, or a key, from the smallest; `-` before it for descending, `+` for ascending.
    /// "measure" is the first measure, "key" are all keys. Default "measure". Example: `sort = "-p95(request_time)"`.
    #[serde(default)]
    pub sort: Option<String>,
    /// How many rows are shown; 0 shows all. Default 20 in tables for people, all in csv and json. Example: `top = 100`.
    #[serde(default)]
    pub top: Option<usize>,
    /// Makes a matrix: a column for each value of this, with the first measure. Default: none. Example: `pivot = "status"`.
    #[serde(default)]
    pub pivot: Option<String>,
    /// Whether a last row sums up the groups that are not shown. Default false. Example: `other = true`.
    #[serde(default)]
    pub other: bool,
}
