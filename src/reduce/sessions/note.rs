//! What visitors and sessions are, in a sentence.

use super::requests::RequestDesign;
use crate::log::time::{HOUR, SECOND};

/// The sentence.
pub fn note(design: &RequestDesign, visitor_is_of_a_day: bool, timeless: u64) -> String {
    let mut parts: Vec<&str> = design.visitor.iter().map(|part| part.name()).collect();
    parts.extend(visitor_is_of_a_day.then_some("day"));
    let linkage = design.linkage;
    let thing = if design.counts_pages { "page" } else { "request" };
    let midnight = match design.zone.is_utc() {
        true => "midnight".to_owned(),
        false => format!("midnight in {}", design.zone.name()),
    };
    let session = match (linkage.gap == i64::MAX, linkage.by_day) {
        (true, true) => format!("a session ends at {midnight}"),
        (true, false) => "a session never ends".to_owned(),
        (false, true) => format!("a session ends after {} without a {thing}, and at {midnight}", span(linkage.gap)),
        (false, false) => format!("a session ends after {} without a {thing}", span(linkage.gap)),
    };
    let left_out = match timeless {
        0 => String::new(),
        1 => "; 1 request without a time is left out".to_owned(),
        number => format!("; {number} requests without a time are left out"),
    };
    format!("visitor = {}; {session}{left_out}", listed(&parts))
}

/// `host, user_agent and day`.
fn listed(parts: &[&str]) -> String {
    match parts {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        parts => parts.concat(),
    }
}

/// A time in its largest whole unit.
fn span(micros: i64) -> String {
    const UNITS: [(i64, &str); 5] =
        [(24 * HOUR, "d"), (HOUR, "h"), (60 * SECOND, "min"), (SECOND, "s"), (SECOND / 1000, "ms")];
    let whole = UNITS.iter().find(|(unit, _)| micros % unit == 0);
    whole.map_or_else(|| format!("{micros} µs"), |(unit, name)| format!("{} {name}", micros / unit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Context;
    use crate::reduce::sessions::{SessionSettings, Sessions};

    fn of(settings: &str, zone: &str, timeless: u64) -> String {
        let settings: SessionSettings = toml::from_str(settings).expect("good keys");
        let context = Context { zone: zone.parse().expect("a zone"), ..Context::default() };
        let sessions = Sessions::new(settings, &context).expect("good settings");
        note(&sessions.requests, sessions.table.visitor_is_of_a_day, timeless)
    }

    #[test]
    fn every_definition_is_a_sentence() {
        let cases = [
            ("", "visitor = host and user_agent; a session ends after 30 min without a request"),
            ("definition = 'ga4'", "visitor = host and user_agent; a session ends after 30 min without a page"),
            (
                "definition = 'matomo'",
                "visitor = host and user_agent; a session ends after 30 min without a page, and at midnight",
            ),
            ("definition = 'awstats'", "visitor = host; a session ends after 1 h without a page"),
            ("definition = 'goaccess'", "visitor = host, user_agent and day; a session ends at midnight"),
            (
                "gap = '90s'\nvisitor = ['ip_network(host, 24) AS network']",
                "visitor = network; a session ends after 90 s without a request",
            ),
        ];
        for (settings, expected) in cases {
            assert_eq!(of(settings, "UTC", 0), expected, "{settings}");
        }
    }

    #[test]
    fn the_zone_and_what_is_left_out_are_named() {
        assert!(of("definition = 'matomo'", "Europe/Berlin", 0).ends_with(", and at midnight in Europe/Berlin"));
        assert!(of("", "UTC", 1).ends_with("; 1 request without a time is left out"));
    }
}
