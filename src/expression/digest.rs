//! Several values as one number that tells them apart: what `distinct(host, user_agent)` counts.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, Int64Array};
use arrow_buffer::BooleanBuffer;
use arrow_schema::DataType;
use twox_hash::XxHash3_64;

use super::Expression;
use super::arrays::{floats, whole};
use super::error::TypeName;
use super::failures::Failures;
use super::node::{Call, Node};
use crate::log::Columns;
use crate::log::column::ColumnKind;

/// Cost relative to a comparison of numbers.
const COST: u32 = 12;
/// What takes the place of a null: its own value, unlike the empty text.
const NULL: u64 = 0x9e37_79b9_7f4a_7c15;

/// The expression whose values are equal where those of all some expressions are, a null like any other value.
///
/// The values are XXH3 hashes, each with that of the value before it as its seed, so that all processes and machines have the same.
pub fn digest(expressions: &[Expression]) -> Expression {
    let texts: Vec<&str> = expressions.iter().map(Expression::text).collect();
    let text = format!("digest({})", texts.join(", "));
    let call = Call {
        name: "digest",
        arguments: expressions.iter().map(|expression| expression.node.clone()).collect(),
        cost: COST,
        apply: Arc::new(hashed),
        bin_micros: None,
        text: Some(text.as_str().into()),
    };
    Expression {
        text,
        name: None,
        node: Node::Call(call),
        kind: TypeName::Value(ColumnKind::Integer),
        columns: expressions.iter().map(Expression::columns).fold(Columns::NONE, Columns::union),
    }
}

/// The hashes of the rows.
fn hashed(arrays: &[ArrayRef], among: &BooleanBuffer, _: &mut Failures) -> ArrayRef {
    let mut hashes = vec![0; among.len()];
    for array in arrays {
        add(array, among, &mut hashes);
    }
    Arc::new(Int64Array::from_iter_values(hashes.into_iter().map(u64::cast_signed)))
}

/// Adds the values of an array to the hashes.
fn add(array: &ArrayRef, among: &BooleanBuffer, hashes: &mut [u64]) {
    let nulls = array.logical_nulls();
    let is_null = |row: usize| nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
    let mut each = |bytes: &dyn Fn(usize, u64) -> u64| {
        for (row, hash) in hashes.iter_mut().enumerate().filter(|(row, _)| among.value(*row)) {
            *hash = if is_null(row) { hash.rotate_left(1) ^ NULL } else { bytes(row, *hash) };
        }
    };
    match array.data_type() {
        DataType::Utf8View => {
            let texts = array.as_string_view();
            each(&|row, seed| XxHash3_64::oneshot_with_seed(seed, texts.value(row).as_bytes()));
        }
        DataType::Float64 => {
            // Both zeros are equal.
            let numbers = floats(array);
            each(&|row, seed| XxHash3_64::oneshot_with_seed(seed, &(numbers.value(row) + 0.0).to_le_bytes()));
        }
        _ => {
            // Whole numbers that do not fit 64 bits with a sign are null, which is counted where they are computed.
            let numbers = whole(array, among, &mut Failures::default());
            each(&|row, seed| XxHash3_64::oneshot_with_seed(seed, &numbers.value(row).to_le_bytes()));
        }
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::types::Int64Type;
    use arrow_array::{RecordBatch, StringViewArray, UInt16Array};

    use super::*;
    use crate::expression::Context;

    #[test]
    fn only_equal_rows_have_one_digest() {
        let hosts: ArrayRef =
            Arc::new(StringViewArray::from(vec![Some("a"), Some("a"), Some("ab"), None, Some(""), Some("a")]));
        let agents: ArrayRef =
            Arc::new(StringViewArray::from(vec![Some("bc"), Some("bc"), Some("c"), Some("c"), Some("c"), None]));
        let status: ArrayRef = Arc::new(UInt16Array::from(vec![200, 200, 200, 200, 200, 200]));
        let batch =
            RecordBatch::try_from_iter([("host", hosts), ("user_agent", agents), ("status", status)]).expect("columns");
        let expressions: Vec<Expression> = ["host", "user_agent", "status"]
            .map(|text| Expression::parse(text, &Context::default()).expect("a column"))
            .into();
        let digest = digest(&expressions);
        assert_eq!(digest.columns().iter().count(), 3);
        let values = digest.values(&batch, &BooleanBuffer::new_set(6), &mut Failures::default()).expect("columns");
        let values = values.as_primitive::<Int64Type>().values();
        assert_eq!(values[0], values[1]);
        for (row, value) in values.iter().enumerate().skip(1) {
            assert!(values[row + 1..].iter().all(|other| other != value), "row {row} of {values:?}");
        }
    }
}
