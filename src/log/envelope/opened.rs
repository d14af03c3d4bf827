//! What a layer says of a line that it was found around.

/// A line that was found in a layer.
#[derive(Debug, Clone, Copy)]
pub struct Opened {
    /// Where the line begins that is inside.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What undoes its escapes.
    pub undo: Option<Undo>,
    /// Whether its end is in the next line of the same stream.
    pub is_part: bool,
    /// The stream of a container that it is from: 0 or 1.
    pub stream: usize,
    /// Whether a format may know such a line without its layer being removed.
    pub is_shared: bool,
}

/// Adds a text without its escapes to another one.
pub type Undo = fn(&[u8], &mut Vec<u8>);

impl Opened {
    /// The rest of a line.
    pub fn rest(line: &[u8], start: usize) -> Opened {
        Opened::between(start, line.len())
    }

    /// What is between two places of a line.
    pub fn between(start: usize, end: usize) -> Opened {
        Opened { start, end, undo: None, is_part: false, stream: 0, is_shared: false }
    }
}
