//! Joins the accounts of splits to accounts of whole files.

use logmill_actors::process::{MAX_FRAME_BYTES, WorkerFault};

use crate::config::Plan;
use crate::engine::account::{FileAccount, total, unread};
use crate::log::reject::SHOWN_LINES;
use crate::source::{ByteRange, Head, InputFile, Split};

/// Failed parts of one file that are reported one by one; the others are counted.
const TOLD_PARTS: usize = 3;

/// The outcome of a split; by default it was not read.
#[derive(Debug, Default)]
pub(super) enum SplitOutcome {
    /// The run was cancelled before its turn.
    #[default]
    Untouched,
    /// It was read, perhaps not to its end.
    Read {
        /// Whether it was read to its end.
        complete: bool,
        /// The account of its lines, numbered from 1; for an archive, the accounts of its members and perhaps its own.
        accounts: Vec<FileAccount>,
    },
    /// It was read, but its partials are too large to be sent.
    TooLarge {
        /// Bytes of its partials.
        bytes: u64,
    },
    /// No worker could read it.
    GivenUp {
        /// The last fault.
        fault: WorkerFault,
        /// Number of attempts.
        tries: u32,
    },
}

/// Joins the parts of a file, in file order, to its account; for an archive, to those of its members.
pub(super) fn fuse(
    plan: &Plan,
    file: &InputFile,
    head: Option<&Head>,
    parts: Vec<(Split, SplitOutcome)>,
) -> Vec<FileAccount> {
    match <[_; 1]>::try_from(parts) {
        Ok([(Split { range: None, .. }, SplitOutcome::Read { accounts, .. })]) => accounts,
        Ok([part]) => vec![fuse_parts(plan, file, head, vec![part])],
        Err(parts) => vec![fuse_parts(plan, file, head, parts)],
    }
}

fn fuse_parts(plan: &Plan, file: &InputFile, head: Option<&Head>, parts: Vec<(Split, SplitOutcome)>) -> FileAccount {
    let mut fused = unread(file.source, &file.shown, plan.sources[file.source as usize].name.clone());
    let mut errors = Vec::new();
    let before = lines_before(parts.iter().map(|(_, part)| part));
    for ((split, part), lines_before) in parts.into_iter().zip(before) {
        match part {
            SplitOutcome::Untouched => {}
            SplitOutcome::TooLarge { bytes } => errors.push(too_large(&file.shown, split.range, bytes)),
            SplitOutcome::GivenUp { fault, tries } => {
                let advice = advice(plan, &fault);
                errors.push(given_up(&file.shown, split.range, &fault, tries) + advice);
            }
            SplitOutcome::Read { accounts, .. } => {
                let missing = |account: FileAccount| add_part(&mut fused, account, lines_before, split.range);
                errors.extend(accounts.into_iter().filter_map(missing));
            }
        }
    }
    fused.error = error_text(&file.shown, errors);
    if let (Some(detection), Some(_)) = (head.and_then(|head| head.detection.as_ref()), &fused.format) {
        fused.detected = Some((detection.matched, detection.sampled));
        fused.runner_up = detection.runner_up().map(|next| (next.format.to_string(), next.read));
    }
    fused
}

/// The number of lines in the file before each of its parts, in order; `None` after a part that was not read to its end, since the number is
/// then unknown.
pub(super) fn lines_before<'p>(parts: impl Iterator<Item = &'p SplitOutcome>) -> Vec<Option<u64>> {
    let mut next = Some(0);
    let each = parts.map(|part| {
        let lines = match part {
            SplitOutcome::Read { complete: true, accounts } => Some(total(accounts).lines),
            _ => None,
        };
        let before = next;
        next = next.zip(lines).map(|(before, lines)| before + lines);
        before
    });
    each.collect()
}

