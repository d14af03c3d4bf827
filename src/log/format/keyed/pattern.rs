//! What the lines of one program have in common: all but their values.
//!
//! A program writes the same keys in the same order again and again. A line that was read is cut into separators, each the text before a value
//! (`{"status":`, then `,"request":{"method":`) with what the value means. The separators of all lines become a tree, the pattern tree of
//! Mison (Li et al., VLDB 2017), in which lines that begin alike share their first separators. The next line is compared with separators, and
//! none of its keys is looked up.

use std::ops::Range;

use super::map::NodeId;
use crate::log::marks::MARKS;

/// The index of a separator in its tree.
pub type SeparatorId = u16;

/// What comes before every line.
pub const START: SeparatorId = 0;

/// The most separators of a tree: some hundred kinds of lines.
const MAX_SEPARATORS: usize = 4096;
/// The most separators that may follow one. Trying them all must cost less than finding a key.
const MAX_BRANCHES: usize = 16;
/// The most lines of a batch that are tried: reading a line twice must be rare.
const MAX_TRIED: u32 = 512;

/// The separators of lines that were learnt.
#[derive(Debug, Default)]
pub struct PatternTree {
    /// The text of all separators.
    text: Vec<u8>,
    separators: Vec<Separator>,
    tried: u32,
}

/// The text before a value, or after the last one.
#[derive(Debug, Clone, Copy)]
pub struct Separator {
    start: u32,
    end: u32,
    /// Marks of the structural index in the text.
    pub marks: u16,
    /// What the value after it means, if anything.
    pub node: Option<NodeId>,
    /// Whether the line ends after it.
    pub is_last: bool,
    /// The first of the separators that may follow, and the next one of those that may be in its place; [`START`] for none.
    child: SeparatorId,
    sibling: SeparatorId,
}

impl Separator {
    /// Its length in bytes.
    #[inline]
    pub fn len(&self) -> usize {
        (self.end - self.start) as usize
    }
}

/// A line that is cut into separators, value by value.
pub struct CutLine<'l> {
    /// The line, without its end.
    pub line: &'l [u8],
    /// The end of the last value.
    at: usize,
    /// The text before each value, with what the value means, if anything.
    separators: Vec<(&'l [u8], Option<NodeId>)>,
}

impl<'l> CutLine<'l> {
    /// A line without values so far.
    pub fn new(line: &'l [u8]) -> CutLine<'l> {
        CutLine { line, at: 0, separators: Vec::new() }
    }

    /// Adds the next value, its quotes included.
    pub fn add(&mut self, value: Range<usize>, node: Option<NodeId>) {
        self.separators.push((&self.line[self.at..value.start], node));
        self.at = value.end;
    }
}

impl PatternTree {
    /// The separator with which a text begins, of those that may follow another one. `fits` decides whether the text after it is what must
    /// follow.
    #[inline]
    pub fn next(
        &self,
        after: SeparatorId,
        text: &[u8],
        fits: impl Fn(&Separator, &[u8]) -> bool,
    ) -> Option<(SeparatorId, &Separator)> {
        let mut id = self.separators.get(usize::from(after))?.child;
        while id != START {
            let separator = &self.separators[usize::from(id)];
            let expected = &self.text[separator.start as usize..separator.end as usize];
            if let Some((start, rest)) = text.split_at_checked(expected.len())
                && is_same(start, expected)
                && fits(separator, rest)
            {
                return Some((id, separator));
            }
            id = separator.sibling;
        }
        None
    }

    /// Whether no line was learnt yet.
    pub fn is_empty(&self) -> bool {
        self.separators.is_empty()
    }

    /// Whether another line may be learnt; each call counts as a try.
    pub fn may_learn(&mut self) -> bool {
        self.tried += 1;
        self.tried <= MAX_TRIED && self.separators.len() < MAX_SEPARATORS
    }

    /// Learns the separators of a line.
    pub fn learn(&mut self, CutLine { line, at: end, separators }: CutLine<'_>) {
        if self.separators.is_empty() {
            let start =
                Separator { start: 0, end: 0, marks: 0, node: None, is_last: false, child: START, sibling: START };
            self.separators.push(start);
        }
        let last = (&line[end..], None, true);
        let mut at = START;
        for (text, node, is_last) in separators.into_iter().map(|(text, node)| (text, node, false)).chain([last]) {
            let Some(next) = self.known(at, text, is_last).or_else(|| self.add(at, text, node, is_last)) else {
                return;
            };
            at = next;
        }
    }

    fn known(&self, after: SeparatorId, text: &[u8], is_last: bool) -> Option<SeparatorId> {
        self.branches(after).find(|id| {
            let separator = &self.separators[usize::from(*id)];
            separator.is_last == is_last && &self.text[separator.start as usize..separator.end as usize] == text
        })
    }

