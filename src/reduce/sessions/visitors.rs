//! The visitors of a state, known by hashes, and the visits of each.
//!
//! A visitor is 128 bits of hash and not the texts that tell visitors apart: a host and a user agent are some 130 bytes. Among a hundred
//! million visitors the chance that any two have one hash is less than one in 10^22. The visits of a visitor are a list in the order of
//! time, entered where it was last changed: logs come in the order of time, if not from the beginning.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;

use super::ends::earlier_and_later;
use super::texts::EndTexts;
use super::visit::{Ends, Linkage, NONE, Visit};
use crate::reduce::group::table::CHUNK;

/// The hash of what tells visitors apart.
pub type VisitorHash = u128;

const FIRST_SLOTS: usize = 1 << 10;

/// Visitors and their visits.
pub struct Visitors {
    /// Numbers of visitors by hash, from 1; 0 for none. A power of two, at least twice the number of visitors.
    slots: Vec<u32>,
    hashes: Vec<[u64; 2]>,
    /// For each visitor, the visit that was changed last.
    recent: Vec<u32>,
    visits: Vec<Visit>,
    /// For each visit, if ends are kept.
    ends: Option<Vec<Ends>>,
    /// The first visit that is not used; the others follow it.
    unused: u32,
    /// The spans of all visits, which decide how much memory is counted.
    spans: u64,
    /// Seeded at random, so that a log cannot be written for visitors that collide in the slots.
    hasher: RandomState,
}

fn words(hash: VisitorHash) -> [u64; 2] {
    [(hash >> 64) as u64, hash as u64]
}

impl Visitors {
    /// No visitors.
    pub fn new(keeps_ends: bool) -> Visitors {
        Visitors {
            slots: vec![0; FIRST_SLOTS],
            hashes: Vec::new(),
            recent: Vec::new(),
            visits: Vec::new(),
            ends: keeps_ends.then(Vec::new),
            unused: NONE,
            spans: 0,
            hasher: RandomState::default(),
        }
    }

    /// The number of visitors.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Memory that they take up, in bytes: depends on the requests alone, and never shrinks. Visits are counted by their spans, of which a
    /// visitor has at least as many.
    pub fn bytes(&self) -> usize {
        let visitor = size_of::<[u64; 2]>() + size_of::<u32>();
        let visit = size_of::<Visit>() + self.ends.as_ref().map_or(0, |_| size_of::<Ends>());
        let visits = usize::try_from(self.spans).unwrap_or(usize::MAX).saturating_mul(visit);
        (self.slots.len() * size_of::<u32>() + self.len() * visitor).saturating_add(visits)
    }

    /// The hash of a visitor.
    pub fn hash(&self, visitor: u32) -> VisitorHash {
        let [high, low] = self.hashes[visitor as usize];
        u128::from(high) << 64 | u128::from(low)
    }

    /// The visits of a visitor, in the order of time.
    pub fn visits(&self, visitor: u32) -> impl Iterator<Item = (&Visit, Option<&Ends>)> {
        let mut first = self.recent[visitor as usize];
        while let Some(visit) = self.visits.get(first as usize)
            && visit.before != NONE
        {
            first = visit.before;
        }
        let mut next = first;
        std::iter::from_fn(move || {
            let (at, visit) = (next as usize, self.visits.get(next as usize)?);
            next = visit.after;
            Some((visit, self.ends.as_ref().map(|ends| &ends[at])))
        })
    }

    /// The numbers of up to [`CHUNK`] visitors, which are added where they are new.
    pub fn numbers(&mut self, hashes: &[VisitorHash], numbers: &mut [u32; CHUNK]) {
        // Loads that do not wait for each other: the slots of all, then their hashes, then their visits.
        let mut slots = [0; CHUNK];
        for (slot, hash) in slots.iter_mut().zip(hashes) {
            *slot = self.slots[self.home(words(*hash))];
        }
        let mut known = [false; CHUNK];
        for ((known, slot), hash) in known.iter_mut().zip(&slots).zip(hashes) {
            *known = *slot != 0 && self.hashes[*slot as usize - 1] == words(*hash);
        }
        let mut touched = 0;
        for (i, hash) in hashes.iter().enumerate() {
            numbers[i] = if known[i] { slots[i] - 1 } else { self.number(*hash) };
            touched ^= self.visits.get(self.recent[numbers[i] as usize] as usize).map_or(0, |visit| visit.end);
        }
        std::hint::black_box(touched);
    }

