//! Groups on disk: a state that is larger than it may be writes them to a file, and reads them again at the end, a part at a time.
//!
//! A key always belongs to the same one of [`PARTS`] parts, by its hash. So the groups of a part can be merged without those of the others,
//! and only the rows that can be shown stay in memory.

use twox_hash::XxHash3_64;

use super::Group;
use super::finish::{Finishing, totals_of};
use super::layout::WordLayout;
use super::on_disk::{SpillFile, Spilled};
use super::state::{GroupState, LeftOut};
use super::table::Entry;
use crate::reduce::bytes::{ByteReader, write_text};
use crate::reduce::{Disk, ReduceError, StateError};

/// Parts of the keys: one is that much smaller than all groups.
const PARTS: usize = 256;

/// Writes all groups of a state to disk.
///
/// # Errors
/// That of the operating system.
pub fn spill(group: &Group, state: &mut GroupState, disk: &dyn Disk) -> Result<(), ReduceError> {
    let mut totals = totals_of(group, state);
    let file = written(&group.layout, state, disk)?;
    let mut files = vec![file];
    if let Some(before) = state.spilled.take() {
        totals.add(&before.totals);
        files.extend(before.files);
    }
    let empty = GroupState::new(&group.layout);
    *state = GroupState { failures: state.failures, spilled: Some(Box::new(Spilled { files, totals })), ..empty };
    Ok(())
}

/// The state with the groups that can be shown, and the sums of the others.
///
/// # Errors
/// That of the operating system.
pub fn gather(group: &Group, mut state: GroupState, disk: &dyn Disk) -> Result<GroupState, ReduceError> {
    if state.spilled.is_none() {
        return Ok(state);
    }
    // Then every part is on disk as a whole.
    spill(group, &mut state, disk)?;
    let Some(spilled) = state.spilled.take() else { return Ok(state) };
    let mut left_out = LeftOut { totals: spilled.totals.clone(), groups: 0, rest: GroupState::new(&group.layout) };
    for part in 0..PARTS {
        let mut own = GroupState::new(&group.layout);
        read(&spilled, part, &group.layout, &mut own)?;
        let finishing = Finishing::with_totals(group, &own, spilled.totals.clone());
        let (first, groups) = finishing.first();
        left_out.groups += groups;
        let first: Vec<Entry> = first.iter().map(|ranked| ranked.entry).collect();
        for entry in &first {
            state.add_group(&group.layout, own.table.key(*entry), &own, *entry);
        }
        if group.other {
            finishing.add_others(&first, &mut left_out.rest);
        }
    }
    state.left_out = Some(Box::new(left_out));
    Ok(state)
}

/// The state with all groups in memory again.
///
/// # Errors
/// That of the operating system.
pub fn whole(group: &Group, state: &GroupState) -> Result<GroupState, ReduceError> {
    let mut all = GroupState { failures: state.failures, ..GroupState::new(&group.layout) };
    for entry in state.table.entries() {
        all.add_group(&group.layout, state.table.key(entry), state, entry);
    }
    if let Some(spilled) = &state.spilled {
        for part in 0..PARTS {
            read(spilled, part, &group.layout, &mut all)?;
        }
    }
    Ok(all)
}

/// A file with all groups of a state.
fn written(layout: &WordLayout, state: &GroupState, disk: &dyn Disk) -> Result<SpillFile, ReduceError> {
    let mut file = SpillFile::new(disk)?;
    let mut buffers: Vec<Vec<u8>> = vec![Vec::new(); PARTS];
    for entry in state.table.entries() {
        let key = state.table.key(entry);
        let part = part_of(key);
        write_text(key, &mut buffers[part]);
        layout.encode(state.table.accumulators(entry), &state.sketches, &mut buffers[part]);
        file.write_if_long(part, &mut buffers[part])?;
    }
    for (part, buffer) in buffers.iter_mut().enumerate() {
        file.write(part, buffer)?;
    }
    Ok(file)
}

/// Adds the groups of a part to a state.
fn read(spilled: &Spilled, part: usize, layout: &WordLayout, state: &mut GroupState) -> Result<(), ReduceError> {
    let mut add = |bytes: &[u8]| absorb(layout, bytes, state).map_err(|error| ReduceError::Other(error.into()));
    spilled.files.iter().try_for_each(|file| file.read(part, &mut add))
}

/// Adds encoded groups to a state.
fn absorb(layout: &WordLayout, encoded: &[u8], state: &mut GroupState) -> Result<(), StateError> {
    let mut bytes = ByteReader(encoded);
    let (mut words, mut sketches) = (vec![0; layout.words()], layout.sketches());
    while !bytes.0.is_empty() {
        let key = bytes.text()?;
        layout.decode(&mut bytes, &mut words, &mut sketches)?;
        let own = state.table.find_or_insert(key);
        layout.merge(state.table.accumulators_mut(own), &mut state.sketches, &words, &sketches);
        layout.clear(&mut sketches);
    }
    Ok(())
}

/// The part of a key: that of the highest bits of its hash, as tables use the lowest of another.
fn part_of(key: &[u8]) -> usize {
    (XxHash3_64::oneshot(key) >> 56) as usize
}
