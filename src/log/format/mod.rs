//! The formats that logmill reads, by name.

use std::fmt;

/// A log format: how the fields of a line are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Format {
    name: &'static str,
}

impl Format {
    /// Every format, in the order in which `auto` prefers them.
    pub fn all() -> &'static [Format] {
        &[
            Format { name: "combined" },
            Format { name: "common" },
            Format { name: "vhost_combined" },
            Format { name: "nginx" },
        ]
    }

    /// The format of that name.
    pub fn by_name(name: &str) -> Option<Format> {
        Format::all().iter().copied().find(|format| format.name == name)
    }

    /// The name that configuration and reports use.
    pub fn name(self) -> &'static str {
        self.name
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
