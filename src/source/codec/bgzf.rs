//! BGZF: gzip of small members that say how long they are (SAM/BAM specification, section 4.1), inflated by several
//! threads.
//!
//! The reader's thread cuts the stored bytes into groups of whole members and hands out their text in order; the
//! threads inflate one group each. What is no member of this kind, such as a member that is cut off, ends the parallel
//! road: the rest is read as any other gzip data, and its problems are told in the same words.

use std::collections::VecDeque;
use std::num::NonZero;
use std::thread;

use crossbeam::channel::{Receiver, Sender, bounded};
use flate2::{FlushDecompress, Status};

use super::gzip::{self, Gzip};
use super::members::{Members, counted};
use super::{Decoder, Trailer, magic};
use crate::source::error::ReadFault;
use crate::source::raw_input::{ByteStream, ReadOutcome};
use crate::source::read_buffer::ReadBuffer;

/// Bytes of a header up to the length of its member.
const HEADER_BYTES: usize = 18;
/// Text of a member, at most.
const MEMBER_TEXT_BYTES: usize = 64 * 1024;
/// Stored bytes of a group: some members, so that the threads are not kept busy with waking each other.
const GROUP_BYTES: usize = 96 * 1024;
/// Members of a group, at most: its text has up to a megabyte, however well it was packed.
const GROUP_MEMBERS: usize = 16;
/// Threads for one file: reading and handing out feeds no more of them.
const MAX_THREADS: usize = 4;

/// The length of the member that begins like this, when it says so in the way of BGZF.
pub(super) fn member_bytes(start: &[u8]) -> Option<usize> {
    const EXTRA_FIELD_ONLY: u8 = 4;
    let header: &[u8; HEADER_BYTES] = start.get(..HEADER_BYTES)?.try_into().ok()?;
    let is_bgzf =
        magic::gzip(header) && header[2..4] == [8, EXTRA_FIELD_ONLY] && header[10..16] == [6, 0, b'B', b'C', 2, 0];
    is_bgzf.then(|| usize::from(u16::from_le_bytes([header[16], header[17]])) + 1)
}

/// Threads that help with a file, or 0 where one that reads and inflates in turn is as fast.
pub(super) fn helpers() -> usize {
    match thread::available_parallelism().map_or(1, NonZero::get) {
        1 => 0,
        cores => cores.min(MAX_THREADS),
    }
}

/// Whole members, and their text when they come back.
#[derive(Default)]
struct Group {
    stored: Vec<u8>,
    /// Keeps its length, so that it is zeroed only when it grows.
    text: Vec<u8>,
    /// How many of its bytes are text.
    len: usize,
    damage: Option<String>,
}

struct Task {
    group: Group,
    done: Sender<Group>,
}

/// The text of BGZF data.
pub(super) struct Bgzf<R> {
    /// What is read as any other gzip data, and where the members are taken from before.
    rest: Members<R, Gzip>,
    /// Whether the next bytes may be members that threads inflate.
    is_parallel: bool,
    tasks: Sender<Task>,
    /// Groups that are being inflated, in order.
    in_flight: VecDeque<Receiver<Group>>,
    most_in_flight: usize,
    /// Why there are no members behind those in flight.
    fault: Option<ReadFault>,
    /// The group that is handed out, from `at` on.
    current: Group,
    at: usize,
    spare: Vec<Group>,
}

impl<R: ByteStream> Bgzf<R> {
    /// The text of the data that is taken in. Threads are started that end with it.
    pub(super) fn new(input: ReadBuffer<R>, threads: usize) -> Bgzf<R> {
        let (tasks, queue) = bounded(2 * threads);
        let started = (0..threads).filter(|_| {
            let queue = queue.clone();
            thread::Builder::new().name("gunzip".to_owned()).spawn(move || work(&queue)).is_ok()
        });
        let most_in_flight = 2 * started.count();
        Bgzf {
            rest: gzip::members(input),
            is_parallel: most_in_flight > 0,
            tasks,
            in_flight: VecDeque::new(),
            most_in_flight,
            fault: None,
            current: Group::default(),
            at: 0,
            spare: Vec::new(),
        }
    }

