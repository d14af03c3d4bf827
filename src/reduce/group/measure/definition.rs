//! What a measure is: words in the group table, a sketch beside them, and how both are added to, merged and shown.

use std::marker::PhantomData;

use arrow_array::ArrayRef;
use arrow_array::cast::AsArray;
use arrow_buffer::BooleanBuffer;

use crate::log::column::ColumnKind;
use crate::log::{Numbers, Views};
use crate::reduce::group::table::{CHUNK, Entry};
use crate::reduce::sketch::definition::Sketch;
use crate::reduce::table::Value;

/// A value of the records of a group. Records without a value of the operand do not take part, except in a count.
///
/// The state of a group is a fixed number of words, which lie beside its key in the group table, and a sketch for what does not
/// fit them. Words of zero and a default sketch are the state that has seen nothing.
///
/// Laws, property-tested for every measure: [`Measure::merge`] is associative and commutative, the state that has seen nothing is
/// its neutral element, and adding records to one state gives the same value as adding them to several and merging those.
pub trait Measure: Send + Sync + 'static {
    /// Words of the state of a group.
    const WORDS: usize;

    /// State beside the words; `()` for none.
    type Sketch: Sketch;

    /// What its value is, and with that its unit.
    fn kind(&self) -> ColumnKind;

    /// Whether the value of a state is an estimate.
    fn is_approximate(&self, _sketch: &Self::Sketch) -> bool {
        false
    }

    /// Adds records to the states of their groups.
    fn add(&self, groups: &mut Groups<'_, Self>, records: &Chunk<'_>)
    where
        Self: Sized;

    /// Adds another state to one. The other state may come from a file: its words can be any.
    fn merge(&self, words: &mut [u64], sketch: &mut Self::Sketch, more: &[u64], more_sketch: &Self::Sketch);

    /// The place of the value in the order of values.
    fn rank(&self, words: &[u64], sketch: &Self::Sketch) -> Rank;

    /// What adds up over groups to the value for all of them, in fixed point if the value is a fraction; `None` for a measure that
    /// does not add up.
    fn addend(&self, _words: &[u64], _sketch: &Self::Sketch) -> Option<i128> {
        None
    }

    /// The value.
    fn value(&self, words: &[u64], sketch: &Self::Sketch) -> Value;
}

/// The place of a value in the order of values of one type; no value comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// No value.
    Absent,
    /// A number whose unsigned order is that of the values.
    Number(u128),
    /// Bytes in the order of the values.
    Text(Box<[u8]>),
}

/// The sketches of all groups of a table, of one measure.
#[derive(Default)]
pub struct Sketches<S> {
    all: Vec<S>,
    bytes: usize,
}

impl<S: Sketch> Sketches<S> {
    /// Memory that they hold, in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The sketch of a group, if it has one.
    pub fn get(&self, slot: u64) -> Option<&S> {
        self.all.get((slot as usize).checked_sub(1)?)
    }

    /// Changes the sketch of a group, creating it if necessary. `slot` is the group's word for it, from 1; 0 if it has none.
    pub fn change<R>(&mut self, slot: &mut u64, change: impl FnOnce(&mut S) -> R) -> R {
        if *slot == 0 {
            self.all.push(S::default());
            self.bytes += size_of::<S>();
            *slot = self.all.len() as u64;
        }
        let sketch = &mut self.all[*slot as usize - 1];
        let before = sketch.bytes();
        let answer = change(sketch);
        self.bytes = self.bytes + sketch.bytes() - before;
        answer
    }

    /// Removes all sketches.
    pub fn clear(&mut self) {
        self.all.clear();
        self.bytes = 0;
    }
}

/// Whether a measure has sketches: then a word after its own finds that of a group.
pub const fn has_sketch<M: Measure>() -> bool {
    size_of::<M::Sketch>() > 0
}

/// The states of one measure in the groups of some records.
pub struct Groups<'a, M: Measure> {
    arena: &'a mut [u64],
    entries: &'a [Entry],
    at: usize,
    /// `None` for a measure without sketches.
    sketches: Option<&'a mut Sketches<M::Sketch>>,
    measure: PhantomData<M>,
}

