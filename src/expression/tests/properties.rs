//! Random expressions have the values that they have row by row, whatever is selected and however records are batched.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, StringViewArray, UInt16Array, UInt64Array};
use arrow_buffer::BooleanBuffer;
use arrow_schema::Schema;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::model::{Condition, Fraction, Number, Row, Text};
use super::naive::like;
use super::{fraction, parsed, shown};
use crate::expression::like::LikePattern;
use crate::expression::{Expression, Failures};
use crate::log::Column;

const COMPARISONS: [&str; 8] = ["=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"];
const TESTS: [&str; 6] = ["IS TRUE", "IS NOT TRUE", "IS FALSE", "IS NOT FALSE", "IS UNKNOWN", "IS NOT UNKNOWN"];
const OPERATORS: [char; 5] = ['+', '-', '*', '/', '%'];
/// Texts that any of the columns can be compared with.
const TEXTS: [&str; 6] = ["GET", "POST", "a", "ab", "Ab", "%"];
/// Numbers at which something overflows, and others.
const NUMBERS: [i64; 9] = [0, 1, -1, 2, 7, 200, 443, i64::MAX, i64::MIN + 1];

fn comparison() -> impl Strategy<Value = &'static str> {
    select(COMPARISONS.to_vec())
}

fn literal() -> impl Strategy<Value = i64> {
    prop_oneof![select(NUMBERS.to_vec()), 1..500_i64]
}

fn pattern() -> impl Strategy<Value = String> {
    prop_oneof!["[aAb%_/é]{0,5}", Just(r"\%%".to_owned()), Just(r"a\_\\".to_owned())]
}

/// The functions of several values, with as many as fit.
fn call<T: std::fmt::Debug + Clone + 'static>(
    value: impl Strategy<Value = T> + Clone + 'static,
) -> impl Strategy<Value = (&'static str, Vec<T>)> {
    let some = (select(vec!["coalesce", "greatest", "least"]), vec(value.clone(), 1..4));
    prop_oneof![3 => some, 1 => (Just("nullif"), vec(value, 2))]
}

