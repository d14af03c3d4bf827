//! The laws of all sketches, as properties.

use proptest::prelude::*;

use super::definition::Sketch;

/// A sketch's functions, and the laws that hold for them.
pub(super) struct Laws<S, T> {
    pub add: fn(&mut S, &T),
    pub merge: fn(&mut S, &S),
}

pub(super) fn encoded(sketch: &impl Sketch) -> Vec<u8> {
    let mut bytes = Vec::new();
    sketch.encode(&mut bytes);
    bytes
}

impl<S: Sketch, T> Laws<S, T> {
    pub fn of(&self, values: &[T]) -> S {
        let mut sketch = S::default();
        values.iter().for_each(|value| (self.add)(&mut sketch, value));
        sketch
    }

    fn merged(&self, mut one: S, others: &[&S]) -> S {
        others.iter().for_each(|other| (self.merge)(&mut one, other));
        one
    }

    /// Adding and merging in any order makes equal sketches, of equal memory.
    pub fn order_makes_no_difference(
        &self,
        values: &[T],
        shuffled: &[T],
        cuts: (usize, usize),
    ) -> Result<(), TestCaseError> {
        let whole = self.of(values);
        let (first, last) = shuffled.split_at(cuts.0.max(cuts.1) % (shuffled.len() + 1));
        let (first, middle) = first.split_at(cuts.0.min(cuts.1) % (first.len() + 1));
        let parts = || (self.of(first), self.of(middle), self.of(last));
        let (a, b, c) = parts();
        let others = [
            ("in another order", self.of(shuffled)),
            ("added to a part", {
                let mut part = self.of(first);
                middle.iter().chain(last).for_each(|value| (self.add)(&mut part, value));
                part
            }),
            ("merged from left to right", self.merged(parts().0, &[&b, &c])),
            ("merged from right to left", self.merged(parts().2, &[&b, &a])),
            ("merged after the others", self.merged(parts().0, &[&self.merged(parts().1, &[&c])])),
            ("merged with nothing", self.merged(self.merged(S::default(), &[&whole]), &[&S::default()])),
        ];
        for (how, other) in &others {
            prop_assert_eq!(encoded(other), encoded(&whole), "{}", how);
            prop_assert_eq!(other.bytes(), whole.bytes(), "memory {}", how);
        }
        Ok(())
    }

    /// Memory does not shrink when a value is added or a sketch merged.
    pub fn memory_does_not_shrink(&self, values: &[T], other: &[T]) -> Result<(), TestCaseError> {
        let mut sketch = S::default();
        prop_assert_eq!(sketch.bytes(), 0);
        let mut before = 0;
        for value in values {
            (self.add)(&mut sketch, value);
            prop_assert!(sketch.bytes() >= before, "{} after {}", sketch.bytes(), before);
            before = sketch.bytes();
        }
        let other = self.of(other);
        let merged = self.merged(sketch, &[&other]);
        prop_assert!(merged.bytes() >= before.max(other.bytes()));
        Ok(())
    }

    /// A sketch is read as it was written, and goes on like the one that was written.
    pub fn decoding_restores(&self, values: &[T], more: &[T]) -> Result<(), TestCaseError> {
        let mut sketch = self.of(values);
        let bytes = encoded(&sketch);
        let mut decoded = S::decode(&bytes).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(encoded(&decoded), bytes.as_slice());
        prop_assert_eq!(decoded.bytes(), sketch.bytes());
        for value in more {
            (self.add)(&mut sketch, value);
            (self.add)(&mut decoded, value);
        }
        prop_assert_eq!(encoded(&decoded), encoded(&sketch));
        prop_assert_eq!(decoded.bytes(), sketch.bytes());
        Ok(())
    }

    /// Bytes that are cut off, too long or changed are no sketch, or another one that is written so.
    pub fn decoding_accepts_only_what_is_written(
        &self,
        values: &[T],
        at: usize,
        byte: u8,
    ) -> Result<(), TestCaseError> {
        let mut bytes = encoded(&self.of(values));
        prop_assert!(S::decode(&bytes[..at % bytes.len()]).is_err(), "cut off");
        bytes.push(byte);
        prop_assert!(S::decode(&bytes).is_err(), "too long");
        bytes.pop();
        let at = at % bytes.len();
        bytes[at] = byte;
        decodes_or_fails::<S>(&bytes)
    }
}

/// Bytes are an error, or what the sketch read from them is written as.
pub(super) fn decodes_or_fails<S: Sketch>(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(sketch) = S::decode(bytes) {
        prop_assert_eq!(encoded(&sketch), bytes);
    }
    Ok(())
}

/// Tests the laws for a sketch: the type of its values, a strategy for lists of them, and how they are added and merged.
macro_rules! test_laws {
    ($sketch:ty, $value:ty, $values:expr, $add:expr, $merge:expr) => {
        const LAWS: $crate::reduce::sketch::laws::Laws<$sketch, $value> =
            $crate::reduce::sketch::laws::Laws { add: $add, merge: $merge };

        proptest::proptest! {
            #![proptest_config(proptest::prelude::ProptestConfig::default())]

            #[test]
            fn order_makes_no_difference(
                (values, shuffled) in $crate::reduce::sketch::laws::shuffled($values),
                cuts: (usize, usize),
            ) {
                LAWS.order_makes_no_difference(&values, &shuffled, cuts)?;
            }

            #[test]
            fn memory_does_not_shrink(values in $values, other in $values) {
                LAWS.memory_does_not_shrink(&values, &other)?;
            }

            #[test]
            fn decoding_restores(values in $values, more in $values) {
                LAWS.decoding_restores(&values, &more)?;
            }

            #[test]
            fn decoding_accepts_only_what_is_written(values in $values, at: usize, byte: u8) {
                LAWS.decoding_accepts_only_what_is_written(&values, at, byte)?;
            }

            #[test]
            fn decoding_any_bytes_does_not_panic(bytes in $crate::reduce::sketch::laws::any_bytes()) {
                $crate::reduce::sketch::laws::decodes_or_fails::<$sketch>(&bytes)?;
            }
        }

        #[test]
        fn decoding_allocates_nothing_for_what_is_not_there() {
            for len in [63, 64, 9_999, u64::from(u32::MAX), 1 << 40, u64::MAX] {
                let mut bytes = Vec::new();
                $crate::reduce::bytes::write_number(len, &mut bytes);
                assert!(<$sketch>::decode(&bytes).is_err(), "{len}");
            }
        }

        #[test]
        fn the_sketch_lies_in_32_bytes() {
            assert!(size_of::<$sketch>() <= 32, "{}", size_of::<$sketch>());
        }
    };
}
pub(super) use test_laws;

/// Bytes, of which small ones are more frequent: they are often small numbers of elements and distances.
pub(super) fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(prop_oneof![2 => 0..4_u8, 1 => any::<u8>()], 0..40)
}

/// Values, and the same in another order.
pub(super) fn shuffled<T: Clone + std::fmt::Debug + 'static>(
    values: impl Strategy<Value = Vec<T>>,
) -> impl Strategy<Value = (Vec<T>, Vec<T>)> {
    values.prop_flat_map(|values| (Just(values.clone()), Just(values).prop_shuffle()))
}
