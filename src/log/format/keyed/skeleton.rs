//! What the lines of one program have in common: all but their values.
//!
//! A program writes the same keys in the same order again and again. So a line that was read is cut into pieces, each the text before a value
//! (`{"status":`, then `,"request":{"method":`), with what the value means, and the pieces of all lines become a tree in which lines that
//! begin alike share their first pieces. The next line is then compared with pieces, and none of its keys is looked up.

use super::node::NodeId;
use crate::log::marks::MARKS;

/// The number of a piece in its tree.
pub type PieceId = u16;

/// What comes before every line.
pub const START: PieceId = 0;

/// The most pieces of a tree: some hundred kinds of lines.
const MOST_PIECES: usize = 4096;
/// The most pieces that may follow one piece. Looking through them must cost less than finding a key.
const MOST_BRANCHES: usize = 16;
/// Lines that one may try to learn, of a batch: reading a line twice must be rare.
const MOST_TRIED: u32 = 512;

/// The pieces of lines that were learnt.
#[derive(Debug, Default)]
pub struct Skeletons {
    /// The text of all pieces.
    text: Vec<u8>,
    pieces: Vec<Piece>,
    tried: u32,
}

/// The text before a value, or behind the last one.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    start: u32,
    end: u32,
    /// Marks of the structural index in the text.
    pub marks: u16,
    /// What the value behind it means, if anything.
    pub node: Option<NodeId>,
    /// Whether the line ends behind it.
    pub is_last: bool,
    /// The first of the pieces that may follow, and the next one of those that may stand in its place; [`START`] for none.
    child: PieceId,
    sibling: PieceId,
}

impl Piece {
    /// Its length in bytes.
    #[inline]
    pub fn len(&self) -> usize {
        (self.end - self.start) as usize
    }
}

/// A piece of a line to be learnt.
pub struct NewPiece<'l> {
    /// The text before a value, or behind the last one.
    pub text: &'l [u8],
    /// What the value means, if anything.
    pub node: Option<NodeId>,
}

impl Skeletons {
    /// The piece that a text begins with, of those that may follow another one. `fits` is asked whether what stands behind it, given the piece
    /// and that text, is what must stand there.
    #[inline]
    pub fn next(&self, after: PieceId, text: &[u8], fits: impl Fn(&Piece, &[u8]) -> bool) -> Option<(PieceId, &Piece)> {
        let mut id = self.pieces.get(usize::from(after))?.child;
        while id != START {
            let piece = &self.pieces[usize::from(id)];
            let behind = text.strip_prefix(&self.text[piece.start as usize..piece.end as usize]);
            if behind.is_some_and(|behind| fits(piece, behind)) {
                return Some((id, piece));
            }
            id = piece.sibling;
        }
        None
    }

    /// Whether one may try to learn another line; each question counts as a try.
    pub fn may_learn(&mut self) -> bool {
        self.tried += 1;
        self.tried <= MOST_TRIED && self.pieces.len() < MOST_PIECES
    }

