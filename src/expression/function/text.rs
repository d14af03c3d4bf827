//! Functions of texts. Positions and lengths count characters, from 1.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::Array;
use memchr::memmem::Finder;

use super::arguments::{Arguments, Checked, Function};
use super::convert;
use super::rows::{count_text, map_text, numbers, test_text, texts};
use crate::expression::constant::Constant;
use crate::expression::error::TypeName;
use crate::expression::node::{Call, Node, Typed};
use crate::log::column::ColumnKind;
use crate::log::zone::Zone;

/// The functions.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "lower",
        form: "lower(text)",
        meaning: "the text in lower case",
        example: ("lower('GET')", "get"),
        make: |call| changed(call, |text| Some(text.to_lowercase().into())),
    },
    Function {
        name: "upper",
        form: "upper(text)",
        meaning: "the text in upper case",
        example: ("upper('get')", "GET"),
        make: |call| changed(call, |text| Some(text.to_uppercase().into())),
    },
    Function {
        name: "length",
        form: "length(text)",
        meaning: "the number of characters",
        example: ("length('/a/é')", "4"),
        make: length,
    },
    Function {
        name: "substr",
        form: "substr(text, start, length)",
        meaning: "the part from a position on; without a length, to the end",
        example: ("substr('/blog/2026', 2, 4)", "blog"),
        make: substr,
    },
    Function {
        name: "left",
        form: "left(text, n)",
        meaning: "the first n characters; all but the last -n if n is negative",
        example: ("left('/blog', 3)", "/bl"),
        make: |call| ends(call, |length, n| if n < 0 { (0, (length + n).max(0)) } else { (0, n.min(length)) }),
    },
    Function {
        name: "right",
        form: "right(text, n)",
        meaning: "the last n characters; all but the first -n if n is negative",
        example: ("right('/a.php', 3)", "php"),
        make: |call| ends(call, |length, n| ((if n < 0 { -n } else { length - n }).clamp(0, length), length)),
    },
    Function {
        name: "strpos",
        form: "strpos(text, part)",
        meaning: "where a part begins; 0 if it is not in the text",
        example: ("strpos('/a/b', '/b')", "3"),
        make: strpos,
    },
    Function {
        name: "split_part",
        form: "split_part(text, separator, n)",
        meaning: "the n-th part between separators, from the end if n is negative; empty if there are fewer",
        example: ("split_part('a=1&b=2', '&', 2)", "b=2"),
        make: split_part,
    },
    Function {
        name: "starts_with",
        form: "starts_with(text, start)",
        meaning: "whether the text begins so",
        example: ("starts_with('/api/x', '/api/')", "true"),
        make: |call| tested(call, |text, part| text.starts_with(part)),
    },
    Function {
        name: "ends_with",
        form: "ends_with(text, end)",
        meaning: "whether the text ends so",
        example: ("ends_with('/a.php', '.php')", "true"),
        make: |call| tested(call, |text, part| text.ends_with(part)),
    },
    Function {
        name: "contains",
        form: "contains(text, part)",
        meaning: "whether a part is in the text",
        example: ("contains('/wp-admin/', 'admin')", "true"),
        make: |call| tested(call, |text, part| text.contains(part)),
    },
    Function {
        name: "replace",
        form: "replace(text, part, other)",
        meaning: "the text with every occurrence of a part replaced",
        example: ("replace('/a//b', '//', '/')", "/a/b"),
        make: replace,
    },
    Function {
        name: "trim",
        form: "trim(text, characters)",
        meaning: "the text without any of these characters at both ends; without spaces if none are given",
        example: ("trim('/a/', '/')", "a"),
        make: |call| trimmed(call, |text, is_cut| text.trim_matches(is_cut)),
    },
    Function {
        name: "ltrim",
        form: "ltrim(text, characters)",
        meaning: "the text without any of these characters at the beginning; without spaces if none are given",
        example: ("ltrim('/a/', '/')", "a/"),
        make: |call| trimmed(call, |text, is_cut| text.trim_start_matches(is_cut)),
    },
    Function {
        name: "rtrim",
        form: "rtrim(text, characters)",
        meaning: "the text without any of these characters at the end; without spaces if none are given",
        example: ("rtrim('/a/', '/')", "/a"),
        make: |call| trimmed(call, |text, is_cut| text.trim_end_matches(is_cut)),
    },
    Function {
        name: "concat",
        form: "concat(value, ..)",
        meaning: "the values as one text, without those that are null",
        example: ("concat('GET', ' ', NULL, '/a')", "GET /a"),
        make: concat,
    },
];

/// Costs relative to a comparison of numbers.
const SIMPLE: u32 = 20;

fn changed(call: &Arguments<'_>, change: fn(&str) -> Option<Cow<'_, str>>) -> Checked {
    call.count(1, 1)?;
    let apply = move |arrays: &[_], among: &_, _: &mut _| map_text(&arrays[0], among, |_, text| change(text));
    call.made(ColumnKind::Text, SIMPLE, vec![call.text(0)?], Arc::new(apply))
}

