//! Texts that precede or follow all others, by their bytes or by time.

use super::codec::{damaged, end, number, signed, text, write_signed};
use super::definition::Sketch;
use crate::reduce::bytes::{ByteReader, write_number, write_text};
use crate::reduce::state::StateError;

/// The text that was chosen of all offered, and what is needed to count its memory.
#[derive(Debug, Default)]
struct Choice {
    text: Option<Box<[u8]>>,
    /// Length of the longest text offered. This is what is counted: the chosen text can become shorter, but counted memory never
    /// shrinks.
    longest: u32,
}

impl Choice {
    /// Takes the text offered in place of the one chosen before if `precedes` says so.
    #[inline]
    fn offer(&mut self, offered: &[u8], precedes: impl FnOnce(&[u8]) -> bool) -> bool {
        self.see(offered.len().try_into().unwrap_or(u32::MAX));
        let is_better = self.text.as_deref().is_none_or(precedes);
        if is_better {
            self.replace(offered);
        }
        is_better
    }

    fn replace(&mut self, text: &[u8]) {
        match &mut self.text {
            Some(before) if before.len() == text.len() => before.copy_from_slice(text),
            before => *before = Some(text.into()),
        }
    }

    fn see(&mut self, len: u32) {
        self.longest = self.longest.max(len);
    }

    fn bytes(&self) -> usize {
        self.longest as usize
    }

    /// Appends what [`Choice::decode`] reads: zero without a text, or one more than the length of the longest, and the text.
    fn encode(&self, out: &mut Vec<u8>) {
        let Some(text) = &self.text else { return write_number(0, out) };
        write_number(u64::from(self.longest) + 1, out);
        write_text(text, out);
    }

    fn decode(reader: &mut ByteReader<'_>) -> Result<Choice, StateError> {
        let Some(longest) = number(reader)?.checked_sub(1) else { return Ok(Choice::default()) };
        let text = text(reader)?;
        match u32::try_from(longest) {
            Ok(longest) if text.len() <= longest as usize => Ok(Choice { text: Some(text.into()), longest }),
            _ => damaged("its longest text has another length"),
        }
    }
}

/// Keeps the least of the texts offered, by their bytes.
#[derive(Debug, Default)]
pub struct LeastText(Choice);

impl LeastText {
    /// Keeps a text if it is less than all before.
    #[inline]
    pub fn offer(&mut self, text: &[u8]) {
        self.0.offer(text, |least| text < least);
    }

    /// Offers all texts that were offered to another.
    pub fn merge(&mut self, other: &LeastText) {
        self.0.see(other.0.longest);
        other.get().into_iter().for_each(|text| self.offer(text));
    }

    /// The least text, if there is any.
    pub fn get(&self) -> Option<&[u8]> {
        self.0.text.as_deref()
    }
}

/// Keeps the greatest of the texts offered, by their bytes.
#[derive(Debug, Default)]
pub struct GreatestText(Choice);

impl GreatestText {
    /// Keeps a text if it is greater than all before.
    #[inline]
    pub fn offer(&mut self, text: &[u8]) {
        self.0.offer(text, |greatest| text > greatest);
    }

    /// Offers all texts that were offered to another.
    pub fn merge(&mut self, other: &GreatestText) {
        self.0.see(other.0.longest);
        other.get().into_iter().for_each(|text| self.offer(text));
    }

    /// The greatest text, if there is any.
    pub fn get(&self) -> Option<&[u8]> {
        self.0.text.as_deref()
    }
}

/// Keeps the first or the last of the texts offered, by their times.
///
/// One sketch is offered texts either by [`Timed::offer_first`] or by [`Timed::offer_last`], and merged likewise.
#[derive(Debug, Default)]
pub struct Timed {
    time: i64,
    choice: Choice,
}

impl Timed {
    /// Keeps a text if its time is before all others; of equal times, the least text.
    #[inline]
    pub fn offer_first(&mut self, time: i64, text: &[u8]) {
        if self.choice.offer(text, |first| (time, text) < (self.time, first)) {
            self.time = time;
        }
    }

    /// Keeps a text if its time is after all others; of equal times, the greatest text.
    #[inline]
    pub fn offer_last(&mut self, time: i64, text: &[u8]) {
        if self.choice.offer(text, |last| (time, text) > (self.time, last)) {
            self.time = time;
        }
    }

    /// Offers all texts that were offered to another as first.
    pub fn merge_first(&mut self, other: &Timed) {
        self.choice.see(other.choice.longest);
        other.get().into_iter().for_each(|(time, text)| self.offer_first(time, text));
    }

    /// Offers all texts that were offered to another as last.
    pub fn merge_last(&mut self, other: &Timed) {
        self.choice.see(other.choice.longest);
        other.get().into_iter().for_each(|(time, text)| self.offer_last(time, text));
    }

    /// The first or last text and its time, if there is any.
    pub fn get(&self) -> Option<(i64, &[u8])> {
        self.choice.text.as_deref().map(|text| (self.time, text))
    }
}

/// A sketch that is a choice alone.
macro_rules! sketch {
    ($type:ident) => {
        impl Sketch for $type {
            fn bytes(&self) -> usize {
                self.0.bytes()
            }

            fn encode(&self, out: &mut Vec<u8>) {
                self.0.encode(out);
            }

            fn decode(bytes: &[u8]) -> Result<$type, StateError> {
                let mut reader = ByteReader(bytes);
                let choice = Choice::decode(&mut reader)?;
                end(&reader)?;
                Ok($type(choice))
            }
        }
    };
}

sketch!(LeastText);
sketch!(GreatestText);

impl Sketch for Timed {
    fn bytes(&self) -> usize {
        self.choice.bytes()
    }

    /// The choice, and its time if there is one.
    fn encode(&self, out: &mut Vec<u8>) {
        self.choice.encode(out);
        if self.choice.text.is_some() {
            write_signed(self.time, out);
        }
    }

    fn decode(bytes: &[u8]) -> Result<Timed, StateError> {
        let mut reader = ByteReader(bytes);
        let choice = Choice::decode(&mut reader)?;
        let time = if choice.text.is_some() { signed(&mut reader)? } else { 0 };
        end(&reader)?;
        Ok(Timed { time, choice })
    }
}

#[cfg(test)]
#[path = "extremum_tests.rs"]
mod tests;