fn number(depth: u32) -> BoxedStrategy<Number> {
    let leaf = prop_oneof![
        2 => Just(Number::Status),
        1 => Just(Number::Port),
        2 => Just(Number::Bytes),
        1 => Just(Number::Null),
        3 => literal().prop_map(Number::Literal),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = || number(depth - 1);
    let branches = vec((condition(depth - 1), inner()), 1..3);
    prop_oneof![
        3 => leaf,
        3 => (select(OPERATORS.to_vec()), inner(), inner()).prop_map(|(op, a, b)| Number::Computed(op, a.into(), b.into())),
        1 => inner().prop_map(|inner| Number::Negative(inner.into())),
        1 => text(depth - 1).prop_map(|text| Number::Length(text.into())),
        1 => (branches, option::of(inner())).prop_map(|(branches, last)| Number::Case(branches, last.map(Box::new))),
        1 => call(inner()).prop_map(|(function, values)| Number::Of(function, values)),
        1 => condition(depth - 1).prop_map(|condition| Number::Truth(condition.into())),
    ]
    .boxed()
}

fn fractions(depth: u32) -> BoxedStrategy<Fraction> {
    let leaf = prop_oneof![
        select(vec![0.0, 0.5, -1.25, 1e308, 3.0]).prop_map(Fraction::Literal),
        number(depth.saturating_sub(1)).prop_map(Fraction::Whole),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = || fractions(depth - 1);
    prop_oneof![
        1 => leaf,
        2 => (select(OPERATORS.to_vec()), inner(), inner()).prop_map(|(op, a, b)| Fraction::Computed(op, a.into(), b.into())),
        1 => call(inner()).prop_map(|(function, values)| Fraction::Of(function, values)),
    ]
    .boxed()
}

fn text(depth: u32) -> BoxedStrategy<Text> {
    let leaf = prop_oneof![
        3 => select(vec![Text::Path, Text::Method, Text::User]),
        1 => Just(Text::Null),
        2 => select(TEXTS.to_vec()).prop_map(|text| Text::Literal(text.to_owned())),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = || text(depth - 1);
    let number = || number(depth - 1);
    let branches = vec((condition(depth - 1), inner()), 1..3);
    prop_oneof![
        3 => leaf,
        1 => inner().prop_map(|text| Text::Lower(text.into())),
        1 => (inner(), number(), number()).prop_map(|(text, start, length)| Text::Part(text.into(), start, length)),
        1 => (inner(), inner()).prop_map(|(a, b)| Text::Joined(a.into(), b.into())),
        1 => number().prop_map(Text::Number),
        1 => (branches, option::of(inner())).prop_map(|(branches, last)| Text::Case(branches, last.map(Box::new))),
        1 => call(inner()).prop_map(|(function, values)| Text::Of(function, values)),
    ]
    .boxed()
}

fn condition(depth: u32) -> BoxedStrategy<Condition> {
    let numbers = number(depth.saturating_sub(1));
    let texts = text(depth.saturating_sub(1));
    let items = vec(option::weighted(0.9, 1..500_i64), 1..4);
    let words = vec(option::weighted(0.9, select(TEXTS.to_vec()).prop_map(str::to_owned)), 1..4);
    let two = (comparison(), numbers.clone(), numbers.clone());
    let leaf = prop_oneof![
        1 => option::of(any::<bool>()).prop_map(Condition::Literal),
        4 => two.prop_map(|(operator, a, b)| Condition::Numbers(operator, a, b)),
        2 => (comparison(), texts.clone(), texts.clone()).prop_map(|(operator, a, b)| Condition::Texts(operator, a, b)),
        1 => numbers.clone().prop_map(Condition::NumberIsNull),
        1 => texts.clone().prop_map(Condition::TextIsNull),
        2 => (numbers.clone(), items, any::<bool>()).prop_map(|(value, items, not)| Condition::NumberIn(value, items, not)),
        1 => (texts.clone(), words, any::<bool>()).prop_map(|(value, words, not)| Condition::TextIn(value, words, not)),
        1 => (numbers.clone(), numbers.clone(), numbers, any::<bool>())
            .prop_map(|(value, low, high, not)| Condition::Between(value, low, high, not)),
        2 => (texts.clone(), pattern(), any::<bool>(), any::<bool>())
            .prop_map(|(value, pattern, ignores_case, not)| Condition::Like(value, pattern, ignores_case, not)),
        1 => (texts.clone(), texts).prop_map(|(value, start)| Condition::StartsWith(value, start)),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = || condition(depth - 1);
    let fraction = || fractions(depth - 1);
    prop_oneof![
        3 => leaf,
        2 => vec(inner(), 2..4).prop_map(Condition::And),
        2 => vec(inner(), 2..4).prop_map(Condition::Or),
        2 => inner().prop_map(|inner| Condition::Not(inner.into())),
        1 => (inner(), select(TESTS.to_vec())).prop_map(|(inner, test)| Condition::Test(inner.into(), test)),
        1 => (comparison(), inner(), inner()).prop_map(|(op, a, b)| Condition::Conditions(op, a.into(), b.into())),
        1 => (comparison(), fraction(), fraction()).prop_map(|(op, a, b)| Condition::Fractions(op, a, b)),
    ]
    .boxed()
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let word = || option::weighted(0.8, prop_oneof![select(TEXTS.to_vec()).prop_map(str::to_owned), "[aAbé%/]{0,14}"]);
    let bytes = prop_oneof![0..600_u64, Just(i64::MAX as u64)];
    let code = || option::weighted(0.8, prop_oneof![0..4_u16, 198..202_u16, Just(443_u16)]);
    let fields = (prop::bool::weighted(0.5), code(), code(), option::weighted(0.8, bytes), word(), word(), word());
    let row = fields.prop_map(|(selected, status, port, bytes, path, method, user)| Row {
        selected,
        status,
        port,
        bytes,
        path,
        method,
        user,
    });
    // Few selected ones among many take another path.
    (vec(row, 0..24), prop_oneof![Just(0), Just(100)]).prop_map(|(mut rows, more)| {
        rows.resize_with(rows.len() + more, Row::default);
        rows
    })
}

fn batch(rows: &[Row]) -> (RecordBatch, BooleanBuffer) {
    let texts = |of: fn(&Row) -> Option<&str>| Arc::new(StringViewArray::from_iter(rows.iter().map(of))) as ArrayRef;
    let columns: [(Column, ArrayRef); 6] = [
        (Column::Status, Arc::new(UInt16Array::from_iter(rows.iter().map(|row| row.status)))),
        (Column::Port, Arc::new(UInt16Array::from_iter(rows.iter().map(|row| row.port)))),
        (Column::Bytes, Arc::new(UInt64Array::from_iter(rows.iter().map(|row| row.bytes)))),
        (Column::Path, texts(|row| row.path.as_deref())),
        (Column::Method, texts(|row| row.method.as_deref())),
        (Column::User, texts(|row| row.user.as_deref())),
    ];
    let schema = Schema::new(columns.iter().map(|(column, _)| column.field()).collect::<Vec<_>>());
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(Arc::new(schema), arrays).expect("equal lengths");
    (batch, rows.iter().map(|row| row.selected).collect())
}

/// The values of the selected records as texts, and what could not be computed.
fn values(expression: &Expression, rows: &[Row]) -> (Vec<String>, Failures) {
    let (batch, selected) = batch(rows);
    let mut failures = Failures::default();
    let values = expression.values(&batch, &selected, &mut failures).expect("every column is there");
    assert_eq!(values.len(), rows.len());
    (selected.set_indices().map(|row| shown(&values, row)).collect(), failures)
}

/// The records for which a condition holds, and what could not be computed.
fn holding(expression: &Expression, rows: &[Row]) -> (Vec<bool>, Failures) {
    let (batch, selected) = batch(rows);
    let mut failures = Failures::default();
    let holds = expression.holds(&batch, &selected, &mut failures).expect("every column is there");
    (holds.iter().collect(), failures)
}

fn chosen(rows: &[Row]) -> impl Iterator<Item = &Row> {
    rows.iter().filter(|row| row.selected)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 4))]

    #[test]
    fn a_condition_holds_where_it_does_row_by_row(condition in condition(3), rows in rows(), cut: prop::sample::Index) {
        let expression = parsed(&condition.to_string());
        let naive = |truth: Option<bool>| truth.map_or("null".to_owned(), |truth| truth.to_string());
        let expected: Vec<String> = chosen(&rows).map(|row| naive(condition.of(row))).collect();
        prop_assert_eq!(values(&expression, &rows).0, expected, "{}", expression);
        let (holds, failures) = holding(&expression, &rows);
        let expected: Vec<bool> = rows.iter().map(|row| row.selected && condition.of(row) == Some(true)).collect();
        prop_assert_eq!(&holds, &expected, "{}", expression);

        let (first, second) = rows.split_at(cut.index(rows.len() + 1));
        let mut sum = holding(&expression, first).1;
        sum.merge(holding(&expression, second).1);
        prop_assert_eq!(sum, failures, "cut");
        let alone: Vec<Row> = chosen(&rows).cloned().collect();
        prop_assert_eq!(holding(&expression, &alone).1, failures, "without the others");
    }

    #[test]
    fn a_number_is_what_it_is_row_by_row(number in number(3), rows in rows(), cut: prop::sample::Index) {
        let expression = parsed(&number.to_string());
        let naive = |number: Option<i64>| number.map_or("null".to_owned(), |number| number.to_string());
        let (found, failures) = values(&expression, &rows);
        prop_assert_eq!(found, chosen(&rows).map(|row| naive(number.of(row))).collect::<Vec<_>>(), "{}", expression);
        let (first, second) = rows.split_at(cut.index(rows.len() + 1));
        let mut sum = values(&expression, first).1;
        sum.merge(values(&expression, second).1);
        prop_assert_eq!(sum, failures, "cut");
        let alone: Vec<Row> = chosen(&rows).cloned().collect();
        prop_assert_eq!(values(&expression, &alone).1, failures, "without the others");
    }

    #[test]
    fn a_fraction_is_what_it_is_row_by_row(number in fractions(3), rows in rows()) {
        let expression = parsed(&number.to_string());
        let naive = |number: Option<f64>| number.map_or("null".to_owned(), fraction);
        let expected: Vec<String> = chosen(&rows).map(|row| naive(number.of(row))).collect();
        prop_assert_eq!(values(&expression, &rows).0, expected, "{}", expression);
    }

    #[test]
    fn a_text_is_what_it_is_row_by_row(text in text(3), rows in rows()) {
        let expression = parsed(&text.to_string());
        let naive = |text: Option<String>| text.unwrap_or_else(|| "null".to_owned());
        let expected: Vec<String> = chosen(&rows).map(|row| naive(text.of(row))).collect();
        prop_assert_eq!(values(&expression, &rows).0, expected, "{}", expression);
    }

    #[test]
    fn a_pattern_matches_what_it_does_by_trial(pattern in r"([a%_é\n]|\\[a%_\\]){0,8}", text in r"[a%_é\n\\]{0,8}") {
        let compiled = LikePattern::new(&pattern, Some('\\'), false).expect("a pattern");
        prop_assert_eq!(compiled.matches(text.as_bytes()), like(&pattern, &text));
        let of_any_case = LikePattern::new(&pattern.to_uppercase(), Some('\\'), true).expect("a pattern");
        prop_assert_eq!(of_any_case.matches(text.as_bytes()), like(&pattern, &text));
    }
}
