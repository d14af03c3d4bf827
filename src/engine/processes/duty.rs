//! Distributes the parts of the input to worker processes and receives their answers.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use crossbeam::channel::{Receiver, Sender};
use logmill_actors::Cancel;
use logmill_actors::process::{Duty, Heard, WorkerFault};

use super::spool::Spool;
use super::wire::{FormatOrder, RunMessage, SplitOrder, StageFailure, WorkerMessage, decode_rejects};
use crate::config::FormatChoice;
use crate::engine::account::total;
use crate::engine::encoding::Encoded;
use crate::log::Tally;
use crate::source::{Head, Input, Listing, Planned, Split};

/// The hidden subcommand that serves as a worker.
pub const WORKER_SUBCOMMAND: &str = "worker";

/// What happened to a part of the input, or to the run.
pub(super) enum SplitEvent {
    /// A worker read it.
    Read {
        /// Its number.
        split: usize,
        /// Whether it was read to its end.
        complete: bool,
        /// The frame with the partials; its checksum is valid.
        frame: Vec<u8>,
    },
    /// Its partials are too large to be sent.
    TooLarge {
        /// Its number.
        split: usize,
        /// Their bytes.
        bytes: u64,
    },
    /// No worker could read it.
    GivenUp {
        /// Its number.
        split: usize,
        /// The last fault.
        fault: WorkerFault,
        /// Number of attempts.
        tries: u32,
    },
    /// A filter or reducer failed.
    Failed(StageFailure),
    /// Workers cannot be started.
    Broken(WorkerFault),
}

/// Distributes the splits of a run.
pub(super) struct Splits {
    pub program: PathBuf,
    /// The first frame for each worker.
    pub opening: Vec<u8>,
    pub listing: Arc<Listing>,
    pub splits: Vec<Split>,
    /// Detected formats of the files that are cut.
    pub heads: Vec<Option<Head>>,
    /// State of the files before they were read.
    pub planned: Vec<Option<Planned>>,
    /// Numbers of the remaining splits.
    pub queue: Receiver<usize>,
    pub events: Sender<SplitEvent>,
    /// Keeps malformed lines, if they are wanted.
    pub spool: Option<Arc<Spool>>,
    pub cancel: Cancel,
}

impl Splits {
    /// Sends an event to the run. It may have failed and stopped listening.
    fn tell(&self, event: SplitEvent) {
        let _ = self.events.send(event);
    }

    /// Keeps the malformed lines of a split.
    fn keep(&self, split: usize, bytes: &[u8]) -> Heard {
        match &self.spool {
            Some(spool) if decode_rejects(bytes).is_some() => spool.keep(split, bytes),
            _ => return Heard::Garbage { detail: "it sent malformed lines that cannot be decoded".to_owned() },
        }
        Heard::Alive { bytes: 0 }
    }

    fn order(&self, split: Split) -> SplitOrder {
        let file = &self.listing.files[split.file];
        let path = match &file.input {
            Input::Path(path) => path.clone().into_os_string(),
            Input::Stdin => OsString::from("-"),
            // Not among the splits: actors of the run read it.
            Input::Object(object) => OsString::from(object.url()),
        };
        let fixed = match &file.format {
            FormatChoice::Fixed(format) => Some(format.clone()),
            _ => self.heads[split.file].as_ref().map(|head| head.format.clone()),
        };
        let format = fixed.map(|format| FormatOrder {
            name: format.name().to_owned(),
            envelope: format.envelope().map(|envelope| envelope.to_string()),
        });
        let planned = self.planned[split.file];
        SplitOrder { source: file.source, path, shown: file.shown.clone(), format, range: split.range, planned }
    }
}

impl Duty for Splits {
    type Job = usize;

    fn command(&self) -> io::Result<Command> {
        let mut command = Command::new(&self.program);
        command.arg(WORKER_SUBCOMMAND);
        Ok(command)
    }

    fn opening(&self) -> Vec<u8> {
        self.opening.clone()
    }

    fn ready(&self, answer: &[u8]) -> Result<(), WorkerFault> {
        match WorkerMessage::decode(answer) {
            Some(WorkerMessage::Ready) => Ok(()),
            Some(WorkerMessage::Refused(reason)) => Err(WorkerFault::Refused { reason }),
            _ => Err(WorkerFault::Garbage { detail: "it did not say whether it is ready".to_owned() }),
        }
    }

    fn next(&self) -> Option<usize> {
        self.queue.try_recv().ok().filter(|_| !self.cancel.is_cancelled())
    }

    fn request(&self, split: &usize) -> Vec<u8> {
        if let Some(spool) = &self.spool {
            spool.forget(*split);
        }
        RunMessage::Split(self.order(self.splits[*split])).encode().expect("texts and numbers can always be written")
    }

    fn heard(&self, split: &usize, frame: Vec<u8>) -> Heard {
        let garbage = |detail: &str| Heard::Garbage { detail: detail.to_owned() };
        let (complete, encoded) = match WorkerMessage::decode(&frame) {
            Some(WorkerMessage::Alive(bytes)) => return Heard::Alive { bytes },
            Some(WorkerMessage::Rejects(bytes)) => return self.keep(*split, bytes),
            Some(WorkerMessage::Failed(failure)) => {
                self.tell(SplitEvent::Failed(failure));
                return Heard::Done { records: 0, bytes: 0, rejected: 0 };
            }
            Some(WorkerMessage::TooLarge(bytes)) => {
                self.tell(SplitEvent::TooLarge { split: *split, bytes });
                return Heard::Done { records: 0, bytes: 0, rejected: 0 };
            }
            Some(WorkerMessage::Partials(complete, bytes)) => (complete, Encoded::open(bytes)),
            _ => return garbage("it sent an answer of no known kind"),
        };
        let Tally { parsed, bytes, malformed, .. } = match &encoded {
            Ok(encoded) => total(encoded.files()),
            Err(error) => return garbage(&format!("its partial result {error}")),
        };
        drop(encoded);
        self.tell(SplitEvent::Read { split: *split, complete, frame });
        Heard::Done { records: parsed, bytes, rejected: malformed }
    }

    fn hurry(&self) -> Option<Vec<u8>> {
        RunMessage::Hurry.encode().ok()
    }

    fn give_up(&self, split: usize, fault: WorkerFault, tries: u32) {
        self.tell(SplitEvent::GivenUp { split, fault, tries });
    }

    fn broken(&self, fault: WorkerFault) {
        self.tell(SplitEvent::Broken(fault));
    }
}
