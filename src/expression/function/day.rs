//! Days of times, and times of days.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, TimestampMicrosecondType};
use arrow_array::{ArrayRef, Date32Array, PrimitiveArray};
use arrow_buffer::BooleanBuffer;

use crate::expression::arrays::times;
use crate::expression::constant::Constant;
use crate::expression::failures::Failures;
use crate::expression::node::{Node, call};
use crate::log::time::DAY;
use crate::log::zone::{Zone, ZoneClock};

/// Cost relative to a comparison of numbers.
const FAST: u32 = 2;

/// Times of an array of times, or days at their first moment.
pub fn micros(array: &ArrayRef) -> &PrimitiveArray<TimestampMicrosecondType> {
    array.as_primitive::<TimestampMicrosecondType>()
}

/// The day of a time in a zone.
pub fn day_of(node: Node, zone: &Zone) -> Node {
    let zone = zone.clone();
    let apply = move |arrays: &[ArrayRef], _: &BooleanBuffer, _: &mut Failures| {
        let mut clock = ZoneClock::new(&zone);
        let day = |time: Option<i64>| time.map(|time| clock.shown(time).div_euclid(DAY) as i32);
        Arc::new(micros(&arrays[0]).iter().map(day).collect::<Date32Array>()) as ArrayRef
    };
    call("date", node, FAST, Arc::new(apply))
}

/// A day at its first moment in a zone.
pub fn midnight(node: Node, zone: &Zone) -> Node {
    if let Node::Constant(Constant::Day(days)) = node {
        return Node::Constant(Constant::Time(zone.to_utc(i64::from(days) * DAY)));
    }
    let zone = zone.clone();
    let apply = move |arrays: &[ArrayRef], _: &BooleanBuffer, _: &mut Failures| {
        let days = arrays[0].as_primitive::<Date32Type>();
        times(days.unary::<_, TimestampMicrosecondType>(|days| zone.to_utc(i64::from(days) * DAY)))
    };
    call("timestamp", node, FAST, Arc::new(apply))
}
