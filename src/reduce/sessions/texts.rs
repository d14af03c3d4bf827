//! Texts by their numbers: sessions have few different ones, such as paths.
//!
//! Every text of the log is kept, also those that no session keeps: which ones a session gives up depends on the order of its requests,
//! and the memory must not.

use crate::reduce::group::table::{CHUNK, Entry, KeyTable};

/// The texts that the ends of sessions refer to.
pub struct EndTexts {
    /// Paths of pages.
    pub paths: Texts,
    /// Keys of requests.
    pub keys: Texts,
}

/// Different texts, numbered from 1 in the order in which they were added.
pub struct Texts {
    table: KeyTable,
    /// Where the entry of each is.
    starts: Vec<u32>,
}

impl Texts {
    /// No texts.
    pub fn new() -> Texts {
        Texts { table: KeyTable::new(1), starts: Vec::new() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Memory that they take up, in bytes, whatever the order in which they were added.
    pub fn bytes(&self) -> usize {
        self.table.bytes() + self.starts.len() * size_of::<u32>()
    }

    /// The text of a number; `None` for 0.
    pub fn get(&self, number: u32) -> Option<&[u8]> {
        let start = self.starts.get((number as usize).checked_sub(1)?)?;
        Some(self.table.key(self.table.entry_of(*start as usize)))
    }

    /// The numbers of up to [`CHUNK`] texts, which are added where they are new.
    pub fn numbers(&mut self, texts: &[&[u8]], numbers: &mut [u32; CHUNK]) {
        let mut entries = [Entry::default(); CHUNK];
        self.table.find_or_insert_all(texts, &mut entries);
        for (entry, number) in entries[..texts.len()].iter().zip(numbers) {
            *number = self.number_of(*entry);
        }
    }

    /// The number of a text, which is added if it is new.
    pub fn number(&mut self, text: &[u8]) -> u32 {
        let entry = self.table.find_or_insert(text);
        self.number_of(entry)
    }

    fn number_of(&mut self, entry: Entry) -> u32 {
        let known = self.table.accumulators(entry)[0] as u32;
        if known != 0 {
            return known;
        }
        self.starts.push(u32::try_from(entry.start).expect("the texts of one reducer fit 32 GiB"));
        let number = self.starts.len() as u32;
        self.table.accumulators_mut(entry)[0] = number.into();
        number
    }

    /// Adds the texts of others, and returns the number here of each number there.
    pub fn merge(&mut self, others: &Texts) -> Vec<u32> {
        let text = |number| others.get(number).unwrap_or_default();
        let numbers = 1..=others.len() as u32;
        std::iter::once(0).chain(numbers.map(|number| self.number(text(number)))).collect()
    }

    /// All numbers in the order of their texts.
    pub fn sorted(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = (1..=self.len() as u32).collect();
        numbers.sort_unstable_by_key(|number| self.get(*number));
        numbers
    }
}

impl EndTexts {
    /// No texts.
    pub fn new() -> EndTexts {
        EndTexts { paths: Texts::new(), keys: Texts::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_number_and_nothing_has_the_number_0() {
        let mut texts = Texts::new();
        let words: Vec<String> = (0..3000).map(|i| format!("/{}", i % 1000)).collect();
        for words in words.chunks(CHUNK) {
            let words: Vec<&[u8]> = words.iter().map(String::as_bytes).collect();
            let mut numbers = [0; CHUNK];
            texts.numbers(&words, &mut numbers);
            words.iter().zip(numbers).for_each(|(word, number)| assert_eq!(texts.get(number), Some(*word)));
        }
        assert_eq!(texts.len(), 1000);
        assert_eq!((texts.get(0), texts.get(1001)), (None, None));
        assert_eq!(texts.number(b""), 1001);
        assert_eq!(texts.get(1001), Some(b"".as_slice()));
    }

    #[test]
    fn merging_translates_numbers() {
        let of = |words: &[&str]| {
            let mut texts = Texts::new();
            words.iter().for_each(|word| {
                texts.number(word.as_bytes());
            });
            texts
        };
        let mut texts = of(&["a", "b"]);
        assert_eq!(texts.merge(&of(&["c", "b", "a"])), [0, 3, 2, 1]);
        assert_eq!(texts.bytes(), of(&["c", "a", "b"]).bytes());
        let sorted: Vec<_> = of(&["c", "", "a"]).sorted();
        assert_eq!(sorted, [2, 3, 1]);
    }
}
