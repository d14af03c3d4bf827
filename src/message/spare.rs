//! Memory on its way back to the reader; otherwise the allocator would return it to the kernel with every batch.

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_buffer::Buffer;

/// The buffers of a finished batch, ready to be filled again.
///
/// A clone is empty, so that messages that carry spare memory can be cloned cheaply.
#[derive(Debug, Default)]
pub struct Spare {
    /// The buffer of raw text; only its length matters.
    pub text: Vec<u8>,
    /// Vectors of text views, empty.
    pub views: Vec<Vec<u128>>,
}

impl Clone for Spare {
    fn clone(&self) -> Spare {
        Spare::default()
    }
}

impl Spare {
    /// Takes a batch apart. Shared memory is left alone.
    pub fn new(text: Buffer, records: RecordBatch) -> Spare {
        let (_, columns, _) = records.into_parts();
        let mut views = Vec::new();
        for column in columns {
            let Some(array) = column.as_string_view_opt().cloned() else { continue };
            drop(column);
            let (slots, _, _) = array.into_parts();
            views.extend(slots.into_inner().into_vec::<u128>().map(|mut vec| {
                vec.clear();
                vec
            }));
        }
        // The columns are gone, so this is the last reference to the text.
        Spare { text: text.into_vec().unwrap_or_default(), views }
    }
}