impl<'a, M: Measure> Groups<'a, M> {
    /// The states `at` words into the accumulators of one entry for each record.
    pub fn new(
        arena: &'a mut [u64],
        entries: &'a [Entry],
        at: usize,
        sketches: Option<&'a mut Sketches<M::Sketch>>,
    ) -> Groups<'a, M> {
        Groups { arena, entries, at, sketches, measure: PhantomData }
    }

    /// Changes the state of the group of a record, which is the n-th of its chunk.
    #[inline(always)]
    pub fn change(&mut self, record: usize, change: impl FnOnce(&mut [u64], &mut M::Sketch)) {
        self.change_entry(self.entries[record], change);
    }

    #[inline(always)]
    fn change_entry(&mut self, entry: Entry, change: impl FnOnce(&mut [u64], &mut M::Sketch)) {
        let start = entry.start + self.at;
        match &mut self.sketches {
            Some(sketches) if has_sketch::<M>() => {
                let (words, slot) = self.arena[start..=start + M::WORDS].split_at_mut(M::WORDS);
                sketches.change(&mut slot[0], |sketch| change(words, sketch));
            }
            _ => change(&mut self.arena[start..start + M::WORDS], &mut M::Sketch::default()),
        }
    }
}

/// What a measure reads of a batch.
pub struct MeasureInput<'a> {
    /// The values; `None` for a measure of the records themselves.
    pub values: Option<Values<'a>>,
    /// The times of the records, for a measure that needs them.
    pub times: Option<Numbers<'a>>,
    /// The records that are measured; `None` for all.
    pub mask: Option<BooleanBuffer>,
}

/// The values of an operand.
pub enum Values<'a> {
    /// Numbers or times.
    Numbers(Numbers<'a>),
    /// Texts.
    Texts(Views<'a>),
}

impl<'a> Values<'a> {
    /// The values of an array; `None` if no value has its type.
    pub fn of(array: &'a ArrayRef) -> Option<Values<'a>> {
        match array.as_string_view_opt() {
            Some(texts) => Some(Values::Texts(Views::new(texts))),
            None => Numbers::of_array(array).map(Values::Numbers),
        }
    }
}

/// Up to 32 records of a batch, as a measure sees them.
pub struct Chunk<'a> {
    input: &'a MeasureInput<'a>,
    rows: &'a [u32],
}

impl<'a> Chunk<'a> {
    /// Some rows of a batch.
    pub fn new(input: &'a MeasureInput<'a>, rows: &'a [u32]) -> Chunk<'a> {
        Chunk { input, rows }
    }

    /// Calls `add` with the index of each record that is measured, and that has a value if there is an operand.
    #[inline(always)]
    pub fn each(&self, mut add: impl FnMut(usize)) {
        match (&self.input.values, &self.input.mask) {
            (None, None) => (0..self.rows.len()).for_each(add),
            (None, Some(mask)) => {
                let measured = |(_, row): &(usize, &u32)| mask.value(**row as usize);
                self.rows.iter().enumerate().filter(measured).for_each(|(record, _)| add(record));
            }
            (Some(Values::Numbers(_)), _) => self.numbers(|record, _| add(record)),
            (Some(Values::Texts(_)), _) => self.texts(|record, _| add(record)),
        }
    }

    /// Calls `add` with the index and number of each record that has one: a word whose unsigned order is that of the values,
    /// as [`Numbers::word`] makes it.
    #[inline(always)]
    pub fn numbers(&self, mut add: impl FnMut(usize, u64)) {
        let Some(Values::Numbers(numbers)) = &self.input.values else { return };
        // All values are read before the first is used: no read waits for an addition.
        let mut values = [None; CHUNK];
        numbers.words(self.rows, &mut values);
        if let Some(mask) = &self.input.mask {
            for (value, row) in values.iter_mut().zip(self.rows) {
                *value = value.filter(|_| mask.value(*row as usize));
            }
        }
        for (record, value) in values.into_iter().enumerate() {
            if let Some(value) = value {
                add(record, value);
            }
        }
    }

    /// Calls `add` with the index and text of each record that has one.
    #[inline(always)]
    pub fn texts(&self, mut add: impl FnMut(usize, &[u8])) {
        let Some(Values::Texts(texts)) = &self.input.values else { return };
        for (record, row) in self.rows.iter().enumerate() {
            let is_measured = self.input.mask.as_ref().is_none_or(|mask| mask.value(*row as usize));
            if let Some(text) = texts.get(*row as usize).filter(|_| is_measured) {
                add(record, text);
            }
        }
    }

    /// The word of the time of a record, the n-th of the chunk.
    pub fn time(&self, record: usize) -> Option<u64> {
        self.input.times.as_ref()?.word(self.rows[record] as usize)
    }
}
