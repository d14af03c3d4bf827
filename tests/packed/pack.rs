//! Compressed data and archives, made in memory.

use std::io::Write;

use crate::world::gzip;

/// A compression, by its name in messages.
#[derive(Debug, Clone, Copy)]
pub struct Packing {
    pub name: &'static str,
    /// The text as one member.
    pub pack: fn(&[u8]) -> Vec<u8>,
    /// The fewest bytes by which the compression is recognised.
    pub magic_bytes: usize,
}

/// Every compression that this build reads.
pub const PACKINGS: &[Packing] = &[
    Packing { name: "gzip", pack: |text| gzip(&[text]), magic_bytes: 2 },
    Packing { name: "gzip", pack: bgzf, magic_bytes: 2 },
    #[cfg(feature = "zstd")]
    Packing { name: "zstd", pack: zstd, magic_bytes: 4 },
    Packing { name: "bzip2", pack: bzip2, magic_bytes: 10 },
    #[cfg(feature = "xz")]
    Packing { name: "xz", pack: xz, magic_bytes: 6 },
    Packing { name: "lz4", pack: lz4, magic_bytes: 4 },
];

/// Gzip of small members with their lengths, as from `bgzip`, but without the empty one at its end.
fn bgzf(text: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let empty = if text.is_empty() { &[&b""[..]][..] } else { &[] };
    for part in text.chunks(20_000).chain(empty.iter().copied()) {
        let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        let deflated = deflate.write_all(part).and_then(|()| deflate.finish()).expect("writing to memory succeeds");
        let last_byte = u16::try_from(18 + deflated.len() + 8 - 1).expect("the part is small");
        packed.extend_from_slice(&[0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, b'B', b'C', 2, 0]);
        packed.extend_from_slice(&last_byte.to_le_bytes());
        packed.extend_from_slice(&deflated);
        packed.extend_from_slice(&crc32fast::hash(part).to_le_bytes());
        packed.extend_from_slice(&(part.len() as u32).to_le_bytes());
    }
    packed
}

/// A zstd frame with a checksum.
#[cfg(feature = "zstd")]
fn zstd(text: &[u8]) -> Vec<u8> {
    let mut context = zstd_safe::CCtx::create();
    context.set_parameter(zstd_safe::CParameter::ChecksumFlag(true)).expect("checksums are known");
    let mut packed = Vec::with_capacity(zstd_safe::compress_bound(text.len()));
    context.compress2(&mut packed, text).expect("the room is large enough");
    packed
}

fn bzip2(text: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(text).and_then(|()| encoder.finish()).expect("writing to memory succeeds")
}

#[cfg(feature = "xz")]
fn xz(text: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
    encoder.write_all(text).and_then(|()| encoder.finish()).expect("writing to memory succeeds")
}

/// An lz4 frame with all its checksums.
fn lz4(text: &[u8]) -> Vec<u8> {
    use lz4_flex::frame::{BlockSize, FrameEncoder, FrameInfo};
    let info = FrameInfo::new().block_size(BlockSize::Max64KB).content_checksum(true).block_checksums(true);
    let mut encoder = FrameEncoder::with_frame_info(info, Vec::new());
    encoder.write_all(text).expect("writing to memory succeeds");
    encoder.finish().expect("writing to memory succeeds")
}

/// An archive of these files.
pub fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        // Long names become a member of their own before the file.
        archive.append_data(&mut header, name, *content).expect("writing to memory succeeds");
    }
    archive.into_inner().expect("writing to memory succeeds")
}