    /// The number of a visitor, which is added if it is new.
    #[inline(never)]
    pub fn number(&mut self, hash: VisitorHash) -> u32 {
        let hash = words(hash);
        let mut at = self.home(hash);
        while let Some(visitor) = self.slots[at].checked_sub(1) {
            if self.hashes[visitor as usize] == hash {
                return visitor;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.hashes.push(hash);
        self.recent.push(NONE);
        let number = u32::try_from(self.hashes.len()).expect("there are fewer than 2^32 visitors");
        self.slots[at] = number;
        if self.hashes.len() * 2 > self.slots.len() {
            self.grow();
        }
        number - 1
    }

    #[inline]
    fn home(&self, hash: [u64; 2]) -> usize {
        let mut hasher = self.hasher.build_hasher();
        hasher.write_u64(hash[0]);
        hasher.write_u64(hash[1]);
        let hash = hasher.finish();
        (hash ^ hash >> 32) as usize & (self.slots.len() - 1)
    }

    fn grow(&mut self) {
        self.slots = vec![0; self.slots.len() * 2];
        for number in 1..=self.hashes.len() as u32 {
            let mut at = self.home(self.hashes[number as usize - 1]);
            while self.slots[at] != 0 {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = number;
        }
    }

    /// Adds a part of a session of a visitor: it becomes a visit, or is united with those to which it is linked.
    #[inline]
    pub fn add(&mut self, visitor: u32, part: &Visit, ends: Ends, linkage: Linkage, texts: &EndTexts) {
        let mut at = self.recent[visitor as usize];
        let (mut before, mut after) = (NONE, NONE);
        while at != NONE {
            let visit = &self.visits[at as usize];
            if linkage.links(visit, part) {
                return self.unite(visitor, at, part, ends, linkage, texts);
            }
            // The place is between two neighbours of which one comes before and the other after the part.
            at = match visit.is_before(part) {
                true => {
                    before = at;
                    if after == NONE { visit.after } else { NONE }
                }
                false => {
                    after = at;
                    if before == NONE { visit.before } else { NONE }
                }
            };
        }
        self.insert(visitor, part, ends, (before, after), linkage);
    }

    /// Unites a part with a visit, and that with its neighbours if they are linked now.
    #[inline]
    fn unite(&mut self, visitor: u32, at: u32, part: &Visit, ends: Ends, linkage: Linkage, texts: &EndTexts) {
        self.recent[visitor as usize] = at;
        self.unite_one(at, part, ends, linkage, texts);
        for is_after in [true, false] {
            loop {
                let own = self.visits[at as usize];
                let neighbour = if is_after { own.after } else { own.before };
                let Some(other) =
                    self.visits.get(neighbour as usize).copied().filter(|other| linkage.links(&own, other))
                else {
                    break;
                };
                let ends = self.ends.as_ref().map_or(Ends::default(), |ends| ends[neighbour as usize]);
                self.remove(neighbour, linkage);
                self.unite_one(at, &other, ends, linkage, texts);
            }
        }
    }

    #[inline]
    fn unite_one(&mut self, at: u32, part: &Visit, part_ends: Ends, linkage: Linkage, texts: &EndTexts) {
        let visit = &mut self.visits[at as usize];
        if let Some(ends) = &mut self.ends {
            let own = &mut ends[at as usize];
            *own = earlier_and_later((visit, own), (part, &part_ends), texts);
        }
        self.spans = self.spans.saturating_sub(linkage.spans(visit));
        visit.unite(part);
        self.spans = self.spans.saturating_add(linkage.spans(visit));
    }

    /// Takes a visit out of its list.
    fn remove(&mut self, at: u32, linkage: Linkage) {
        let Visit { before, after, .. } = self.visits[at as usize];
        self.spans = self.spans.saturating_sub(linkage.spans(&self.visits[at as usize]));
        self.link(before, after);
        self.visits[at as usize].after = self.unused;
        self.unused = at;
    }

    /// Adds a visit between two neighbours.
    fn insert(&mut self, visitor: u32, part: &Visit, part_ends: Ends, (before, after): (u32, u32), linkage: Linkage) {
        self.spans = self.spans.saturating_add(linkage.spans(part));
        let visit = Visit { before, after, ..*part };
        let at = match self.visits.get_mut(self.unused as usize) {
            Some(unused) => {
                let at = std::mem::replace(&mut self.unused, unused.after);
                *unused = visit;
                at
            }
            None => {
                self.visits.push(visit);
                u32::try_from(self.visits.len() - 1)
                    .ok()
                    .filter(|at| *at != NONE)
                    .expect("there are fewer than 2^32 visits")
            }
        };
        if let Some(ends) = &mut self.ends {
            ends.resize(self.visits.len(), Ends::default());
            ends[at as usize] = part_ends;
        }
        self.link(before, at);
        self.link(at, after);
        self.recent[visitor as usize] = at;
    }

    fn link(&mut self, before: u32, after: u32) {
        if let Some(visit) = self.visits.get_mut(before as usize) {
            visit.after = after;
        }
        if let Some(visit) = self.visits.get_mut(after as usize) {
            visit.before = before;
        }
    }
}

#[cfg(test)]
#[path = "visitors_tests.rs"]
mod tests;
