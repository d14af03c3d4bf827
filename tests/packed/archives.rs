use glob::Pattern;
use logmill::config::NameChoice;

use super::pack::{PACKINGS, tar};
use super::{Piece, read, some_lines};

fn read_all(bytes: &[u8]) -> Vec<Piece> {
    read(bytes, NameChoice::default())
}

/// Names and texts of the members.
fn members(pieces: &[Piece]) -> Vec<(&str, &str)> {
    let members = pieces.iter().filter(|piece| piece.outcome.member.is_some());
    members.map(|piece| (piece.shown(), piece.text.as_str())).collect()
}

/// The account of the archive itself.
fn archive(pieces: &[Piece]) -> &Piece {
    pieces.iter().find(|piece| piece.outcome.member.is_none()).expect("the archive has an outcome")
}

#[test]
fn each_file_of_an_archive_is_a_file_of_its_own() {
    let (one, two) = (some_lines(100), some_lines(3));
    let long = format!("{}/access.log", "long".repeat(60));
    let packed = (PACKINGS[0].pack)(two.as_bytes());
    let bytes = tar(&[("a.log", one.as_bytes()), ("empty", b""), ("2024/b.log.gz", &packed), (&long, two.as_bytes())]);
    let shown = format!("site.log:{long}");
    let expected =
        [("site.log:a.log", one.as_str()), ("site.log:empty", ""), ("site.log:2024/b.log.gz", &two), (&shown, &two)];
    let packed = PACKINGS.iter().map(|packing| (packing.pack)(&bytes));
    for stored in std::iter::once(bytes.clone()).chain(packed) {
        let pieces = read_all(&stored);
        assert_eq!(members(&pieces), expected);
        assert!(pieces.iter().all(|piece| piece.outcome.complete && piece.error().is_empty()));
        assert!(pieces.iter().all(|piece| piece.outcome.warnings.is_empty()));
    }
}

#[test]
fn an_archive_that_is_cut_off_anywhere_keeps_its_lines() {
    let text = some_lines(30);
    let bytes = tar(&[("a.log", text.as_bytes()), ("b.log", text.as_bytes())]);
    let file_bytes = 512 + text.len().next_multiple_of(512);
    let first_end = 512 + text.len();
    for length in 512..bytes.len() {
        let pieces = read_all(&bytes[..length]);
        let found = members(&pieces);
        assert!(found.iter().all(|(_, read)| text.starts_with(read)), "cut at {length}");
        let errors: Vec<String> = pieces.iter().map(Piece::error).filter(|error| !error.is_empty()).collect();
        let is_whole = (first_end..=file_bytes).contains(&length) || length >= file_bytes + first_end;
        assert_eq!(errors.len(), usize::from(!is_whole), "cut at {length}: {errors:?}");
        assert!(
            errors.iter().all(|error| error.contains("the tar data is cut off after")),
            "cut at {length}: {errors:?}"
        );
    }
}

#[test]
fn a_compressed_archive_that_is_cut_off_says_where() {
    let text = some_lines(3000);
    let bytes = tar(&[("a.log", text.as_bytes()), ("b.log", text.as_bytes())]);
    for packing in PACKINGS {
        let stored = (packing.pack)(&bytes);
        let pieces = read_all(&stored[..stored.len() / 2]);
        assert!(members(&pieces).iter().all(|(_, read)| text.starts_with(read)), "{}", packing.name);
        let errors: Vec<String> = pieces.iter().map(Piece::error).filter(|error| !error.is_empty()).collect();
        assert!(!errors.is_empty(), "{}", packing.name);
        let expected = format!("the {} data is cut off after", packing.name);
        assert!(errors.iter().all(|error| error.contains(&expected)), "{errors:?}");
    }
}

#[test]
fn damage_between_members_keeps_what_was_read() {
    let text = some_lines(30);
    let mut bytes = tar(&[("a.log", text.as_bytes()), ("b.log", text.as_bytes())]);
    let second = 512 + text.len().next_multiple_of(512);
    bytes[second + 3] ^= 1;
    let pieces = read_all(&bytes);
    assert_eq!(members(&pieces), [("site.log:a.log", text.as_str())]);
    let expected = format!(
        "site.log: the tar data is damaged after {} bytes of text (invalid header of a member); \
         the lines up to there are counted",
        text.len()
    );
    assert_eq!(archive(&pieces).error(), expected);
}

#[test]
fn members_that_are_not_files_are_skipped_and_reported() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Directory);
    header.set_size(0);
    builder.append_data(&mut header, "logs/", &b""[..]).expect("writing to memory succeeds");
    header.set_entry_type(tar::EntryType::Symlink);
    builder.append_link(&mut header, "logs/current.log", "a.log").expect("writing to memory succeeds");
    header.set_entry_type(tar::EntryType::Fifo);
    builder.append_data(&mut header, "logs/pipe", &b""[..]).expect("writing to memory succeeds");
    header.set_entry_type(tar::EntryType::Regular);
    header.set_size(5);
    builder.append_data(&mut header, "logs/a.log", &b"line\n"[..]).expect("writing to memory succeeds");
    let pieces = read_all(&builder.into_inner().expect("writing to memory succeeds"));
    assert_eq!(members(&pieces), [("site.log:logs/a.log", "line\n")]);
    let expected = "site.log: 2 members that are not regular files are skipped, the first of them the symbolic link \
                    `logs/current.log`";
    assert_eq!(archive(&pieces).warnings(), [expected]);
}

