//! The numbers of the nodes of a [`KeyMap`](super::KeyMap).

/// The number of a node in its map.
pub type NodeId = u16;

/// The line itself.
pub const ROOT: NodeId = 0;
