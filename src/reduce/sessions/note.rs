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