/// Adds the account of the next part and returns its error. Malformed lines with unknown numbers are counted but not shown.
fn add_part(
    fused: &mut FileAccount,
    part: FileAccount,
    lines_before: Option<u64>,
    range: Option<ByteRange>,
) -> Option<String> {
    let FileAccount { format, detected, runner_up, evidence, tally, rejects, error, warnings, .. } = part;
    let error = error.map(|error| unread_part(&fused.path, range, &error, tally.lines > 0));
    fused.tally += tally;
    fused.format = fused.format.take().or(format);
    fused.detected = fused.detected.or(detected);
    fused.runner_up = fused.runner_up.take().or(runner_up);
    fused.evidence.append(evidence);
    fused.warnings.extend(warnings);
    if let Some(before) = lines_before {
        fused.rejects.extend(rejects.into_iter().map(|mut reject| {
            reject.line += before;
            reject
        }));
        fused.rejects.truncate(SHOWN_LINES);
    }
    error
}

fn given_up(shown: &str, range: Option<ByteRange>, fault: &WorkerFault, tries: u32) -> String {
    let times = if tries == 1 { String::new() } else { format!("; tried {tries} times") };
    format!("{}: the worker that read it {fault}{times}", uncounted(shown, range))
}

fn too_large(shown: &str, range: Option<ByteRange>, bytes: u64) -> String {
    let smaller = if range.is_some() { "make split_bytes smaller, or use" } else { "use" };
    let part = uncounted(shown, range);
    format!(
        "{part}: its partial result has {bytes} bytes, and {MAX_FRAME_BYTES} is the most that a worker can send; {smaller} executor = \"threads\""
    )
}

fn uncounted(shown: &str, range: Option<ByteRange>) -> String {
    match lines_of(range) {
        None => format!("{shown}: nothing of it is counted"),
        Some(lines) => format!("{shown}: the lines that begin {lines} are not counted"),
    }
}

/// Advice for a fault, after a semicolon; empty if there is none.
pub(super) fn advice(plan: &Plan, fault: &WorkerFault) -> &'static str {
    /// The signal by which a process dies that exceeds its memory.
    const ABORT: i32 = 6;
    let is_capped = plan.pipeline.workers.memory_bytes.is_some();
    match fault {
        WorkerFault::Died { signal: Some(ABORT), .. } if is_capped => "; perhaps worker_memory is too small",
        _ => "",
    }
}

/// The error of a file as the error of a part.
fn unread_part(shown: &str, range: Option<ByteRange>, error: &str, has_lines: bool) -> String {
    let Some(lines) = lines_of(range) else { return error.to_owned() };
    let all = if has_lines { "all " } else { "" };
    let what = error.strip_prefix(shown).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(error);
    format!("{shown}: the lines that begin {lines} are not {all}counted: {what}")
}

/// Where the lines of a part begin; `None` for a whole file.
fn lines_of(range: Option<ByteRange>) -> Option<String> {
    range.map(|ByteRange { start, end }| match end {
        ByteRange::OPEN => format!("at byte {start} or later"),
        end => format!("in bytes {start} to {}", end - 1),
    })
}

fn error_text(shown: &str, mut errors: Vec<String>) -> Option<String> {
    let more = errors.len().saturating_sub(TOLD_PARTS);
    errors.truncate(TOLD_PARTS);
    if more > 0 {
        errors.push(format!("{shown}: {more} more parts are not counted"));
    }
    (!errors.is_empty()).then(|| errors.join("; "))
}

