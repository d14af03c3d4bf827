//! Logs whose answer is known.

use super::records::{MINUTE, Request, START, page};
use super::{context, folded};
use crate::expression::Context;
use crate::log::column::ColumnKind;
use crate::log::time::DAY;
use crate::log::{Column, Columns};
use crate::reduce::{Reducer, SessionSettings, Sessions, Table, Value};

fn made(settings: &str, context: &Context) -> Sessions {
    let settings: SessionSettings = toml::from_str(settings).expect("good keys");
    Sessions::new(settings, context).expect("good settings")
}

fn table(settings: &str, rows: &[Request]) -> Table {
    let sessions = made(settings, &Context::default());
    sessions.finish(folded(&sessions, rows))
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Ann comes at 10:00, reads two pages, comes back at 12:00 for one; Bob looks at one page before midnight and one after.
fn log() -> Vec<Request> {
    let style = Request { path: Some("/style.css"), ..page("ann", 601, "") };
    vec![
        Request { referer: Some("https://www.search.example/?q=x"), ..page("ann", 600, "/") },
        style,
        page("ann", 620, "/prices"),
        page("ann", 720, "/prices"),
        Request { referer: Some("https://news.example/1"), ..page("bob", 1430, "/news") },
        page("bob", 1450, "/"),
    ]
}

#[test]
fn visits_and_visitors_of_each_day() {
    let day = START / DAY;
    let rows = |settings: &str| table(settings, &log()).rows;
    let row = |day: i64, counts: [i128; 2]| [vec![Value::Day(day as i32)], counts.map(Value::Int).to_vec()].concat();
    let settings = "group_by = ['day']\nmeasures = ['sessions', 'visitors']\nsort = 'key'\n";
    assert_eq!(rows(settings), [row(day, [3, 2])]);
    let with = |definition: &str| rows(&format!("{settings}definition = '{definition}'"));
    assert_eq!(with("ga4"), [row(day, [3, 2])]);
    assert_eq!(with("matomo"), [row(day, [3, 2]), row(day + 1, [1, 1])]);
    assert_eq!(with("awstats"), [row(day, [3, 2])]);
    assert_eq!(with("goaccess"), [row(day, [2, 2]), row(day + 1, [1, 1])]);
}

#[test]
fn a_table_of_all_sessions_has_the_usual_measures() {
    let table = table("", &log());
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["sessions", "visitors", "pages", "hits", "duration", "bounce_rate"]);
    let kinds: Vec<ColumnKind> = table.columns.iter().map(|column| column.kind).collect();
    let number = ColumnKind::Number;
    assert_eq!(kinds, [number, number, number, number, ColumnKind::Duration, ColumnKind::Share]);
    let duration = 40.0 * MINUTE as f64 / 3.0;
    let [three, two, five, six] = [3, 2, 5, 6].map(Value::Int);
    assert_eq!(table.rows, [[three, two, five, six, Value::Float(duration), Value::Float(1.0 / 3.0)]]);
    assert_eq!(
        table.note.as_deref(),
        Some("visitor = host and user_agent; a session ends after 30 min without a request")
    );
}

#[test]
fn pages_by_which_sessions_begin_and_end() {
    let rows = |key: &str| table(&format!("group_by = ['{key}']\nmeasures = ['sessions', 'bounces']"), &log()).rows;
    let row = |path: &str, counts: [i128; 2]| [vec![text(path)], counts.map(Value::Int).to_vec()].concat();
    assert_eq!(rows("entry"), [row("/", [1, 0]), row("/news", [1, 0]), row("/prices", [1, 1])]);
    assert_eq!(rows("exit"), [row("/prices", [2, 1]), row("/", [1, 0])]);
}

