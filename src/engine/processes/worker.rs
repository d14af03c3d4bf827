//! A worker process: loads the plan, then reads one part of the input after the other.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use logmill_actors::RunError;
use logmill_actors::process::{MAX_FRAME_BYTES, Parent};

use super::run_link::RunLink;
use super::wire::{FormatOrder, Handshake, PROTOCOL, RunMessage, SplitOrder, WorkerMessage};
use super::worker_error::WorkerError;
use crate::config::{ConfigInput, FormatChoice, Plan, Registry, Request, SourcePlan, load};
use crate::engine::account::accounts;
use crate::engine::partials::Partials;
use crate::engine::rejects::{RejectSink, RejectedLines};
use crate::engine::solo::Solo;
use crate::log::{Envelope, detect};
use crate::source::{BatchReader, Cancelled, Input, InputFile, Listing, Planned, ReadLimits};

/// Most bytes of an answer besides its partials.
const FRAME_TAG_BYTES: usize = 16;

/// Serves the run that started this process, on standard input and output, until it closes them.
///
/// # Errors
/// [`WorkerError`] if it cannot go on.
pub fn serve(registry: &Registry) -> Result<(), WorkerError> {
    if io::stdin().is_terminal() {
        return Err(WorkerError::NoParent);
    }
    let hurry = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&hurry);
    let intercept = move |frame: &[u8]| {
        let is_hurry = RunMessage::decode(frame) == Some(RunMessage::Hurry);
        flag.fetch_or(is_hurry, Ordering::Relaxed);
        is_hurry
    };
    let parent = Parent::attach(intercept)?;
    let opening = match parent.next().as_deref().map(RunMessage::decode) {
        Some(Some(RunMessage::Handshake(opening))) => opening,
        _ => return Err(WorkerError::NoParent),
    };
    let line = Arc::new(RunLink::new(parent, opening.alive_period));
    let plan = match open(&opening, registry) {
        Ok(plan) => plan,
        Err(error) => {
            line.send(&WorkerMessage::Refused(error.to_string()))?;
            return Err(error);
        }
    };
    line.send(&WorkerMessage::Ready)?;
    vouch_for_waits(&plan, &line, opening.alive_period)?;
    let mut work = Work::new(&plan);
    let run = Arc::clone(&line);
    // Called whenever bytes are read, even unwanted ones, and so the place for heartbeats.
    let cancelled: Cancelled = Arc::new(move || {
        run.send_heartbeat_if_due();
        hurry.load(Ordering::Relaxed)
    });
    while let Some(frame) = line.next() {
        let Some(RunMessage::Split(split)) = RunMessage::decode(&frame) else { return Err(WorkerError::Nonsense) };
        let planned = split.planned;
        let file = input_file(&plan, split)?;
        match work.read(file, planned, &cancelled, &line)? {
            Ok((partials, complete)) => hand_in(&line, &plan, &partials, complete)?,
            Err(error) => return line.send(&WorkerMessage::Failed(error.into())),
        }
    }
    Ok(())
}

/// Sends heartbeats while a filter waits for another program: the filter itself limits that time, however long it is.
fn vouch_for_waits(plan: &Plan, line: &Arc<RunLink>, period: Duration) -> io::Result<()> {
    let filters: Vec<_> = plan.filters.iter().map(|plan| Arc::clone(&plan.filter)).collect();
    let line = Arc::downgrade(line);
    let vouch = move || {
        while let Some(line) = line.upgrade() {
            if filters.iter().any(|filter| filter.is_waiting()) {
                line.send_heartbeat_if_due();
            }
            drop(line);
            thread::sleep(period);
        }
    };
    thread::Builder::new().name("heartbeats".to_owned()).spawn(vouch).map(drop)
}

/// Sends the result of a split. The parent knows the job, which is left out.
fn hand_in(line: &RunLink, plan: &Plan, partials: &Partials, complete: bool) -> Result<(), WorkerError> {
    match partials.encode(plan, &Request::new(ConfigInput::None)) {
        Ok(bytes) => line.send(&answer_of(complete, &bytes, MAX_FRAME_BYTES - FRAME_TAG_BYTES)),
        Err(error) => Err(WorkerError::Refused { reason: error.to_string() }),
    }
}

/// The answer to a split, unless it is too long.
fn answer_of(complete: bool, bytes: &[u8], most: usize) -> WorkerMessage<'_> {
    if bytes.len() > most {
        WorkerMessage::TooLarge(bytes.len() as u64)
    } else {
        WorkerMessage::Partials(complete, bytes)
    }
}

