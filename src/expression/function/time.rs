//! Functions of points in time. Days, hours and the beginnings of weeks and months are those of the run's zone.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{ArrayRef, Date32Array, Float64Array, Int64Array, TimestampMicrosecondArray};
use arrow_buffer::BooleanBuffer;
use jiff::SignedDuration;
use jiff::civil::Date;
use sqlparser::ast::Expr;

use super::arguments::{Arguments, Check, Checked, Function};
use super::convert;
use super::day::{day_of, micros, midnight};
use crate::expression::arrays::{count_lost, times, whole};
use crate::expression::constant::{Constant, Interval};
use crate::expression::error::{ExpressionError, Problem, TypeName};
use crate::expression::failures::{Failure, Failures};
use crate::expression::node::{Node, Typed, call};
use crate::expression::syntax::{fail, unsupported};
use crate::log::column::ColumnKind;
use crate::log::time::{DAY, END_OF_9999, HOUR, SECOND};
use crate::log::zone::{Zone, ZoneClock};

/// The functions.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "date_trunc",
        form: "date_trunc('hour', time)",
        meaning: "the beginning of the second, minute, hour, day, week, month, quarter or year of a time",
        example: ("date_trunc('hour', TIMESTAMP '2026-01-31 14:20:05')", "2026-01-31T14:00:00Z"),
        make: date_trunc,
    },
    Function {
        name: "date_bin",
        form: "date_bin('5 minutes', time)",
        meaning: "the beginning of the bin of a time, counted from midnight, 1970-01-01",
        example: ("date_bin('15 minutes', TIMESTAMP '2026-01-31 14:20:05')", "2026-01-31T14:15:00Z"),
        make: date_bin,
    },
    Function {
        name: "extract",
        form: "extract(hour FROM time)",
        meaning: "a part of a time: year, quarter, month, week, day, dow (0 is Sunday), isodow, doy, hour, minute, second, epoch",
        example: ("extract(hour FROM TIMESTAMP '2026-01-31 14:20:05')", "14"),
        make: date_part,
    },
    Function {
        name: "to_timestamp",
        form: "to_timestamp(seconds)",
        meaning: "the time that many seconds after 1970-01-01, or the time that a text is",
        example: ("to_timestamp(1769869205)", "2026-01-31T14:20:05Z"),
        make: to_timestamp,
    },
    Function {
        name: "now",
        form: "now()",
        meaning: "the time at which the run began",
        example: ("now() > TIMESTAMP '2026-01-01'", "true"),
        make: |call| {
            call.count(0, 0)?;
            if call.check.context().zone.is_of_lines() {
                let advice = "the clocks of the lines may be of any zone; name one with timezone, or give a time: '2026-01-31 14:20'";
                return Err(unsupported(call.call, "now() with timezone = \"log\"", advice));
            }
            let now = Node::Constant(Constant::Time(call.check.context().now));
            Ok(Typed { node: now, kind: TypeName::Value(ColumnKind::Time) })
        },
    },
];

/// Costs relative to a comparison of numbers.
const FAST: u32 = 2;
const CALENDAR: u32 = 40;

/// A time or a day as its number.
pub fn as_number(node: Node) -> Node {
    convert::to_whole(match node {
        Node::Constant(Constant::Time(micros)) => Node::Constant(Constant::Integer(micros)),
        Node::Constant(Constant::Day(days)) => Node::Constant(Constant::Integer(days.into())),
        node => node,
    })
}

/// A number of days as a day.
pub fn as_day(node: Node) -> Node {
    let apply = |arrays: &[ArrayRef], among: &BooleanBuffer, failures: &mut Failures| {
        let numbers = whole(&arrays[0], among, failures);
        let made = numbers.unary_opt::<_, Date32Type>(|days| i32::try_from(days).ok());
        count_lost(&made, &[&numbers], among, Failure::Overflow, failures);
        Arc::new(made) as ArrayRef
    };
    call("date", node, FAST, Arc::new(apply))
}

/// The hour of a time in a zone.
pub fn hour_of(node: Node, zone: &Zone) -> Node {
    let zone = zone.clone();
    let apply = move |arrays: &[ArrayRef], _: &BooleanBuffer, _: &mut Failures| {
        let mut clock = ZoneClock::new(&zone);
        let hour = |time: Option<i64>| time.map(|time| clock.shown(time).rem_euclid(DAY) / HOUR);
        Arc::new(micros(&arrays[0]).iter().map(hour).collect::<Int64Array>()) as ArrayRef
    };
    call("hour", node, FAST, Arc::new(apply))
}

