//! Text columns as bytes, read in place: for loops where a `&str` for each row would cost too much.

use arrow_array::{Array, RecordBatch, StringViewArray};
use arrow_buffer::NullBuffer;

use super::{Column, MissingColumn, schema};

/// Longest text that Arrow stores inside its view.
const INLINE_BYTES: usize = 12;

/// The texts of one column of a batch.
///
/// Arrow's layout of a view, from the low end: 32 bits of length; then up to 12 bytes of text, or its first 4 bytes, 32
/// bits of buffer number and 32 bits of offset in that buffer.
pub struct Views<'a> {
    views: &'a [u128],
    /// The first buffer, usually the only one.
    first: &'a [u8],
    buffers: Vec<&'a [u8]>,
    nulls: Option<&'a NullBuffer>,
}

impl<'a> Views<'a> {
    /// The texts of a column.
    ///
    /// # Errors
    /// [`MissingColumn`] if the batch lacks the column, or it is not text.
    pub fn of(batch: &'a RecordBatch, column: Column) -> Result<Views<'a>, MissingColumn> {
        schema::text(batch, column).map(Views::new)
    }

    /// The texts of an array.
    pub fn new(array: &'a StringViewArray) -> Views<'a> {
        let buffers: Vec<&[u8]> = array.data_buffers().iter().map(|buffer| buffer.as_slice()).collect();
        let first = buffers.first().copied().unwrap_or_default();
        Views { views: array.views(), first, buffers, nulls: array.nulls() }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.views.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.views.is_empty()
    }

    /// The text of a row, valid UTF-8; `None` if it is null.
    ///
    /// # Panics
    /// If there is no such row: a defect of the caller.
    #[inline(always)]
    pub fn get(&self, row: usize) -> Option<&[u8]> {
        if self.nulls.is_some_and(|nulls| nulls.is_null(row)) {
            return None;
        }
        let view = &self.views[row];
        let len = *view as u32 as usize;
        if len <= INLINE_BYTES {
            return Some(&bytemuck::bytes_of(view)[4..4 + len]);
        }
        let (buffer, offset) = ((view >> 64) as u32 as usize, (view >> 96) as usize);
        let text = if buffer == 0 { self.first } else { self.buffers[buffer] };
        Some(&text[offset..offset + len])
    }

    /// Whether two rows have the same text in the same place, equal texts of up to 12 bytes, or none. Other equal texts are not found.
    ///
    /// # Panics
    /// As [`get`](Views::get).
    #[inline(always)]
    pub fn is_alike(&self, row: usize, other: usize) -> bool {
        let is_null = |row: usize| self.nulls.is_some_and(|nulls| nulls.is_null(row));
        match (is_null(row), is_null(other)) {
            (false, false) => self.views[row] == self.views[other],
            (row, other) => row && other,
        }
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::UInt32Array;
    use arrow_array::cast::AsArray;

    use super::*;

    #[test]
    fn short_long_and_absent_texts_are_read_in_place() {
        let texts = [Some(""), Some("twelve bytes"), None, Some("a text of more than twelve bytes")];
        let array = StringViewArray::from_iter(texts);
        let views = Views::new(&array);
        let read: Vec<_> = (0..views.len()).map(|row| views.get(row)).collect();
        assert_eq!(read, texts.map(|text| text.map(str::as_bytes)));
    }

    #[test]
    fn texts_are_alike_in_one_place_or_if_they_are_short() {
        let long = "a text of more than twelve bytes";
        let array =
            StringViewArray::from_iter([Some("a"), Some("a"), Some("b"), None, None, Some(""), Some(long), Some(long)]);
        let rows = UInt32Array::from(vec![0, 1, 2, 3, 4, 5, 6, 7, 6]);
        let array = arrow_select::take::take(&array, &rows, None).expect("the rows are there");
        let views = Views::new(array.as_string_view());
        let alike = |row: usize| (0..views.len()).filter(|other| views.is_alike(row, *other)).collect::<Vec<_>>();
        assert_eq!(
            [alike(0), alike(2), alike(3), alike(5), alike(6)],
            [vec![0, 1], vec![2], vec![3, 4], vec![5], vec![6, 8]]
        );
    }
}
