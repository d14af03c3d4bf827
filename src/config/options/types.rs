//! The keys of the filter and reducer types.

use super::entry::Unset::Said;
use super::entry::{Form, JobOption, REQUIRED, option, size};

const COLUMN: Form = Form::Words("a column");
const NAMES: Form = Form::Words("a list of texts");
const EXPRESSIONS: Form = Form::Words("a list of expressions");
const CONDITION: Form = Form::Words("a condition");
const ROWS: Form = Form::Words("a whole number, 0 for all");
const KEY: Form = Form::Words("the name of a key or measure; - or + may come before it");

pub(super) const OPTIONS: &[JobOption] = &[
    option(
        "filters[where].where",
        "Keeps the records for which a condition is true, such as \"status >= 500 AND path LIKE '/api/%'\"",
        REQUIRED,
        CONDITION,
    )
    .see("EXPRESSIONS.md"),
    option(
        "filters[path].exclude_extensions",
        "Drops paths whose last segment ends with one of these, in upper or lower case; png and .png are the same",
        Said("[]"),
        NAMES,
    ),
    option(
        "filters[path].exclude_segments",
        "Drops paths that have one of these segments, in upper or lower case",
        Said("[]"),
        NAMES,
    ),
    option("filters[path].first_segment", "Keeps only paths whose first segment is this", Said("any"), Form::Words("a text")),
    option(
        "filters[path].min_segments",
        "Keeps only paths with at least this many segments",
        Said("0"),
        Form::Words("a whole number"),
    ),
    option(
        "filters[exec].command",
        "A program in any language, and its arguments, as it receives them: no shell reads them. A name without / is searched \
         in PATH; paths begin at the current directory",
        REQUIRED,
        NAMES,
    )
    .see("CUSTOM.md#filters-in-any-language"),
    option(
        "filters[exec].columns",
        "The columns that it receives; those of your own formats, such as tenant, too",
        REQUIRED,
        Form::Words("a list of names that `logmill columns` lists"),
    ),
    option(
        "filters[exec].encoding",
        "How it receives records",
        Said("\"jsonl\""),
        Form::Words("\"jsonl\", or \"arrow\" for Arrow IPC"),
    ),
    option("filters[exec].processes", "Processes that share the records", Said("1"), Form::Count),
    option(
        "filters[exec].timeout",
        "Longest time until it answers for a block of records, and to start",
        Said("\"60s\""),
        Form::Words("a time of 1ms to 24h"),
    ),
    option(
        "filters[exec].memory",
        "Address space of each process, on Linux only",
        Said("no limit"),
        size(1 << 20, 1 << 40, "; leave it out for no cap"),
    ),
    option(
        "filters[exec].retries",
        "How often it is asked again for the same records after it failed",
        Said("1"),
        Form::Number(0, 1000),
    ),
    option("filters[status].min", "Short for status BETWEEN min AND max", Said("0"), Form::Words("0 to max")),
    option("filters[status].max", "The highest status that is kept", Said("999"), Form::Words("min to 999")),
    option("filters[value].column", "Short for column IN (..) or column NOT IN (..)", REQUIRED, COLUMN),
    option(
        "filters[value].one_of",
        "Keeps only these values; networks for host",
        Said("any"),
        Form::Words("a list of values; this or none_of is required"),
    ),
    option("filters[value].none_of", "Drops these values", Said("[]"), Form::Words("a list of values")),
    option("filters[regex].column", "Short for column ~ 'pattern'", REQUIRED, Form::Words("a text column")),
    option("filters[regex].pattern", "Matches anywhere in the text", REQUIRED, Form::Words("a regular expression")),
    option("filters[regex].exclude", "Keeps what does not match", Said("false"), Form::Words("true or false")),
    option(
        "reducers[group].group_by",
        "What makes a group: columns and other expressions, with a name after AS; [] makes one group of all records",
        REQUIRED,
        EXPRESSIONS,
    )
    .see("EXPRESSIONS.md#keys"),
    option(
        "reducers[group].measures",
        "What is measured of each group: count, sum(bytes), p95(request_time) and others, and expressions of them",
        Said("[\"count\"]"),
        EXPRESSIONS,
    )
    .see("EXPRESSIONS.md#measures"),
    option(
        "reducers[group].having",
        "The groups that are shown: a condition on keys and measures, such as \"count() > 100\"",
        Said("all"),
        CONDITION,
    ),
    option(
        "reducers[group].sort",
        "Order of the rows: a measure, largest first, or a key, smallest first; - before it for descending, + for ascending. \
         \"measure\" is the first measure, \"key\" are all keys",
        Said("\"measure\""),
        KEY,
    ),
    option("reducers[group].top", "Most rows of the table", Said("20 for people, all in JSON and CSV"), ROWS),
    option(
        "reducers[group].pivot",
        "Makes a matrix: a column for each value of this, with the first measure",
        Said("none"),
        Form::Words("an expression"),
    ),
    option(
        "reducers[group].other",
        "Whether a last row sums up the groups that are not shown",
        Said("false"),
        Form::Words("true or false"),
    ),
    option(
        "reducers[sessions].visitor",
        "What tells visitors apart: columns and other expressions",
        Said("that of the definition"),
        EXPRESSIONS,
    ),
    option(
        "reducers[sessions].definition",
        "What a session is",
        Said("\"gap\""),
        Form::Words("\"gap\", \"ga4\", \"universal_analytics\", \"matomo\", \"awstats\" or \"goaccess\""),
    ),
    option(
        "reducers[sessions].gap",
        "The time without a request after which a session ends",
        Said("that of the definition"),
        Form::Words("a time of up to 366 days, such as \"45min\""),
    ),
    option("reducers[sessions].group_by", "What makes a group of sessions; [] makes one row about all", Said("[]"), EXPRESSIONS),
    option(
        "reducers[sessions].measures",
        "What is measured of each group",
        Said("[\"sessions\", \"visitors\", \"pages\", \"hits\", \"duration\", \"bounce_rate\"]"),
        EXPRESSIONS,
    ),
    option(
        "reducers[sessions].pages",
        "The condition of requests that are pages",
        Said("they are not static files, and were answered with 2xx or 304"),
        CONDITION,
    ),
    option("reducers[sessions].having", "As for group", Said("all"), CONDITION),
    option("reducers[sessions].sort", "As for group", Said("\"measure\""), KEY),
    option("reducers[sessions].top", "As for group", Said("20 for people, all in JSON and CSV"), ROWS),
];