/// Loads the plan of the first frame, after limiting memory.
fn open(opening: &Handshake, registry: &Registry) -> Result<Plan, WorkerError> {
    let refused = |reason: String| WorkerError::Refused { reason };
    if opening.protocol != PROTOCOL {
        return Err(refused("it is another version of this program: start the run again".to_owned()));
    }
    opening.memory_bytes.map_or(Ok(()), limit_memory)?;
    load(&opening.job, registry).map_err(|errors| refused(errors.to_string()))
}

/// Limits the address space of this process. An allocation beyond the limit aborts it.
#[cfg(unix)]
fn limit_memory(bytes: u64) -> Result<(), WorkerError> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = Rlimit { current: Some(bytes), maximum: Some(bytes) };
    setrlimit(Resource::As, limit)
        .map_err(|error| WorkerError::Refused { reason: format!("worker_memory cannot be granted: {error}") })
}

/// Not supported on this system.
#[cfg(not(unix))]
fn limit_memory(_bytes: u64) -> Result<(), WorkerError> {
    Err(WorkerError::Refused { reason: "worker_memory needs Unix; leave it out".to_owned() })
}

fn input_file(plan: &Plan, split: SplitOrder) -> Result<InputFile, WorkerError> {
    let SplitOrder { source, path, shown, format, range, .. } = split;
    let SourcePlan { format: planned, choice, .. } = plan.sources.get(source as usize).ok_or(WorkerError::Nonsense)?;
    let format = match (format, planned) {
        (None, _) => planned.clone(),
        (Some(FormatOrder { name, .. }), FormatChoice::Fixed(format)) if format.name() == name => planned.clone(),
        (Some(FormatOrder { name, envelope }), _) => {
            let envelope =
                envelope.map(|name| name.parse::<Envelope>().map_err(|_| WorkerError::Nonsense)).transpose()?;
            FormatChoice::Fixed(planned.detected(&name, envelope).ok_or(WorkerError::Nonsense)?)
        }
    };
    Ok(InputFile { source, file: 0, input: Input::Path(path.into()), shown, format, choice: choice.clone(), range })
}

/// The malformed lines of the current batch, until it is done.
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

/// The stages of the plan with their memory, reused from part to part.
struct Work<'p> {
    plan: &'p Plan,
    solo: Solo<'p>,
    /// If all malformed lines are wanted.
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

    /// Reads one part of the input. Returns the result and whether the part was read to its end, or what ends the run.
    ///
    /// # Errors
    /// Malformed lines could not be sent to the parent.
    fn read(
        &mut self,
        file: InputFile,
        planned: Option<Planned>,
        cancelled: &Cancelled,
        line: &RunLink,
    ) -> Result<Result<(Partials, bool), RunError>, WorkerError> {
        let mut reader = self.reader(&file, planned, cancelled);
        let mut unsaid = Ok(());
        let mut on_bytes = |bytes: u64| {
            for rejects in self.rejects.iter().flat_map(|rejects| rejects.take_out()) {
                let said = line.send_rejects(rejects);
                unsaid = std::mem::replace(&mut unsaid, Ok(())).and(said);
            }
            line.add_bytes(bytes);
        };
        if let Err(error) = self.solo.read_all(&mut reader, &mut on_bytes) {
            return Ok(Err(error));
        }
        unsaid?;
        line.flush_bytes();
        let outcomes = reader.finish();
        // After an error in a part, line numbers are unknown.
        let is_whole = file.range.is_none();
        let complete = outcomes.iter().any(|outcome| outcome.complete || (is_whole && outcome.error.is_some()));
        let (ledger, mut partials) = self.solo.take_results();
        let listing = Listing { files: vec![file], ..Listing::default() };
        partials.files = accounts(self.plan, &listing, &ledger, outcomes);
        Ok(Ok((partials, complete)))
    }

    fn reader(&self, file: &InputFile, planned: Option<Planned>, cancelled: &Cancelled) -> BatchReader {
        let pipeline = &self.plan.pipeline;
        let limits = ReadLimits { batch_bytes: pipeline.batch_bytes, max_line_bytes: pipeline.max_line_bytes };
        let (one, queue) = crossbeam::channel::bounded(1);
        // Cannot fail: there is room for one, and the receiver is alive.
        let _ = one.send(file.clone());
        let reader = BatchReader::new(queue, limits, detect, Arc::clone(cancelled));
        let reader = match planned {
            Some(planned) => reader.with_planned(planned),
            None => reader,
        };
        if self.rejects.is_some() { reader.with_line_numbers() } else { reader }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partials_longer_than_a_frame_are_reported_instead_of_sent() {
        assert_eq!(answer_of(true, b"four", 4), WorkerMessage::Partials(true, b"four"));
        assert_eq!(answer_of(true, b"fives", 4), WorkerMessage::TooLarge(5));
    }
}
