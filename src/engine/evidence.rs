//! What a hint about a file rests on.

use serde::{Deserialize, Serialize};

use crate::log::reject::{DIRECTIVES, SPECIMENS};

/// Files for which a hint is looked for, of those whose format does not read them well: whoever has more has seen enough.
pub const EXAMINED_FILES: usize = 8;

/// What a hint rests on: the first lines and keys of a file, or of a part of one, that its format does not read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Lines that could be directives of another format.
    pub directives: Vec<Vec<u8>>,
    /// Malformed lines.
    pub malformed: Vec<Vec<u8>>,
    /// Keys without meaning, of the first record with such keys that lacks path or status.
    pub unread_keys: Vec<String>,
}

impl Evidence {
    /// Adds the evidence of the next part of the file.
    pub fn append(&mut self, next: Evidence) {
        self.directives.extend(next.directives);
        self.directives.truncate(DIRECTIVES);
        self.malformed.extend(next.malformed);
        self.malformed.truncate(SPECIMENS);
        if self.unread_keys.is_empty() {
            self.unread_keys = next.unread_keys;
        }
    }

    /// Whether it has lines.
    pub fn has_lines(&self) -> bool {
        !self.directives.is_empty() || !self.malformed.is_empty()
    }

    /// The directives, and the malformed lines after them.
    pub fn lines(&self) -> Vec<u8> {
        let lines = self.directives.iter().chain(&self.malformed);
        lines.flat_map(|line| line.iter().copied().chain([b'\n'])).collect()
    }
}