/// A time moved by an interval: months and days by the calendar of the zone, the rest by the clock.
pub fn shifted(node: Node, interval: Interval, zone: &Zone) -> Node {
    let shift = Shift { interval, zone: zone.clone() };
    if let Node::Constant(Constant::Time(time)) = node {
        return Node::Constant(shift.of(time, &mut ZoneClock::new(zone)).map_or(Constant::Null, Constant::Time));
    }
    let apply = move |arrays: &[ArrayRef], among: &BooleanBuffer, failures: &mut Failures| {
        let mut clock = ZoneClock::new(&shift.zone);
        let from = micros(&arrays[0]);
        let moved: TimestampMicrosecondArray = from.iter().map(|time| shift.of(time?, &mut clock)).collect();
        count_lost(&moved, &[from], among, Failure::Overflow, failures);
        times(moved)
    };
    call("shift", node, CALENDAR, Arc::new(apply))
}

/// A move of times by an interval.
struct Shift {
    interval: Interval,
    zone: Zone,
}

impl Shift {
    /// The time moved; `None` outside the years 0 to 9999.
    fn of(&self, time: i64, clock: &mut ZoneClock<'_>) -> Option<i64> {
        let Interval { months, days, micros } = self.interval;
        let days_long = i64::from(days) * DAY;
        let moved = match months != 0 || (days != 0 && !self.zone.is_utc()) {
            false => time.checked_add(days_long)?,
            true => self.zone.to_utc(plus_months(clock.shown(time), months)?.checked_add(days_long)?),
        };
        moved.checked_add(micros).filter(|time| (-END_OF_9999..END_OF_9999).contains(time))
    }
}

/// A clock's time some calendar months later; the last day of a month that is too short.
fn plus_months(shown: i64, months: i32) -> Option<i64> {
    let (date, rest) = date_of(shown)?;
    let moved = date.checked_add(jiff::Span::new().try_months(months).ok()?).ok()?;
    Some(first_moment(moved) + rest)
}

/// The date that a clock shows, and the microseconds since its midnight.
fn date_of(shown: i64) -> Option<(Date, i64)> {
    let days = SignedDuration::from_hours(24 * shown.div_euclid(DAY));
    Some((EPOCH.checked_add(days).ok()?, shown.rem_euclid(DAY)))
}

