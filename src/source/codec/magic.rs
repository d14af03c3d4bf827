//! The first bytes of each kind of data, known even if the codec is left out of the build.

/// Whether gzip data begins like this (RFC 1952).
pub(super) fn gzip(start: &[u8]) -> bool {
    start.starts_with(&[0x1f, 0x8b])
}

/// Whether a bzip2 stream begins like this: the level, and then its first block or, if it has no text, its end. The
/// level alone would match a host named `BZh1`.
pub(super) fn bzip2(start: &[u8]) -> bool {
    const BLOCK: [u8; 6] = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
    const END: [u8; 6] = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90];
    matches!(start, [b'B', b'Z', b'h', b'1'..=b'9', rest @ ..] if rest.starts_with(&BLOCK) || rest.starts_with(&END))
}

/// Whether an xz stream begins like this.
pub(super) fn xz(start: &[u8]) -> bool {
    start.starts_with(&[0xfd, b'7', b'z', b'X', b'Z', 0])
}

/// Whether a zstd frame, or one that decoders skip, begins like this (RFC 8878).
pub(super) fn zstd(start: &[u8]) -> bool {
    start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || skippable(start)
}

/// Whether an lz4 frame begins like this.
pub(super) fn lz4(start: &[u8]) -> bool {
    start.starts_with(&[0x04, 0x22, 0x4d, 0x18])
}

/// Whether a frame that both zstd and lz4 skip begins like this.
pub(super) fn skippable(start: &[u8]) -> bool {
    matches!(start, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}