fn length(call: &Arguments<'_>) -> Checked {
    call.count(1, 1)?;
    let apply =
        |arrays: &[_], among: &_, _: &mut _| count_text(&arrays[0], among, |_, text| text.chars().count() as i64);
    call.made(ColumnKind::Integer, SIMPLE, vec![call.text(0)?], Arc::new(apply))
}

/// The characters of a text from one position to another, from 0.
fn characters(text: &str, from: i64, to: i64) -> &str {
    if to <= from {
        return "";
    }
    let place = |index: i64| {
        let index = usize::try_from(index).unwrap_or(0);
        if text.is_ascii() {
            index.min(text.len())
        } else {
            text.char_indices().nth(index).map_or(text.len(), |(at, _)| at)
        }
    };
    &text[place(from)..place(to)]
}

fn substr(call: &Arguments<'_>) -> Checked {
    call.count(2, 3)?;
    let mut arguments = vec![call.text(0)?, call.whole(1)?];
    if call.exprs.len() == 3 {
        arguments.push(call.whole(2)?);
    }
    let arguments = whole_arguments(arguments);
    let apply = |arrays: &[arrow_array::ArrayRef], among: &_, _: &mut _| {
        let (starts, lengths) = (numbers(&arrays[1]), arrays.get(2).map(numbers));
        map_text(&arrays[0], among, |row, text| {
            let is_null = starts.is_null(row) || lengths.is_some_and(|lengths| lengths.is_null(row));
            (!is_null).then(|| {
                let start = starts.value(row).saturating_sub(1);
                let end = lengths.map_or(i64::MAX, |lengths| start.saturating_add(lengths.value(row)));
                characters(text, start.max(0), end).into()
            })
        })
    };
    call.made(ColumnKind::Text, SIMPLE, arguments, Arc::new(apply))
}

/// Arguments that are numbers as `Int64`.
fn whole_arguments(nodes: Vec<Node>) -> Vec<Node> {
    nodes.into_iter().enumerate().map(|(index, node)| if index == 0 { node } else { convert::to_whole(node) }).collect()
}

/// A part of a text whose ends depend on its length and a number.
fn ends(call: &Arguments<'_>, range: fn(i64, i64) -> (i64, i64)) -> Checked {
    call.count(2, 2)?;
    let arguments = whole_arguments(vec![call.text(0)?, call.whole(1)?]);
    let apply = move |arrays: &[arrow_array::ArrayRef], among: &_, _: &mut _| {
        let numbers = numbers(&arrays[1]);
        map_text(&arrays[0], among, |row, text| {
            numbers.is_valid(row).then(|| {
                let length = text.chars().count() as i64;
                // No text is longer than this.
                let (from, to) = range(length, numbers.value(row).clamp(-i64::from(i32::MAX), i64::from(i32::MAX)));
                characters(text, from, to).into()
            })
        })
    };
    call.made(ColumnKind::Text, SIMPLE, arguments, Arc::new(apply))
}

fn strpos(call: &Arguments<'_>) -> Checked {
    call.count(2, 2)?;
    let apply = |arrays: &[arrow_array::ArrayRef], among: &_, _: &mut _| {
        let parts = texts(&arrays[1]);
        let found = count_text(&arrays[0], among, |row, text| {
            let at = parts.is_valid(row).then(|| text.find(parts.value(row))).flatten();
            at.map_or(0, |at| text[..at].chars().count() as i64 + 1)
        });
        null_where_null(&found, &arrays[1])
    };
    call.made(ColumnKind::Integer, SIMPLE, vec![call.text(0)?, call.text(1)?], Arc::new(apply))
}

/// The numbers, null where another array is.
fn null_where_null(found: &arrow_array::ArrayRef, other: &arrow_array::ArrayRef) -> arrow_array::ArrayRef {
    let numbers = numbers(found);
    let value = |row: usize| (numbers.is_valid(row) && other.is_valid(row)).then(|| numbers.value(row));
    Arc::new(arrow_array::Int64Array::from_iter((0..numbers.len()).map(value)))
}

fn split_part(call: &Arguments<'_>) -> Checked {
    call.count(3, 3)?;
    let number = call.constant_whole(2)?;
    if number == 0 {
        return Err(call.wrong("parts count from 1, or from -1 at the end".to_owned()));
    }
    let Some(separator) = call.constant_text(1)? else { return Arguments::null(ColumnKind::Text) };
    let index = usize::try_from(number.unsigned_abs() - 1).unwrap_or(usize::MAX);
    let apply = move |arrays: &[_], among: &_, _: &mut _| {
        map_text(&arrays[0], among, |_, text| {
            let part = match (separator.as_str(), number > 0) {
                ("", _) => (index == 0).then_some(text),
                (separator, true) => text.split(separator).nth(index),
                // Separators are found from the left: of `a///b`, the last part after `//` is `/b`.
                (separator, false) => {
                    let last = text.matches(separator).count();
                    last.checked_sub(index).and_then(|index| text.split(separator).nth(index))
                }
            };
            Some(part.unwrap_or_default().into())
        })
    };
    call.made(ColumnKind::Text, SIMPLE, vec![call.text(0)?], Arc::new(apply))
}

