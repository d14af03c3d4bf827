//! Gaps in a time series: bins without records are rows too.

use super::{Group, Sort};
use crate::log::time::DAY;
use crate::reduce::table::Value;

/// Most rows of a series whose gaps are filled: one line with a wrong year must not make millions of rows.
const MOST_ROWS: usize = 100_000;

/// Adds the missing rows, if bins of time are the only key and order the rows. `empty` makes the columns after the key.
///
/// A series that would exceed the rows that are shown keeps its gaps: an empty row must not displace a group.
pub fn fill_gaps(group: &Group, rows: &mut Vec<Vec<Value>>, empty: impl Fn() -> Vec<Value>) {
    let is_series = group.keys().len() == 1 && group.design.having.is_none() && group.sort == Sort::Keys;
    let Some(width) = group.keys().first().and_then(|key| key.bin_micros()).filter(|_| is_series) else { return };
    let times: Vec<i64> = rows.iter().filter_map(|row| micros(&row[0])).collect();
    let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) else { return };
    let most = if group.top == 0 { MOST_ROWS } else { group.top.min(MOST_ROWS) };
    let bins = usize::try_from(last.saturating_sub(*first) / width).map_or(usize::MAX, |gaps| gaps.saturating_add(1));
    let without_time = rows.len() - times.len();
    if bins.saturating_add(without_time) > most {
        return;
    }
    let mut filled = Vec::with_capacity(rows.len());
    let mut next: Option<i64> = None;
    for row in rows.drain(..) {
        if let (Some(expected), Some(time)) = (next, micros(&row[0])) {
            let mut missing = expected;
            while missing < time {
                filled.push([vec![like(&row[0], missing)], empty()].concat());
                missing += width;
            }
        }
        next = micros(&row[0]).map(|time| time.saturating_add(width)).or(next);
        filled.push(row);
    }
    *rows = filled;
}

fn micros(value: &Value) -> Option<i64> {
    match value {
        Value::Time(micros) => Some(*micros),
        Value::Day(days) => Some(i64::from(*days) * DAY),
        _ => None,
    }
}

/// A time as a value of the type of another.
fn like(other: &Value, micros: i64) -> Value {
    match other {
        // Days of dates that are between two days.
        Value::Day(_) => Value::Day((micros / DAY) as i32),
        _ => Value::Time(micros),
    }
}
