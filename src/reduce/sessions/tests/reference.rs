//! Sessions as the documentation defines them, the slow way: all requests of a visitor in order, cut where a rule says so.

use std::collections::{BTreeMap, BTreeSet};

use super::records::Request;
use crate::expression::Context;
use crate::log::time::DAY;
use crate::log::zone::ZoneClock;
use crate::reduce::Value;
use crate::reduce::sessions::definition::{Definition, Rules};

/// What tells visitors apart.
type Visitor = (&'static str, Option<&'static str>);

pub struct Session {
    pub visitor: Visitor,
    pub start: i64,
    pub end: i64,
    pub hits: i128,
    pub pages: i128,
    pub bytes: i128,
    pub entry: Option<&'static str>,
    pub exit: Option<&'static str>,
    pub referrer: Option<String>,
    pub day: i32,
}

fn is_page(row: &Request) -> bool {
    let is_asset = row.path.is_some_and(|path| path.ends_with(".css") || path.ends_with(".png"));
    !is_asset && row.status.is_none_or(|status| status == 304 || (200..300).contains(&status))
}

fn referrer(row: &Request) -> Option<String> {
    let host = row.referer?.split_once("//")?.1.split('/').next()?;
    Some(host.trim_start_matches("www.").to_owned())
}

/// The sessions of some requests.
pub fn sessions(definition: Definition, context: &Context, rows: &[Request]) -> Vec<Session> {
    let rules = definition.rules();
    let mut clock = ZoneClock::new(&context.zone);
    let mut day = |time: i64| clock.shown(time).div_euclid(DAY) as i32;
    let mut visitors: BTreeMap<(Visitor, i32), Vec<(i64, &Request)>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.selected && (is_page(row) || !rules.counts_pages)) {
        let Some(time) = row.time else { continue };
        let visitor = (row.host, if rules.visitor.len() == 2 { row.agent } else { None });
        let part = if rules.ends_at_midnight { day(time) } else { 0 };
        visitors.entry((visitor, part)).or_default().push((time, row));
    }
    let mut sessions = Vec::new();
    for ((visitor, _), mut requests) in visitors {
        requests.sort_by_key(|(time, _)| *time);
        let is_cut = |a: &(i64, &Request), b: &(i64, &Request)| rules.gap.is_some_and(|gap| b.0 - a.0 > gap);
        for requests in requests.chunk_by(|a, b| !is_cut(a, b)) {
            sessions.push(session(visitor, requests, day(requests[0].0)));
        }
    }
    sessions
}

fn session(visitor: Visitor, requests: &[(i64, &Request)], day: i32) -> Session {
    let pages: Vec<_> = requests.iter().filter(|(_, row)| is_page(row)).collect();
    // Of requests of one moment and one path, one with a key comes first.
    let key = |row: &Request| (referrer(row).is_none(), referrer(row));
    let first = match pages.is_empty() {
        true => requests.iter().min_by_key(|(time, row)| (*time, key(row))),
        false => pages.iter().copied().min_by_key(|(time, row)| (*time, row.path, key(row))),
    };
    let (_, first) = first.expect("a session has requests");
    Session {
        visitor,
        start: requests[0].0,
        end: requests[requests.len() - 1].0,
        hits: requests.len() as i128,
        pages: pages.len() as i128,
        bytes: requests.iter().map(|(_, row)| i128::from(row.bytes.unwrap_or(0))).sum(),
        entry: first.path.filter(|_| !pages.is_empty()),
        exit: pages.iter().max_by_key(|(time, row)| (*time, row.path)).and_then(|(_, row)| row.path),
        referrer: referrer(first),
        day,
    }
}

/// A key of a table by its name.
fn key(session: &Session, name: &str) -> (u8, i64, String) {
    let text = |text: Option<&str>| text.map_or((0, 0, String::new()), |text| (1, 0, text.to_owned()));
    match name {
        "entry" => text(session.entry),
        "exit" => text(session.exit),
        "referrer" => text(session.referrer.as_deref()),
        "day" => (2, session.day.into(), String::new()),
        _ => (3, session.pages as i64, String::new()),
    }
}

fn value((kind, number, text): &(u8, i64, String)) -> Value {
    match kind {
        0 => Value::Null,
        1 => Value::Text(text.clone()),
        2 => Value::Day(*number as i32),
        _ => Value::Int((*number).into()),
    }
}

/// The rows of the table, by key, with the measures of [`MEASURES`].
pub fn rows(rules: Rules, sessions: &[Session], group_by: &[&str]) -> Vec<Vec<Value>> {
    let mut groups: BTreeMap<Vec<(u8, i64, String)>, Vec<&Session>> = BTreeMap::new();
    for session in sessions {
        groups.entry(group_by.iter().map(|name| key(session, name)).collect()).or_default().push(session);
    }
    if group_by.is_empty() {
        groups.entry(Vec::new()).or_default();
    }
    let row = |(keys, members): (&Vec<_>, &Vec<&Session>)| -> Vec<Value> {
        keys.iter().map(value).chain(measured(rules, members)).collect()
    };
    groups.iter().map(row).collect()
}

/// The measures of the tests.
pub const MEASURES: [&str; 9] =
    ["sessions", "visitors", "pages", "hits", "bytes", "duration", "pages_per_session", "bounces", "bounce_rate"];

fn measured(rules: Rules, members: &[&Session]) -> [Value; 9] {
    let sum = |value: fn(&Session) -> i128| -> i128 { members.iter().map(|session| value(session)).sum() };
    let mean = |sum: i128| match members.len() {
        0 => Value::Null,
        sessions => Value::Float(sum as f64 / sessions as f64),
    };
    let visitors: BTreeSet<_> =
        members.iter().map(|session| (session.visitor, rules.visitor_is_of_a_day.then_some(session.day))).collect();
    let bounces = sum(|session| (session.pages == 1).into());
    [
        Value::Int(members.len() as i128),
        Value::Int(visitors.len() as i128),
        Value::Int(sum(|session| session.pages)),
        Value::Int(sum(|session| session.hits)),
        Value::Int(sum(|session| session.bytes)),
        mean(sum(|session| (session.end - session.start).into())),
        mean(sum(|session| session.pages)),
        Value::Int(bounces),
        mean(bounces),
    ]
}
