//! Expressions as a whole: text in, values out.

mod batch;
mod functions;
mod limits;
mod mistakes;
mod model;
mod naive;
mod parser;
mod properties;
mod values;

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_buffer::BooleanBuffer;
use arrow_schema::DataType;

use super::{Context, Expression, Failures};
use crate::log::{Numbers, OwnColumns, calendar};
use batch::batch;

fn context() -> Context {
    #[cfg(feature = "geo")]
    let geo = Some(std::sync::Arc::new(crate::geo::writer::sample()));
    #[cfg(not(feature = "geo"))]
    let geo = None;
    let own_columns = Arc::new(OwnColumns::of(["Tenant".to_owned()]));
    Context { geo, now: 1_769_869_205_000_000, own_columns, ..Context::default() }
}

fn parsed(text: &str) -> Expression {
    Expression::parse(text, &context()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The values of all records, and what could not be computed.
fn computed(expression: &Expression, batch: &RecordBatch) -> (ArrayRef, Failures) {
    let mut failures = Failures::default();
    let all = BooleanBuffer::new_set(batch.num_rows());
    let values = expression.values(batch, &all, &mut failures).expect("every column is there");
    (values, failures)
}

fn fraction(number: f64) -> String {
    if number.abs() < 1e21 { number.to_string() } else { format!("{number:e}") }
}

/// A value as text.
fn shown(values: &ArrayRef, row: usize) -> String {
    if values.is_null(row) {
        return "null".to_owned();
    }
    let numbers = Numbers::of_array(values);
    match values.data_type() {
        DataType::Utf8View => values.as_string_view().value(row).replace('\n', "\\n"),
        DataType::Boolean => values.as_boolean().value(row).to_string(),
        DataType::Float64 => fraction(values.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => calendar::day_text(values.as_primitive::<Date32Type>().value(row)).to_string(),
        DataType::Timestamp(..) => {
            let micros = numbers.and_then(|numbers| numbers.get(row)).expect("a time");
            jiff::Timestamp::from_microsecond(micros as i64).expect("a time").to_string()
        }
        _ => numbers.and_then(|numbers| numbers.get(row)).expect("a number").to_string(),
    }
}

/// Checks the values of all records: one text for each, between bars, or one text for all. `refused` is an error.
fn assert_values(cases: &[(&str, &str)]) {
    let batch = batch();
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let found = match Expression::parse(text, &context()) {
            Err(_) if *expected == "refused" => "refused".to_owned(),
            Err(error) => error.to_string(),
            Ok(expression) => {
                let (values, _) = computed(&expression, &batch);
                let mut all: Vec<String> = (0..values.len()).map(|row| shown(&values, row)).collect();
                if !expected.contains('|') {
                    all.dedup();
                }
                all.join("|")
            }
        };
        if found != *expected {
            wrong.push(format!("{text}\n  found    {found}\n  expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
