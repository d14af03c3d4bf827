//! The work of the processes of a filter: blocks in, answers out, and what becomes of blocks that fail.

use std::io;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};

use arrow_buffer::BooleanBuffer;
use crossbeam::channel::{Receiver, Sender};
use logmill_actors::process::{Duty, Framing, Heard, WorkerFault};

use super::block::Encoding;
use super::stderr::StderrLog;

/// Records on which a program fails one after the other until it is taken to fail on all. Each of them costs a few starts of the program.
const MOST_FAILURES_IN_A_ROW: u32 = 100;
/// The same for a program that has not answered for any record: then it is rarely the fault of the records.
const MOST_FAILURES_AT_FIRST: u32 = 10;

/// Records for a program, and where the answer goes.
pub(super) struct Block {
    /// Its number among the blocks of one batch.
    pub number: usize,
    /// The records as the program reads them.
    pub request: Vec<u8>,
    /// Their number.
    pub records: usize,
    pub reply: Sender<Reply>,
}

/// The number of a block, and one bit for each of its records.
pub(super) type Reply = (usize, Result<BooleanBuffer, Failure>);

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// No process answered for these records; one may answer for others.
    Block(String),
    /// The program does not work.
    Program(String),
}

impl Block {
    fn reply(self, answer: Result<BooleanBuffer, Failure>) {
        // The filter waits for all blocks, unless its thread panicked.
        let _ = self.reply.send((self.number, answer));
    }
}

/// What the processes of a filter have in common.
pub(super) struct BlockDuty {
    pub command: Vec<String>,
    pub encoding: Encoding,
    /// The first block, which has no records.
    pub opening: Vec<u8>,
    /// Most bytes of address space of a process.
    pub memory: Option<u64>,
    pub queue: Receiver<Block>,
    /// Processes that can still be started, as far as is known.
    pub fit: AtomicUsize,
    /// Single records without an answer since the last answer.
    pub failures: AtomicU32,
    /// Whether it ever answered for a record.
    pub has_answered: AtomicBool,
    pub stderr: StderrLog,
}

impl BlockDuty {
    /// Describes a fault, with what the program wrote last.
    fn described(&self, fault: &WorkerFault) -> String {
        let what = match fault {
            WorkerFault::Silent { timeout } => format!("gave no answer for {timeout:?}"),
            WorkerFault::Garbage { detail } if detail.starts_with("it ") => detail["it ".len()..].to_owned(),
            fault => fault.to_string(),
        };
        let last = self.stderr.last();
        let last = if last.is_empty() { last } else { format!("; it wrote: {last}") };
        format!("its program {what}{last}")
    }
}

impl Duty for BlockDuty {
    type Job = Block;

    fn command(&self) -> io::Result<Command> {
        let (program, arguments) = self.command.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let mut command = Command::new(program);
        command.args(arguments).stderr(self.stderr.pipe()?);
        Ok(command)
    }

    fn framing(&self) -> Framing {
        let most = self.encoding.max_answer_bytes();
        match self.encoding {
            Encoding::Jsonl => Framing::Lines { most },
            Encoding::Arrow => Framing::Lengths { most },
        }
    }

    fn started(&self, process: u32) -> io::Result<()> {
        self.memory.map_or(Ok(()), |memory| limit_memory(process, memory))
    }

    fn opening(&self) -> Vec<u8> {
        self.opening.clone()
    }

    fn ready(&self, answer: &[u8]) -> Result<(), WorkerFault> {
        let answer = self.encoding.answer(answer, 0);
        answer.map(drop).map_err(|error| WorkerFault::Garbage { detail: format!("it {error}") })
    }

    fn next(&self) -> Option<Block> {
        self.queue.recv().ok()
    }

    fn request(&self, block: &Block) -> Vec<u8> {
        block.request.clone()
    }

    fn heard(&self, block: &Block, answer: Vec<u8>) -> Heard {
        match self.encoding.answer(&answer, block.records) {
            Ok(bits) => {
                self.failures.store(0, Ordering::Relaxed);
                self.has_answered.store(true, Ordering::Relaxed);
                // The filter waits for all blocks, unless its thread panicked.
                let _ = block.reply.send((block.number, Ok(bits)));
                Heard::Done { records: block.records as u64, bytes: block.request.len() as u64, rejected: 0 }
            }
            Err(error) => Heard::Garbage { detail: format!("it {error}") },
        }
    }

    fn failed(&self, fault: &WorkerFault) {
        logger::info!("filter `{}`: {}; it is started again", self.stderr.name(), self.described(fault));
    }

    fn give_up(&self, block: Block, fault: WorkerFault, _tries: u32) {
        let reason = self.described(&fault);
        let most =
            if self.has_answered.load(Ordering::Relaxed) { MOST_FAILURES_IN_A_ROW } else { MOST_FAILURES_AT_FIRST };
        let failures = if block.records == 1 { self.failures.fetch_add(1, Ordering::Relaxed) + 1 } else { 0 };
        block.reply(Err(if failures < most {
            Failure::Block(reason)
        } else {
            Failure::Program(format!("{reason}; it failed on {failures} records one after the other"))
        }));
    }

    /// The others go on. The last one answers all blocks with the fault.
    fn broken(&self, fault: WorkerFault) {
        if self.fit.fetch_sub(1, Ordering::SeqCst) > 1 {
            return;
        }
        let reason = self.described(&fault);
        while let Some(block) = self.next() {
            block.reply(Err(Failure::Program(reason.clone())));
        }
    }
}

/// Limits the address space of another process. What it has already is not affected, so it does not matter that it runs.
#[cfg(target_os = "linux")]
fn limit_memory(process: u32, bytes: u64) -> io::Result<()> {
    use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw).ok_or(io::ErrorKind::InvalidInput)?;
    // A worker process may have a limit of its own, which its children cannot exceed.
    let most = getrlimit(Resource::As).maximum.unwrap_or(u64::MAX);
    let limit = Some(bytes.min(most));
    match prlimit(Some(pid), Resource::As, Rlimit { current: limit, maximum: limit }) {
        // It has ended already, which is noticed when it does not answer.
        Ok(_) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(error) => Err(io::Error::other(format!("its memory cannot be limited: {error}"))),
    }
}

/// Settings with such a limit are refused.
#[cfg(not(target_os = "linux"))]
fn limit_memory(_process: u32, _bytes: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
