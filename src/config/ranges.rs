//! Numbers, sizes and times within the ranges of [`options`], and what is a table.

use std::ops::RangeInclusive;
use std::time::Duration;

use ::config::ValueKind;

use super::error::ConfigErrorKind;
use super::options::{self, Form, MAX_INSTANCES};
use super::tree::{KeyPath, PathStep, Tree};
use super::written::{ByteSize, InstanceCount, TimeSpan};

/// The form of the option at a path. A path without an option, which is a defect, may hold any text.
fn form(at: &KeyPath) -> Form {
    let step = |path: String, step: &PathStep| match step {
        PathStep::Index(_) => path + "[]",
        PathStep::Key(key) if path.is_empty() => key.clone(),
        PathStep::Key(key) => format!("{path}.{key}"),
    };
    let key = at.0.iter().fold(String::new(), step);
    let option = options::find(&key);
    debug_assert!(option.is_some(), "no option {key}");
    option.map_or(Form::Words("a text"), |option| option.form)
}

/// Reports a value that does not have the form of its option.
pub(super) fn report_unfit(tree: &mut Tree, at: &KeyPath) {
    tree.report_value(at, ConfigErrorKind::Unfit { expected: form(at).words() });
}

pub(super) fn check_count(tree: &mut Tree, at: &KeyPath, count: InstanceCount, auto: usize) -> usize {
    match count {
        InstanceCount::Auto => auto,
        InstanceCount::Number(number) => check_number(tree, at, number),
    }
}

/// A whole number; the nearest one in the range replaces a wrong one.
pub(super) fn check_number(tree: &mut Tree, at: &KeyPath, number: i64) -> usize {
    let range: RangeInclusive<i64> = match form(at) {
        Form::Count => 1..=MAX_INSTANCES,
        Form::Number(least, most) => least..=most,
        _ => 0..=i64::MAX,
    };
    if !range.contains(&number) {
        report_unfit(tree, at);
    }
    usize::try_from(number.clamp(*range.start(), *range.end())).unwrap_or(1)
}

pub(super) fn check_size(tree: &mut Tree, at: &KeyPath, size: ByteSize) -> u64 {
    if let Form::Size(least, most, _) = form(at)
        && !(least..=most).contains(&size)
    {
        report_unfit(tree, at);
    }
    size.0
}

pub(super) fn check_time(tree: &mut Tree, at: &KeyPath, time: TimeSpan) -> Duration {
    if let Form::Time(least, most) = form(at)
        && !(least..=most).contains(&time)
    {
        report_unfit(tree, at);
    }
    time.0
}

/// Whether an entry is a table; if not, that was reported.
pub(super) fn is_table(tree: &Tree, at: &KeyPath) -> bool {
    matches!(tree.find(at).map(|entry| &entry.kind), Some(ValueKind::Table(_)))
}
