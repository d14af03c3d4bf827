//! Named pipes: what a writer sends, when it pauses, and when it never comes.

use super::*;

fn make_pipe(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("pipe");
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, mode, 0).expect("pipes can be made");
    path
}

#[test]
fn a_pipe_is_read_as_a_file_is() {
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
fn objects_come_before_the_writer_of_a_pipe_is_done() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    // As many bytes as decide whether it is an archive.
    let one = format!("{{\"a\":\"{}\"}}", "x".repeat(600));
    for (first, second) in [("", "\n{\"a\""), ("", "{\"a\""), ("[", ",{\"a\"")]
        .map(|(before, after)| (format!("{before}{one}{after}"), ":2}"))
    {
        let path = make_pipe(folder.path());
        let mut reader = reader(vec![file(&path, 0, fixed())], 5000, never());
        std::thread::scope(|scope| {
            let (seen, wait) = unbounded::<()>();
            let path = &path;
            scope.spawn(move || {
                let mut pipe = fs::OpenOptions::new().write(true).open(path).expect("the pipe is read");
                pipe.write_all(first.as_bytes()).expect("the pipe is read");
                wait.recv().expect("the first object was seen");
                pipe.write_all(second.as_bytes()).expect("the pipe is read");
            });
            let batch = reader.next_batch(Spare::default()).expect("an object came");
            assert_eq!(batch.lines(), format!("{one}\n").as_bytes());
            seen.send(()).expect("the writer waits");
            let batch = reader.next_batch(Spare::default()).expect("another object came");
            assert_eq!(batch.lines().trim_ascii_end(), b"{\"a\":2}");
        });
        fs::remove_file(&path).expect("the pipe is there");
    }
}

#[test]
fn a_pipe_without_a_writer_can_be_cancelled() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = make_pipe(folder.path());
    // The first checks come before the pipe is waited for.
    let checks = std::sync::atomic::AtomicU32::new(0);
    let cancelled: Cancelled = Arc::new(move || checks.fetch_add(1, Ordering::Relaxed) >= 3);
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
    writer.join().expect("the writer does not panic").expect("the pipe is read");
    assert!(batches.into_iter().map(|(_, _, text)| text).collect::<String>() == some_lines(10_000));
    assert_eq!(outcomes[0].format, Some(nginx()));
}
