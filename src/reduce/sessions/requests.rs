//! What a sessions reducer reads of a batch of requests.

use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_buffer::BooleanBuffer;

use super::state::SessionsState;
use super::texts::EndTexts;
use super::visit::{Ends, Linkage, Visit};
use super::visitors::VisitorHash;
use crate::expression::{Expression, Failures};
use crate::log::numbers::ValueType;
use crate::log::time::DAY;
use crate::log::zone::{Zone, ZoneClock};
use crate::log::{Column, Columns, Views, schema};
use crate::reduce::ReduceError;
use crate::reduce::group::key_bytes::{KeyScratch, Keys};
use crate::reduce::group::table::CHUNK;
use twox_hash::XxHash3_128;

/// What is read of requests.
#[derive(Debug, Clone)]
pub struct RequestDesign {
    /// What tells visitors apart.
    pub visitor: Vec<Expression>,
    /// The condition of pages, if they are counted.
    pub pages: Option<Expression>,
    /// Whether requests that are not pages are left out.
    pub counts_pages: bool,
    /// The keys of the entry page.
    pub first: Vec<Expression>,
    /// Whether entry, exit or those keys are kept.
    pub keeps_ends: bool,
    /// Whether the size of the responses is added up.
    pub sums_bytes: bool,
    /// What makes sessions.
    pub linkage: Linkage,
    /// The zone of days.
    pub zone: Zone,
}

/// The types of the values of expressions.
pub fn types(expressions: &[Expression]) -> Vec<ValueType> {
    expressions.iter().map(Expression::value_type).collect()
}

/// The values of expressions.
fn arrays(
    expressions: &[Expression],
    batch: &RecordBatch,
    selected: &BooleanBuffer,
    failures: &mut Failures,
) -> Result<Vec<ArrayRef>, ReduceError> {
    expressions.iter().map(|expression| Ok(expression.values(batch, selected, failures)?)).collect()
}

fn keys_of<'a>(expressions: &[Expression], arrays: &'a [ArrayRef]) -> Result<Keys<'a>, ReduceError> {
    Keys::of(&types(expressions), arrays).map_err(|error| ReduceError::Other(error.into()))
}

impl RequestDesign {
    /// The expressions that are computed.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.visitor.iter().chain(&self.pages).chain(&self.first)
    }

    /// The columns that are read.
    pub fn columns(&self) -> Columns {
        let expressions = self.expressions().map(Expression::columns);
        let mut own = vec![Column::Time];
        own.extend(self.keeps_ends.then_some(Column::Path));
        own.extend(self.sums_bytes.then_some(Column::Bytes));
        expressions.fold(own.into_iter().collect(), Columns::union)
    }

    /// Adds the selected requests of a batch to a state.
    ///
    /// # Errors
    /// [`ReduceError`] if the batch lacks a column.
    pub fn fold(
        &self,
        state: &mut SessionsState,
        batch: &RecordBatch,
        selected: &BooleanBuffer,
    ) -> Result<(), ReduceError> {
        let failures = &mut state.failures;
        let pages = self.pages.as_ref().map(|pages| pages.holds(batch, selected, failures)).transpose()?;
        let counted = match &pages {
            Some(pages) if self.counts_pages => selected & pages,
            _ => selected.clone(),
        };
        let times = schema::time(batch)?;
        let timed = times.nulls().map_or_else(|| counted.clone(), |nulls| &counted & nulls.inner());
        let timeless = counted.count_set_bits() - timed.count_set_bits();
        state.timeless = state.timeless.saturating_add(timeless as u64);
        let visitors = arrays(&self.visitor, batch, &timed, failures)?;
        let firsts = arrays(&self.first, batch, &timed, failures)?;
        let reader = RequestReader {
            times: times.values(),
            visitors: keys_of(&self.visitor, &visitors)?,
            pages,
            paths: self.keeps_ends.then(|| Views::of(batch, Column::Path)).transpose()?,
            firsts: (!self.first.is_empty()).then(|| keys_of(&self.first, &firsts)).transpose()?,
            bytes: self.sums_bytes.then(|| schema::bytes(batch)).transpose()?,
        };
        let mut clock = self.linkage.by_day.then(|| ZoneClock::new(&self.zone));
        let mut scratch = KeyScratch::default();
        let mut indices = timed.set_indices_u32();
        let mut rows = [0; CHUNK];
        loop {
            let taken = rows.iter_mut().zip(&mut indices).map(|(row, index)| *row = index).count();
            if taken == 0 {
                return Ok(());
            }
            reader.fold(state, &rows[..taken], self.linkage, &mut clock, &mut scratch);
        }
    }
}

