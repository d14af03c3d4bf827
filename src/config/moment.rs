//! Times as people write them after `--since` and `--until`, as conditions.

/// The condition that a moment bounds records by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// Of the time.
    Condition(String),
    /// Of the clock, on every day; with the seconds since midnight.
    Clock(String, u32),
}

/// The condition of records from a moment on, or until one; `None` if the text is no moment. A day lasts until its end.
///
/// The moment is read when the condition is checked, in the zone of the run; what is no time is refused then.
pub fn bound(text: &str, is_start: bool) -> Option<Bound> {
    let text = text.trim();
    if let Some(seconds) = clock(text) {
        let shown = "extract(hour FROM time) * 3600 + extract(minute FROM time) * 60 + extract(second FROM time)";
        let operator = if is_start { ">=" } else { "<" };
        return Some(Bound::Clock(format!("{shown} {operator} {seconds}"), seconds));
    }
    let lower = text.to_lowercase();
    let today = "date_trunc('day', now())";
    let day = match lower.as_str() {
        "now" => return Some(Bound::Condition(format!("time {} now()", if is_start { ">=" } else { "<" }))),
        "today" => Some(today.to_owned()),
        "yesterday" => Some(format!("{today} - 1")),
        "tomorrow" => Some(format!("{today} + 1")),
        _ => is_day(text).then(|| format!("DATE '{text}'")),
    };
    if let Some(day) = day {
        // Days are compared with times at their first moment in the zone.
        return Some(Bound::Condition(match is_start {
            true => format!("time >= {day}"),
            false => format!("time < {day} + 1"),
        }));
    }
    let operator = if is_start { ">=" } else { "<" };
    if let Some(span) = lower.strip_suffix(" ago").or_else(|| lower.strip_prefix('-')) {
        let is_span = span.starts_with(|char: char| char.is_ascii_digit()) && !span.contains('\'');
        return is_span.then(|| Bound::Condition(format!("time {operator} now() - INTERVAL '{}'", span.trim())));
    }
    // Ten digits are seconds since 1970.
    if text.len() >= 10 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Bound::Condition(format!("time {operator} to_timestamp({text})")));
    }
    // Digits and colons alone are a clock that there is not, such as 25:00.
    let is_clock = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let is_time =
        text.contains(':') && !is_clock && text.bytes().any(|byte| byte.is_ascii_digit()) && !text.contains('\'');
    is_time.then(|| Bound::Condition(format!("time {operator} TIMESTAMP '{text}'")))
}

/// Seconds since midnight of a clock: `14:20`, `14:20:30` or `14h`.
fn clock(text: &str) -> Option<u32> {
    let parts: Vec<&str> = match text.strip_suffix('h') {
        Some(hours) => vec![hours],
        None => text.split(':').collect(),
    };
    let limits = [24, 60, 60];
    if parts.len() > 3 || (parts.len() == 1 && !text.ends_with('h')) {
        return None;
    }
    let number = |(text, limit): (&&str, u32)| {
        let is_short = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number: &u32| is_short && *number < limit)
    };
    let numbers = parts.iter().zip(limits).map(number).collect::<Option<Vec<u32>>>()?;
    let number = |index: usize| numbers.get(index).copied().unwrap_or(0);
    Some(number(0) * 3600 + number(1) * 60 + number(2))
}

/// Whether a text looks like a day without a time, such as `2026-01-31` or `31/Jan/2026`.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let is_part = |part: &&str| !part.is_empty() && part.chars().all(char::is_alphanumeric);
    parts.len() == 3 && parts.iter().all(is_part) && parts.iter().any(|part| part.len() == 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_conditions() {
        let condition = |text: &str, is_start| match bound(text, is_start) {
            Some(Bound::Condition(condition) | Bound::Clock(condition, _)) => condition,
            None => "none".to_owned(),
        };
        assert_eq!(condition("2015-05-17 14:20", true), "time >= TIMESTAMP '2015-05-17 14:20'");
        assert_eq!(condition("17/May/2015:14:20:00 +0200", false), "time < TIMESTAMP '17/May/2015:14:20:00 +0200'");
        assert_eq!(condition("2015-05-17", true), "time >= DATE '2015-05-17'");
        assert_eq!(condition("2015-05-17", false), "time < DATE '2015-05-17' + 1");
        assert_eq!(condition("yesterday", true), "time >= date_trunc('day', now()) - 1");
        assert_eq!(condition("2h ago", true), "time >= now() - INTERVAL '2h'");
        assert_eq!(condition("-30min", true), "time >= now() - INTERVAL '30min'");
        assert_eq!(condition("1431872400", true), "time >= to_timestamp(1431872400)");
        assert!(condition("14:20", true).ends_with("extract(second FROM time) >= 51600"));
        assert!(condition("6h", false).ends_with("< 21600"));
        for text in ["soon", "25:00", "14:60", "", "'; DROP", "10", "2015"] {
            assert_eq!(bound(text, true), None, "{text}");
        }
    }
}
