//! The state of a file when a run planned to read it, to detect changes.

use std::fs::Metadata;

use serde::{Deserialize, Serialize};

/// The state of a regular file before it is read, perhaps by another process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// Its length.
    pub bytes: u64,
    /// Its device and inode; `None` on systems without them.
    pub id: Option<(u64, u64)>,
}

/// How a file has changed. The message continues the file name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Change {
    /// The path leads to another file.
    #[error(
        "another file has taken its place during the run, as log rotation does it: read the old one under its new name"
    )]
    Replaced,
    /// It became shorter.
    #[error(
        "it became shorter during the run, from {planned} bytes to {found}, as `copytruncate` of logrotate does it: read the copy"
    )]
    Shortened {
        /// Its length before, in bytes.
        planned: u64,
        /// Its length now, in bytes.
        found: u64,
    },
}

impl Planned {
    /// The state of a file.
    pub fn of(metadata: &Metadata) -> Planned {
        Planned { bytes: metadata.len(), id: id_of(metadata) }
    }

    /// How the file has changed, given its metadata now; `None` if it is the same one, perhaps longer.
    pub fn change(self, now: &Metadata) -> Option<Change> {
        let now = Planned::of(now);
        if self.id.zip(now.id).is_some_and(|(planned, found)| planned != found) {
            return Some(Change::Replaced);
        }
        (now.bytes < self.bytes).then_some(Change::Shortened { planned: self.bytes, found: now.bytes })
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
fn id_of(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn id_of(_metadata: &Metadata) -> Option<(u64, u64)> {
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_may_grow_but_neither_shrink_nor_be_another_one() {
        let directory = tempfile::tempdir().expect("a directory");
        let (log, other) = (directory.path().join("a.log"), directory.path().join("other.log"));
        let write = |path, text: &str| {
            fs::write(path, text).expect("a file");
            fs::metadata(path).expect("it is there")
        };
        let planned = Planned::of(&write(&log, "some lines"));
        assert_eq!(planned.change(&write(&log, "some lines")), None);
        assert_eq!(planned.change(&write(&log, "some lines and more")), None);
        assert_eq!(planned.change(&write(&log, "some")), Some(Change::Shortened { planned: 10, found: 4 }));
        let replaced = planned.change(&write(&other, "some lines"));
        assert_eq!(replaced, cfg!(unix).then_some(Change::Replaced));
    }
}
