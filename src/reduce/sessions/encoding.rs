//! Sessions as bytes: what kind they are, what was left out, the texts, and for each visitor the hash and the visits.
//!
//! Visitors are in the order of their hashes, texts in the order of their bytes, and known by their place in it. So the same requests are
//! the same bytes.

use super::state::SessionsState;
use super::texts::Texts;
use super::visit::{Ends, Linkage, NONE, Visit};
use crate::expression::Failures;
use crate::log::zone::Zone;
use crate::reduce::bytes::{ByteReader, write_number, write_text};
use crate::reduce::sketch::codec::{damaged, end, length, number, positive, signed, take, text, write_signed};
use crate::reduce::state::StateError;

const HASH: usize = size_of::<u128>();

/// What states must have in common to be merged.
#[derive(Debug, Clone, Copy)]
pub struct Kind<'z> {
    /// Whether ends are kept.
    pub keeps_ends: bool,
    /// What makes sessions.
    pub linkage: Linkage,
    /// The zone of days.
    pub zone: &'z Zone,
}

impl<'z> Kind<'z> {
    /// The zone, if days make a difference.
    fn zone_of_days(self) -> &'z [u8] {
        if self.linkage.by_day { self.zone.name().as_bytes() } else { &[] }
    }
}

/// Appends all sessions.
pub fn write(state: &SessionsState, kind: Kind<'_>, out: &mut Vec<u8>) {
    let SessionsState { visitors, texts, timeless, failures } = state;
    write_number(kind.keeps_ends.into(), out);
    write_text(kind.zone_of_days(), out);
    write_number(*timeless, out);
    failures.counts().into_iter().for_each(|count| write_number(count, out));
    let places = [&texts.paths, &texts.keys].map(|texts| write_texts(texts, out));
    let mut order: Vec<u32> = (0..visitors.len() as u32).collect();
    order.sort_unstable_by_key(|visitor| visitors.hash(*visitor));
    write_number(order.len() as u64, out);
    for visitor in order {
        out.extend_from_slice(&visitors.hash(visitor).to_be_bytes());
        write_number(visitors.visits(visitor).count() as u64, out);
        let mut origin = 0;
        for (visit, ends) in visitors.visits(visitor) {
            write_visit(visit, origin, out);
            if let Some(ends) = ends {
                write_ends(visit, ends, &places, out);
            }
            origin = visit.end;
        }
    }
}

/// Appends texts in their order; returns the place of each number, from 1.
fn write_texts(texts: &Texts, out: &mut Vec<u8>) -> Vec<u64> {
    let mut places = vec![0; texts.len() + 1];
    write_number(texts.len() as u64, out);
    for (place, number) in (1..).zip(texts.sorted()) {
        places[number as usize] = place;
        write_text(texts.get(number).unwrap_or_default(), out);
    }
    places
}

/// Appends a visit; its time is written as the distance from an origin.
fn write_visit(visit: &Visit, origin: i64, out: &mut Vec<u8>) {
    let Visit { start, end, hits, pages, bytes, day, .. } = visit;
    write_signed(start.wrapping_sub(origin), out);
    write_number(end.wrapping_sub(*start) as u64, out);
    [*hits, *pages, *bytes].into_iter().for_each(|sum| write_number(sum, out));
    write_signed((*day).into(), out);
}

fn write_ends(visit: &Visit, ends: &Ends, [paths, keys]: &[Vec<u64>; 2], out: &mut Vec<u8>) {
    write_number(ends.first.wrapping_sub(visit.start) as u64, out);
    write_number(ends.last.wrapping_sub(visit.start) as u64, out);
    write_number(paths[ends.entry as usize], out);
    write_number(keys[ends.key as usize], out);
    write_number(paths[ends.exit as usize], out);
}