    /// Learns the pieces of a line, in order; the last one ends it.
    pub fn learn<'l>(&mut self, line: impl IntoIterator<Item = NewPiece<'l>>) {
        if self.pieces.is_empty() {
            self.pieces.push(Piece {
                start: 0,
                end: 0,
                marks: 0,
                node: None,
                is_last: false,
                child: START,
                sibling: START,
            });
        }
        let mut line = line.into_iter().peekable();
        let mut at = START;
        while let Some(NewPiece { text, node }) = line.next() {
            let is_last = line.peek().is_none();
            let Some(next) = self.known(at, text, is_last).or_else(|| self.add(at, text, node, is_last)) else {
                return;
            };
            at = next;
        }
    }

    fn known(&self, after: PieceId, text: &[u8], is_last: bool) -> Option<PieceId> {
        self.branches(after).find(|id| {
            let piece = &self.pieces[usize::from(*id)];
            piece.is_last == is_last && &self.text[piece.start as usize..piece.end as usize] == text
        })
    }

    fn branches(&self, after: PieceId) -> impl Iterator<Item = PieceId> {
        let first = self.pieces[usize::from(after)].child;
        std::iter::successors((first != START).then_some(first), |id| {
            Some(self.pieces[usize::from(*id)].sibling).filter(|next| *next != START)
        })
    }

    /// Adds a piece behind all others that may follow that one, so that what was seen first is tried first.
    fn add(&mut self, after: PieceId, text: &[u8], node: Option<NodeId>, is_last: bool) -> Option<PieceId> {
        let marks = u16::try_from(text.iter().filter(|byte| MARKS.contains(byte)).count()).ok()?;
        let end = u32::try_from(self.text.len() + text.len()).ok()?;
        let last = self.branches(after).last();
        if self.pieces.len() >= MOST_PIECES || self.branches(after).count() >= MOST_BRANCHES {
            return None;
        }
        let id = self.pieces.len() as PieceId;
        let start = self.text.len() as u32;
        self.text.extend_from_slice(text);
        self.pieces.push(Piece { start, end, marks, node, is_last, child: START, sibling: START });
        match last {
            Some(last) => self.pieces[usize::from(last)].sibling = id,
            None => self.pieces[usize::from(after)].child = id,
        }
        Some(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learn(skeletons: &mut Skeletons, texts: &[&str]) {
        let pieces = texts.iter().zip(0..).map(|(text, node)| NewPiece { text: text.as_bytes(), node: Some(node) });
        skeletons.learn(pieces);
    }

    /// The pieces that a text, whose values are digits, is made of.
    fn pieces(skeletons: &Skeletons, text: &str) -> Option<Vec<(u16, usize)>> {
        let (mut at, mut piece, mut found) = (0, START, Vec::new());
        loop {
            let rest = &text.as_bytes()[at..];
            let fits = |piece: &Piece, behind: &[u8]| match behind.first() {
                Some(byte) => !piece.is_last && byte.is_ascii_digit(),
                None => piece.is_last,
            };
            let (id, next) = skeletons.next(piece, rest, fits)?;
            found.push((next.marks, next.len()));
            if next.is_last {
                return Some(found);
            }
            (at, piece) = (at + next.len() + 1, id);
        }
    }

    #[test]
    fn lines_that_were_learnt_are_found_with_other_values() {
        let mut skeletons = Skeletons::default();
        assert_eq!(pieces(&skeletons, "a=1"), None);
        learn(&mut skeletons, &["a=", " \"b=", ""]);
        learn(&mut skeletons, &["a=", "[b=", "]"]);
        assert_eq!(pieces(&skeletons, "a=1 \"b=2"), Some(vec![(0, 2), (1, 4), (0, 0)]));
        assert_eq!(pieces(&skeletons, "a=3[b=4]"), Some(vec![(0, 2), (0, 3), (0, 1)]));
        assert_eq!(pieces(&skeletons, "a=3[b=4"), None);
        assert_eq!(pieces(&skeletons, "a=3"), None);
    }

    #[test]
    fn a_piece_that_begins_another_one_does_not_hide_it() {
        let mut skeletons = Skeletons::default();
        learn(&mut skeletons, &["a=", ""]);
        learn(&mut skeletons, &["a=[b=", "]"]);
        assert_eq!(pieces(&skeletons, "a=[b=1]"), Some(vec![(0, 5), (0, 1)]));
    }

    #[test]
    fn what_is_learnt_has_bounds() {
        let mut skeletons = Skeletons::default();
        for number in 0..MOST_TRIED {
            assert!(skeletons.may_learn());
            learn(&mut skeletons, &[&format!("{number}k="), ""]);
        }
        assert!(!skeletons.may_learn());
        assert_eq!(skeletons.branches(START).count(), MOST_BRANCHES);
    }
}
