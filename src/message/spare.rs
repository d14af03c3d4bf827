//! Memory on its way back to the reader: what the allocator would otherwise return to the kernel every batch.

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;

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
    /// Takes records apart. What something else still refers to is left to it.
    pub fn from_records(records: RecordBatch) -> Spare {
        let (_, columns, _) = records.into_parts();
        let mut texts = Vec::new();
        let mut views = Vec::new();
        for column in columns {
            let Some(array) = column.as_string_view_opt().cloned() else { continue };
            drop(column);
            let (slots, buffers, _) = array.into_parts();
            views.extend(slots.into_inner().into_vec::<u128>().map(|mut vec| {
                vec.clear();
                vec
            }));
            texts.extend(buffers.first().cloned());
        }
        // All columns share one text: it is free again when the last but one reference is gone.
        let last = texts.pop();
        drop(texts);
        let text = last.and_then(|buffer| buffer.into_vec::<u8>().ok()).unwrap_or_default();
        Spare { text, views }
    }
}
