//! What a worker process does: it loads the plan, and then reads one part of the input after the other.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use logmill_actors::RunError;
use logmill_actors::process::Parent;

use super::wire::{Answer, FormatOrder, Opening, Order, PROTOCOL, SplitOrder, encode_rejects};
use crate::config::{ConfigInput, FormatChoice, Plan, Registry, Request, SourcePlan, load};
use crate::engine::account::accounts;
use crate::engine::partials::Partials;
use crate::engine::rejects::{RejectSink, RejectedLines};
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
    let mut work = Work::new(&plan);
    let cancelled: Cancelled = Arc::new(move || hurry.load(Ordering::Relaxed));
    while let Some(frame) = line.parent.next() {
        let Some(Order::Split(split)) = Order::decode(&frame) else { return Err(WorkerError::Nonsense) };
        let file = input_file(&plan, split)?;
        match work.read(file, &cancelled, &mut line)? {
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
            let format = Format::by_name(&name).ok_or(WorkerError::Nonsense)?.inside(envelope).with_family();
            FormatChoice::Fixed(planned.told(format))
        }
    };
    Ok(InputFile { source, file: 0, input: Input::Path(path.into()), shown, format, choice: choice.clone(), range })
}

/// The malformed lines of the batch in work, until it is done.
#[derive(Default)]
struct Rejects(Mutex<Vec<RejectedLines>>);

impl RejectSink for Rejects {
    fn take(&self, rejects: RejectedLines) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(rejects);
    }
}

impl Rejects {
    fn take_out(&self) -> Vec<RejectedLines> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The stages of the plan, and what they need for one part of the input after the other.
struct Work<'p> {
    plan: &'p Plan,
    solo: Solo<'p>,
    /// When all malformed lines are wanted.
    rejects: Option<Arc<Rejects>>,
}

impl<'p> Work<'p> {
    fn new(plan: &'p Plan) -> Work<'p> {
        let rejects = plan.rejects.file.as_ref().map(|_| Arc::new(Rejects::default()));
        let solo = Solo::new(plan);
        let solo = match &rejects {
            Some(rejects) => solo.with_rejects(Arc::clone(rejects) as _),
            None => solo,
        };
        Work { plan, solo, rejects }
    }

    /// Reads one part of the input; tells what was learnt, and whether it was read to its end; or what ends the run.
    ///
    /// # Errors
    /// When the parent cannot be told of all malformed lines.
    fn read(
        &mut self,
        file: InputFile,
        cancelled: &Cancelled,
        line: &mut Line,
    ) -> Result<Result<(Partials, bool), RunError>, WorkerError> {
        let mut reader = self.reader(&file, cancelled);
        let mut news = News { line, untold: 0, last: Instant::now(), failure: None };
        let mut told = |bytes: u64| {
            let rejects = self.rejects.iter().flat_map(|rejects| rejects.take_out());
            rejects.for_each(|rejects| news.tell_rejects(rejects));
            news.tell_bytes(bytes);
        };
        if let Err(error) = self.solo.take_in(&mut reader, &mut told) {
            return Ok(Err(error));
        }
        news.end()?;
        let outcomes = reader.finish();
        let complete = outcomes.iter().any(|outcome| outcome.complete || outcome.error.is_some());
        let (ledger, mut partials) = self.solo.take_out();
        let listing = Listing { files: vec![file], ..Listing::default() };
        partials.files = accounts(self.plan, &listing, &ledger, outcomes);
        Ok(Ok((partials, complete)))
    }

    fn reader(&self, file: &InputFile, cancelled: &Cancelled) -> BatchReader {
        let pipeline = &self.plan.pipeline;
        let limits = ReadLimits { batch_bytes: pipeline.batch_bytes, max_line_bytes: pipeline.max_line_bytes };
        let (one, queue) = crossbeam::channel::bounded(1);
        // There is room for one, and the receiver lives.
        let _ = one.send(file.clone());
        let reader = BatchReader::new(queue, limits, detect, Arc::clone(cancelled));
        if self.rejects.is_some() { reader.with_line_numbers() } else { reader }
    }
}

/// Malformed lines in a frame: far below what a frame can hold, unless one of them is that long.
const REJECTS_BYTES: usize = 1 << 20;

/// What the parent hears while a part is read.
struct News<'l> {
    line: &'l mut Line,
    /// Bytes that were read since it last heard of them.
    untold: u64,
    last: Instant,
    /// Why it did not hear of all malformed lines.
    failure: Option<WorkerError>,
}

impl News<'_> {
    fn tell_rejects(&mut self, rejects: RejectedLines) {
        for rejects in rejects.in_pieces(REJECTS_BYTES) {
            let told = encode_rejects(&rejects).map_err(WorkerError::from);
            let told = told.and_then(|bytes| self.line.say(&Answer::Rejects(&bytes)));
            self.failure = self.failure.take().or(told.err());
        }
    }

    fn tell_bytes(&mut self, bytes: u64) {
        self.untold += bytes;
        if self.last.elapsed() >= ALIVE_PERIOD {
            self.tell_untold();
            self.last = Instant::now();
        }
    }

    fn tell_untold(&mut self) {
        if self.untold > 0 {
            // When the parent is gone, this process is ended.
            let _ = self.line.say(&Answer::Alive(std::mem::take(&mut self.untold)));
        }
    }

    fn end(mut self) -> Result<(), WorkerError> {
        self.tell_untold();
        self.failure.map_or(Ok(()), Err)
    }
}
