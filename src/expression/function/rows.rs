//! Loops over the rows that matter.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::builder::StringViewBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, BooleanArray, Int64Array, StringViewArray};
use arrow_buffer::BooleanBuffer;

/// The texts of an array.
pub fn texts(array: &ArrayRef) -> &StringViewArray {
    array.as_string_view()
}

/// The whole numbers of a computed array.
pub fn numbers(array: &ArrayRef) -> &Int64Array {
    array.as_primitive::<Int64Type>()
}

/// The text of each row that matters, made of a text.
pub fn map_text<'a>(
    array: &'a ArrayRef,
    among: &BooleanBuffer,
    map: impl Fn(usize, &'a str) -> Option<Cow<'a, str>>,
) -> ArrayRef {
    let texts = texts(array);
    let mut made = StringViewBuilder::with_capacity(texts.len());
    for row in 0..texts.len() {
        let text = (among.value(row) && texts.is_valid(row)).then(|| texts.value(row));
        made.append_option(text.and_then(|text| map(row, text)));
    }
    Arc::new(made.finish())
}

/// The truth of each row that matters, told by a text.
pub fn test_text(array: &ArrayRef, among: &BooleanBuffer, test: impl Fn(&str) -> bool) -> ArrayRef {
    let texts = texts(array);
    let holds = |row: usize| among.value(row) && texts.is_valid(row) && test(texts.value(row));
    Arc::new(BooleanArray::new(BooleanBuffer::collect_bool(texts.len(), holds), texts.nulls().cloned()))
}

/// The number of each row that matters, made of a text.
pub fn count_text(array: &ArrayRef, among: &BooleanBuffer, count: impl Fn(usize, &str) -> i64) -> ArrayRef {
    let texts = texts(array);
    let number = |row: usize| (among.value(row) && texts.is_valid(row)).then(|| count(row, texts.value(row)));
    Arc::new(Int64Array::from_iter((0..texts.len()).map(number)))
}
