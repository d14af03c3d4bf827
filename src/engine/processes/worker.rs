//! What a worker process does: it loads the plan, and then reads one part of the input after the other.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use logmill_actors::RunError;
use logmill_actors::process::Parent;

use super::wire::{Answer, FormatOrder, Opening, Order, PROTOCOL, SplitOrder};
use crate::config::{ConfigInput, FormatChoice, Plan, Registry, Request, SourcePlan, load};
use crate::engine::account::accounts;
use crate::engine::partials::Partials;
use crate::engine::solo::Solo;
use crate::log::{Envelope, Format, detect};
use crate::source::{BatchReader, Cancelled, Input, InputFile, Listing, ReadLimits};

/// How often a worker says that it is alive while it reads: often enough for the eye, too rare to cost anything.
const ALIVE_PERIOD: Duration = Duration::from_millis(100);

/// Why a worker process ends before its parent wants it to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkerError {
    /// Nobody is there to give it work.
    #[error(
        "logmill starts its workers itself; this subcommand is not for use by hand: try `logmill run --executor processes`"
    )]
    NoParent,
    /// The pipes to the parent are broken.
    #[error("the pipes to the run are broken: {0}")]
    Pipes(#[from] io::Error),
    /// An order means nothing.
    #[error("the run sent an order that means nothing")]
    Nonsense,
    /// The plan cannot be used here.
    #[error("{reason}")]
    Refused {
        /// Why not.
        reason: String,
    },
    /// An answer cannot be written.
    #[error("an answer cannot be written: {0}")]
    Unwritable(#[from] postcard::Error),
}

/// Serves the run that started this process, on standard input and output, until it closes them; then the process is ended.
///
/// # Errors
/// [`WorkerError`] when it cannot go on.
pub fn serve(registry: &Registry) -> Result<(), WorkerError> {
    if io::stdin().is_terminal() {
        return Err(WorkerError::NoParent);
    }
    let hurry = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&hurry);
    let intercept = move |frame: &[u8]| {
        let is_hurry = Order::decode(frame) == Some(Order::Hurry);
        flag.fetch_or(is_hurry, Ordering::Relaxed);
        is_hurry
    };
    let mut line = Line { parent: Parent::attach(intercept)? };
    let opening = match line.parent.next().as_deref().map(Order::decode) {
        Some(Some(Order::Opening(opening))) => opening,
        _ => return Err(WorkerError::NoParent),
    };
    let plan = match open(&opening, registry) {
        Ok(plan) => plan,
        Err(error) => {
            line.say(&Answer::Refused(error.to_string()))?;
            return Err(error);
        }
    };
    line.say(&Answer::Ready)?;
    let mut solo = Solo::new(&plan);
    let cancelled: Cancelled = Arc::new(move || hurry.load(Ordering::Relaxed));
    while let Some(frame) = line.parent.next() {
        let Some(Order::Split(split)) = Order::decode(&frame) else { return Err(WorkerError::Nonsense) };
        let file = input_file(&plan, split)?;
        match read(&plan, &mut solo, file, &cancelled, &mut line) {
            Ok((partials, complete)) => line.hand_in(&plan, &partials, complete)?,
            Err(error) => return line.say(&Answer::Failed(error.into())),
        }
    }
    Ok(())
}

/// The way to the parent.
struct Line {
    parent: Parent,
}

impl Line {
    fn say(&mut self, answer: &Answer<'_>) -> Result<(), WorkerError> {
        let (start, rest) = answer.encode()?;
        Ok(self.parent.answer(&[&start, rest])?)
    }

    /// Hands in what was learnt from a split. The job is known to the parent and left out.
    fn hand_in(&mut self, plan: &Plan, partials: &Partials, complete: bool) -> Result<(), WorkerError> {
        match partials.encode(plan, &Request::new(ConfigInput::None)) {
            Ok(bytes) => self.say(&Answer::Partials(complete, &bytes)),
            Err(error) => Err(WorkerError::Refused { reason: error.to_string() }),
        }
    }
}

/// Makes the plan of the opening, in the memory that it grants.
fn open(opening: &Opening, registry: &Registry) -> Result<Plan, WorkerError> {
    let refused = |reason: String| WorkerError::Refused { reason };
    if opening.protocol != PROTOCOL {
        return Err(refused("it is another version of this program: start the run again".to_owned()));
    }
    opening.memory_bytes.map_or(Ok(()), limit_memory)?;
    load(&opening.job, registry).map_err(|errors| refused(errors.to_string()))
}

/// Bounds the address space of this process. Whoever asks for more is aborted.
#[cfg(unix)]
fn limit_memory(bytes: u64) -> Result<(), WorkerError> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = Rlimit { current: Some(bytes), maximum: Some(bytes) };
    setrlimit(Resource::As, limit)
        .map_err(|error| WorkerError::Refused { reason: format!("worker_memory cannot be granted: {error}") })
}

/// Bounds the address space of this process: there is no way here.
#[cfg(not(unix))]
fn limit_memory(_bytes: u64) -> Result<(), WorkerError> {
    Err(WorkerError::Refused { reason: "worker_memory needs Unix; leave it out".to_owned() })
}

fn input_file(plan: &Plan, split: SplitOrder) -> Result<InputFile, WorkerError> {
    let SplitOrder { source, path, shown, format, range } = split;
    let SourcePlan { format: planned, choice, .. } = plan.sources.get(source as usize).ok_or(WorkerError::Nonsense)?;
    let format = match (format, planned) {
        (None, _) => planned.clone(),
        (Some(FormatOrder { name, .. }), FormatChoice::Fixed(format)) if format.name() == name => planned.clone(),
        (Some(FormatOrder { name, envelope }), _) => {
            let envelope = envelope.map(|name| Envelope::by_name(&name).ok_or(WorkerError::Nonsense)).transpose()?;
            // It was guessed, so that lines of its family are read, too.
            FormatChoice::Fixed(Format::by_name(&name).ok_or(WorkerError::Nonsense)?.inside(envelope).with_family())
        }
    };
    Ok(InputFile { source, file: 0, input: Input::Path(path.into()), shown, format, choice: choice.clone(), range })
}

/// Reads one part of the input; tells what was learnt, and whether it was read to its end.
fn read(
    plan: &Plan,
    solo: &mut Solo<'_>,
    file: InputFile,
    cancelled: &Cancelled,
    line: &mut Line,
) -> Result<(Partials, bool), RunError> {
    let limits = ReadLimits { batch_bytes: plan.pipeline.batch_bytes, max_line_bytes: plan.pipeline.max_line_bytes };
    let (one, queue) = crossbeam::channel::bounded(1);
    // There is room for one, and the receiver lives.
    let _ = one.send(file.clone());
    drop(one);
    let mut reader = BatchReader::new(queue, limits, detect, Arc::clone(cancelled));
    let (mut untold, mut last) = (0, Instant::now());
    let mut told = |bytes: u64| {
        untold += bytes;
        if last.elapsed() >= ALIVE_PERIOD {
            // When the parent is gone, this process is ended.
            let _ = line.say(&Answer::Alive(untold));
            (untold, last) = (0, Instant::now());
        }
    };
    solo.take_in(&mut reader, &mut told)?;
    if untold > 0 {
        let _ = line.say(&Answer::Alive(untold));
    }
    let outcomes = reader.finish();
    let complete = outcomes.iter().any(|outcome| outcome.complete || outcome.error.is_some());
    let (ledger, mut partials) = solo.take_out();
    let listing = Listing { files: vec![file], ..Listing::default() };
    partials.files = accounts(plan, &listing, &ledger, outcomes);
    Ok((partials, complete))
}
