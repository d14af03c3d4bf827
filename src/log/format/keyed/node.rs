//! The place of a key in a map of keys.

/// A key of a [`KeyMap`](super::map::KeyMap), or an object or array on the way to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeId(u16);

impl NodeId {
    /// The line itself.
    pub const ROOT: NodeId = NodeId(0);

    /// The highest index that a node can have.
    pub const MAX_INDEX: usize = (u16::MAX >> 1) as usize;

    /// The index of its node.
    #[inline(always)]
    pub fn index(self) -> usize {
        usize::from(self.0 >> 1)
    }

    /// Whether a wrapper is around the key: an object whose keys count as those of the line, if the line has none of its own.
    #[inline(always)]
    pub fn is_wrapped(self) -> bool {
        self.0 & 1 == 1
    }

    /// The node of an index, inside the same wrapper.
    pub fn with_index(self, index: u16) -> NodeId {
        NodeId(index << 1 | (self.0 & 1))
    }

    /// The same node inside a wrapper.
    pub fn wrapped(self) -> NodeId {
        NodeId(self.0 | 1)
    }
}