/// The midnight of a date, as clocks show it.
fn first_moment(date: Date) -> i64 {
    date.duration_since(EPOCH).as_secs() * SECOND
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// Units of `date_trunc`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// So many microseconds, less than a day.
    Fixed(i64),
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

const UNITS: [(&str, Unit); 10] = [
    ("microsecond", Unit::Fixed(1)),
    ("millisecond", Unit::Fixed(1_000)),
    ("second", Unit::Fixed(SECOND)),
    ("minute", Unit::Fixed(60 * SECOND)),
    ("hour", Unit::Fixed(HOUR)),
    ("day", Unit::Day),
    ("week", Unit::Week),
    ("month", Unit::Month),
    ("quarter", Unit::Quarter),
    ("year", Unit::Year),
];

fn date_trunc(given: &Arguments<'_>) -> Checked {
    given.count(2, 2)?;
    let name = match given.expr(0) {
        // Without quotes it would be a column: there are `day` and `hour`.
        Expr::Identifier(unit) => Some(unit.value.clone()),
        _ => given.constant_text(0)?,
    };
    let Some(name) = name else { return Arguments::null(ColumnKind::Time) };
    let name = name.to_ascii_lowercase();
    let singular = name.strip_suffix('s').unwrap_or(&name);
    let Some((_, unit)) = UNITS.into_iter().find(|(own, _)| *own == singular) else {
        let names: Vec<&str> = UNITS.iter().map(|(name, _)| *name).collect();
        return Err(given.wrong(format!("'{name}' is not a unit; there are {}", names.join(", "))));
    };
    let time = as_time(given, 1)?;
    let zone = given.check.context().zone.clone();
    match unit {
        Unit::Fixed(width) => binned(given, time, width, 0, &zone),
        unit => {
            let apply = move |arrays: &[ArrayRef], _: &BooleanBuffer, _: &mut Failures| {
                let mut clock = ZoneClock::new(&zone);
                let mut last = (i64::MIN, None);
                let day = |time: Option<i64>| {
                    let days = clock.shown(time?).div_euclid(DAY);
                    // Most records are of the same day as the one before.
                    if last.0 != days {
                        last = (days, first_day(days, unit));
                    }
                    last.1
                };
                Arc::new(micros(&arrays[0]).iter().map(day).collect::<Date32Array>()) as ArrayRef
            };
            let made = given.made(ColumnKind::Day, FAST, vec![time], Arc::new(apply))?;
            match unit {
                Unit::Day => with_bin(made, DAY),
                Unit::Week => with_bin(made, 7 * DAY),
                _ => Ok(made),
            }
        }
    }
}

/// The first day of the unit that a day is in.
fn first_day(days: i64, unit: Unit) -> Option<i32> {
    let first = match unit {
        Unit::Fixed(_) | Unit::Day => days,
        // 1970-01-01 was a Thursday.
        Unit::Week => days - (days + 3).rem_euclid(7),
        Unit::Month | Unit::Quarter | Unit::Year => {
            let (date, _) = date_of(days.checked_mul(DAY)?)?;
            let month = match unit {
                Unit::Month => date.month(),
                Unit::Quarter => (date.month() - 1) / 3 * 3 + 1,
                _ => 1,
            };
            first_moment(Date::new(date.year(), month, 1).ok()?).div_euclid(DAY)
        }
    };
    i32::try_from(first).ok()
}

/// A point in time; a day is its first moment.
fn as_time(call: &Arguments<'_>, index: usize) -> Result<Node, ExpressionError> {
    let typed = call.time(index)?;
    Ok(match typed.kind {
        TypeName::Value(ColumnKind::Day) => midnight(typed.node, &call.check.context().zone),
        _ => typed.node,
    })
}

fn date_bin(given: &Arguments<'_>) -> Checked {
    given.count(2, 3)?;
    let expr = given.expr(0);
    let width = match given.check.expression(expr)?.node {
        Node::Constant(Constant::Interval(interval)) => Some(interval),
        Node::Constant(Constant::Text(text)) => Interval::parse(&text),
        _ => None,
    };
    let Some(width) = width else {
        return Err(given.wrong("the width must be an interval such as '5 minutes'".to_owned()));
    };
    let Some(micros) = width.fixed_micros().filter(|micros| *micros > 0) else {
        let found = if width.months != 0 {
            "months differ in length; use date_trunc('month', time)"
        } else {
            "the width must be positive"
        };
        return Err(given.wrong(found.to_owned()));
    };
    let zone = given.check.context().zone.clone();
    let origin = match given.exprs.len() {
        2 => 0,
        _ => match as_time(given, 2)? {
            Node::Constant(Constant::Time(origin)) => ZoneClock::new(&zone).shown(origin),
            _ => return Err(given.wrong("the origin must be a constant".to_owned())),
        },
    };
    let time = as_time(given, 1)?;
    if micros == DAY && origin.rem_euclid(DAY) == 0 {
        return with_bin(Typed { node: day_of(time, &zone), kind: TypeName::Value(ColumnKind::Day) }, DAY);
    }
    binned(given, time, micros, origin, &zone)
}

/// The beginning of a bin, counted from what a clock of the zone shows.
fn binned(given: &Arguments<'_>, time: Node, width: i64, origin: i64, zone: &Zone) -> Checked {
    let zone = zone.clone();
    let apply = move |arrays: &[ArrayRef], _: &BooleanBuffer, _: &mut Failures| {
        let begin = |shown: i64| {
            let since = shown.saturating_sub(origin);
            // The first bin of all begins before the first time that there is.
            since.div_euclid(width).saturating_mul(width).saturating_add(origin)
        };
        if zone.is_utc() {
            return times(micros(&arrays[0]).unary(begin));
        }
        let mut clock = ZoneClock::new(&zone);
        let begin_of = |time: Option<i64>| {
            let time = time?;
            let shown = clock.shown(time);
            // The offset at the time itself, so that bins of a repeated hour stay apart.
            Some(begin(shown).saturating_sub(shown.saturating_sub(time)))
        };
        times(micros(&arrays[0]).iter().map(begin_of).collect())
    };
    with_bin(given.made(ColumnKind::Time, FAST, vec![time], Arc::new(apply))?, width)
}

/// The call with the width of its bins.
fn with_bin(mut typed: Typed, width: i64) -> Checked {
    if let Node::Call(call) = &mut typed.node {
        call.bin_micros = Some(width);
    }
    Ok(typed)
}

/// `extract(field FROM time)`.
///
/// # Errors
/// The field is unknown, or the value is not a time.
pub fn extract(check: &dyn Check, call: &Expr, field: &str, time: &Expr) -> Checked {
    let function = &FUNCTIONS[2];
    let arguments = Arguments { check, function, call, exprs: vec![time] };
    part_of(&arguments, field, 0)
}

fn date_part(call: &Arguments<'_>) -> Checked {
    call.count(2, 2)?;
    let Some(field) = call.constant_text(0)? else { return Arguments::null(ColumnKind::Integer) };
    part_of(call, &field, 1)
}

/// Computes a part of what a clock shows.
type Part = fn(i64) -> Option<i64>;

const PARTS: [(&str, Part); 12] = [
    ("year", |shown| Some(date_of(shown)?.0.year().into())),
    ("quarter", |shown| Some(i64::from((date_of(shown)?.0.month() - 1) / 3 + 1))),
    ("month", |shown| Some(date_of(shown)?.0.month().into())),
    ("week", |shown| Some(date_of(shown)?.0.iso_week_date().week().into())),
    ("isoyear", |shown| Some(date_of(shown)?.0.iso_week_date().year().into())),
    ("day", |shown| Some(date_of(shown)?.0.day().into())),
    ("dow", |shown| Some((shown.div_euclid(DAY) + 4).rem_euclid(7))),
    ("isodow", |shown| Some((shown.div_euclid(DAY) + 3).rem_euclid(7) + 1)),
    ("doy", |shown| Some(date_of(shown)?.0.day_of_year().into())),
    ("hour", |shown| Some(shown.rem_euclid(DAY) / HOUR)),
    ("minute", |shown| Some(shown.rem_euclid(HOUR) / (60 * SECOND))),
    ("microsecond", |shown| Some(shown.rem_euclid(60 * SECOND))),
];

fn part_of(given: &Arguments<'_>, field: &str, index: usize) -> Checked {
    let time = as_time(given, index)?;
    let name = field.to_ascii_lowercase();
    let singular = name.strip_suffix('s').unwrap_or(&name);
    // How many microseconds the unit has, and after how many it begins again. No zone's offset has a fraction of a minute today.
    let fraction = match singular {
        "epoch" => Some((SECOND, i64::MAX)),
        "second" => Some((SECOND, 60 * SECOND)),
        "millisecond" => Some((1_000, 60 * SECOND)),
        _ => None,
    };
    if let Some((unit, period)) = fraction {
        let apply = move |arrays: &[ArrayRef], _: &BooleanBuffer, _: &mut Failures| {
            let part = |time: i64| if period == i64::MAX { time } else { time.rem_euclid(period) };
            let seconds: Float64Array = micros(&arrays[0]).unary(|time| part(time) as f64 / unit as f64);
            Arc::new(seconds) as ArrayRef
        };
        return given.made(ColumnKind::Float, FAST, vec![time], Arc::new(apply));
    }
    let singular = if singular == "dayofweek" { "dow" } else { singular };
    let Some((_, part)) = PARTS.into_iter().find(|(own, _)| *own == singular || *own == name) else {
        let names: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
        return Err(given.wrong(format!(
            "'{name}' is not a part of a time; there are {}, second, millisecond, epoch",
            names.join(", ")
        )));
    };
    let zone = given.check.context().zone.clone();
    let apply = move |arrays: &[ArrayRef], _: &BooleanBuffer, _: &mut Failures| {
        let mut clock = ZoneClock::new(&zone);
        let values = micros(&arrays[0]).iter().map(|time| part(clock.shown(time?)));
        Arc::new(values.collect::<Int64Array>()) as ArrayRef
    };
    given.made(ColumnKind::Integer, CALENDAR / 4, vec![time], Arc::new(apply))
}

fn to_timestamp(given: &Arguments<'_>) -> Checked {
    given.count(1, 1)?;
    let expr = given.expr(0);
    let typed = given.check.expression(expr)?;
    let zone = given.check.context().zone.clone();
    match (typed.kind, &typed.node) {
        (TypeName::Null, _) => Arguments::null(ColumnKind::Time),
        (TypeName::Value(ColumnKind::Text), Node::Constant(_)) => given.time(0),
        (TypeName::Value(ColumnKind::Text), _) => {
            let node = convert::cast(typed.node, ColumnKind::Text, ColumnKind::Time, &zone);
            node.map(|node| Typed { node, kind: TypeName::Value(ColumnKind::Time) })
                .ok_or_else(|| given.wrong("no text".to_owned()))
        }
        (TypeName::Value(kind), _) if kind.is_number() => {
            let seconds = if kind == ColumnKind::Float { typed.node } else { Node::ToFloat(Box::new(typed.node)) };
            let apply = |arrays: &[ArrayRef], among: &BooleanBuffer, failures: &mut Failures| {
                let seconds = arrays[0].as_primitive::<arrow_array::types::Float64Type>();
                let made: TimestampMicrosecondArray = seconds
                    .iter()
                    .map(|seconds| {
                        Some((seconds? * SECOND as f64).round())
                            .filter(|m| m.abs() < END_OF_9999 as f64)
                            .map(|m| m as i64)
                    })
                    .collect();
                count_lost(&made, &[seconds], among, Failure::Overflow, failures);
                times(made)
            };
            given.made(ColumnKind::Time, FAST, vec![seconds], Arc::new(apply))
        }
        (kind, _) => {
            let operand = (crate::expression::syntax::canonical(expr), kind);
            Err(fail(
                expr,
                Problem::WrongType { what: "the first argument", expected: "a number of seconds, or a text", operand },
            ))
        }
    }
}
