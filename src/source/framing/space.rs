//! Whitespace between tokens (pure).

/// Whitespace of JSON (RFC 8259, section 2).
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// The first byte that is not whitespace, and its place.
pub(super) fn significant(text: &[u8]) -> Option<(usize, u8)> {
    text.iter().copied().enumerate().find(|(_, byte)| !is_space(*byte))
}
