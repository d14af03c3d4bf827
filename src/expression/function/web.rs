//! Functions of paths, queries and URLs.

use std::sync::Arc;

use super::arguments::{Arguments, Checked, Function};
use super::rows::map_text;
use crate::log::column::ColumnKind;

/// The functions.
pub const FUNCTIONS: &[Function] = &[Function {
    name: "path_prefix",
    form: "path_prefix(path, n)",
    meaning: "the beginning of a path, up to its n-th segment",
    example: ("path_prefix('/blog/2026/x', 2)", "/blog/2026"),
    make: path_prefix,
}];

/// Cost relative to a comparison of numbers.
const COST: u32 = 25;

fn path_prefix(call: &Arguments<'_>) -> Checked {
    call.count(2, 2)?;
    let Some(segments) = usize::try_from(call.constant_whole(1)?).ok().filter(|segments| *segments > 0) else {
        return Err(call.wrong("segments count from 1".to_owned()));
    };
    let apply = move |arrays: &[_], among: &_, _: &mut _| {
        map_text(&arrays[0], among, |_, path| Some(start_of(path, segments).into()))
    };
    call.made(ColumnKind::Text, COST, vec![call.text(0)?], Arc::new(apply))
}

/// A path cut after so many segments; `//` makes no empty segment.
fn start_of(path: &str, segments: usize) -> &str {
    let mut begun = 0;
    let mut is_inside = false;
    for (at, byte) in path.bytes().enumerate() {
        if byte == b'/' && is_inside && begun == segments {
            return &path[..at];
        }
        begun += usize::from(byte != b'/' && !is_inside);
        is_inside = byte != b'/';
    }
    path
}
