//! Records as text, each of which can be found again.

/// Some records, one after the other, as the bytes that are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// The text of all records.
    pub text: Vec<u8>,
    /// Where the text of each record ends.
    ends: Vec<usize>,
}

impl Lines {
    /// Ends a record: all text since the last one is its.
    pub fn end_record(&mut self, end: usize) {
        self.ends.push(end);
    }

    /// The number of records.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no records.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a record, counted from 0; empty if there are fewer.
    pub fn get(&self, record: usize) -> &[u8] {
        let end = |record: usize| self.ends.get(record).copied().unwrap_or(self.text.len());
        let start = record.checked_sub(1).map_or(0, end);
        &self.text[start..end(record).max(start)]
    }

    /// Adds a record.
    pub fn push(&mut self, record: &[u8]) {
        self.text.extend_from_slice(record);
        self.ends.push(self.text.len());
    }

    /// Forgets all records, and keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn each_record_is_found_again() {
        let mut lines = Lines::default();
        lines.text.extend_from_slice(b"one\n");
        lines.end_record(4);
        lines.push(b"");
        lines.push(b"two\nlines\n");
        assert_eq!([0, 1, 2, 3].map(|record| lines.get(record)), [&b"one\n"[..], b"", b"two\nlines\n", b""]);
        assert_eq!(lines.len(), 3);
        lines.clear();
        assert!(lines.is_empty() && lines.text.is_empty());
    }
}