#[test]
fn keys_are_of_the_first_page_or_of_the_session() {
    let rows =
        |key: &str| table(&format!("group_by = [\"{key}\"]\nmeasures = ['sessions']\nsort = 'key'"), &log()).rows;
    let one = || Value::Int(1);
    let by_referrer = [[Value::Null, one()], [text("news.example"), one()], [text("search.example"), one()]];
    assert_eq!(rows("referrer"), by_referrer);
    assert_eq!(rows("referrer_host(referer)"), by_referrer);
    assert_eq!(rows("host"), [[text("ann"), Value::Int(2)], [text("bob"), one()]]);
    assert_eq!(rows("upper(entry)"), [[text("/"), one()], [text("/NEWS"), one()], [text("/PRICES"), one()]]);
    assert_eq!(rows("hits"), [[one(), one()], [Value::Int(2), one()], [Value::Int(3), one()]]);
    let hour = |hours: i64| Value::Time(START + hours * 60 * MINUTE);
    let busy: Vec<_> = rows("time/hour").into_iter().filter(|row| row[1] != Value::Int(0)).collect();
    assert_eq!(busy, [[hour(10), one()], [hour(12), one()], [hour(23), one()]]);
    assert_eq!(rows("time/hour").len(), 14, "hours without a session are rows, too");
    assert_eq!(rows("duration > '15min'").len(), 2);
}

#[test]
fn the_columns_of_the_table_have_the_names_as_written() {
    let table =
        table("group_by = ['referrer', 'path/1', 'entry AS page']\nmeasures = ['sessions', 'p95(duration)']", &log());
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["referrer", "path/1", "page", "sessions", "p95(duration)"]);
}

#[test]
fn a_visitor_with_sessions_in_two_groups_counts_in_both_and_has_no_total() {
    let table = table("group_by = ['entry']\nmeasures = ['visitors', 'sessions']\nsort = 'key'", &log());
    let counts: Vec<&Value> = table.rows.iter().map(|row| &row[1]).collect();
    assert_eq!(counts, [&Value::Int(1); 3], "ann in two groups, bob in one");
    assert_eq!((table.columns[1].total, table.columns[2].total), (None, Some(3)));
}

#[test]
fn groups_are_limited_ordered_and_restricted() {
    let settings = "group_by = ['exit']\nmeasures = ['sessions', 'pages', 'pages / sessions AS each']\n";
    let first = |more: &str| table(&format!("{settings}{more}"), &log()).rows.first().map(|row| row[0].clone());
    assert_eq!(first(""), Some(text("/prices")));
    assert_eq!(first("sort = '+sessions'"), Some(text("/")));
    assert_eq!(first("having = 'sessions < 2'"), Some(text("/")));
    assert_eq!(table(&format!("{settings}top = 1"), &log()).groups, 2);
}

#[test]
fn requests_exactly_a_gap_apart_are_one_session() {
    let sessions = |rows: &[Request]| table("measures = ['sessions']", rows).rows[0][0].clone();
    let late = |micros| Request { time: Some(START + 30 * MINUTE + micros), ..page("ann", 0, "/") };
    assert_eq!(sessions(&[page("ann", 0, "/"), late(0)]), Value::Int(1));
    assert_eq!(sessions(&[page("ann", 0, "/"), late(1)]), Value::Int(2));
    assert_eq!(sessions(&[page("ann", 0, "/"), late(1), page("ann", 15, "/")]), Value::Int(1), "a request unites both");
}

#[test]
fn requests_of_one_moment_are_in_the_order_of_their_paths() {
    let rows = [page("ann", 0, "/b"), page("ann", 0, "/a"), page("ann", 0, "/c")];
    let table = table("group_by = ['entry', 'exit']\nmeasures = ['sessions']", &rows);
    assert_eq!(table.rows, [[text("/a"), text("/c"), Value::Int(1)]]);
}

