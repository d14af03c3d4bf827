//! What a measure is: words in the group table, a sketch beside them, and how both are added to, merged and shown.

use std::fmt;
use std::marker::PhantomData;

use arrow_array::RecordBatch;

use crate::log::column::ColumnKind;
use crate::log::{Column, MissingColumn, Numbers, Views};
use crate::reduce::group::table::{CHUNK, Entry};
use crate::reduce::state::StateError;
use crate::reduce::table::Value;

/// A number about the records of a group. Records without the column's value do not take part, except in a count.
///
/// The state of a group is a fixed number of words, which lie beside its key in the group table, and a sketch for what does not
/// fit them. Words of zero and a default sketch are the state that has seen nothing.
///
/// Laws, property-tested for every measure: [`Measure::merge`] is associative and commutative, the state that has seen nothing is
/// its neutral element, and adding records to one state gives the same value as adding them to several and merging those.
///
/// Settings name it by its `Display`, such as `sum(bytes)`; two measures of one name are the same.
pub trait Measure: fmt::Display + fmt::Debug + Send + Sync + 'static {
    /// Words of the state of a group.
    const WORDS: usize;

    /// State beside the words; `()` for none.
    type Sketch: Sketch;

    /// The column that it reads.
    fn column(&self) -> Option<Column>;

    /// What its value is, and with that its unit.
    fn kind(&self) -> ColumnKind;

    /// Whether its value is an estimate.
    fn is_approximate(&self) -> bool {
        false
    }

    /// Adds records to the states of their groups.
    fn add(&self, groups: &mut Groups<'_, Self>, records: &Chunk<'_>)
    where
        Self: Sized;

    /// Adds another state to one. The other state may come from a file: its words can be any.
    fn merge(&self, words: &mut [u64], sketch: &mut Self::Sketch, more: &[u64], more_sketch: &Self::Sketch);

    /// A number whose order is that of the values; no value comes first.
    fn rank(&self, words: &[u64], sketch: &Self::Sketch) -> u128;

    /// What adds up over groups to the value for all of them; `None` for a measure that does not add up.
    fn addend(&self, _words: &[u64], _sketch: &Self::Sketch) -> Option<i128> {
        None
    }

    /// The value.
    fn value(&self, words: &[u64], sketch: &Self::Sketch) -> Value;
}

/// State of a group that does not fit a fixed number of words.
///
/// Laws, property-tested with the measure: all of these depend only on what was added, in whatever order it came; and memory never
/// shrinks when more is added.
pub trait Sketch: Default + Send + 'static {
    /// Memory that it holds beside its own size, in bytes.
    fn bytes(&self) -> usize;

    /// Appends the sketch to `out`.
    fn encode(&self, out: &mut Vec<u8>);

    /// Reads what [`Sketch::encode`] wrote.
    ///
    /// # Errors
    /// [`StateError`] for any other bytes.
    fn decode(bytes: &[u8]) -> Result<Self, StateError>;
}

/// No sketch.
impl Sketch for () {
    fn bytes(&self) -> usize {
        0
    }

    fn encode(&self, _: &mut Vec<u8>) {}

    fn decode(bytes: &[u8]) -> Result<(), StateError> {
        if bytes.is_empty() { Ok(()) } else { Err(StateError::TooLong { bytes: bytes.len() }) }
    }
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

    /// Changes the state of the group of each record, whether it has a value or not.
    #[inline(always)]
    pub fn change_all(&mut self, mut change: impl FnMut(&mut [u64], &mut M::Sketch)) {
        for entry in self.entries {
            self.change_entry(*entry, &mut change);
        }
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

/// The column of a batch that a measure reads.
pub enum MeasureInput<'a> {
    /// None: only records count.
    Records,
    /// A column of numbers or times.
    Numbers(Numbers<'a>),
    /// A text column.
    Texts(Views<'a>),
}

impl<'a> MeasureInput<'a> {
    /// The values of a column.
    ///
    /// # Errors
    /// [`MissingColumn`] when the batch does not hold it.
    pub fn of(batch: &'a RecordBatch, column: Option<Column>) -> Result<MeasureInput<'a>, MissingColumn> {
        match column {
            None => Ok(MeasureInput::Records),
            Some(column) if column.is_text() => Views::of(batch, column).map(MeasureInput::Texts),
            Some(column) => Numbers::of(batch, column).map(MeasureInput::Numbers),
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

    /// Calls `add` with the index and number of each record that has one: a word whose unsigned order is that of the values,
    /// as [`Numbers::word`] makes it.
    #[inline(always)]
    pub fn numbers(&self, mut add: impl FnMut(usize, u64)) {
        let MeasureInput::Numbers(numbers) = self.input else { return };
        // All values are read before the first is used: no read waits for an addition.
        let mut values = [None; CHUNK];
        for (value, row) in values.iter_mut().zip(self.rows) {
            *value = numbers.word(*row as usize);
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
        let MeasureInput::Texts(texts) = self.input else { return };
        for (record, row) in self.rows.iter().enumerate() {
            if let Some(text) = texts.get(*row as usize) {
                add(record, text);
            }
        }
    }
}
