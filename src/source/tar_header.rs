//! The headers of a tar archive, of the old, ustar, GNU and pax kinds (pure).

use tar::{EntryType, Header, PaxExtensions};

/// Length of a header, and of all other blocks.
pub(super) const BYTES: usize = 512;

/// The meaning of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Announced {
    /// A regular file.
    File,
    /// A sparse file.
    Sparse,
    /// A directory: nothing to read.
    Directory,
    /// Not a file; its kind in words.
    Other(&'static str),
    /// The name of the next member.
    LongName,
    /// The pax records of the next member.
    Extensions,
    /// Something that does not affect members.
    Remark,
}

/// A valid header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TarHeader {
    /// What follows it.
    pub announced: Announced,
    /// The name.
    pub name: Vec<u8>,
    /// Bytes after it, without padding.
    pub size: u64,
    /// Whether more of a sparse map precedes these bytes; the size does not include it.
    pub has_long_map: bool,
}

/// Whether bytes begin with a header with a valid checksum.
pub(super) fn begins(start: &[u8]) -> bool {
    start.get(..BYTES).and_then(parse).is_some()
}

/// Reads a header; `None` if its checksum or its numbers are invalid.
pub(super) fn parse(block: &[u8]) -> Option<TarHeader> {
    let header = Header::from_byte_slice(block);
    let checksum = header.cksum().ok()?;
    if !checksums(header.as_bytes()).contains(&i64::from(checksum)) {
        return None;
    }
    let name = header.path_bytes().into_owned();
    let announced = match header.entry_type() {
        EntryType::Regular | EntryType::Continuous if name.ends_with(b"/") => Announced::Directory,
        EntryType::Regular | EntryType::Continuous => Announced::File,
        EntryType::Directory => Announced::Directory,
        EntryType::Link => Announced::Other("hard link"),
        EntryType::Symlink => Announced::Other("symbolic link"),
        EntryType::Char | EntryType::Block => Announced::Other("device"),
        EntryType::Fifo => Announced::Other("named pipe"),
        EntryType::GNUSparse => Announced::Sparse,
        EntryType::GNULongName => Announced::LongName,
        EntryType::XHeader => Announced::Extensions,
        EntryType::GNULongLink | EntryType::XGlobalHeader => Announced::Remark,
        _ => Announced::Other("member of an unknown kind"),
    };
    // Links may have the size of their target.
    let has_bytes = !matches!(header.entry_type(), EntryType::Link | EntryType::Symlink);
    let size = if has_bytes { header.entry_size().ok()? } else { 0 };
    let has_long_map = announced == Announced::Sparse && header.as_gnu().is_some_and(|header| header.is_extended());
    Some(TarHeader { announced, name, size, has_long_map })
}

/// Whether another block follows one of a map: <https://www.gnu.org/software/tar/manual/html_node/Standard.html>, `isextended`.
pub(super) fn map_goes_on(block: &[u8]) -> bool {
    const IS_EXTENDED: usize = 504;
    block[IS_EXTENDED] != 0
}

/// The sums of a header's bytes with spaces for its checksum: with unsigned bytes as in the standard, and with signed bytes as in some old
/// programs.
fn checksums(block: &[u8; BYTES]) -> [i64; 2] {
    const CHECKSUM: std::ops::Range<usize> = 148..156;
    let sum = |number: fn(u8) -> i64| {
        let bytes = block.iter().enumerate();
        bytes.map(|(at, byte)| if CHECKSUM.contains(&at) { i64::from(b' ') } else { number(*byte) }).sum()
    };
    [sum(i64::from), sum(|byte| i64::from(byte.cast_signed()))]
}

/// The values of pax records, which override the header of the member.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Extensions {
    /// The name.
    pub name: Option<Vec<u8>>,
    /// The size.
    pub size: Option<u64>,
    /// Whether the bytes of the member are a map and the parts of a sparse file.
    pub is_sparse: bool,
}

impl Extensions {
    /// Reads pax records; invalid ones are skipped.
    pub(super) fn parse(records: &[u8]) -> Extensions {
        let (mut extensions, mut sparse_name) = (Extensions::default(), None);
        for record in PaxExtensions::new(records).flatten() {
            match record.key_bytes() {
                b"path" => extensions.name = Some(record.value_bytes().to_vec()),
                b"size" => extensions.size = record.value().ok().and_then(|size| size.parse().ok()),
                key if key.starts_with(b"GNU.sparse.") => {
                    extensions.is_sparse = true;
                    if key == b"GNU.sparse.name" {
                        sparse_name = Some(record.value_bytes().to_vec());
                    }
                }
                _ => {}
            }
        }
        // The name of the header says how it is stored.
        extensions.name = sparse_name.or(extensions.name);
        extensions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(name: &str, size: u64) -> Header {
        let mut header = Header::new_gnu();
        header.set_path(name).expect("the name is short");
        header.set_size(size);
        header.set_cksum();
        header
    }

    #[test]
    fn a_header_is_recognized_by_its_checksum() {
        let header = header("a/access.log", 77);
        let expected =
            TarHeader { announced: Announced::File, name: b"a/access.log".to_vec(), size: 77, has_long_map: false };
        assert_eq!(parse(header.as_bytes()), Some(expected));
        for at in 0..BYTES {
            let mut damaged = *header.as_bytes();
            damaged[at] ^= 4;
            assert!(!begins(&damaged), "a changed byte at {at} was not noticed");
        }
        assert!(!begins(&header.as_bytes()[..BYTES - 1]));
        assert!(!begins(&[0; BYTES]) && !begins(&[b' '; BYTES]));
    }

    #[test]
    fn pax_records_override_the_header() {
        let records = b"17 path=long.log\n11 size=99\n12 mtime=1.\n";
        let expected = Extensions { name: Some(b"long.log".to_vec()), size: Some(99), is_sparse: false };
        assert_eq!(Extensions::parse(records), expected);
        assert!(Extensions::parse(b"22 GNU.sparse.major=1\n").is_sparse);
        assert_eq!(Extensions::parse(b"99 path=short\nnonsense"), Extensions::default());
    }
}
