//! What log to write.

/// How the fields of a line are laid out and escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Apache's `combined`.
    Combined,
    /// Apache's `common`.
    Common,
    /// Apache's `vhost_combined`, with several virtual hosts and ports.
    VhostCombined,
    /// The `combined` of nginx.
    Nginx,
}

impl Layout {
    /// Every layout.
    pub const ALL: [Layout; 4] = [Layout::Combined, Layout::Common, Layout::VhostCombined, Layout::Nginx];

    /// Its name, which is also the name of logmill's format for it.
    pub fn name(self) -> &'static str {
        match self {
            Layout::Combined => "combined",
            Layout::Common => "common",
            Layout::VhostCombined => "vhost_combined",
            Layout::Nginx => "nginx",
        }
    }

    /// The layout of that name.
    pub fn by_name(name: &str) -> Option<Layout> {
        Layout::ALL.into_iter().find(|layout| layout.name() == name)
    }
}

/// Settings of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Number of lines.
    pub lines: u64,
    /// The seed: the same settings always give the same bytes.
    pub seed: u64,
    /// How lines are laid out.
    pub layout: Layout,
    /// Malformed lines in a million, 0 to 1,000,000.
    pub bad_per_million: u32,
    /// Number of distinct client addresses that there can be; a short log has fewer.
    pub hosts: u64,
    /// Time of the first line, in seconds since 1970-01-01T00:00:00Z; years up to 9999.
    pub start: u64,
    /// Days that the log spans, at least 1.
    pub days: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            lines: 100_000,
            seed: 1,
            layout: Layout::Combined,
            bad_per_million: 50,
            hosts: 50_000,
            // 2024-01-01T00:00:00Z
            start: 1_704_067_200,
            days: 30,
        }
    }
}
