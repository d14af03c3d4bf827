//! Type-erased measures, so that settings can hold a list of them.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::definition::{Chunk, Groups, Measure, Rank, Sketches, has_sketch};
use crate::expression::Expression;
use crate::log::Columns;
use crate::log::column::ColumnKind;
use crate::reduce::group::table::Entry;
use crate::reduce::sketch::definition::Sketch;
use crate::reduce::state::StateError;
use crate::reduce::table::Value;

/// A [`Measure`] whose type is hidden, with what it reads of each record.
#[derive(Clone)]
pub struct AnyMeasure {
    /// The call in one notation: equal measures have equal texts.
    pub text: String,
    measure: Arc<dyn ErasedMeasure>,
    /// The operands: none, a value, or a value and a time.
    pub operands: Vec<Expression>,
    /// The condition of the records that are measured.
    pub filter: Option<Expression>,
}

impl AnyMeasure {
    /// A measure of some operands.
    pub fn new(
        text: String,
        measure: Arc<dyn ErasedMeasure>,
        operands: Vec<Expression>,
        filter: Option<Expression>,
    ) -> AnyMeasure {
        AnyMeasure { text, measure, operands, filter }
    }

    /// The columns that it reads.
    pub fn columns(&self) -> Columns {
        let read = self.operands.iter().chain(&self.filter).map(Expression::columns);
        read.fold(Columns::NONE, Columns::union)
    }
}

/// The sketches of one measure in all groups of a table. Only that measure can use them.
pub struct AnySketches(Option<Box<dyn Any + Send>>);

/// A [`Measure`] of unknown type. Words are those of [`Measure::WORDS`], and after them, for a measure with sketches,
/// the slot by which the sketch of a group is found.
///
/// # Panics
/// The methods panic when they get sketches of another measure: a defect of the caller.
pub trait ErasedMeasure: Send + Sync {
    /// See [`Measure::kind`].
    fn kind(&self) -> ColumnKind;
    /// See [`Measure::is_approximate`].
    fn is_approximate(&self, words: &[u64], sketches: &AnySketches) -> bool;
    /// See [`Measure::WORDS`].
    fn words(&self) -> usize;
    /// Whether the slot of a sketch follows its words.
    fn has_sketch(&self) -> bool;
    /// The sketches of a table without groups.
    fn sketches(&self) -> AnySketches;
    /// Removes all sketches.
    fn clear(&self, sketches: &mut AnySketches);
    /// Memory that sketches hold, in bytes.
    fn sketch_bytes(&self, sketches: &AnySketches) -> usize;
    /// See [`Measure::add`].
    fn add(&self, groups: GroupsOf<'_>, sketches: &mut AnySketches, records: &Chunk<'_>);
    /// See [`Measure::merge`].
    fn merge(&self, words: &mut [u64], sketches: &mut AnySketches, more: &[u64], more_sketches: &AnySketches);
    /// Appends the sketch of a slot; nothing when there is none.
    fn encode_sketch(&self, slot: u64, sketches: &AnySketches, out: &mut Vec<u8>);
    /// Reads a sketch into a slot.
    ///
    /// # Errors
    /// [`StateError`] when the bytes are not a sketch of this measure.
    fn decode_sketch(&self, bytes: &[u8], slot: &mut u64, sketches: &mut AnySketches) -> Result<(), StateError>;
    /// See [`Measure::rank`].
    fn rank(&self, words: &[u64], sketches: &AnySketches) -> Rank;
    /// See [`Measure::addend`].
    fn addend(&self, words: &[u64], sketches: &AnySketches) -> Option<i128>;
    /// See [`Measure::value`].
    fn value(&self, words: &[u64], sketches: &AnySketches) -> Value;
}

/// The accumulators of one entry for each record of a chunk, and how many words into them the measure's own begin.
pub struct GroupsOf<'a> {
    /// All words of the table.
    pub arena: &'a mut [u64],
    /// The entries.
    pub entries: &'a [Entry],
    /// Words into their accumulators.
    pub at: usize,
}

const FOREIGN: &str = "a measure was given the sketches of another";

impl AnySketches {
    fn of<S: Sketch>(&self) -> &Sketches<S> {
        self.0.as_ref().and_then(|sketches| sketches.downcast_ref()).expect(FOREIGN)
    }

