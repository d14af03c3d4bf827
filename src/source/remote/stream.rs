//! The bytes of an object, in chunks that a task fetches ahead of the reader.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use crossbeam::channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use futures_util::StreamExt;
use object_store::ObjectStoreExt;
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;
use tokio::time::timeout;

use super::diagnosis::{diagnose, silent};
use super::edge::Store;
use super::fault::RemoteFault;
use super::object::Object;
use super::store::PATIENCE;
use super::url::Scheme;
use crate::source::error::ReadFault;
use crate::source::raw_input::{ByteStream, Got};
use crate::source::reader::Cancelled;

/// Chunks that were fetched and not read yet, at most: enough for a reader that unpacks while the next ones come. What arrives at once, and so
/// a chunk, is some 400 KiB at most.
const CREDITS: usize = 4;

/// How long one wait takes, as for pipes: short enough for a cancelled run to feel prompt.
const STEP: Duration = Duration::from_millis(200);

/// What the task says.
enum Piece {
    /// The next bytes. They hold a credit until they are taken.
    Chunk(Bytes),
    /// All were sent.
    End,
    /// No more can be had.
    Fault(RemoteFault),
}

/// An object that is being read. Dropping it ends the task.
pub(in crate::source) struct ObjectStream {
    /// Bounded by the credits: the task must not block its thread, which others share.
    pieces: Receiver<Piece>,
    credits: Arc<Semaphore>,
    task: AbortHandle,
    /// What is left of the last chunk.
    rest: Bytes,
    /// Whether any bytes came.
    has_begun: bool,
    has_ended: bool,
    cancelled: Cancelled,
}

impl ObjectStream {
    /// Begins to fetch an object. That it cannot be had is told when it is read.
    pub(in crate::source) fn open(object: &Object, cancelled: Cancelled) -> ObjectStream {
        let (sender, pieces) = unbounded();
        let credits = Arc::new(Semaphore::new(CREDITS));
        let (store, scheme) = (object.store().clone(), object.url().scheme());
        let link = Arc::clone(&store.link);
        let task = link.spawn(fetch(store, scheme, sender, Arc::clone(&credits)));
        ObjectStream { pieces, credits, task, rest: Bytes::new(), has_begun: false, has_ended: false, cancelled }
    }

    /// A fault, as it is told before the first bytes or behind some.
    fn failed(&self, fault: RemoteFault) -> ReadFault {
        if self.has_begun { ReadFault::Io(io::Error::other(fault)) } else { ReadFault::Remote(fault) }
    }
}

impl ByteStream for ObjectStream {
    fn read(&mut self, into: &mut [u8]) -> Result<Got, ReadFault> {
        while !(self.cancelled)() {
            if !self.rest.is_empty() {
                let bytes = self.rest.len().min(into.len());
                into[..bytes].copy_from_slice(&self.rest.split_to(bytes));
                return Ok(Got::Bytes(bytes));
            }
            if self.has_ended {
                return Ok(Got::End);
            }
            match self.pieces.recv_timeout(STEP) {
                Ok(Piece::Chunk(chunk)) => {
                    self.credits.add_permits(1);
                    self.has_begun |= !chunk.is_empty();
                    self.rest = chunk;
                }
                Ok(Piece::End) => self.has_ended = true,
                Ok(Piece::Fault(fault)) => return Err(self.failed(fault)),
                Err(RecvTimeoutError::Timeout) => return Ok(Got::Nothing),
                Err(RecvTimeoutError::Disconnected) => {
                    let detail = "the task that fetched it failed".to_owned();
                    return Err(self.failed(RemoteFault::Broken { detail }));
                }
            }
        }
        Ok(Got::Cancelled)
    }
}

impl Drop for ObjectStream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Fetches an object to its end.
async fn fetch(from: Store, scheme: Scheme, to: Sender<Piece>, credits: Arc<Semaphore>) {
    let last = match pour(&from, scheme, &to, &credits).await {
        Ok(()) => Piece::End,
        Err(fault) => Piece::Fault(fault),
    };
    // When the stream was dropped nobody wants to know.
    let _ = to.send(last);
}

/// Sends all chunks of an object.
async fn pour(from: &Store, scheme: Scheme, to: &Sender<Piece>, credits: &Semaphore) -> Result<(), RemoteFault> {
    let answer = timeout(PATIENCE, from.store.get(&from.location)).await.map_err(|_| silent())?;
    let mut chunks = answer.map_err(|error| diagnose(&error, scheme))?.into_stream();
    loop {
        // Nobody closes the semaphore. The connection is not read meanwhile, so that the server waits too.
        let Ok(credit) = credits.acquire().await else { return Ok(()) };
        let Some(chunk) = timeout(PATIENCE, chunks.next()).await.map_err(|_| silent())? else { return Ok(()) };
        credit.forget();
        let chunk = chunk.map_err(|error| diagnose(&error, scheme))?;
        if to.send(Piece::Chunk(chunk)).is_err() {
            return Ok(());
        }
    }
}