/// Keeps only the first malformed lines of the run, given accounts in report order.
pub(super) fn keep_first_rejects(files: &mut [FileAccount]) {
    let mut left = SHOWN_LINES;
    for file in files {
        file.rejects.truncate(left);
        left -= file.rejects.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ConfigInput, NameChoice, Registry, Request, load};
    use crate::engine::account::LocatedReject;
    use crate::log::{RejectReason, Tally};
    use crate::source::Input;

    /// A part of ten lines; the third is malformed.
    fn read(complete: bool) -> SplitOutcome {
        let mut tally = Tally { lines: 10, parsed: 9, ..Tally::default() };
        tally.reject(RejectReason::BadTime);
        let reject = LocatedReject { line: 3, column: 1, reason: RejectReason::BadTime, text: String::new() };
        let account = FileAccount { tally, rejects: vec![reject], format: Some("common".into()), ..file_account() };
        SplitOutcome::Read { complete, accounts: vec![account] }
    }

    fn file_account() -> FileAccount {
        unread(0, "a.log", "web".to_owned())
    }

    fn given_up(tries: u32) -> SplitOutcome {
        SplitOutcome::GivenUp {
            fault: WorkerFault::Died { how: "was killed by signal 9".into(), signal: Some(9) },
            tries,
        }
    }

    fn fused(parts: Vec<SplitOutcome>) -> FileAccount {
        let job = "[[sources]]\nname = \"web\"\npath = \"a.log\"\n[[reducers]]\ngroup_by = []\n";
        let plan = load(&Request::new(ConfigInput::text("job.toml", job)), &Registry::builtin()).expect("a job");
        let format = plan.sources[0].format.clone();
        let input = Input::Path("a.log".into());
        let file = InputFile {
            source: 0,
            file: 0,
            input,
            shown: "a.log".into(),
            format,
            choice: NameChoice::default(),
            range: None,
        };
        let last = parts.len() as u64 - 1;
        let range = |part: u64| {
            let end = if part == last { ByteRange::OPEN } else { (part + 1) * 100 };
            Split { file: 0, range: Some(ByteRange { start: part * 100, end }) }
        };
        let fused = fuse(&plan, &file, None, (0..).map(range).zip(parts).collect());
        <[_; 1]>::try_from(fused).map(|[fused]| fused).expect("the account of one file")
    }

    fn lines(account: &FileAccount) -> Vec<u64> {
        account.rejects.iter().map(|reject| reject.line).collect()
    }

    #[test]
    fn lines_are_numbered_in_the_file() {
        let account = fused(vec![read(true), read(true), read(true)]);
        assert_eq!((lines(&account), account.tally.lines, account.error), (vec![3, 13, 23], 30, None));
        assert_eq!(account.format.as_deref(), Some("common"));
        assert_eq!(lines(&fused((0..40).map(|_| read(true)).collect())).len(), SHOWN_LINES);
    }

    #[test]
    fn after_an_incomplete_part_malformed_lines_are_counted_but_not_shown() {
        for hole in [SplitOutcome::Untouched, given_up(1)] {
            let account = fused(vec![read(true), hole, read(true)]);
            assert_eq!((lines(&account), account.tally.malformed), (vec![3], 2));
        }
        let account = fused(vec![read(false), read(true)]);
        assert_eq!((lines(&account), account.tally.malformed), (vec![3], 2));
    }

    #[test]
    fn a_part_with_too_large_a_result_is_reported_with_advice() {
        let error = fused(vec![SplitOutcome::TooLarge { bytes: 2 << 30 }, read(true)]).error;
        assert_eq!(
            error.as_deref(),
            Some(
                "a.log: the lines that begin in bytes 0 to 99 are not counted: its partial result has 2147483648 bytes, and \
                 1073741824 is the most that a worker can send; make split_bytes smaller, or use executor = \"threads\""
            )
        );
    }

    #[test]
    fn the_first_failed_parts_are_reported_and_the_others_counted() {
        let account = fused(vec![given_up(1), read(true), given_up(2)]);
        assert_eq!(
            account.error.as_deref(),
            Some(
                "a.log: the lines that begin in bytes 0 to 99 are not counted: the worker that read it was killed by signal 9; \
                 a.log: the lines that begin at byte 200 or later are not counted: the worker that read it was killed by signal 9; \
                 tried 2 times"
            )
        );
        let error = fused((0..9).map(|_| given_up(1)).collect()).error.unwrap_or_default();
        assert!(error.ends_with("; a.log: 6 more parts are not counted"), "{error}");
    }
}
