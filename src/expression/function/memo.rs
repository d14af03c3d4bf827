//! Remembers what was computed of texts that come again and again, such as user agents.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use arrow_array::builder::StringViewBuilder;
use arrow_array::{Array, ArrayRef};
use arrow_buffer::BooleanBuffer;
use foldhash::fast::RandomState;
use std::sync::Arc;

use super::rows::texts;

/// Texts that are remembered at most: far more than browsers there are, and few megabytes.
const MOST: usize = 50_000;

/// Results by text. Threads share it: a batch takes it out, and puts it back with what it has added.
#[derive(Default)]
pub struct Memo {
    known: Mutex<HashMap<Box<str>, Option<Box<str>>, RandomState>>,
}

impl Memo {
    /// The result for each selected row. A text is computed once for a batch, and usually once for a run.
    pub fn map(&self, array: &ArrayRef, among: &BooleanBuffer, compute: impl Fn(&str) -> Option<String>) -> ArrayRef {
        let texts = texts(array);
        let mut known = std::mem::take(&mut *self.known.lock().unwrap_or_else(PoisonError::into_inner));
        let mut made = StringViewBuilder::with_capacity(texts.len());
        for row in 0..texts.len() {
            if texts.is_null(row) || !among.value(row) {
                made.append_null();
                continue;
            }
            let text = texts.value(row);
            if !known.contains_key(text) {
                if known.len() >= MOST {
                    known.clear();
                }
                known.insert(text.into(), compute(text).map(String::into_boxed_str));
            }
            made.append_option(known.get(text).and_then(Option::as_deref));
        }
        let mut shared = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if shared.len() < known.len() {
            *shared = known;
        }
        Arc::new(made.finish())
    }
}
