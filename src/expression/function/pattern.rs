//! Regular expressions, in the syntax of Rust's regex crate; matching takes time linear in the text.

use std::borrow::Cow;
use std::sync::Arc;

use regex::Regex;

use super::arguments::{Arguments, Checked, Function, compile};
use super::rows::{map_text, test_text};
use crate::expression::error::{ExpressionError, Problem};
use crate::expression::syntax::fail;
use crate::log::column::ColumnKind;

/// The functions.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "regexp_like",
        form: "regexp_like(text, pattern, flags)",
        meaning: "whether a regular expression matches anywhere in the text; flag i ignores case",
        example: ("regexp_like('/blog/2026', '/[0-9]{4}$')", "true"),
        make: like,
    },
    Function {
        name: "regexp_match",
        form: "regexp_match(text, pattern, flags)",
        meaning: "the first match: its first group, or all of it; null if there is none",
        example: ("regexp_match('/item/42/x', '/item/([0-9]+)')", "42"),
        make: first_match,
    },
    Function {
        name: "regexp_replace",
        form: "regexp_replace(text, pattern, replacement, flags)",
        meaning: "the text with the first match replaced, or all with flag g; \\1 is the first group",
        example: ("regexp_replace('/a/1/b/2', '[0-9]+', 'n', 'g')", "/a/n/b/n"),
        make: replaced,
    },
];

/// Cost relative to a comparison of numbers.
const COST: u32 = 80;

/// A compiled pattern and its flags.
struct Pattern {
    regex: Regex,
    is_global: bool,
}

/// The pattern of a call; `None` for null.
fn pattern(call: &Arguments<'_>, flags_at: usize) -> Result<Option<Pattern>, ExpressionError> {
    let Some(source) = call.constant_text(1)? else { return Ok(None) };
    let flags =
        if call.exprs.len() > flags_at { call.constant_text(flags_at)?.unwrap_or_default() } else { String::new() };
    if let Some(flag) = flags.chars().find(|flag| !"ig".contains(*flag)) {
        return Err(call.wrong(format!("there is no flag '{flag}', only i (ignore case) and g (all matches)")));
    }
    let expr = call.expr(1);
    // The pattern for bytes compiles with the limits; that for texts is the same.
    compile(expr, &source, flags.contains('i'))?;
    let regex = regex::RegexBuilder::new(&source).case_insensitive(flags.contains('i')).build();
    let regex = regex.map_err(|_| {
        let reason = "it can match bytes that are not text".to_owned();
        fail(expr, Problem::BadPattern { pattern: source, reason })
    })?;
    Ok(Some(Pattern { regex, is_global: flags.contains('g') }))
}

fn like(call: &Arguments<'_>) -> Checked {
    call.count(2, 3)?;
    let Some(Pattern { regex, .. }) = pattern(call, 2)? else { return Arguments::null(ColumnKind::Boolean) };
    let apply = move |arrays: &[_], among: &_, _: &mut _| test_text(&arrays[0], among, |text| regex.is_match(text));
    call.made_once(ColumnKind::Boolean, COST, vec![call.text(0)?], Arc::new(apply))
}

fn first_match(call: &Arguments<'_>) -> Checked {
    call.count(2, 3)?;
    let Some(Pattern { regex, .. }) = pattern(call, 2)? else { return Arguments::null(ColumnKind::Text) };
    let group = usize::from(regex.captures_len() > 1);
    let apply = move |arrays: &[_], among: &_, _: &mut _| {
        map_text(&arrays[0], among, |_, text| match group {
            0 => regex.find(text).map(|found| found.as_str().into()),
            group => regex.captures(text)?.get(group).map(|found| found.as_str().into()),
        })
    };
    call.made_once(ColumnKind::Text, COST, vec![call.text(0)?], Arc::new(apply))
}

fn replaced(call: &Arguments<'_>) -> Checked {
    call.count(3, 4)?;
    let Some(Pattern { regex, is_global }) = pattern(call, 3)? else { return Arguments::null(ColumnKind::Text) };
    let Some(replacement) = call.constant_text(2)? else { return Arguments::null(ColumnKind::Text) };
    let replacement = groups(&replacement);
    let most = usize::from(!is_global);
    let apply = move |arrays: &[_], among: &_, _: &mut _| {
        map_text(&arrays[0], among, |_, text| {
            let replaced: Cow<'_, str> = regex.replacen(text, most, replacement.as_str());
            Some(replaced)
        })
    };
    call.made_once(ColumnKind::Text, COST * 2, vec![call.text(0)?], Arc::new(apply))
}

/// A replacement in PostgreSQL's notation, `\1` and `\&`, in that of the regex crate.
fn groups(replacement: &str) -> String {
    let mut out = String::new();
    let mut chars = replacement.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some(digit) if digit.is_ascii_digit() => out.push_str(&format!("${{{digit}}}")),
                Some('&') => out.push_str("${0}"),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            '$' => out.push_str("$$"),
            char => out.push(char),
        }
    }
    out
}
