//! Builds the null bitmap of a column, a word at a time.

use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer};

/// One bit for each value, set if it is not null.
#[derive(Debug, Default)]
pub struct Nulls {
    words: Vec<u64>,
    len: usize,
    nulls: usize,
}

impl Nulls {
    /// Appends `count` values, at most 64: the lowest bits of `valid`, whose other bits are zero.
    #[inline]
    pub fn append(&mut self, valid: u64, count: usize) {
        debug_assert!(count <= 64 && (count == 64 || valid >> count == 0));
        if count == 0 {
            return;
        }
        let room = self.len % 64;
        match self.words.last_mut().filter(|_| room > 0) {
            Some(last) => {
                *last |= valid << room;
                if room + count > 64 {
                    self.words.push(valid >> (64 - room));
                }
            }
            None => self.words.push(valid),
        }
        self.len += count;
        self.nulls += count - valid.count_ones() as usize;
    }

    /// The Arrow bitmap; `None` if no value is null.
    pub fn finish(self) -> Option<NullBuffer> {
        let bits = || BooleanBuffer::new(Buffer::from_vec(self.words), 0, self.len);
        (self.nulls > 0).then(|| NullBuffer::new(bits()))
    }
}

/// Appends at most 64 values: what `value` returns for each item, or null and the default.
///
/// # Panics
/// If there are more.
#[inline(always)]
pub fn extend<I, T: Default>(
    values: &mut Vec<T>,
    nulls: &mut Nulls,
    items: impl ExactSizeIterator<Item = I>,
    value: impl Fn(I) -> Option<T>,
) {
    let count = items.len();
    assert!(count <= 64, "values come in chunks of at most 64");
    let mut valid = 0u64;
    values.extend(items.enumerate().map(|(index, item)| {
        let value = value(item);
        valid |= u64::from(value.is_some()) << index;
        value.unwrap_or_default()
    }));
    nulls.append(valid, count);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_bits_are_those_that_were_added(chunks in prop::collection::vec(prop::collection::vec(any::<bool>(), 0..=64), 0..9)) {
            let mut nulls = Nulls::default();
            for chunk in &chunks {
                let valid = chunk.iter().rev().fold(0, |bits, valid| bits << 1 | u64::from(*valid));
                nulls.append(valid, chunk.len());
            }
            let expected = chunks.concat();
            let bits = nulls.finish().map(|nulls| nulls.iter().collect::<Vec<_>>());
            prop_assert_eq!(bits, expected.contains(&false).then_some(expected));
        }
    }

    #[test]
    fn absent_values_are_defaults_and_null() {
        let (mut values, mut nulls) = (Vec::new(), Nulls::default());
        extend(&mut values, &mut nulls, [1, 2, 3].into_iter(), |number| (number != 2).then_some(number));
        assert_eq!(values, [1, 0, 3]);
        assert!(nulls.finish().expect("one is null").is_null(1));
    }
}
