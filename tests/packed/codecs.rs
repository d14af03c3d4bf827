use super::pack::PACKINGS;
use super::{Piece, read_one, some_lines};

#[test]
fn all_members_are_read_one_after_the_other() {
    let text = some_lines(3000);
    let (head, tail) = text.split_at(7777);
    for packing in PACKINGS {
        let members = [head, "", tail].map(|text| (packing.pack)(text.as_bytes()));
        let piece = read_one(&members.concat());
        assert!(piece.text == text, "{}: {} bytes", packing.name, piece.text.len());
        assert!(piece.outcome.complete && piece.error().is_empty(), "{}: {:?}", packing.name, piece.outcome);
        assert_eq!(piece.warnings(), [""; 0], "{}", packing.name);
    }
}

#[test]
fn data_of_no_text_is_an_empty_file() {
    for packing in PACKINGS {
        let Piece { text, outcome } = read_one(&(packing.pack)(b""));
        assert!(text.is_empty() && outcome.complete && outcome.error.is_none(), "{}: {outcome:?}", packing.name);
    }
}

#[test]
fn data_that_is_cut_off_anywhere_keeps_its_lines_and_says_so() {
    let text = some_lines(60);
    for packing in PACKINGS {
        let stored = (packing.pack)(text.as_bytes());
        for length in packing.magic_bytes..stored.len() {
            let piece = read_one(&stored[..length]);
            assert!(text.starts_with(&piece.text), "{} cut at {length}", packing.name);
            let expected = format!(
                "site.log: the {} data is cut off after {} bytes of text; the lines up to there are counted",
                packing.name,
                piece.text.len()
            );
            assert_eq!(piece.error(), expected, "{} cut at {length} of {}", packing.name, stored.len());
            assert!(!piece.outcome.complete);
        }
    }
}

#[test]
fn what_was_decoded_before_the_cut_is_handed_out() {
    // Several blocks for each codec; bzip2 has the largest, of 900 kB.
    let text = some_lines(150_000);
    for packing in PACKINGS {
        let stored = (packing.pack)(text.as_bytes());
        let piece = read_one(&stored[..stored.len() - 20]);
        assert!(text.starts_with(&piece.text) && piece.text.len() > 900_000, "{}: {}", packing.name, piece.text.len());
        assert!(piece.error().contains("is cut off"), "{}: {}", packing.name, piece.error());
    }
}

#[test]
fn damage_is_noticed_or_changes_nothing() {
    let text = some_lines(40);
    for packing in PACKINGS {
        let stored = (packing.pack)(text.as_bytes());
        for at in packing.magic_bytes..stored.len() {
            let mut damaged = stored.clone();
            damaged[at] ^= 0x55;
            let piece = read_one(&damaged);
            let is_noticed = !piece.error().is_empty() || !piece.outcome.warnings.is_empty();
            assert!(is_noticed || piece.text == text, "{}: a changed byte at {at} was not noticed", packing.name);
        }
    }
}

#[test]
fn a_wrong_checksum_at_the_end_keeps_the_lines_and_says_so() {
    let text = some_lines(200);
    for (name, from_end) in [("gzip", 8), ("zstd", 1), ("bzip2", 2), ("lz4", 1)] {
        let Some(packing) = PACKINGS.iter().find(|packing| packing.name == name) else { continue };
        let mut stored = (packing.pack)(text.as_bytes());
        let at = stored.len() - from_end;
        stored[at] ^= 0x10;
        let piece = read_one(&stored);
        assert!(text == piece.text, "{name}: {} bytes of {}", piece.text.len(), text.len());
        assert!(piece.error().contains("data is damaged after"), "{name}: {}", piece.error());
    }
}

#[test]
fn what_follows_the_data_is_reported() {
    let text = some_lines(20);
    for packing in PACKINGS {
        let stored = (packing.pack)(text.as_bytes());
        let zeros = read_one(&[&stored[..], &[0; 500]].concat());
        // Padding is part of the xz format.
        let expected = match packing.name {
            "xz" => vec![],
            name => vec![format!("site.log: zero bytes after the {name} data are ignored")],
        };
        assert_eq!((zeros.text.as_str(), zeros.warnings()), (text.as_str(), expected), "{}", packing.name);
        for garbage in [&b"\x1f"[..], b"garbage after it", b"\0\0\0x"] {
            let piece = read_one(&[&stored[..], garbage].concat());
            let expected = format!("site.log: what follows the {0} data is not {0} and is ignored", packing.name);
            assert_eq!((piece.text.as_str(), piece.warnings()), (text.as_str(), vec![expected]));
            assert!(piece.outcome.complete);
        }
    }
}