    fn of_mut<S: Sketch>(&mut self) -> &mut Sketches<S> {
        self.0.as_mut().and_then(|sketches| sketches.downcast_mut()).expect(FOREIGN)
    }
}

/// Calls `read` with a state: its words and its sketch, which is empty where there is none yet.
#[inline(always)]
fn with_state<M: Measure, R>(words: &[u64], sketches: &AnySketches, read: impl FnOnce(&[u64], &M::Sketch) -> R) -> R {
    let empty = M::Sketch::default();
    let sketch = if has_sketch::<M>() { sketches.of().get(words[M::WORDS]) } else { None };
    read(&words[..M::WORDS], sketch.unwrap_or(&empty))
}

impl<M: Measure> ErasedMeasure for M {
    fn kind(&self) -> ColumnKind {
        Measure::kind(self)
    }

    fn is_approximate(&self, words: &[u64], sketches: &AnySketches) -> bool {
        with_state::<M, _>(words, sketches, |_, sketch| Measure::is_approximate(self, sketch))
    }

    fn words(&self) -> usize {
        M::WORDS
    }

    fn has_sketch(&self) -> bool {
        has_sketch::<M>()
    }

    fn sketches(&self) -> AnySketches {
        let empty = || Box::new(Sketches::<M::Sketch>::default()) as _;
        AnySketches(has_sketch::<M>().then(empty))
    }

    fn clear(&self, sketches: &mut AnySketches) {
        if has_sketch::<M>() {
            sketches.of_mut::<M::Sketch>().clear();
        }
    }

    fn sketch_bytes(&self, sketches: &AnySketches) -> usize {
        if has_sketch::<M>() { sketches.of::<M::Sketch>().bytes() } else { 0 }
    }

    fn add(&self, groups: GroupsOf<'_>, sketches: &mut AnySketches, records: &Chunk<'_>) {
        let GroupsOf { arena, entries, at } = groups;
        let sketches = has_sketch::<M>().then(|| sketches.of_mut());
        Measure::add(self, &mut Groups::new(arena, entries, at, sketches), records);
    }

    fn merge(&self, words: &mut [u64], sketches: &mut AnySketches, more: &[u64], more_sketches: &AnySketches) {
        with_state::<M, _>(more, more_sketches, |more_words, more_sketch| {
            let (words, slot) = words.split_at_mut(M::WORDS);
            // A group gets a sketch only when there is something to put into it.
            if has_sketch::<M>() && (slot[0] != 0 || more[M::WORDS] != 0) {
                let merge = |sketch: &mut _| Measure::merge(self, words, sketch, more_words, more_sketch);
                sketches.of_mut().change(&mut slot[0], merge);
            } else {
                Measure::merge(self, words, &mut M::Sketch::default(), more_words, more_sketch);
            }
        });
    }

    fn encode_sketch(&self, slot: u64, sketches: &AnySketches, out: &mut Vec<u8>) {
        if let Some(sketch) = sketches.of::<M::Sketch>().get(slot) {
            sketch.encode(out);
        }
    }

    fn decode_sketch(&self, bytes: &[u8], slot: &mut u64, sketches: &mut AnySketches) -> Result<(), StateError> {
        let read = M::Sketch::decode(bytes)?;
        sketches.of_mut().change(slot, |sketch| *sketch = read);
        Ok(())
    }

    fn rank(&self, words: &[u64], sketches: &AnySketches) -> Rank {
        with_state::<M, _>(words, sketches, |words, sketch| Measure::rank(self, words, sketch))
    }

    fn addend(&self, words: &[u64], sketches: &AnySketches) -> Option<i128> {
        with_state::<M, _>(words, sketches, |words, sketch| Measure::addend(self, words, sketch))
    }

    fn value(&self, words: &[u64], sketches: &AnySketches) -> Value {
        with_state::<M, _>(words, sketches, |words, sketch| Measure::value(self, words, sketch))
    }
}

impl std::ops::Deref for AnyMeasure {
    type Target = dyn ErasedMeasure;

    fn deref(&self) -> &(dyn ErasedMeasure + 'static) {
        &*self.measure
    }
}

impl fmt::Display for AnyMeasure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for AnyMeasure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyMeasure({})", self.text)
    }
}

impl PartialEq for AnyMeasure {
    fn eq(&self, other: &AnyMeasure) -> bool {
        self.text == other.text
    }
}

impl Eq for AnyMeasure {}
