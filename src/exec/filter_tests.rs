use std::time::{Duration, Instant};
use std::{fs, thread};

use super::example::batch;
use super::*;
use crate::config::written::{ByteSize, InstanceCount, TimeSpan};
use crate::exec::block::Encoding;
use crate::log::OwnColumns;

/// Answers each block; `$line` is a record, and `bit` what is printed for it.
fn script(for_each: &str) -> String {
    format!(
        "while read -r _ n; do n=${{n%\\}}}}; out=\n\
         while [ \"$n\" -gt 0 ]; do IFS= read -r line; bit=1\n{for_each}\nout=$out$bit; n=$((n-1)); done\n\
         echo \"$out\"; done"
    )
}

const KEEP: &str = "case $line in *'\"/keep'*) bit=1;; *) bit=0;; esac";

fn settings(script: &str) -> ExecSettings {
    ExecSettings {
        command: ["sh", "-c", script].map(str::to_owned).to_vec(),
        columns: vec!["path".to_owned()],
        encoding: Encoding::Jsonl,
        processes: InstanceCount::Number(1),
        timeout: TimeSpan(Duration::from_secs(60)),
        memory: None,
        retries: 1,
    }
}

fn filter(settings: ExecSettings) -> ExecFilter {
    assert_eq!(settings.problems(OwnColumns::EMPTY), []);
    ExecFilter::new("own", settings, &Context::default())
}

fn kept(filter: &ExecFilter, paths: &[&str]) -> Vec<bool> {
    filter.keep(&batch(paths)).expect("an answer").values().iter().collect()
}

fn refusal(script: &str, paths: &[&str]) -> String {
    filter(settings(script)).keep(&batch(paths)).expect_err("no answer").to_string()
}

#[test]
fn each_record_gets_its_own_answer_however_many_blocks_and_processes_there_are() {
    let paths: Vec<String> =
        (0..2500).map(|number| format!("/{}{number}", if number % 7 < 3 { "keep" } else { "x" })).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let expected: Vec<bool> = paths.iter().map(|path| path.starts_with("/keep")).collect();
    for processes in [1, 3] {
        let filter = filter(ExecSettings { processes: InstanceCount::Number(processes), ..settings(&script(KEEP)) });
        assert_eq!(kept(&filter, &paths), expected, "{processes} processes");
        assert_eq!(kept(&filter, &paths[..5]), expected[..5]);
        assert!(kept(&filter, &[]).is_empty());
    }
}

#[test]
fn a_block_is_a_share_of_the_batch_within_bounds() {
    assert_eq!((block_size(1, 4), block_size(4000, 4), block_size(9000, 4)), (1024, 1024, 2250));
    assert_eq!((block_size(1 << 20, 1), block_size(1 << 20, 256)), (1 << 16, 4096));
}