#[test]
fn data_inside_data_is_refused_with_the_commands_for_it() {
    for outer in PACKINGS {
        for inner in PACKINGS {
            let piece = read_one(&(outer.pack)(&(inner.pack)(b"text")));
            assert_eq!(piece.text, "");
            assert!(piece.error().contains("site.log | "), "{}", piece.error());
            assert!(piece.error().contains(inner.name), "{}", piece.error());
        }
    }
}

#[cfg(feature = "zstd")]
#[test]
fn frames_that_zstd_skips_are_skipped() {
    let text = some_lines(5);
    let zstd = PACKINGS.iter().find(|packing| packing.name == "zstd").expect("it is built in");
    let skipped = b"\x53\x2a\x4d\x18\x03\0\0\0abc";
    let stored = (zstd.pack)(text.as_bytes());
    let piece = read_one(&[&skipped[..], &stored, skipped, &stored].concat());
    assert_eq!(piece.text, text.repeat(2));
    assert!(piece.outcome.complete && piece.outcome.warnings.is_empty(), "{:?}", piece.outcome);
}

#[test]
fn frames_that_lz4_skips_are_skipped() {
    let text = some_lines(5);
    let lz4 = PACKINGS.iter().find(|packing| packing.name == "lz4").expect("it is built in");
    let stored = (lz4.pack)(text.as_bytes());
    let skipped = b"\x53\x2a\x4d\x18\x03\0\0\0abc";
    let piece = read_one(&[&stored[..], skipped, &stored, skipped].concat());
    assert_eq!(piece.text, text.repeat(2));
    assert!(piece.outcome.complete && piece.outcome.warnings.is_empty(), "{:?}", piece.outcome);
    let cut = read_one(&[&stored[..], &skipped[..9]].concat());
    assert!(cut.error().contains("the lz4 data is cut off"), "{}", cut.error());
}

#[cfg(feature = "zstd")]
#[test]
fn a_zstd_window_beyond_the_limit_is_refused_with_a_command() {
    // A frame of no text whose header asks for a window of 256 MiB; then one of 128 MiB.
    let frame = |window: u8| [0x28, 0xb5, 0x2f, 0xfd, 0, window << 3, 1, 0, 0];
    let piece = read_one(&frame(28 - 10));
    let expected = "site.log: the zstd data needs more than 128 MiB of memory to be decompressed; \
                    use `zstd -dc --long=31 site.log | logmill run -`";
    assert_eq!(piece.error(), expected);
    assert!(read_one(&frame(27 - 10)).outcome.complete);
}

#[cfg(feature = "xz")]
#[test]
fn an_xz_dictionary_beyond_the_limit_is_refused_with_a_command() {
    let xz = PACKINGS.iter().find(|packing| packing.name == "xz").expect("it is built in");
    let with_dictionary = |size: u8| {
        let mut stored = (xz.pack)(some_lines(5).as_bytes());
        // The header of the first block: its length in four bytes, flags, the filter, one byte of properties, the size.
        let end = 12 + (usize::from(stored[12]) + 1) * 4;
        stored[16] = size;
        let checksum = crc32fast::hash(&stored[12..end - 4]);
        stored[end - 4..end].copy_from_slice(&checksum.to_le_bytes());
        read_one(&stored)
    };
    let expected = "site.log: the xz data needs more than 128 MiB of memory to be decompressed; \
                    use `xzcat site.log | logmill run -`";
    // 4 GiB, and the 64 MiB of the highest level.
    assert_eq!(with_dictionary(40).error(), expected);
    assert_eq!(with_dictionary(28).text, some_lines(5));
}

#[cfg(not(all(feature = "xz", feature = "zstd")))]
#[test]
fn a_codec_that_was_left_out_is_refused_with_its_command() {
    let mut cases = vec![];
    if !cfg!(feature = "xz") {
        cases.push((&b"\xfd7zXZ\0\0"[..], "xzcat"));
    }
    if !cfg!(feature = "zstd") {
        cases.push((b"\x28\xb5\x2f\xfd\0", "zstdcat"));
    }
    for (start, tool) in cases {
        let piece = read_one(start);
        let expected = format!("which is not read directly; use `{tool} site.log | logmill run -`");
        assert!(piece.text.is_empty() && piece.error().contains(&expected), "{}", piece.error());
    }
}