    /// Hands out groups of members until enough of them are in flight, or tells why there are no more for now.
    fn feed(&mut self) -> ReadOutcome {
        while self.in_flight.len() < self.most_in_flight && self.is_parallel {
            let mut group = self.spare.pop().unwrap_or_default();
            group.stored.clear();
            let got = gather(self.rest.input(), &mut group.stored).unwrap_or_else(|fault| {
                self.fault = Some(fault);
                ReadOutcome::Eof
            });
            let is_pause = matches!(got, ReadOutcome::Pending | ReadOutcome::Cancelled);
            self.is_parallel = is_pause || !group.stored.is_empty();
            if group.stored.is_empty() {
                self.spare.push(group);
                return got;
            }
            let (done, receiver) = bounded(1);
            // The threads are there as long as the sender is.
            if self.tasks.send(Task { group, done }).is_ok() {
                self.in_flight.push_back(receiver);
            }
        }
        ReadOutcome::Eof
    }

    /// Hands out text of the current group.
    fn copy(&mut self, into: &mut [u8]) -> usize {
        let ready = &self.current.text[self.at..self.current.len];
        let taken = ready.len().min(into.len());
        into[..taken].copy_from_slice(&ready[..taken]);
        self.at += taken;
        taken
    }
}

impl<R: ByteStream> ByteStream for Bgzf<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        loop {
            let copied = self.copy(into);
            if copied > 0 {
                return Ok(ReadOutcome::Data(copied));
            }
            if let Some(detail) = &self.current.damage {
                return Err(ReadFault::Damaged(gzip::NAME, detail.clone()));
            }
            let pause = self.feed();
            let Some(group) = self.in_flight.pop_front() else {
                return match (self.fault.take(), pause) {
                    (Some(fault), _) => Err(fault),
                    (None, ReadOutcome::Pending | ReadOutcome::Cancelled) => Ok(pause),
                    (None, _) => self.rest.read(into),
                };
            };
            let group = group.recv().map_err(|_| ReadFault::Damaged(gzip::NAME, "a thread failed".to_owned()))?;
            self.spare.push(std::mem::replace(&mut self.current, group));
            self.at = 0;
        }
    }
}

impl<R: ByteStream + Send> Decoder<R> for Bgzf<R> {
    fn trailer(&self) -> Trailer {
        self.rest.trailer()
    }

    fn into_raw(self: Box<Self>) -> R {
        self.rest.into_buffer().into_raw()
    }
}

/// Moves whole members into the group, as many as there are and fit.
fn gather<R: ByteStream>(input: &mut ReadBuffer<R>, stored: &mut Vec<u8>) -> Result<ReadOutcome, ReadFault> {
    let mut got = ReadOutcome::Eof;
    for _ in 0..GROUP_MEMBERS {
        got = input.need(HEADER_BYTES)?;
        let Some(bytes) = member_bytes(input.ready()) else { return Ok(got) };
        if stored.len() + bytes > GROUP_BYTES {
            return Ok(got);
        }
        got = input.need(bytes)?;
        let Some(member) = input.ready().get(..bytes) else { return Ok(got) };
        stored.extend_from_slice(member);
        input.consume(bytes);
    }
    Ok(got)
}

/// Inflates groups until nobody wants any more.
fn work(queue: &Receiver<Task>) {
    for Task { mut group, done } in queue {
        inflate(&mut group);
        // Nobody waits for it when the run was cancelled.
        let _ = done.send(group);
    }
}

/// Inflates the members of a group, up to the first that is damaged.
fn inflate(group: &mut Group) {
    (group.len, group.damage) = (0, None);
    let mut stored = &group.stored[..];
    while let Some(bytes) = member_bytes(stored) {
        let (member, rest) = stored.split_at(bytes.min(stored.len()));
        stored = rest;
        let room = group.len + MEMBER_TEXT_BYTES;
        if group.text.len() < room {
            group.text.resize(room, 0);
        }
        let mut inflate = gzip::new_member();
        let status = inflate.decompress(member, &mut group.text[group.len..room], FlushDecompress::Finish);
        group.len += counted(inflate.total_out());
        group.damage = match status {
            Ok(Status::StreamEnd) if inflate.total_in() == bytes as u64 => None,
            Ok(_) => Some("a member has not the length that it says".to_owned()),
            Err(error) => Some(error.message().unwrap_or("invalid data").to_owned()),
        };
        if group.damage.is_some() {
            return;
        }
    }
}