/// The number of each row, from those of different keys and the place of each row's key among them.
fn spread(found: &[u32; CHUNK], places: &[u8], numbers: &mut [u32; CHUNK]) {
    numbers.iter_mut().zip(places).for_each(|(number, place)| *number = found[usize::from(*place)]);
}

/// The values of a batch.
struct RequestReader<'b> {
    times: &'b [i64],
    visitors: Keys<'b>,
    pages: Option<BooleanBuffer>,
    paths: Option<Views<'b>>,
    firsts: Option<Keys<'b>>,
    bytes: Option<&'b arrow_array::UInt64Array>,
}

impl RequestReader<'_> {
    /// Adds up to [`CHUNK`] requests to a state.
    fn fold(
        &self,
        state: &mut SessionsState,
        rows: &[u32],
        linkage: Linkage,
        clock: &mut Option<ZoneClock<'_>>,
        scratch: &mut KeyScratch,
    ) {
        let SessionsState { visitors, texts, .. } = state;
        let mut hashes: [VisitorHash; CHUNK] = [0; CHUNK];
        let mut numbers = [0; CHUNK];
        self.visitors.with(rows, scratch, |keys, places| {
            hashes.iter_mut().zip(keys).for_each(|(hash, key)| *hash = XxHash3_128::oneshot(key));
            let mut found = [0; CHUNK];
            visitors.numbers(&hashes[..keys.len()], &mut found);
            spread(&found, places, &mut numbers);
        });
        let (paths, keys) = self.texts(rows, texts, scratch);
        for (i, row) in rows.iter().enumerate() {
            let at = *row as usize;
            let time = self.times[at];
            let day = clock.as_mut().map_or(0, |clock| clock.shown(time).div_euclid(DAY) as i32);
            let bytes = self.bytes.filter(|bytes| bytes.is_valid(at)).map_or(0, |bytes| bytes.value(at));
            let request = Visit::of_request(time, day, self.is_page(at), bytes);
            visitors.add(numbers[i], &request, Ends::of_request(time, paths[i], keys[i]), linkage, texts);
        }
    }

    fn is_page(&self, row: usize) -> bool {
        self.pages.as_ref().is_some_and(|pages| pages.value(row))
    }

    /// The numbers of the paths of pages, and of the keys of all requests.
    fn texts(&self, rows: &[u32], texts: &mut EndTexts, scratch: &mut KeyScratch) -> ([u32; CHUNK], [u32; CHUNK]) {
        let (mut paths, mut keys) = ([0; CHUNK], [0; CHUNK]);
        if let Some(views) = &self.paths {
            let mut found: [&[u8]; CHUNK] = [&[]; CHUNK];
            let mut places = [0; CHUNK];
            let mut count = 0;
            for (i, row) in rows.iter().enumerate() {
                if let Some(path) = views.get(*row as usize).filter(|_| self.is_page(*row as usize)) {
                    (found[count], places[count]) = (path, i);
                    count += 1;
                }
            }
            let mut numbers = [0; CHUNK];
            texts.paths.numbers(&found[..count], &mut numbers);
            places[..count].iter().zip(numbers).for_each(|(place, number)| paths[*place] = number);
        }
        if let Some(firsts) = &self.firsts {
            firsts.with(rows, scratch, |firsts, places| {
                let mut found = [0; CHUNK];
                texts.keys.numbers(firsts, &mut found);
                spread(&found, places, &mut keys);
            });
        }
        (paths, keys)
    }
}
