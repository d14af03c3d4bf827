//! Flags that ask questions: which records count, and what table is made of them.

use clap::Args;

use super::headings::QUESTIONS;
use crate::config::Question;
use crate::expression::split_list;
use crate::log::spelling::quoted;

/// A value that may begin with a hyphen. Two hyphens and a name are the next flag: no expression begins so.
pub(super) fn expression(text: &str) -> Result<String, &'static str> {
    let is_flag = text.strip_prefix("--").is_some_and(|name| name.starts_with(|char: char| char.is_ascii_alphabetic()));
    if is_flag { Err("this is a flag; write the value before it") } else { Ok(text.to_owned()) }
}

/// Which records count.
#[derive(Debug, Default, Args)]
pub struct SelectionArguments {
    /// Only records for which this holds, in SQL: 'status >= 500', "path LIKE '/api/%'"; if repeated, all must hold
    #[arg(short = 'w', long = "where", value_name = "EXPR", help_heading = QUESTIONS)]
    #[arg(allow_hyphen_values = true, value_parser = expression)]
    pub conditions: Vec<String>,
    /// Only records from this time on: '2026-01-31 14:20', a day, 14:20 (of every day), yesterday, '2h ago'
    #[arg(long, value_name = "TIME", help_heading = QUESTIONS, allow_hyphen_values = true, value_parser = expression)]
    pub since: Option<String>,
    /// Only records before this time; a day counts to its end
    #[arg(long, value_name = "TIME", help_heading = QUESTIONS, allow_hyphen_values = true, value_parser = expression)]
    pub until: Option<String>,
    /// Only records of the last 2h, 30min or 7days before now
    #[arg(long, value_name = "SPAN", help_heading = QUESTIONS, allow_hyphen_values = true, value_parser = expression)]
    pub last: Option<String>,
}

/// What is asked.
#[derive(Debug, Default, Args)]
pub struct QuestionArguments {
    /// Which records count.
    #[command(flatten)]
    pub selection: SelectionArguments,
    /// Count by these columns or expressions instead of running the job's tables: path, 'route(path)', 'status,method'
    #[arg(short = 'b', long, value_name = "EXPR,..", help_heading = QUESTIONS)]
    #[arg(allow_hyphen_values = true, value_parser = expression)]
    pub by: Vec<String>,
    /// What to measure [default: count]: 'p95(request_time)', 'distinct(host)', 'sum(bytes)' [see: logmill functions]
    #[arg(short = 'm', long = "measure", value_name = "M,..", help_heading = QUESTIONS)]
    #[arg(allow_hyphen_values = true, value_parser = expression)]
    pub measures: Vec<String>,
    /// A time series: one row for each minute (1m), 5min, hour (1h) or day (1d)
    #[arg(long, value_name = "WIDTH", help_heading = QUESTIONS)]
    pub over: Option<String>,
    /// A matrix: a column for each value of this, such as status
    #[arg(long, value_name = "EXPR", help_heading = QUESTIONS, allow_hyphen_values = true, value_parser = expression)]
    pub pivot: Option<String>,
    /// Show only groups for which this holds, such as 'count() > 100'
    #[arg(long, value_name = "EXPR", help_heading = QUESTIONS, allow_hyphen_values = true, value_parser = expression)]
    pub having: Option<String>,
    /// Order of the rows: a measure (largest first) or a key (smallest first); -NAME descending, +NAME ascending
    #[arg(long, value_name = "NAME", help_heading = QUESTIONS, allow_hyphen_values = true, value_parser = expression)]
    pub sort: Option<String>,
    /// Most rows of each table, 0 for all [default: 20; all in csv and json]
    #[arg(short = 'n', long, value_name = "N", help_heading = QUESTIONS)]
    pub top: Option<String>,
    /// A last row that sums up the groups that are not shown
    #[arg(long, help_heading = QUESTIONS)]
    pub other: bool,
    /// What rose and fell against another log, counted as a whole, or another time: old.log, yesterday, 2026-01-30
    #[arg(long, value_name = "LOG|TIME", help_heading = QUESTIONS)]
    pub diff: Option<String>,
    /// A report for each value of this, such as vhost; with -o 'reports/{vhost}.csv' a file each
    #[arg(long, value_name = "EXPR", help_heading = QUESTIONS, allow_hyphen_values = true, value_parser = expression)]
    pub split_by: Option<String>,
}

impl QuestionArguments {
    /// The question; lists are split at commas outside of parentheses and quotes.
    ///
    /// # Errors
    /// A list that cannot be split.
    pub fn question(&self) -> anyhow::Result<Question> {
        let list = |flag: &str, lists: &[String]| -> anyhow::Result<Vec<String>> {
            let mut items = Vec::new();
            for list in lists {
                let parts = split_list(list).map_err(|error| anyhow::anyhow!("{flag} {}: {error}", quoted(list)))?;
                items.extend(parts.into_iter().map(str::to_owned));
            }
            Ok(items)
        };
        let QuestionArguments { selection, over, pivot, having, sort, top, diff, other, .. } = self;
        Ok(Question {
            by: list("--by", &self.by)?,
            measures: list("--measure", &self.measures)?,
            over: over.clone(),
            pivot: pivot.clone(),
            having: having.clone(),
            sort: sort.clone(),
            top: top.clone(),
            diff: diff.clone(),
            other: *other,
            ..selection.question()
        })
    }
}

impl SelectionArguments {
    /// The question of which records count.
    pub fn question(&self) -> Question {
        let SelectionArguments { conditions, since, until, last } = self;
        Question {
            conditions: conditions.clone(),
            since: since.clone(),
            until: until.clone(),
            last: last.clone(),
            ..Question::default()
        }
    }
}