#[test]
fn records_that_were_dropped_before_are_not_sent() {
    let filter = filter(settings(&script("case $line in *boom*) exit 7;; esac")));
    let selected = BooleanBuffer::from(vec![true, false, true]);
    let answer = filter.keep_selected(&batch(&["/a", "/boom", "/b"]), &selected, &mut Failures::default());
    assert_eq!(answer.expect("an answer").values().iter().collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn nothing_is_started_for_a_batch_without_selected_records() {
    let filter = filter(settings("exit 7"));
    let none = BooleanBuffer::new_unset(1);
    let answer = filter.keep_selected(&batch(&["/a"]), &none, &mut Failures::default());
    assert_eq!(answer.expect("nobody was asked").true_count(), 0);
}

#[test]
fn a_program_that_fails_on_a_record_is_told_from_one_that_fails_always() {
    let filter = filter(settings(&script("case $line in *boom*) echo 'no such key' >&2; exit 7;; esac")));
    let unanswered = |paths: &[&str]| match filter.keep(&batch(paths)) {
        Err(FilterError::Unanswered { records, reason }) => (records, reason),
        other => panic!("{other:?}"),
    };
    let (records, reason) = unanswered(&["/a", "/boom", "/b"]);
    assert_eq!(records, 3);
    assert!(reason.starts_with("its program ended with exit code 7"), "{reason}");
    assert_eq!((kept(&filter, &["/a"]), unanswered(&["/boom"]).0, kept(&filter, &["/b"])), (vec![true], 1, vec![true]));
    for _ in 1..100 {
        assert_eq!(unanswered(&["/boom"]).0, 1);
    }
    let error = filter.keep(&batch(&["/boom"])).expect_err("no answer").to_string();
    assert_eq!(
        error,
        "its program ended with exit code 7; it wrote: no such key; it failed on 100 records one after the other"
    );
}

#[test]
fn a_program_that_has_not_answered_for_any_record_fails_sooner() {
    let filter = filter(settings(&script("exit 7")));
    for _ in 1..10 {
        assert!(matches!(filter.keep(&batch(&["/a"])), Err(FilterError::Unanswered { .. })));
    }
    let error = filter.keep(&batch(&["/a"])).expect_err("no answer").to_string();
    assert_eq!(error, "its program ended with exit code 7; it failed on 10 records one after the other");
}

#[test]
fn a_program_that_cannot_work_ends_the_run_with_its_last_words() {
    let filter = filter(settings("echo 'No module named pyarow' >&2; exit 3"));
    // The first blocks are not answered, until there were too many starts.
    let error = (0..100).map(|_| filter.keep(&batch(&["/a"])).expect_err("no answer")).find_map(|error| match error {
        FilterError::Other(error) => Some(error.to_string()),
        _ => None,
    });
    let expected = "its program ended with exit code 3 while it started; it wrote: No module named pyarow";
    assert_eq!(error.as_deref(), Some(expected));
}

#[test]
fn wrong_answers_are_named() {
    for (script, expected) in [
        (script("bit=11"), "its program answered for 4 records of 2; the answer is one 1 or 0 for each"),
        (
            script("bit=y"),
            "its program answered 'y' for record 1 of the block; the answer is a line of 1 and 0, such as 0110",
        ),
        (
            script("").replace("echo \"$out\"", "printf '%s\\n%s\\n' \"$out\" \"$out\""),
            "its program sent more than one answer to a request",
        ),
        ("echo hello; cat > /dev/null".to_owned(), "its program answered 'h' for record 1 of the block"),
        ("while read -r _; do printf 0; exit; done".to_owned(), "its program ended with exit code 0 while it started"),
    ] {
        let error = refusal(&script, &["/a", "/b"]);
        assert!(error.contains(expected), "{script}: {error}");
    }
}

#[test]
fn a_program_that_hangs_is_killed_with_all_that_it_started() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("pid");
    let script = script(&format!("sleep 1000 & echo $! > {}; wait", file.display()));
    let timeout = TimeSpan(Duration::from_millis(300));
    let filter = filter(ExecSettings { timeout, retries: 0, ..settings(&script) });
    let error = filter.keep(&batch(&["/a"])).expect_err("no answer").to_string();
    assert_eq!(error, "no answer for 1 records: its program gave no answer for 300ms");
    let sleeper = fs::read_to_string(&file).expect("it was started");
    wait_for_end(sleeper.trim());
}

fn wait_for_end(process: &str) {
    let pid = rustix::process::Pid::from_raw(process.parse().expect("a number")).expect("not 0");
    let start = Instant::now();
    while rustix::process::test_kill_process(pid).is_ok() {
        assert!(start.elapsed() < Duration::from_secs(60), "{process} is still there");
        thread::yield_now();
    }
}

#[test]
fn processes_end_with_the_run_and_another_run_starts_them_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("pid");
    let filter = filter(settings(&format!("echo $$ > {}; {}", file.display(), script(KEEP))));
    let pid = || fs::read_to_string(&file).expect("it was started").trim().to_owned();
    assert_eq!(kept(&filter, &["/keep"]), [true]);
    let first = pid();
    filter.end_run();
    wait_for_end(&first);
    assert_eq!(kept(&filter, &["/keep"]), [true]);
    let second = pid();
    assert_ne!(first, second);
    drop(filter);
    wait_for_end(&second);
}

#[test]
#[cfg(target_os = "linux")]
fn memory_is_capped() {
    let script = script("[ \"$(ulimit -v)\" = 65536 ] || bit=0");
    let filter = filter(ExecSettings { memory: Some(ByteSize(64 << 20)), ..settings(&script) });
    assert_eq!(kept(&filter, &["/a"]), [true]);
}

#[test]
fn wrong_settings_are_refused_with_their_keys() {
    let wrong = ExecSettings {
        command: vec!["no-such-program-anywhere".to_owned()],
        columns: ["path", "path"].map(str::to_owned).to_vec(),
        processes: InstanceCount::Number(257),
        timeout: TimeSpan(Duration::ZERO),
        memory: Some(ByteSize(1)),
        retries: -1,
        ..settings("")
    };
    let problems: Vec<String> = wrong.problems(OwnColumns::EMPTY).iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "command[0]: no directory of PATH has such a program; install it, or write the path of the program",
            "columns[1]: 'path' is named twice; leave it out",
            "processes: must be 1 to 256, or \"auto\" for one per core",
            "timeout: must be a time of 1ms to 24h",
            "memory: must be a size of 1MiB to 1TiB; leave it out for no cap",
            "retries: must be 0 to 1000",
        ]
    );
    let empty = ExecSettings { command: Vec::new(), columns: Vec::new(), ..settings("") };
    let problems: Vec<String> = empty.problems(OwnColumns::EMPTY).iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "command: name a program and its arguments, such as [\"python3\", \"keep.py\"]",
            "columns: name at least one column, such as [\"path\"]",
        ]
    );
}
