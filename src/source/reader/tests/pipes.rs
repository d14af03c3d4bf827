//! Named pipes: what a writer gives, when it pauses, and when it never comes.

use super::*;

fn make_pipe(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("pipe");
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, mode, 0).expect("pipes can be made");
    path
}

#[test]
fn a_pipe_gives_what_a_file_would() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = make_pipe(folder.path());
    let text = some_lines(20_000);
    let (batches, outcomes) = std::thread::scope(|scope| {
        scope.spawn(|| fs::write(&path, gzip(text.as_bytes())).expect("the pipe is read"));
        read_all(reader(vec![file(&path, 0, FormatChoice::Auto)], 5000, never()))
    });
    assert!(batches.into_iter().map(|(_, _, text)| text).collect::<String>() == text);
    assert!(outcomes[0].complete, "{outcomes:?}");
}

#[test]
fn lines_come_before_the_writer_of_a_pipe_is_done() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = make_pipe(folder.path());
    let mut reader = reader(vec![file(&path, 0, fixed())], 5000, never());
    std::thread::scope(|scope| {
        let (seen, wait) = unbounded::<()>();
        let path = &path;
        scope.spawn(move || {
            let mut pipe = fs::OpenOptions::new().write(true).open(path).expect("the pipe is read");
            pipe.write_all(b"first line\nhalf a").expect("the pipe is read");
            wait.recv().expect("the first line was seen");
            pipe.write_all(b" line\n").expect("the pipe is read");
        });
        let first = reader.next_batch(Spare::default()).expect("a line came");
        assert_eq!(first.lines(), b"first line\n");
        seen.send(()).expect("the writer waits");
        let second = reader.next_batch(Spare::default()).expect("another line came");
        assert_eq!(second.lines(), b"half a line\n");
    });
    assert!(reader.next_batch(Spare::default()).is_err());
    assert!(reader.finish()[0].complete);
}

#[test]
fn a_pipe_that_nobody_writes_to_can_be_cancelled() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = make_pipe(folder.path());
    // The first questions are asked before the pipe is waited for.
    let asked = std::sync::atomic::AtomicU32::new(0);
    let cancelled: Cancelled = Arc::new(move || asked.fetch_add(1, Ordering::Relaxed) >= 3);
    let mut reader = reader(vec![file(&path, 0, fixed())], 100, cancelled);
    assert!(reader.next_batch(Spare::default()).is_err());
    let outcomes = reader.finish();
    assert!(!outcomes[0].complete && outcomes[0].error.is_none(), "{outcomes:?}");
}

#[test]
fn detection_opens_a_named_pipe_only_once() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = make_pipe(folder.path());
    let writer = std::thread::spawn({
        let path = path.clone();
        move || fs::write(path, some_lines(10_000))
    });
    let (batches, outcomes) = read_all(reader(vec![file(&path, 0, FormatChoice::Auto)], 1 << 16, never()));
    writer.join().expect("the writer does not panic").expect("somebody reads the pipe");
    assert!(batches.into_iter().map(|(_, _, text)| text).collect::<String>() == some_lines(10_000));
    assert_eq!(outcomes[0].format, Some(nginx()));
}