/// A test of a text by a part, which is searched fast if it is constant.
fn tested(call: &Arguments<'_>, test: fn(&str, &str) -> bool) -> Checked {
    call.count(2, 2)?;
    let (text, part) = (call.text(0)?, call.text(1)?);
    if let Node::Constant(Constant::Text(part)) = &part {
        let part = part.clone();
        let is_search = call.function.name == "contains";
        let finder = Finder::new(part.as_bytes()).into_owned();
        let apply = move |arrays: &[_], among: &_, _: &mut _| match is_search {
            true => test_text(&arrays[0], among, |text| finder.find(text.as_bytes()).is_some()),
            false => test_text(&arrays[0], among, |text| test(text, &part)),
        };
        return call.made(ColumnKind::Boolean, SIMPLE / 2, vec![text], Arc::new(apply));
    }
    let apply = move |arrays: &[arrow_array::ArrayRef], among: &arrow_buffer::BooleanBuffer, _: &mut _| {
        let (left, right) = (texts(&arrays[0]), texts(&arrays[1]));
        let value = |row: usize| {
            let is_present = among.value(row) && left.is_valid(row) && right.is_valid(row);
            is_present.then(|| test(left.value(row), right.value(row)))
        };
        Arc::new(arrow_array::BooleanArray::from_iter((0..left.len()).map(value))) as _
    };
    call.made(ColumnKind::Boolean, SIMPLE, vec![text, part], Arc::new(apply))
}

fn replace(call: &Arguments<'_>) -> Checked {
    call.count(3, 3)?;
    let (Some(part), Some(other)) = (call.constant_text(1)?, call.constant_text(2)?) else {
        return Arguments::null(ColumnKind::Text);
    };
    let apply = move |arrays: &[_], among: &_, _: &mut _| {
        map_text(&arrays[0], among, |_, text| match part.is_empty() || !text.contains(&part) {
            true => Some(text.into()),
            false => Some(text.replace(&part, &other).into()),
        })
    };
    call.made(ColumnKind::Text, SIMPLE * 2, vec![call.text(0)?], Arc::new(apply))
}

fn trimmed(call: &Arguments<'_>, trim: for<'t> fn(&'t str, &dyn Fn(char) -> bool) -> &'t str) -> Checked {
    call.count(1, 2)?;
    let characters = match call.exprs.len() {
        1 => " ".to_owned(),
        _ => match call.constant_text(1)? {
            Some(characters) => characters,
            None => return Arguments::null(ColumnKind::Text),
        },
    };
    let apply = move |arrays: &[_], among: &_, _: &mut _| {
        map_text(&arrays[0], among, |_, text| Some(trim(text, &|char| characters.contains(char)).into()))
    };
    call.made(ColumnKind::Text, SIMPLE, vec![call.text(0)?], Arc::new(apply))
}

fn concat(call: &Arguments<'_>) -> Checked {
    call.count(1, usize::MAX)?;
    let values = call.exprs.iter().map(|expr| call.check.expression(expr)).collect::<Result<Vec<_>, _>>()?;
    Ok(joined(call.function.name, values, false, &call.check.context().zone))
}

/// Values as one text; if it is strict, null when one of them is.
pub fn joined(name: &'static str, values: Vec<Typed>, is_strict: bool, zone: &Zone) -> Typed {
    let kind = TypeName::Value(ColumnKind::Text);
    let count = values.len();
    let nodes: Vec<Node> = values.into_iter().filter_map(|value| convert::text_of(value, zone)).collect();
    let is_null = |node: &Node| matches!(node, Node::Constant(Constant::Null));
    if is_strict && (nodes.len() < count || nodes.iter().any(is_null)) {
        return Typed { node: Node::Constant(Constant::Null), kind };
    }
    let nodes: Vec<Node> = nodes.into_iter().filter(|node| !is_null(node)).collect();
    if nodes.is_empty() {
        return Typed { node: Node::Constant(Constant::Text(String::new())), kind };
    }
    let apply = move |arrays: &[arrow_array::ArrayRef], among: &arrow_buffer::BooleanBuffer, _: &mut _| {
        let parts: Vec<_> = arrays.iter().map(texts).collect();
        let mut joined = String::new();
        let mut made = arrow_array::builder::StringViewBuilder::with_capacity(among.len());
        for row in 0..among.len() {
            joined.clear();
            let is_null = is_strict && parts.iter().any(|part| part.is_null(row));
            let present = parts.iter().filter(|part| among.value(row) && part.is_valid(row));
            present.for_each(|part| joined.push_str(part.value(row)));
            made.append_option((!is_null).then_some(&joined));
        }
        Arc::new(made.finish()) as _
    };
    let call = Call { name, arguments: nodes, cost: SIMPLE * 2, apply: Arc::new(apply), bin_micros: None, text: None };
    Typed { node: Node::Call(call), kind }
}
