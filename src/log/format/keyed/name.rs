//! How a key is compared with those that a format knows.

/// The longest name that is compared, in bytes: several times the longest key that means anything.
pub const MAX_NAME: usize = 256;

/// What makes two keys the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// The bytes. A dot in a key is as good as a step into an object.
    Exact,
    /// The letters and digits, whatever their case and what separates them: `User-Agent`, `user_agent`, `userAgent` and
    /// `{"user": {"agent": ..}}` are one key. An `@` counts, and so does every byte beyond ASCII.
    Loose,
}

/// The text by which the path to a key is compared: all keys on the way, joined.
pub struct Name {
    bytes: [u8; MAX_NAME],
    length: usize,
}

impl Name {
    /// The name of a node, to be continued.
    pub fn of(text: &[u8]) -> Name {
        let mut bytes = [0; MAX_NAME];
        bytes[..text.len()].copy_from_slice(text);
        Name { bytes, length: text.len() }
    }

    /// The name of a key inside; `None` for a key without a letter or digit, and for a name that is too long.
    pub fn key(mut self, key: &[u8], comparison: Comparison) -> Option<Name> {
        let start = self.length;
        if key.len() >= MAX_NAME - start {
            return None;
        }
        match comparison {
            Comparison::Exact => {
                if start > 0 {
                    self.push(b'.');
                }
                key.iter().for_each(|byte| self.push(*byte));
            }
            Comparison::Loose => {
                for byte in key {
                    let folded = FOLDED[usize::from(*byte)];
                    self.bytes[self.length] = folded;
                    self.length += usize::from(folded != 0);
                }
            }
        }
        (self.length > start).then_some(self)
    }

    /// The name of an element of an array, from 1; the first element has the name of its array.
    pub fn element(mut self, number: u32) -> Option<Name> {
        let suffix = format!("[{number}]");
        if suffix.len() > MAX_NAME - self.length {
            return None;
        }
        suffix.bytes().for_each(|byte| self.push(byte));
        Some(self)
    }

    /// The text.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    fn push(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }
}

/// Each byte as it is compared loosely; 0 for one that does not count.
const FOLDED: [u8; 256] = {
    let mut folded = [0; 256];
    let mut byte = 0;
    while byte < folded.len() {
        let value = byte as u8;
        if value.is_ascii_alphanumeric() || value == b'@' || !value.is_ascii() {
            folded[byte] = value.to_ascii_lowercase();
        }
        byte += 1;
    }
    folded
};

#[cfg(test)]
mod tests {
    use super::*;

    fn name(keys: &[&str], comparison: Comparison) -> Option<Vec<u8>> {
        let name = keys.iter().try_fold(Name::of(b""), |name, key| name.key(key.as_bytes(), comparison));
        Some(name?.as_bytes().to_vec())
    }

    #[test]
    fn only_letters_and_digits_of_a_loose_key_count() {
        for keys in [&["user_agent"][..], &["User-Agent"], &["userAgent"], &["_user agent"], &["user", "agent"]] {
            assert_eq!(name(keys, Comparison::Loose).as_deref(), Some(&b"useragent"[..]), "{keys:?}");
        }
        assert_eq!(name(&["@timestamp"], Comparison::Loose).as_deref(), Some(&b"@timestamp"[..]));
        assert_eq!(name(&["cs(User-Agent)"], Comparison::Loose).as_deref(), Some(&b"csuseragent"[..]));
        assert_eq!(name(&["-"], Comparison::Loose), None);
        assert_eq!(name(&["status", "_"], Comparison::Loose), None, "it would be the name of the object");
    }

    #[test]
    fn an_exact_key_is_compared_byte_by_byte_and_dots_are_steps() {
        assert_eq!(name(&["a", "B-c"], Comparison::Exact).as_deref(), Some(&b"a.B-c"[..]));
        assert_eq!(name(&["a.B-c"], Comparison::Exact).as_deref(), Some(&b"a.B-c"[..]));
    }

    #[test]
    fn a_long_name_is_none() {
        for comparison in [Comparison::Exact, Comparison::Loose] {
            assert_eq!(name(&["x".repeat(MAX_NAME).as_str()], comparison), None);
            let half = "x".repeat(MAX_NAME / 2 - 1);
            assert!(name(&[&half, &half], comparison).is_some());
            assert_eq!(name(&[&half, &half, "abc"], comparison), None);
        }
        assert!(Name::of(&[b'x'; MAX_NAME]).element(7).is_none());
    }
}
