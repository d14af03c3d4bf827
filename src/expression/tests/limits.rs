//! Long and deeply nested expressions.

use std::time::{Duration, Instant};

use super::batch::batch;
use super::{computed, context};
use crate::expression::{Expression, Problem};

/// Runs something with the stack that threads have by default.
fn with_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).expect("a thread");
    thread.join().expect("the stack suffices")
}

/// Checks that a text is computed, or refused as too deep.
fn is_computed(text: &str) -> bool {
    match Expression::parse(text, &context()) {
        Ok(expression) => {
            computed(&expression.clone(), &batch());
            true
        }
        Err(error) => {
            assert!(matches!(error.problem, Problem::TooDeep { .. } | Problem::TooManyTerms { .. }), "{error}");
            false
        }
    }
}

type Shape = fn(usize) -> String;

const SHAPES: [(&str, Shape); 18] = [
    ("parentheses", |n| format!("{}status{} > 1", "(".repeat(n), ")".repeat(n))),
    ("NOT", |n| format!("{}status > 1", "NOT ".repeat(n))),
    ("NOT (", |n| format!("{}status > 1{}", "NOT (".repeat(n), ")".repeat(n))),
    ("-", |n| format!("{}status > 1", "- ".repeat(n))),
    ("+", |n| format!("status{} > 1", " + 1".repeat(n))),
    ("||", |n| format!("path{} = 'a'", " || 'a'".repeat(n))),
    ("calls", |n| format!("{}path{} = 'a'", "lower(".repeat(n), ")".repeat(n))),
    ("CASE", |n| format!("{}status > 1{}", "CASE WHEN ".repeat(n), " THEN true END".repeat(n))),
    ("AND (", |n| format!("{}status > 1{}", "status > 1 AND (".repeat(n), ")".repeat(n))),
    ("OR (AND (", |n| format!("{}status > 1{}", "status > 1 AND (status > 2 OR (".repeat(n / 2), "))".repeat(n / 2))),
    ("::", |n| format!("status{} > 1", "::bigint".repeat(n))),
    ("IS NULL", |n| format!("status{}", " IS NULL".repeat(n))),
    ("BETWEEN", |n| format!("true{}", " BETWEEN false AND true".repeat(n))),
    ("coalesce", |n| format!("{}status{} > 1", "coalesce(".repeat(n), ", 1)".repeat(n))),
    ("greatest", |n| format!("{}status{} > 1", "greatest(".repeat(n), ", 1, 2)".repeat(n))),
    ("CASE x", |n| format!("{}status{} > 1", "CASE ".repeat(n), " WHEN 1 THEN 2 WHEN 3 THEN 4 END".repeat(n))),
    ("NOT IN", |n| format!("true{}", " NOT IN (false, status = 1)".repeat(n))),
    ("IN", |n| format!("{}1{}", "1 IN (".repeat(n), " = 1)".repeat(n))),
];

#[test]
fn nesting_is_computed_or_refused_whatever_the_stack() {
    for (name, shape) in SHAPES {
        with_small_stack(move || {
            assert!(name == "IN" || is_computed(&shape(25)), "{name}");
            for levels in [39, 40, 60, 79, 80, 100, 200, 1_000, 100_000] {
                let text = shape(levels);
                if text.len() <= 1 << 20 && name != "IN" {
                    let is_computed = is_computed(&text);
                    assert!(levels <= 80 || !is_computed, "{name} {levels}");
                } else {
                    let _ = Expression::parse(&text, &context()).map(|expression| computed(&expression, &batch()));
                }
            }
        });
    }
}

#[test]
fn nesting_takes_no_time_that_doubles() {
    // The last one is refused after all of it was read.
    let shapes: [Shape; 6] = [
        |n| format!("{}path{} = 'a'", "lower(".repeat(n), ")".repeat(n)),
        |n| format!("{}bad bad{}", "NOT (".repeat(n), ")".repeat(n)),
        |n| format!("{}path bad{}", "trim(".repeat(n), ")".repeat(n)),
        |n| format!("{}path bad{}", "position(".repeat(n), ")".repeat(n)),
        |n| format!("{}path bad", "CAST(".repeat(n)),
        |n| format!("{}1 bad", "INTERVAL (".repeat(n)),
    ];
    let start = Instant::now();
    for shape in shapes {
        (1..90).for_each(|levels| drop(Expression::parse(&shape(levels), &context())));
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

/// A condition of so many terms.
fn terms(count: usize) -> String {
    let terms: Vec<String> = (0..count).map(|n| format!("status = {}", n % 900)).collect();
    terms.join(" OR ")
}

fn list(count: usize) -> String {
    let items: Vec<String> = (0..count).map(|n| format!("'/item/{n}'")).collect();
    format!("path IN ({}) OR path = '/blog/a'", items.join(", "))
}

#[test]
fn long_conditions_and_lists_are_computed() {
    with_small_stack(|| {
        assert!(terms(1_000).len() > 10_000 && is_computed(&terms(1_000)), "ten kilobytes");
        assert!(is_computed(&terms(2_000)) && !is_computed(&terms(2_001)));
        assert!(is_computed(&terms(1_000).replace("OR", "AND")));
        assert!(!is_computed(&terms(60_000)));
        assert!(is_computed(&list(10_000)));
        let branches = "WHEN status = 1 THEN 2 ".repeat(2_000);
        assert!(is_computed(&format!("CASE {branches} END = 2")));
    });
    let error = Expression::parse(&list(200_000), &context()).expect_err("too long").to_string();
    assert!(error.contains("bytes long, and 1048576 is the most"), "{error}");
    let found = Expression::parse(&list(10_000), &context()).expect("a condition");
    let (values, _) = computed(&found, &batch());
    assert_eq!([0, 1, 2, 3].map(|row| super::shown(&values, row)), ["true", "false", "null", "false"]);
}

/// The least time in which a text is computed so many times.
fn time_of(text: &str, times: usize) -> Duration {
    let run = || {
        let start = Instant::now();
        (0..times).for_each(|_| assert!(is_computed(text)));
        start.elapsed()
    };
    (0..7).map(|_| run()).min().unwrap_or_default()
}

#[test]
fn ten_times_the_terms_take_no_more_than_twenty_times_the_time() {
    for (name, shape) in [("terms", terms as Shape), ("list", list as Shape)] {
        // Both take as long if the time is linear, so that other processes disturb both alike.
        let (few, many) = (time_of(&shape(200), 10), time_of(&shape(2_000), 1));
        assert!(many < few * 2, "{name}: {few:?} and {many:?}");
    }
}
