//! A line found inside a layer.

/// A line found inside a layer.
#[derive(Debug, Clone, Copy)]
pub struct Opened {
    /// Start of the line inside.
    pub start: usize,
    /// Its end.
    pub end: usize,
    /// Undoes the layer's escapes.
    pub undo: Option<Undo>,
    /// Whether the line continues in the next line of the same stream.
    pub is_part: bool,
    /// The container's stream: 0 or 1.
    pub stream: usize,
    /// Whether a format may read the line with the layer.
    pub is_shared: bool,
}

/// Appends a text without its escapes to another.
pub type Undo = fn(&[u8], &mut Vec<u8>);

impl Opened {
    /// The rest of a line from `start` on.
    pub fn rest(line: &[u8], start: usize) -> Opened {
        Opened::between(start, line.len())
    }

    /// The text from `start` to `end`.
    pub fn between(start: usize, end: usize) -> Opened {
        Opened { start, end, undo: None, is_part: false, stream: 0, is_shared: false }
    }
}
