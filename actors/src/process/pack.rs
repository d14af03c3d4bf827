//! Encoded values that can be located without decoding the others, so that one invalid value does not affect them.

use std::ops::Range;

use serde::Serialize;

/// Encoded values, one after the other.
#[derive(Debug, Default)]
pub(super) struct Pack {
    bytes: Vec<u8>,
    /// The end of each value.
    ends: Vec<usize>,
}

/// Writes to the end of a vector, which keeps its content if a value cannot be encoded.
struct Tail<'a>(&'a mut Vec<u8>);

impl Extend<u8> for Tail<'_> {
    fn extend<I: IntoIterator<Item = u8>>(&mut self, bytes: I) {
        self.0.extend(bytes);
    }
}

impl Pack {
    /// Adds a value.
    ///
    /// # Errors
    /// Returns why it cannot be encoded; nothing is then added.
    pub(super) fn push<T: Serialize>(&mut self, value: &T) -> postcard::Result<()> {
        // An earlier value may have panicked half-way.
        self.truncate(self.len());
        postcard::to_extend(value, Tail(&mut self.bytes))?;
        self.ends.push(self.bytes.len());
        Ok(())
    }

    /// Keeps the first `values` values.
    pub(super) fn truncate(&mut self, values: usize) {
        self.ends.truncate(values);
        self.bytes.truncate(self.start(self.ends.len()));
    }

    /// Returns the number of values.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Iterates over the bytes of each value.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.ends.iter().enumerate().map(|(number, end)| &self.bytes[self.start(number)..*end])
    }

    fn start(&self, number: usize) -> usize {
        number.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    /// Appends some of the values to a frame.
    ///
    /// # Errors
    /// None in practice: numbers can always be encoded.
    pub(super) fn write(&self, range: Range<usize>, frame: &mut Vec<u8>) -> postcard::Result<()> {
        let (start, end) = (self.start(range.start), self.start(range.end));
        let lengths: Vec<usize> = range.map(|number| self.ends[number] - self.start(number)).collect();
        postcard::to_extend(&lengths, Tail(frame))?;
        frame.extend_from_slice(&self.bytes[start..end]);
        Ok(())
    }

    /// Reads the rest of a frame; `None` if it was not written by [`write`](Pack::write).
    pub(super) fn read(frame: &[u8]) -> Option<Pack> {
        let (lengths, bytes) = postcard::take_from_bytes::<Vec<usize>>(frame).ok()?;
        let mut end = 0_usize;
        let ends = lengths.into_iter().map(|length| {
            end = end.checked_add(length)?;
            Some(end)
        });
        let ends = ends.collect::<Option<Vec<usize>>>()?;
        (end == bytes.len()).then(|| Pack { bytes: bytes.to_vec(), ends })
    }
}

#[cfg(test)]
mod tests {
    use serde::ser::Error;
    use serde::{Serializer, ser::SerializeSeq};

    use super::*;

    /// Writes something, then fails.
    struct Unfit;

    impl Serialize for Unfit {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut items = serializer.serialize_seq(Some(2))?;
            items.serialize_element("half")?;
            Err(S::Error::custom("no more"))
        }
    }

    fn pack() -> Pack {
        let mut pack = Pack::default();
        for text in ["one", "", "three"] {
            assert_eq!(pack.push(&text), Ok(()));
            assert!(pack.push(&Unfit).is_err());
        }
        pack
    }

    fn texts(pack: &Pack) -> Vec<String> {
        pack.iter().map(|bytes| postcard::from_bytes(bytes).expect("a text was written")).collect()
    }

    #[test]
    fn an_unfit_value_leaves_the_others_as_they_are() {
        assert_eq!(texts(&pack()), ["one", "", "three"]);
    }

    #[test]
    fn any_part_of_the_values_comes_through_a_frame() {
        for range in [0..3, 1..2, 2..3, 1..1, 3..3] {
            let mut frame = vec![];
            assert_eq!(pack().write(range.clone(), &mut frame), Ok(()));
            let read = Pack::read(&frame).map(|pack| texts(&pack));
            assert_eq!(read, Some(["one", "", "three"][range].iter().map(|text| (*text).to_owned()).collect()));
        }
    }

    #[test]
    fn a_frame_of_another_kind_is_refused() {
        let mut frame = vec![];
        assert_eq!(pack().write(0..3, &mut frame), Ok(()));
        for end in 0..frame.len() {
            assert!(Pack::read(&frame[..end]).is_none(), "{end} bytes");
        }
        assert!(
            Pack::read(&[2, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 1]).is_none(),
            "lengths beyond all numbers"
        );
    }
}
