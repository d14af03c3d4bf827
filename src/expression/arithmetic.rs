//! Arithmetic over arrays. What cannot be computed of a record is null for that record, and counted if the record is selected.

use arrow_array::types::ArrowPrimitiveType;
use arrow_array::{Array, Decimal128Array, Float64Array, Int64Array, PrimitiveArray};
use arrow_buffer::BooleanBuffer;

use super::arrays::{count_lost, zipped};
use super::failures::{Failure, Failures};
use super::node::Operator;

/// Whole numbers combined; what does not fit, and a division by zero, is null and counted.
pub fn whole_numbers(
    operator: Operator,
    left: &Int64Array,
    right: &Int64Array,
    among: &BooleanBuffer,
    failures: &mut Failures,
) -> Int64Array {
    let made = match operator {
        Operator::Add => zipped(left, right, i64::checked_add),
        Operator::Subtract => zipped(left, right, i64::checked_sub),
        Operator::Multiply => zipped(left, right, i64::checked_mul),
        Operator::Divide => zipped(left, right, i64::checked_div),
        Operator::Remainder => zipped(left, right, |left, right| match right {
            -1 => Some(0),
            right => left.checked_rem(right),
        }),
    };
    count_failures_of_whole(operator, &made, left, right, among, failures);
    made
}

/// The same of wide numbers.
pub fn wide_numbers(
    operator: Operator,
    left: &Decimal128Array,
    right: &Decimal128Array,
    among: &BooleanBuffer,
    failures: &mut Failures,
) -> Decimal128Array {
    let made = match operator {
        Operator::Add => zipped(left, right, i128::checked_add),
        Operator::Subtract => zipped(left, right, i128::checked_sub),
        Operator::Multiply => zipped(left, right, i128::checked_mul),
        Operator::Divide => zipped(left, right, i128::checked_div),
        Operator::Remainder => zipped(left, right, |left, right| match right {
            -1 => Some(0),
            right => left.checked_rem(right),
        }),
    };
    count_failures_of_whole(operator, &made, left, right, among, failures);
    made
}

fn count_failures_of_whole<T: ArrowPrimitiveType>(
    operator: Operator,
    made: &PrimitiveArray<T>,
    left: &PrimitiveArray<T>,
    right: &PrimitiveArray<T>,
    among: &BooleanBuffer,
    failures: &mut Failures,
) {
    let divides = matches!(operator, Operator::Divide | Operator::Remainder);
    let zero = |row: usize| right.is_valid(row) && right.value(row) == T::default_value();
    count_failures(divides, made, [left, right], zero, among, failures);
}

/// Fractions combined; what is not finite is null and counted.
pub fn fractions(
    operator: Operator,
    left: &Float64Array,
    right: &Float64Array,
    among: &BooleanBuffer,
    failures: &mut Failures,
) -> Float64Array {
    // Zero has one sign, so that it equals itself.
    let finite = |number: f64| Some(number + 0.0).filter(|number| number.is_finite());
    let made = match operator {
        Operator::Add => zipped(left, right, |left, right| finite(left + right)),
        Operator::Subtract => zipped(left, right, |left, right| finite(left - right)),
        Operator::Multiply => zipped(left, right, |left, right| finite(left * right)),
        Operator::Divide => zipped(left, right, |left, right| finite(left / right)),
        Operator::Remainder => zipped(left, right, |left, right| finite(left % right)),
    };
    let divides = matches!(operator, Operator::Divide | Operator::Remainder);
    let zero = |row: usize| right.is_valid(row) && right.value(row) == 0.0;
    count_failures(divides, &made, [left, right], zero, among, failures);
    made
}

/// Counts results that became null: divisions by zero, and numbers that do not fit.
fn count_failures(
    divides: bool,
    made: &dyn Array,
    operands: [&dyn Array; 2],
    is_zero: impl Fn(usize) -> bool,
    among: &BooleanBuffer,
    failures: &mut Failures,
) {
    if made.null_count() == 0 {
        return;
    }
    let mut others = among.clone();
    if divides {
        let zeros = BooleanBuffer::collect_bool(among.len(), is_zero);
        let divided = among & &zeros;
        count_lost(made, &operands, &divided, Failure::DivisionByZero, failures);
        others = among & &!&zeros;
    }
    count_lost(made, &operands, &others, Failure::Overflow, failures);
}