#[test]
fn a_page_comes_before_a_file_as_entry() {
    let file = Request { referer: Some("https://other.example/"), path: Some("/logo.png"), ..page("ann", 0, "") };
    let own = Request { referer: Some("https://search.example/"), ..page("ann", 1, "/") };
    let of = |rows: &[Request]| table("group_by = ['referrer', 'entry']\nmeasures = ['hits']", rows).rows;
    assert_eq!(of(&[file.clone(), own]), [[text("search.example"), text("/"), Value::Int(2)]]);
    assert_eq!(of(&[file]), [[text("other.example"), Value::Null, Value::Int(1)]]);
}

#[test]
fn midnight_is_that_of_the_zone() {
    // 23:50 and 00:10 in Berlin, whose clocks are an hour ahead of UTC on that day.
    let rows = [page("ann", 22 * 60 + 50, "/"), page("ann", 23 * 60 + 10, "/")];
    let count = |zone: &str| {
        let sessions = made("definition = 'matomo'\nmeasures = ['sessions']", &context(zone));
        sessions.finish(folded(&sessions, &rows)).rows[0][0].clone()
    };
    assert_eq!([count("UTC"), count("Europe/Berlin")], [1, 2].map(Value::Int));
}

#[test]
fn requests_without_a_time_are_left_out_and_the_table_says_so() {
    let timeless = Request { time: None, ..page("ann", 0, "/") };
    let table = table("measures = ['hits']", &[timeless.clone(), page("ann", 0, "/"), timeless]);
    assert_eq!(table.rows, [[Value::Int(1)]]);
    assert!(table.note.is_some_and(|note| note.ends_with("request; 2 requests without a time are left out")));
}

#[test]
fn only_the_columns_that_are_needed_are_read() {
    let columns = |settings: &str| made(settings, &Context::default()).columns();
    let visitor = [Column::Time, Column::Host, Column::UserAgent];
    let with = |more: &[Column]| Columns::of(&visitor).union(Columns::of(more));
    assert_eq!(columns("measures = ['sessions', 'visitors', 'duration', 'hits']"), with(&[]));
    assert_eq!(columns("measures = ['pages']"), with(&[Column::Path, Column::Status]));
    assert_eq!(columns("measures = ['pages']\npages = \"method = 'GET'\""), with(&[Column::Method]));
    assert_eq!(columns("measures = ['bytes']"), with(&[Column::Bytes]));
    let referrer = "group_by = ['referrer']\nmeasures = ['sessions']";
    assert_eq!(columns(referrer), with(&[Column::Path, Column::Status, Column::Referer]));
    assert_eq!(
        columns("definition = 'awstats'\nmeasures = ['sessions']"),
        Columns::of(&[Column::Time, Column::Host, Column::Path, Column::Status])
    );
}

#[test]
fn nothing_is_one_row_of_nothing() {
    let table = table("measures = ['sessions', 'visitors', 'duration', 'bounce_rate']", &[]);
    assert_eq!(table.rows, [[Value::Int(0), Value::Int(0), Value::Null, Value::Null]]);
    assert!(table.failures.is_empty());
}

/// Fails when the layout changes: then the version of encoded partials must, too.
#[test]
fn a_session_is_written_as_its_times_sums_and_ends() {
    let sessions = made("group_by = ['entry']\nmeasures = ['bytes']", &Context::default());
    let rows = [Request { time: Some(5), ..page("ann", 0, "/b") }, Request { time: Some(3), ..page("ann", 0, "/a") }];
    let encoded = super::encoded(&sessions, &folded(&sessions, &rows));
    let [ends, timeless, paths, keys] = [1, 0, 2, 0];
    let head = [&[ends, 0, timeless, 0, 0, 0, paths], b"\x02/a\x02/b".as_slice(), &[keys, 1]].concat();
    assert_eq!(encoded[..head.len()], head);
    let [visits, start, duration, hits, pages, day] = [1, 6, 2, 2, 2, 0];
    let [first, last, entry, key, exit] = [0, 2, 1, 0, 2];
    let visit = [visits, start, duration, hits, pages, 200, 1, day, first, last, entry, key, exit];
    assert_eq!(encoded[head.len() + 16..], visit);
}
