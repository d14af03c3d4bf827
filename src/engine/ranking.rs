//! The first records of a stream in an order.

use std::cmp::Reverse;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};

use crate::log::Numbers;

/// Records that are gathered together.
const PIECE: usize = 4096;

/// What orders a record. Keys of one order are compared; no value comes last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A number, as a word of the same order.
    Number(u64),
    /// A number of a descending order.
    NumberDown(Reverse<u64>),
    /// A text.
    Text(Box<[u8]>),
    /// A text of a descending order.
    TextDown(Reverse<Box<[u8]>>),
    /// No value.
    Null,
}

impl Key {
    /// The keys of some rows of an array.
    pub fn all(values: &ArrayRef, rows: &[u32], descending: bool) -> Vec<Key> {
        let rows = rows.iter().map(|row| *row as usize);
        if let Some(texts) = values.as_string_view_opt() {
            let text = |row| match texts.is_valid(row) {
                true if descending => Key::TextDown(Reverse(texts.value(row).as_bytes().into())),
                true => Key::Text(texts.value(row).as_bytes().into()),
                false => Key::Null,
            };
            return rows.map(text).collect();
        }
        let numbers = Numbers::of_array(values);
        let number = |row| match numbers.and_then(|numbers| numbers.word(row)) {
            Some(word) if descending => Key::NumberDown(Reverse(word)),
            Some(word) => Key::Number(word),
            None => Key::Null,
        };
        rows.map(number).collect()
    }
}

/// Records that can be picked out and put together in another order.
pub trait Gather: Sized {
    /// Why that may fail.
    type Error;

    /// The records at some indices: of a piece, and of a record in it. They share no memory with the pieces.
    ///
    /// # Errors
    /// The records are too large.
    fn gather(pieces: &[Self], indices: &[(usize, usize)]) -> Result<Self, Self::Error>;
}

/// A record that may be among the first ones.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ranked {
    key: Key,
    /// How many records were added before it: equal keys stay in the order of the log.
    number: u64,
    /// Where it is.
    index: (usize, usize),
}

/// Collects the first records in an order: at most twice as many as are wanted, and those of a batch.
#[derive(Debug)]
pub struct Ranking<G> {
    most: Option<usize>,
    ranked: Vec<Ranked>,
    pieces: Vec<G>,
    added: u64,
}

impl<G: Gather> Ranking<G> {
    /// Collects the `most` first records, or all.
    pub fn new(most: Option<usize>) -> Ranking<G> {
        Ranking { most, ranked: Vec::new(), pieces: Vec::new(), added: 0 }
    }

    /// Adds records with their keys. Batches are added in the order of the log.
    ///
    /// # Errors
    /// That of [`Gather`].
    pub fn add(&mut self, keys: Vec<Key>, piece: G) -> Result<(), G::Error> {
        let number = self.pieces.len();
        for (row, key) in keys.into_iter().enumerate() {
            self.ranked.push(Ranked { key, number: self.added, index: (number, row) });
            self.added += 1;
        }
        self.pieces.push(piece);
        match self.most {
            Some(most) if self.ranked.len() >= most.saturating_mul(2).max(PIECE) => self.cut(most),
            _ => Ok(()),
        }
    }

    /// Forgets all records but the first ones.
    fn cut(&mut self, most: usize) -> Result<(), G::Error> {
        self.sort(most);
        let gathered = self.ranked.chunks(PIECE).map(|ranked| self.gathered(ranked)).collect::<Result<_, _>>()?;
        self.pieces = gathered;
        for (place, ranked) in self.ranked.iter_mut().enumerate() {
            ranked.index = (place / PIECE, place % PIECE);
        }
        Ok(())
    }

    fn sort(&mut self, most: usize) {
        self.ranked.sort_unstable();
        self.ranked.truncate(most);
    }

    fn gathered(&self, ranked: &[Ranked]) -> Result<G, G::Error> {
        let indices: Vec<(usize, usize)> = ranked.iter().map(|ranked| ranked.index).collect();
        G::gather(&self.pieces, &indices)
    }

    /// The first records in order, some thousands at a time.
    pub fn finish(mut self) -> impl Iterator<Item = Result<G, G::Error>> {
        self.sort(self.most.unwrap_or(usize::MAX));
        let starts = (0..self.ranked.len()).step_by(PIECE);
        starts.map(move |start| self.gathered(&self.ranked[start..self.ranked.len().min(start + PIECE)]))
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Arc;

    use arrow_array::{StringViewArray, UInt64Array};
    use proptest::prelude::*;

    use super::*;

    impl Gather for Vec<u64> {
        type Error = Infallible;

        fn gather(pieces: &[Vec<u64>], indices: &[(usize, usize)]) -> Result<Vec<u64>, Infallible> {
            Ok(indices.iter().map(|(piece, row)| pieces[*piece][*row]).collect())
        }
    }

    fn keys(numbers: &[Option<u64>], descending: bool) -> Vec<Key> {
        let rows: Vec<u32> = (0..numbers.len() as u32).collect();
        Key::all(&(Arc::new(UInt64Array::from(numbers.to_vec())) as ArrayRef), &rows, descending)
    }

    #[test]
    fn a_record_without_a_value_comes_last_in_both_directions() {
        for descending in [false, true] {
            let [none, one, two] = &keys(&[None, Some(1), Some(2)], descending)[..] else { panic!("three keys") };
            assert_eq!(one < two, !descending);
            assert!(one < none && two < none);
        }
        let texts: ArrayRef = Arc::new(StringViewArray::from(vec![Some("a"), None, Some("b")]));
        let [a, none, b] = &Key::all(&texts, &[0, 1, 2], true)[..] else { panic!("three keys") };
        assert!(b < a && a < none);
    }

    proptest! {
        #[test]
        fn the_first_records_are_those_of_a_stable_sort_however_they_come(
            numbers in prop::collection::vec(prop::option::of(0..20_u64), 0..12_000),
            batch in 1..3_000_usize,
            most in prop::option::of(0..6_000_usize),
            descending: bool,
        ) {
            let mut ranking = Ranking::new(most);
            let places: Vec<u64> = (0..numbers.len() as u64).collect();
            for (numbers, places) in numbers.chunks(batch).zip(places.chunks(batch)) {
                ranking.add(keys(numbers, descending), places.to_vec()).expect("numbers can be gathered");
            }
            let found: Vec<u64> = ranking.finish().flat_map(|piece| piece.expect("numbers can be gathered")).collect();
            let mut expected = places;
            let rank = |place: &u64| match numbers[*place as usize] {
                None => (true, 0),
                Some(number) if descending => (false, 100 - number),
                Some(number) => (false, number),
            };
            expected.sort_by_key(rank);
            expected.truncate(most.unwrap_or(usize::MAX));
            prop_assert_eq!(found, expected);
        }
    }
}
