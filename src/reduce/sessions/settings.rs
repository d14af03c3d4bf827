//! The settings of a sessions reducer.

use serde::Deserialize;

use super::definition::Definition;

/// The settings of a [`Sessions`](super::Sessions).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionSettings {
    /// What tells visitors apart: columns and other expressions. Default: that of the definition, `["host", "user_agent"]` or `["host"]`.
    /// Example: `visitor = ["ip_network(host, 24)", "user_agent"]`.
    #[serde(default)]
    pub visitor: Option<Vec<String>>,
    /// What a session is: "gap", "ga4", "universal_analytics", "matomo", "awstats" or "goaccess". Default "gap".
    /// Example: `definition = "matomo"`.
    #[serde(default)]
    pub definition: Definition,
    /// The time without a request after which a session ends, up to 366 days. Default: that of the definition, 30 minutes or an hour.
    /// Example: `gap = "45min"`.
    #[serde(default)]
    pub gap: Option<String>,
    /// What makes a group of sessions: `entry`, `exit`, `referrer`, `day`, `hour`, `time`, `duration`, `pages`, `hits`, `bytes`, expressions
    /// of these, or expressions of the columns of the entry page. Empty for one row about all sessions. Default `[]`.
    /// Example: `group_by = ["entry"]`.
    #[serde(default)]
    pub group_by: Vec<String>,
    /// What is measured: `sessions`, `visitors`, `pages`, `hits`, `bytes`, `duration`, `median_duration`, `pages_per_session`, `bounces`,
    /// `bounce_rate`, or a measure as for a group, of what a session has: `p95(duration)`.
    /// Default `["sessions", "visitors", "pages", "hits", "duration", "bounce_rate"]`.
    #[serde(default)]
    pub measures: Option<Vec<String>>,
    /// The requests that are pages. Default: those that succeeded and are not static files.
    /// Example: `pages = "NOT is_asset(path) AND method = 'GET'"`.
    #[serde(default)]
    pub pages: Option<String>,
    /// The groups that are shown: a condition on keys and measures. Default: all. Example: `having = "sessions > 10"`.
    #[serde(default)]
    pub having: Option<String>,
    /// What orders the rows, as for a group. Default "measure", the first measure. Example: `sort = "key"`.
    #[serde(default)]
    pub sort: Option<String>,
    /// How many rows are shown; 0 shows all. Default 20 in tables for people, all in csv and json. Example: `top = 100`.
    #[serde(default)]
    pub top: Option<usize>,
}

/// The pages of a job that does not say: answers with a document, or that the browser's copy is still good. A redirect is not a page: the
/// page that it leads to is.
pub const PAGES: &str = "NOT is_asset(path) AND (status BETWEEN 200 AND 299 OR status = 304 OR status IS NULL)";
