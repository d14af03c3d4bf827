//! Bytes that are skipped take time too: meanwhile the reader checks whether the run was cancelled.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::config::NameChoice;

/// Text that is a few kilobytes of gzip: far less than is read of a file at once.
const BYTES: usize = 16 << 20;

/// Reads compressed bytes. Returns the outcomes, and how often the reader checked whether the run was cancelled.
fn checks(packed: &[u8], choice: NameChoice) -> (Vec<FileOutcome>, usize) {
    assert!(packed.len() < BYTES / 500, "{} bytes", packed.len());
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("log.gz");
    fs::write(&path, packed).expect("there is room for a file");
    let checks = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&checks);
    let cancelled: Cancelled = Arc::new(move || {
        counter.fetch_add(1, Ordering::Relaxed);
        false
    });
    let (_, outcomes) = read_all(reader(vec![InputFile { choice, ..file(&path, 0, fixed()) }], 100, cancelled));
    (outcomes, checks.load(Ordering::Relaxed))
}

#[test]
fn cancellation_is_checked_while_a_long_line_is_skipped() {
    let (outcomes, checks) = checks(&gzip(&vec![b'x'; BYTES]), NameChoice::default());
    assert_eq!((outcomes[0].complete, outcomes[0].text_bytes), (true, BYTES as u64), "{outcomes:?}");
    assert!(checks > 100, "{checks}");
}

#[test]
fn cancellation_is_checked_while_a_member_of_an_archive_is_skipped() {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in [("large.bin", vec![0; BYTES]), ("small.log", some_lines(1).into_bytes())] {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, content.as_slice()).expect("writing to memory succeeds");
    }
    let archive = archive.into_inner().expect("writing to memory succeeds");
    let exclude = vec!["*.bin".parse().expect("a pattern")];
    let (outcomes, checks) = checks(&gzip(&archive), NameChoice { include: Vec::new(), exclude });
    let shown = outcomes[0].member.as_ref().map(|member| member.shown.as_str());
    assert_eq!((shown, outcomes[0].complete), (Some("log.gz:small.log"), true), "{outcomes:?}");
    assert!(checks > 100, "{checks}");
}