#[test]
fn pax_records_name_a_member() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(5);
    builder
        .append_pax_extensions([("path", &b"real name.log"[..]), ("mtime", b"1.5")])
        .expect("writing to memory succeeds");
    builder.append_data(&mut header, "short", &b"line\n"[..]).expect("writing to memory succeeds");
    let pieces = read_all(&builder.into_inner().expect("writing to memory succeeds"));
    assert_eq!(members(&pieces), [("site.log:real name.log", "line\n")]);
}

#[test]
fn a_sparse_member_is_an_error_that_says_what_to_do() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(5);
    let records = [("GNU.sparse.major", &b"1"[..]), ("GNU.sparse.name", b"a b.log")];
    builder.append_pax_extensions(records).expect("writing to memory succeeds");
    builder.append_data(&mut header, "GNUSparseFile.0/a b.log", &b"line\n"[..]).expect("writing to memory succeeds");
    let mut header = tar::Header::new_gnu();
    header.set_size(5);
    header.set_entry_type(tar::EntryType::GNUSparse);
    header.as_gnu_mut().expect("it is one").isextended[0] = 1;
    // The map continues in two blocks that the size does not include.
    let mut map = [[0; 512]; 2];
    map[0][504] = 1;
    header.set_path("b.log").expect("the name is short");
    header.set_cksum();
    let mut bytes = builder.into_inner().expect("writing to memory succeeds");
    bytes.truncate(bytes.len() - 1024);
    let rest = tar(&[("c.log", b"line\n")]);
    let bytes = [&bytes, &header.as_bytes()[..], &map[0], &map[1], &[b'x'; 512], &rest].concat();
    let pieces = read_all(&bytes);
    assert_eq!(members(&pieces), [("site.log:a b.log", ""), ("site.log:b.log", ""), ("site.log:c.log", "line\n")]);
    let errors: Vec<String> = pieces.iter().map(Piece::error).filter(|error| !error.is_empty()).collect();
    let expected = [("a b.log", "'a b.log'"), ("b.log", "b.log")].map(|(name, word)| {
        format!(
            "site.log:{name}: is stored as a sparse file, which is not read directly; use `tar -xOf site.log {word} | logmill run -`"
        )
    });
    assert_eq!(errors, expected);
}

#[test]
fn appended_archives_are_read_and_garbage_is_reported() {
    let (one, two) = (tar(&[("a.log", b"one\n")]), tar(&[("b.log", b"two\n")]));
    let pieces = read_all(&[&one[..], &two].concat());
    assert_eq!(members(&pieces), [("site.log:a.log", "one\n"), ("site.log:b.log", "two\n")]);
    assert!(archive(&pieces).warnings().is_empty());
    let pieces = read_all(&[&one[..], b"garbage"].concat());
    assert_eq!(archive(&pieces).warnings(), ["site.log: what follows the tar data is not tar and is ignored"]);
    assert_eq!(members(&pieces), [("site.log:a.log", "one\n")]);
}

#[test]
fn members_are_selected_by_name_and_hidden_ones_skipped() {
    let patterns = |patterns: &[&str]| patterns.iter().map(|text| Pattern::new(text).expect("a pattern")).collect();
    let bytes = tar(&[
        ("access.log", b"1\n"),
        ("2024/access.log.1", b"2\n"),
        ("2024/error.log", b"3\n"),
        ("2024/.access.log", b"4\n"),
        (".git/access.log", b"5\n"),
        ("old/access.log", b"6\n"),
    ]);
    let choice = NameChoice { include: patterns(&["access.log*"]), exclude: patterns(&["old/*"]) };
    let pieces = read(&bytes, choice);
    assert_eq!(members(&pieces), [("site.log:access.log", "1\n"), ("site.log:2024/access.log.1", "2\n")]);
    let none = NameChoice { include: patterns(&["*.txt"]), exclude: Vec::new() };
    assert_eq!(read(&bytes, none)[0].error(), "site.log: `include` and `exclude` leave no file to read");
}

#[test]
fn what_cannot_be_read_in_an_archive_is_refused_and_the_rest_read() {
    let inner = tar(&[("x", b"x\n")]);
    let bytes = tar(&[("a b.zip", b"PK\x03\x04...."), ("inner.tar", &inner), ("c.log", b"line\n")]);
    let pieces = read_all(&bytes);
    let errors: Vec<String> = pieces.iter().map(Piece::error).filter(|error| !error.is_empty()).collect();
    assert_eq!(errors.len(), 2);
    assert!(errors[0].contains("use `tar -xOf site.log 'a b.zip' | funzip | logmill run -`"), "{errors:?}");
    assert!(errors[1].contains("use `tar -xOf site.log inner.tar | tar -xO | logmill run -`"), "{errors:?}");
    assert_eq!(members(&pieces)[2], ("site.log:c.log", "line\n"));
}
