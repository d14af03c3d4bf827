//! The text between two fields: what ends the one and opens the other.

use crate::log::bytes::{blanks, is_blank};

/// Text that every line has. A space in it matches any run of spaces and tabs, a tab only itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Literal(Vec<Element>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Element {
    Blanks,
    Text(Box<[u8]>),
}

impl Literal {
    /// The literal that a text writes.
    pub fn new(text: &str) -> Literal {
        let mut elements = Vec::new();
        for (index, piece) in text.split(' ').enumerate() {
            if index > 0 && elements.last() != Some(&Element::Blanks) {
                elements.push(Element::Blanks);
            }
            if !piece.is_empty() {
                elements.push(Element::Text(piece.as_bytes().into()));
            }
        }
        Literal(elements)
    }

    /// The literal in which each space is one space.
    pub fn verbatim(text: &str) -> Literal {
        Literal(if text.is_empty() { Vec::new() } else { vec![Element::Text(text.as_bytes().into())] })
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text with one space for each run of whitespace.
    pub fn exact(&self) -> Vec<u8> {
        let text = |element: &Element| match element {
            Element::Blanks => vec![b' '],
            Element::Text(text) => text.to_vec(),
        };
        self.0.iter().flat_map(text).collect()
    }

    /// Its first byte, a space for a run of whitespace.
    pub fn first_byte(&self) -> Option<u8> {
        match self.0.first()? {
            Element::Blanks => Some(b' '),
            Element::Text(text) => text.first().copied(),
        }
    }

    /// Whether it begins with whitespace.
    pub fn begins_blank(&self) -> bool {
        match self.0.first() {
            Some(Element::Blanks) => true,
            Some(Element::Text(text)) => text.first() == Some(&b' '),
            None => false,
        }
    }

    /// Whether it ends with a run of whitespace.
    pub fn ends_in_run(&self) -> bool {
        self.0.last() == Some(&Element::Blanks)
    }

    /// Returns where the line continues after the literal, if the literal is at `at`.
    #[inline]
    pub fn match_at(&self, line: &[u8], mut at: usize) -> Option<usize> {
        for element in &self.0 {
            match element {
                Element::Blanks => {
                    let count = blanks(line.get(at..)?);
                    if count == 0 {
                        return None;
                    }
                    at += count;
                }
                Element::Text(text) => {
                    at = line.get(at..)?.starts_with(text).then_some(at + text.len())?;
                }
            }
        }
        Some(at)
    }

    /// Returns the first place from `from` on where the literal begins, and where the line continues after it.
    #[inline]
    pub fn find(&self, line: &[u8], from: usize) -> Option<(usize, usize)> {
        let mut at = from;
        loop {
            let rest = line.get(at..)?;
            let begin = at
                + match self.0.first()? {
                    Element::Blanks => rest.iter().position(|byte| is_blank(*byte))?,
                    Element::Text(text) => memchr::memchr(*text.first()?, rest)?,
                };
            if let Some(end) = self.match_at(line, begin) {
                return Some((begin, end));
            }
            at = begin + self.step(line, begin);
        }
    }

    /// Bytes from a place where the literal might have begun to the next such place, at least.
    pub fn step(&self, line: &[u8], begin: usize) -> usize {
        if self.0.first() == Some(&Element::Blanks) { blanks(&line[begin..]).max(1) } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_matches_any_run_of_whitespace_and_a_tab_only_itself() {
        let literal = Literal::new("] \"");
        assert_eq!(literal.match_at(b"x] \t \"y", 1), Some(6));
        assert_eq!(literal.match_at(b"x]\"y", 1), None);
        assert_eq!(Literal::new("\t").match_at(b"\t\t", 0), Some(1));
        assert_eq!(Literal::new(" ").match_at(b"\t ", 0), Some(2));
    }

    #[test]
    fn a_space_of_a_verbatim_literal_is_one_space() {
        let literal = Literal::verbatim(" - ");
        assert_eq!((literal.match_at(b"a -  b", 1), literal.match_at(b"a  - b", 1)), (Some(4), None));
        assert!(literal.begins_blank() && !literal.ends_in_run());
        assert_eq!(Literal::verbatim(" ").find(b"a  b", 0), Some((1, 2)));
    }

    #[test]
    fn a_literal_is_found_where_all_of_it_is() {
        assert_eq!(Literal::new(" [").find(b"a b  c [d", 0), Some((6, 8)));
        assert_eq!(Literal::new("] [").find(b"a]b] [c", 0), Some((3, 6)));
        assert_eq!(Literal::new(" ").find(b"abc", 0), None);
        assert_eq!(Literal::new("").find(b"abc", 0), None);
    }
}
