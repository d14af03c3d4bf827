//! Conversions between types: casts, and the text of any value.

use std::sync::Arc;

use arrow_array::builder::StringViewBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, TimestampMicrosecondArray};
use arrow_buffer::BooleanBuffer;

use super::day;
use super::rows::texts;
use crate::expression::arrays::{count_lost, floats, times, unsigned, whole};
use crate::expression::constant::{self, Constant};
use crate::expression::error::TypeName;
use crate::expression::failures::{Failure, Failures};
use crate::expression::node::{Node, Typed, call};
use crate::log::calendar;
use crate::log::column::ColumnKind;
use crate::log::zone::{Zone, ZoneClock};

/// Costs relative to a comparison of numbers.
const OF_NUMBERS: u32 = 1;
const OF_TEXTS: u32 = 30;

/// A number, or a truth, as a whole number of 64 bits with a sign.
pub fn to_whole(node: Node) -> Node {
    match node {
        Node::Constant(Constant::Integer(_) | Constant::Null) => node,
        node => call(
            "bigint",
            node,
            OF_NUMBERS,
            Arc::new(|arrays, among, failures| Arc::new(whole(&arrays[0], among, failures))),
        ),
    }
}

/// A value of one kind as one of another; `None` if there is no such cast.
pub fn cast(node: Node, from: ColumnKind, to: ColumnKind, zone: &Zone) -> Option<Node> {
    use ColumnKind::{Boolean, Day, Float, Integer, Share, Text, Time};
    Some(match (from, to) {
        (Text, Text) => node,
        (from, Text) => text_of(Typed { node, kind: TypeName::Value(from) }, zone)?,
        (Text, to) => parsed(node, to, zone),
        (Float | Share, Integer) => to_whole(node),
        (Float | Share, Float) => node,
        (from, Integer) if from.is_whole_number() || from == Boolean => to_whole(node),
        (from, Float) if from.is_whole_number() => Node::ToFloat(Box::new(node)),
        (Integer, Boolean) => call(
            "boolean",
            node,
            OF_NUMBERS,
            Arc::new(|arrays, among, failures| {
                let numbers = whole(&arrays[0], among, failures);
                Arc::new(BooleanArray::from_unary(&numbers, |number| number != 0))
            }),
        ),
        (Time, Day) => day::day_of(node, zone),
        (Day, Time) => day::midnight(node, zone),
        (from, to) if from == to => node,
        _ => return None,
    })
}

/// A text read as a value of a kind; null if it is none.
fn parsed(node: Node, to: ColumnKind, zone: &Zone) -> Node {
    let zone = zone.clone();
    let apply = move |arrays: &[ArrayRef], among: &BooleanBuffer, failures: &mut Failures| {
        let texts = texts(&arrays[0]);
        let values = (0..texts.len()).map(|row| {
            let text = (among.value(row) && texts.is_valid(row)).then(|| texts.value(row))?;
            constant::read(text, to, &zone)
        });
        let made = array_of(values, to);
        count_lost(&made, &[texts], among, Failure::BadCast, failures);
        made
    };
    call("cast", node, OF_TEXTS, Arc::new(apply))
}

/// The array of constants of one kind.
fn array_of(values: impl Iterator<Item = Option<Constant>>, kind: ColumnKind) -> ArrayRef {
    let whole = |value: Option<Constant>| match value {
        Some(Constant::Integer(number) | Constant::Time(number)) => Some(number),
        _ => None,
    };
    match kind {
        ColumnKind::Float => Arc::new(Float64Array::from_iter(values.map(|value| match value {
            Some(Constant::Float(number)) => Some(number),
            _ => None,
        }))),
        ColumnKind::Boolean => Arc::new(BooleanArray::from_iter(values.map(|value| match value {
            Some(Constant::Boolean(truth)) => Some(truth),
            _ => None,
        }))),
        ColumnKind::Day => Arc::new(Date32Array::from_iter(values.map(|value| match value {
            Some(Constant::Day(days)) => Some(days),
            _ => None,
        }))),
        ColumnKind::Time => times(TimestampMicrosecondArray::from_iter(values.map(whole))),
        _ => Arc::new(Int64Array::from_iter(values.map(whole))),
    }
}

/// The text of a value; `None` for null. Times are shown in the zone, with its offset.
pub fn text_of(typed: Typed, zone: &Zone) -> Option<Node> {
    let kind = match typed.kind {
        TypeName::Value(kind) => kind,
        TypeName::Null | TypeName::Interval => return None,
    };
    if kind == ColumnKind::Text {
        return Some(typed.node);
    }
    let zone = zone.clone();
    let apply = move |arrays: &[ArrayRef], among: &BooleanBuffer, failures: &mut Failures| {
        written(&arrays[0], kind, among, failures, &zone)
    };
    Some(call("text", typed.node, OF_TEXTS, Arc::new(apply)))
}

fn written(
    array: &ArrayRef,
    kind: ColumnKind,
    among: &BooleanBuffer,
    failures: &mut Failures,
    zone: &Zone,
) -> ArrayRef {
    let mut made = StringViewBuilder::with_capacity(array.len());
    let mut clock = ZoneClock::new(zone);
    let mut buffer = itoa::Buffer::new();
    if let Some(numbers) = unsigned(array) {
        for (row, number) in numbers.iter().enumerate() {
            made.append_option(number.filter(|_| among.value(row)).map(|number| buffer.format(number)));
        }
        return Arc::new(made.finish());
    }
    let (numbers, fractions, days) = match kind {
        ColumnKind::Float | ColumnKind::Share => (None, Some(floats(array)), None),
        ColumnKind::Day => (None, None, Some(array.as_primitive::<Date32Type>())),
        _ => (Some(whole(array, among, failures)), None, None),
    };
    for row in 0..array.len() {
        if array.is_null(row) || !among.value(row) {
            made.append_null();
            continue;
        }
        let whole = numbers.as_ref().filter(|numbers| numbers.is_valid(row)).map(|numbers| numbers.value(row));
        match (kind, whole, &fractions, days) {
            (_, _, Some(fractions), _) => made.append_value(fractions.value(row).to_string()),
            (_, _, _, Some(days)) => made.append_value(calendar::day_text(days.value(row))),
            (ColumnKind::Boolean, Some(truth), ..) => made.append_value(if truth == 0 { "false" } else { "true" }),
            (ColumnKind::Time, Some(micros), ..) => made.append_value(calendar::zoned_text(micros, &mut clock)),
            (_, Some(number), ..) => made.append_value(buffer.format(number)),
            _ => made.append_null(),
        }
    }
    Arc::new(made.finish())
}
