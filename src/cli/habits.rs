//! What people type who know other programs, and what it is here.

/// What people type, without dashes, and what to write instead.
#[derive(Debug)]
pub struct Habit {
    /// The flags, separated by spaces; a single letter is a short one.
    pub typed: &'static str,
    /// What it is here.
    pub here: Here,
}

/// What a habit is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Here {
    /// A flag, and an example with it.
    Flag(&'static str, &'static str),
    /// The new spelling of the same flag.
    Renamed(&'static str),
    /// There is no such flag: what to do instead.
    Instead(&'static str),
}

use Here::{Flag, Instead, Renamed};

const fn habit(typed: &'static str, here: Here) -> Habit {
    Habit { typed, here }
}

/// The habits.
pub const HABITS: &[Habit] = &[
    // Spellings of earlier versions.
    habit("output-file O", Renamed("-o")),
    // Output.
    habit("json output-json format-json", Flag("to", "--to json")),
    habit("csv", Flag("to", "--to csv")),
    habit("output-format", Flag("to", "--to json")),
    habit("out outfile save", Flag("output", "-o FILE")),
    habit("no-color no-colour colour monochrome", Flag("color", "--color never")),
    habit("silent no-progress", Flag("quiet", "--quiet")),
    habit("html", Instead("there are no HTML reports yet; `--to json` has all numbers of the report")),
    habit(
        "prometheus metrics",
        Instead(
            "there is no metrics endpoint yet; --actors lists the metrics of the actors, and `--to json` has them for scripts",
        ),
    ),
    // Questions.
    habit("w filter grep match query", Flag("where", "--where 'status >= 500'")),
    habit("status code http-status", Flag("where", "--where 'status = 404'")),
    habit("ip client host", Flag("where", "--where \"host = '192.0.2.1'\"")),
    habit("url uri path", Flag("where", "--where \"path = '/index.html'\"")),
    habit("method verb", Flag("where", "--where \"method = 'POST'\"")),
    habit("user-agent ua agent", Flag("where", "--where \"user_agent ~ 'bot'\"")),
    habit("referer referrer", Flag("where", "--where \"referer ~ 'example'\"")),
    habit("not exclude-path invert-match", Flag("where", "--where \"NOT path LIKE '/static/%'\"")),
    habit("group-by groupby group", Flag("by", "--by path")),
    habit("top-urls top-pages urls", Flag("by", "--by path")),
    habit("top-ips top-hosts ips", Flag("by", "--by host")),
    habit("browsers", Flag("by", "--by 'browser(user_agent)'")),
    habit("bots crawlers", Flag("by", "--by 'bot(user_agent)'")),
    habit("referrers referers", Flag("by", "--by 'referrer_host(referer)'")),
    habit("n limit head count lines", Flag("top", "--top 10")),
    habit("from since-time start-time after", Flag("since", "--since 2026-01-31")),
    habit("until-time to-time end-time before", Flag("until", "--until 2026-02-01")),
    habit("interval bucket every histogram", Flag("over", "--over 5min")),
    habit("sort-by order-by order", Flag("sort", "--sort key")),
    habit("columns-by crosstab matrix", Flag("pivot", "--pivot status")),
    habit("compare baseline versus", Flag("diff", "--diff yesterday")),
    habit("sum avg mean aggregate agg", Flag("measure", "--measure 'sum(bytes)'")),
    habit("percentile percentiles quantile", Flag("measure", "--measure 'p95(request_time)'")),
    habit("unique distinct", Flag("measure", "--measure 'distinct(host)'")),
    habit("no-filter no-filters", Instead("the filters are those of the job: name a job without them with -c FILE")),
    // Reading.
    habit(
        "follow F tail",
        Instead(
            "a log is read to its present end and not followed; `tail -F access.log | logmill -` reads new lines until Ctrl-C, \
             and reports then",
        ),
    ),
    habit("log-format type input-format", Flag("format", "--format NAME")),
    habit("file log-file input i", Instead("files are named without a flag: `logmill access.log`")),
    habit("tz time-zone", Flag("timezone", "--timezone Europe/Berlin")),
    habit("anonymize-ip anonymise anonymous mask mask-ip", Flag("anonymize", "--anonymize ip/24")),
    habit("decompress gzip gz z", Instead("compressed files are recognised: leave it out")),
    habit("fields select", Flag("columns", "--columns time,path,status")),
    // Speed.
    habit("jobs j threads cores concurrency", Flag("parsers", "--parsers 4")),
    habit("verbose v debug", Instead("set the variable LOGMILL_LOG=debug")),
];

/// The habit that a flag is, given without its dashes.
pub fn find(flag: &str) -> Option<Here> {
    let is_typed = |habit: &&Habit| habit.typed.split(' ').any(|typed| typed == flag);
    HABITS.iter().find(is_typed).map(|habit| habit.here)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Question, selection};
    use crate::expression::Context;
    use crate::reduce::{Group, GroupSettings};

    #[test]
    fn no_habit_is_there_twice() {
        let mut typed: Vec<&str> = HABITS.iter().flat_map(|habit| habit.typed.split(' ')).collect();
        let count = typed.len();
        assert!(count > 60, "{count}");
        typed.sort_unstable();
        typed.dedup();
        assert_eq!(typed.len(), count, "a habit is there twice");
    }

    /// The value in `--where 'status >= 500'`, as a shell passes it on.
    fn value(example: &str) -> &str {
        let value = example.split_once(' ').map_or("", |(_, value)| value);
        ['\'', '"'].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(value)
    }

    #[test]
    fn the_example_of_a_question_can_be_asked() {
        let mut asked = 0;
        for Habit { typed, here } in HABITS {
            let Flag(flag @ ("where" | "by" | "measure" | "pivot"), example) = here else { continue };
            let context = Context::default();
            let text = value(example).to_owned();
            let mut group = GroupSettings { group_by: vec!["status".to_owned()], ..GroupSettings::default() };
            match *flag {
                "by" => group.group_by = vec![text],
                "measure" => group.measures = Some(vec![text]),
                "pivot" => group.pivot = Some("method".to_owned()),
                _ => {
                    let question = Question { conditions: vec![text], ..Question::default() };
                    assert!(selection(&question, &context).is_ok(), "{typed}: {example}");
                }
            }
            assert!(Group::new(group, &context).is_ok(), "{typed}: {example}");
            asked += 1;
        }
        assert!(asked > 15, "{asked}");
    }

    #[test]
    fn every_flag_is_one_of_some_command() {
        let root = crate::cli::arguments::command();
        for Habit { typed, here } in HABITS {
            let Flag(flag, _) = here else { continue };
            let has = |command: &clap::Command| command.get_arguments().any(|own| own.get_long() == Some(*flag));
            assert!(root.get_subcommands().any(has), "{typed}: --{flag}");
        }
    }

    #[test]
    fn an_example_has_the_flag_that_it_is_an_example_of() {
        for Habit { typed, here } in HABITS {
            if let Flag(flag, example) = here {
                let short = format!("-{} ", flag.chars().next().unwrap_or_default());
                assert!(example.starts_with(&format!("--{flag}")) || example.starts_with(&short), "{typed}: {example}");
            }
        }
    }
}
