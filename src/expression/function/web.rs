//! Functions of paths, queries and URLs.

use std::sync::Arc;

use arrow_array::BooleanArray;
use arrow_buffer::BooleanBuffer;

use super::arguments::{Arguments, Checked, Function};
use super::rows::{map_text, texts};
use crate::expression::constant::Constant;
use crate::expression::node::{Node, boolean};
use crate::log::Views;
use crate::log::column::ColumnKind;

/// The functions.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "path_prefix",
        form: "path_prefix(path, n)",
        meaning: "the beginning of a path, up to its n-th segment",
        example: ("path_prefix('/blog/2026/x', 2)", "/blog/2026"),
        make: path_prefix,
    },
    Function {
        name: "is_asset",
        form: "is_asset(path)",
        meaning: "whether a path is that of a static file, by its extension: style sheets, scripts, images, fonts, sound and video; false for null",
        example: ("is_asset('/img/LOGO.png')", "true"),
        make: is_asset,
    },
];

/// Extensions of static files, sorted. Documents and archives are what people come for: they are not among them.
const ASSETS: [&str; 32] = [
    "apng", "avif", "bmp", "css", "cur", "eot", "flac", "gif", "ico", "jpeg", "jpg", "js", "m4a", "m4s", "map", "mjs", "mp3", "mp4",
    "oga", "ogg", "ogv", "otf", "png", "svg", "tif", "ts", "ttf", "wav", "webm", "webp", "woff", "woff2",
];

fn is_asset(call: &Arguments<'_>) -> Checked {
    call.count(1, 1)?;
    let path = call.text(0)?;
    let apply = |arrays: &[arrow_array::ArrayRef], among: &arrow_buffer::BooleanBuffer, _: &mut _| {
        let paths = Views::new(texts(&arrays[0]));
        let holds = |row: usize| among.value(row) && paths.get(row).is_some_and(has_asset_extension);
        Arc::new(BooleanArray::new(BooleanBuffer::collect_bool(among.len(), holds), None)) as _
    };
    if let Node::Constant(Constant::Null) = path {
        return Ok(boolean(Node::Constant(Constant::Boolean(false))));
    }
    call.made(ColumnKind::Boolean, COST / 2, vec![path], Arc::new(apply))
}

/// Whether what follows the last dot of the last segment is the extension of a static file, in any case.
fn has_asset_extension(path: &[u8]) -> bool {
    // The longest extension and its dot.
    let end = &path[path.len().saturating_sub(6)..];
    let Some(dot) = end.iter().rposition(|byte| *byte == b'.') else { return false };
    let extension = &end[dot + 1..];
    let mut lower = [0; 5];
    let Some(lower) = lower.get_mut(..extension.len()) else { return false };
    lower.copy_from_slice(extension);
    lower.make_ascii_lowercase();
    ASSETS.binary_search_by(|asset| asset.as_bytes().cmp(lower)).is_ok()
}

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