    fn branches(&self, after: SeparatorId) -> impl Iterator<Item = SeparatorId> {
        let first = self.separators[usize::from(after)].child;
        std::iter::successors((first != START).then_some(first), |id| {
            Some(self.separators[usize::from(*id)].sibling).filter(|next| *next != START)
        })
    }

    /// Adds a separator after all others that may follow that one, so that what was seen first is tried first.
    fn add(&mut self, after: SeparatorId, text: &[u8], node: Option<NodeId>, is_last: bool) -> Option<SeparatorId> {
        let marks = u16::try_from(text.iter().filter(|byte| MARKS.contains(byte)).count()).ok()?;
        let end = u32::try_from(self.text.len() + text.len()).ok()?;
        let last = self.branches(after).last();
        if self.separators.len() >= MAX_SEPARATORS || self.branches(after).count() >= MAX_BRANCHES {
            return None;
        }
        let id = self.separators.len() as SeparatorId;
        let start = self.text.len() as u32;
        self.text.extend_from_slice(text);
        self.separators.push(Separator { start, end, marks, node, is_last, child: START, sibling: START });
        match last {
            Some(last) => self.separators[usize::from(last)].sibling = id,
            None => self.separators[usize::from(after)].child = id,
        }
        Some(id)
    }
}

/// Whether two texts of the same length are equal. Most have 8 to 32 bytes: comparing both ends, which overlap, costs less than a call.
#[inline(always)]
fn is_same(one: &[u8], other: &[u8]) -> bool {
    if let 17..=32 = one.len()
        && let (Some(one_start), Some(one_end)) = (one.first_chunk(), one.last_chunk())
        && let (Some(start), Some(end)) = (other.first_chunk(), other.last_chunk())
    {
        let word = |bytes: &[u8; 16]| u128::from_ne_bytes(*bytes);
        return (word(one_start) ^ word(start)) | (word(one_end) ^ word(end)) == 0;
    }
    if let 8..=16 = one.len()
        && let (Some(one_start), Some(one_end)) = (one.first_chunk(), one.last_chunk())
        && let (Some(start), Some(end)) = (other.first_chunk(), other.last_chunk())
    {
        let word = |bytes: &[u8; 8]| u64::from_ne_bytes(*bytes);
        return (word(one_start) ^ word(start)) | (word(one_end) ^ word(end)) == 0;
    }
    one == other
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Learns a line whose values are digits.
    fn learn(patterns: &mut PatternTree, line: &str) {
        let mut cut = CutLine::new(line.as_bytes());
        let digits = line.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit());
        digits.for_each(|(at, _)| cut.add(at..at + 1, Some(NodeId::ROOT)));
        patterns.learn(cut);
    }

    /// The separators of a text whose values are digits.
    fn separators(patterns: &PatternTree, text: &str) -> Option<Vec<(u16, usize)>> {
        let (mut at, mut id, mut found) = (0, START, Vec::new());
        loop {
            let rest = &text.as_bytes()[at..];
            let fits = |separator: &Separator, rest_of_line: &[u8]| match rest_of_line.first() {
                Some(byte) => !separator.is_last && byte.is_ascii_digit(),
                None => separator.is_last,
            };
            let (next_id, next) = patterns.next(id, rest, fits)?;
            found.push((next.marks, next.len()));
            if next.is_last {
                return Some(found);
            }
            (at, id) = (at + next.len() + 1, next_id);
        }
    }

    #[test]
    fn lines_that_were_learnt_are_found_with_other_values() {
        let mut patterns = PatternTree::default();
        assert_eq!(separators(&patterns, "a=1"), None);
        learn(&mut patterns, "a=0 \"b=0");
        learn(&mut patterns, "a=0[b=0]");
        assert_eq!(separators(&patterns, "a=1 \"b=2"), Some(vec![(0, 2), (1, 4), (0, 0)]));
        assert_eq!(separators(&patterns, "a=3[b=4]"), Some(vec![(0, 2), (0, 3), (0, 1)]));
        assert_eq!(separators(&patterns, "a=3[b=4"), None);
        assert_eq!(separators(&patterns, "a=3"), None);
    }

    #[test]
    fn a_separator_that_begins_another_one_does_not_hide_it() {
        let mut patterns = PatternTree::default();
        learn(&mut patterns, "a=0");
        learn(&mut patterns, "a=[b=0]");
        assert_eq!(separators(&patterns, "a=[b=1]"), Some(vec![(0, 5), (0, 1)]));
    }

    #[test]
    fn what_is_learnt_has_bounds() {
        let mut patterns = PatternTree::default();
        for number in 0..MAX_TRIED {
            assert!(patterns.may_learn());
            let key: String = (0..9).map(|bit| if number >> bit & 1 == 0 { 'a' } else { 'b' }).collect();
            learn(&mut patterns, &format!("{key}=0"));
        }
        assert!(!patterns.may_learn());
        assert_eq!(patterns.branches(START).count(), MAX_BRANCHES);
    }
}
