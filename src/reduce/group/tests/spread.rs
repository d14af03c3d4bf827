//! A measure with words and a sketch.

use std::collections::BTreeSet;

use crate::log::Column;
use crate::log::column::ColumnKind;
use crate::reduce::group::bytes::{ByteReader, write_text};
use crate::reduce::measure::{Chunk, Groups};
use crate::reduce::{Measure, Sketch, StateError, Value};

/// How often each different value occurs, on average. The sketch is all values.
#[derive(Debug)]
pub struct Spread(pub Column);

#[derive(Default)]
pub struct Texts(BTreeSet<Vec<u8>>);

impl Sketch for Texts {
    fn bytes(&self) -> usize {
        self.0.iter().map(|text| text.len() + 1).sum()
    }

    fn encode(&self, out: &mut Vec<u8>) {
        for text in &self.0 {
            write_text(text, out);
        }
    }

    fn decode(encoded: &[u8]) -> Result<Texts, StateError> {
        let (mut bytes, mut texts) = (ByteReader(encoded), Texts::default());
        while !bytes.0.is_empty() {
            texts.0.insert(bytes.text()?.to_vec());
        }
        Ok(texts)
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "spread({})", self.0)
    }
}

impl Measure for Spread {
    const WORDS: usize = 1;
    type Sketch = Texts;

    fn column(&self) -> Option<Column> {
        Some(self.0)
    }

    fn kind(&self) -> ColumnKind {
        ColumnKind::Number
    }

    fn is_approximate(&self) -> bool {
        true
    }

    fn add(&self, groups: &mut Groups<'_, Spread>, records: &Chunk<'_>) {
        let mut add = |record, value: &[u8]| {
            groups.change(record, |words, texts| {
                words[0] += 1;
                if !texts.0.contains(value) {
                    texts.0.insert(value.to_vec());
                }
            });
        };
        records.texts(&mut add);
        records.numbers(|record, number| add(record, &number.to_be_bytes()));
    }

    fn merge(&self, words: &mut [u64], texts: &mut Texts, more: &[u64], more_texts: &Texts) {
        words[0] = words[0].saturating_add(more[0]);
        texts.0.extend(more_texts.0.iter().cloned());
    }

    fn rank(&self, words: &[u64], texts: &Texts) -> u128 {
        match self.value(words, texts) {
            Value::Float(spread) => 1 << 64 | u128::from(spread.to_bits()),
            _ => 0,
        }
    }

    fn value(&self, words: &[u64], texts: &Texts) -> Value {
        if texts.0.is_empty() { Value::Null } else { Value::Float(words[0] as f64 / texts.0.len() as f64) }
    }
}
