//! Memory on its way back to the reader: what the allocator would otherwise return to the kernel every batch.

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_buffer::Buffer;

/// The buffers of a batch that nobody needs any more, ready to be filled again.
///
/// A clone of spare memory is no memory at all: this lets a message that carries some be cloned cheaply.
#[derive(Debug, Default)]
pub struct Spare {
    /// The buffer of raw text; its length is kept, its content means nothing.
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
    /// Takes a batch apart. What something else still refers to is left to it.
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
        // The columns are gone, so that this is the last reference to the text.
        Spare { text: text.into_vec().unwrap_or_default(), views }
    }
}
