//! Reads what sketches wrote and nothing else: a number has one form, so that equal sketches alone have equal bytes.

use std::ops::RangeInclusive;

use super::few::Counted;
use crate::reduce::bytes::{ByteReader, write_number};
use crate::reduce::state::StateError;

/// Reads a number in its shortest form.
#[inline]
pub(in crate::reduce) fn number(reader: &mut ByteReader<'_>) -> Result<u64, StateError> {
    let before = reader.0;
    let number = reader.number()?;
    match before[..before.len() - reader.0.len()] {
        [_] => Ok(number),
        [.., 0] => damaged("a number has zeros before it"),
        // The 64th bit alone is in the tenth group.
        ref groups if groups.len() > 10 || (groups.len() == 10 && groups[9] != 1) => {
            damaged("a number exceeds 64 bits")
        }
        _ => Ok(number),
    }
}

/// Reads a number that is not zero.
pub(in crate::reduce) fn positive(reader: &mut ByteReader<'_>) -> Result<u64, StateError> {
    match number(reader)? {
        0 => damaged("a count is zero"),
        number => Ok(number),
    }
}

/// Reads the number of elements that follow, each of which takes at least `each` bytes: memory can be allocated for them all.
pub(in crate::reduce) fn length(reader: &mut ByteReader<'_>, each: usize) -> Result<usize, StateError> {
    let len = number(reader)?;
    within(reader, len, each)
}

/// The number of elements if they can follow.
pub(in crate::reduce) fn within(reader: &ByteReader<'_>, len: u64, each: usize) -> Result<usize, StateError> {
    usize::try_from(len).ok().filter(|len| *len <= reader.0.len() / each).ok_or(StateError::CutOff)
}

/// Reads bytes.
pub(in crate::reduce) fn take<'a>(reader: &mut ByteReader<'a>, len: usize) -> Result<&'a [u8], StateError> {
    let (bytes, rest) = reader.0.split_at_checked(len).ok_or(StateError::CutOff)?;
    reader.0 = rest;
    Ok(bytes)
}

/// Reads a text after its length.
pub(in crate::reduce) fn text<'a>(reader: &mut ByteReader<'a>) -> Result<&'a [u8], StateError> {
    let len = length(reader, 1)?;
    take(reader, len)
}

/// Appends a number with a sign: small ones take few bytes, whatever their sign.
pub(in crate::reduce) fn write_signed(number: i64, out: &mut Vec<u8>) {
    write_number((number << 1 ^ number >> 63) as u64, out);
}

/// Reads a number with a sign.
pub(in crate::reduce) fn signed(reader: &mut ByteReader<'_>) -> Result<i64, StateError> {
    let number = number(reader)?;
    Ok((number >> 1) as i64 ^ -((number & 1) as i64))
}

/// Appends counts of sorted keys: each key as its distance from the one before, and its count.
pub(in crate::reduce) fn write_counts<K: Into<i64>>(counts: impl Iterator<Item = Counted<K>>, out: &mut Vec<u8>) {
    let mut before = None;
    for (key, count) in counts {
        let key = key.into();
        match before {
            None => write_signed(key, out),
            Some(before) => write_number((key - before - 1) as u64, out),
        }
        before = Some(key);
        write_number(count, out);
    }
}

/// Reads counts of `len` sorted keys, which lie in a range.
pub(in crate::reduce) fn counts<K>(
    reader: &mut ByteReader<'_>,
    len: u64,
    range: RangeInclusive<K>,
) -> Result<Vec<Counted<K>>, StateError>
where
    K: Copy + Ord + Into<i64> + TryFrom<i64>,
{
    let len = within(reader, len, 2)?;
    let mut counts: Vec<Counted<K>> = Vec::with_capacity(len);
    for _ in 0..len {
        let key = match counts.last() {
            None => signed(reader)?,
            Some((before, _)) => {
                let between = number(reader)?.try_into().unwrap_or(i64::MAX);
                (*before).into().saturating_add(1).saturating_add(between)
            }
        };
        let Some(key) = K::try_from(key).ok().filter(|key| range.contains(key)) else {
            return damaged("a count is out of range");
        };
        counts.push((key, positive(reader)?));
    }
    Ok(counts)
}

/// Ends reading.
pub(in crate::reduce) fn end(reader: &ByteReader<'_>) -> Result<(), StateError> {
    if reader.0.is_empty() { Ok(()) } else { Err(StateError::TooLong { bytes: reader.0.len() }) }
}

/// The error for a state that no sketch writes.
pub(in crate::reduce) fn damaged<T>(what: &'static str) -> Result<T, StateError> {
    Err(StateError::Damaged { what })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_form() {
        for value in [0, 1, 127, 128, 1 << 63, u64::MAX] {
            let mut bytes = Vec::new();
            write_number(value, &mut bytes);
            assert_eq!(number(&mut ByteReader(&bytes)).ok(), Some(value));
            let last = bytes.len() - 1;
            bytes[last] |= 0x80;
            bytes.push(0);
            assert!(number(&mut ByteReader(&bytes)).is_err(), "{value} with a zero before it");
        }
        for excess in [[2].as_slice(), &[3], &[0x81, 1]] {
            let bytes = [[0xFF; 9].as_slice(), excess].concat();
            assert!(number(&mut ByteReader(&bytes)).is_err(), "{excess:?}");
        }
    }

    #[test]
    fn signed_numbers_round_trip() {
        for value in [0, 1, -1, 63, -64, 64, i64::MAX, i64::MIN] {
            let mut bytes = Vec::new();
            write_signed(value, &mut bytes);
            assert_eq!(signed(&mut ByteReader(&bytes)).ok(), Some(value));
        }
    }
}