/// Adds encoded sessions to a state.
///
/// # Errors
/// [`StateError`] when the bytes are not whole, or are not sessions of this kind.
pub fn absorb(state: &mut SessionsState, kind: Kind<'_>, encoded: &[u8]) -> Result<(), StateError> {
    let Kind { keeps_ends, linkage, .. } = kind;
    let mut bytes = ByteReader(encoded);
    if number(&mut bytes)? != u64::from(keeps_ends) {
        return damaged("it is that of other settings");
    }
    if text(&mut bytes)? != kind.zone_of_days() {
        return damaged("its days are those of another time zone");
    }
    state.timeless = state.timeless.saturating_add(number(&mut bytes)?);
    let mut counts = Failures::default().counts();
    counts.iter_mut().try_for_each(|count| number(&mut bytes).map(|number| *count = number))?;
    state.failures.merge(Failures::from_counts(counts));
    let paths = read_texts(&mut bytes, &mut state.texts.paths, |path| std::str::from_utf8(path).is_ok())?;
    let keys = read_texts(&mut bytes, &mut state.texts.keys, |_| true)?;
    for _ in 0..length(&mut bytes, HASH)? {
        let hash = take(&mut bytes, HASH)?.iter().fold(0, |hash, byte| hash << 8 | u128::from(*byte));
        let visitor = state.visitors.number(hash);
        let mut origin = 0;
        // A visitor has at least one visit, and a visit takes at least six bytes.
        let visits = positive(&mut bytes)?;
        for _ in 0..visits {
            let visit = read_visit(&mut bytes, origin, linkage)?;
            let ends = match keeps_ends {
                true => read_ends(&mut bytes, &visit, &paths, &keys)?,
                false => Ends::default(),
            };
            origin = visit.end;
            state.visitors.add(visitor, &visit, ends, linkage, &state.texts);
        }
    }
    end(&bytes)
}

/// Reads texts; returns the number of each place, from 1.
fn read_texts(
    bytes: &mut ByteReader<'_>,
    texts: &mut Texts,
    is_good: fn(&[u8]) -> bool,
) -> Result<Vec<u32>, StateError> {
    let len = length(bytes, 1)?;
    let mut numbers = Vec::with_capacity(len + 1);
    numbers.push(0);
    for _ in 0..len {
        let text = text(bytes)?;
        if !is_good(text) {
            return damaged("a path is not UTF-8");
        }
        numbers.push(texts.number(text));
    }
    Ok(numbers)
}

fn read_visit(bytes: &mut ByteReader<'_>, origin: i64, linkage: Linkage) -> Result<Visit, StateError> {
    let start = origin.checked_add(signed(bytes)?);
    let length = number(bytes)?;
    let end = start.and_then(|start| start.checked_add_unsigned(length));
    let (Some(start), Some(end)) = (start, end) else { return damaged("a session is out of range") };
    let [hits, pages, size] = [positive(bytes)?, number(bytes)?, number(bytes)?];
    let Ok(day) = i32::try_from(signed(bytes)?) else { return damaged("a day is out of range") };
    if pages > hits || (!linkage.by_day && day != 0) {
        return damaged("a session is impossible");
    }
    Ok(Visit { start, end, hits, pages, bytes: size, day, before: NONE, after: NONE })
}

fn read_ends(bytes: &mut ByteReader<'_>, visit: &Visit, paths: &[u32], keys: &[u32]) -> Result<Ends, StateError> {
    let [first, last] = [number(bytes)?, number(bytes)?];
    let [entry, key, exit] = [number(bytes)?, number(bytes)?, number(bytes)?];
    let time = |offset| visit.start.checked_add_unsigned(offset).filter(|time| *time <= visit.end);
    let of = |numbers: &[u32], place: u64| usize::try_from(place).ok().and_then(|place| numbers.get(place).copied());
    match (time(first), time(last), of(paths, entry), of(keys, key), of(paths, exit)) {
        (Some(first), Some(last), Some(entry), Some(key), Some(exit)) => Ok(Ends { first, last, entry, key, exit }),
        _ => damaged("the ends of a session are out of range"),
    }
}
