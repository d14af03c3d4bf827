//! The bytes of an object, in chunks that a task prefetches for the reader.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use object_store::ObjectStoreExt;
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;
use tokio::time::timeout;

use super::diagnosis::{PATIENCE, diagnose, silent};
use super::error::RemoteError;
use super::scheme::Scheme;
use super::store::Store;

/// Chunks that may be prefetched: enough for a reader that decompresses meanwhile. A chunk is what arrives at once, at most about
/// 400 KiB.
const CREDITS: usize = 4;

/// How long one read waits: short enough for a cancelled run to feel prompt.
const STEP: Duration = Duration::from_millis(200);

/// Result of one read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// Number of bytes, at least one.
    Data(usize),
    /// Nothing came for 200 ms.
    Pending,
    /// The object has ended.
    End,
}

/// Messages of the task.
enum Message {
    /// The next bytes. They hold a credit until they are read.
    Chunk(Bytes),
    /// The object has ended.
    End,
    /// Fetching failed.
    Failed(RemoteError),
}

/// An object that is being read. Dropping it ends the task that fetches it.
#[derive(Debug)]
pub struct ObjectStream {
    /// Bounded by the credits: the task must not block the thread that it shares with others.
    messages: Receiver<Message>,
    credits: Arc<Semaphore>,
    task: AbortHandle,
    /// The rest of the last chunk.
    rest: Bytes,
    has_ended: bool,
}

impl ObjectStream {
    pub(super) fn open(store: Store, scheme: Scheme) -> ObjectStream {
        let (sender, messages) = channel();
        let credits = Arc::new(Semaphore::new(CREDITS));
        let thread = Arc::clone(&store.thread);
        let task = thread.spawn(fetch(store, scheme, sender, Arc::clone(&credits)));
        ObjectStream { messages, credits, task, rest: Bytes::new(), has_ended: false }
    }

    /// Reads the next bytes into the start of `into`, which must not be empty. Waits for at most 200 ms.
    ///
    /// # Errors
    /// The object cannot be fetched, or not to its end.
    pub fn read(&mut self, into: &mut [u8]) -> Result<Received, RemoteError> {
        loop {
            if !self.rest.is_empty() {
                let bytes = self.rest.len().min(into.len());
                into[..bytes].copy_from_slice(&self.rest.split_to(bytes));
                return Ok(Received::Data(bytes));
            }
            if self.has_ended {
                return Ok(Received::End);
            }
            match self.messages.recv_timeout(STEP) {
                Ok(Message::Chunk(chunk)) => {
                    self.credits.add_permits(1);
                    self.rest = chunk;
                }
                Ok(Message::End) => self.has_ended = true,
                Ok(Message::Failed(error)) => return Err(error),
                Err(RecvTimeoutError::Timeout) => return Ok(Received::Pending),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(RemoteError::Broken { detail: "the task that fetched it failed".to_owned() });
                }
            }
        }
    }
}

impl Drop for ObjectStream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Fetches an object to its end.
async fn fetch(from: Store, scheme: Scheme, to: Sender<Message>, credits: Arc<Semaphore>) {
    let last = match send_chunks(&from, scheme, &to, &credits).await {
        Ok(()) => Message::End,
        Err(error) => Message::Failed(error),
    };
    // The receiver is gone if the stream was dropped.
    let _ = to.send(last);
}

/// Sends all chunks of an object.
async fn send_chunks(
    from: &Store,
    scheme: Scheme,
    to: &Sender<Message>,
    credits: &Semaphore,
) -> Result<(), RemoteError> {
    let answer = timeout(PATIENCE, from.store.get(&from.location)).await.map_err(|_| silent())?;
    let mut chunks = answer.map_err(|error| diagnose(&error, scheme))?.into_stream();
    loop {
        // The semaphore is never closed. Without a credit the connection is not read, so the server waits too.
        let Ok(credit) = credits.acquire().await else { return Ok(()) };
        let Some(chunk) = timeout(PATIENCE, chunks.next()).await.map_err(|_| silent())? else { return Ok(()) };
        credit.forget();
        let chunk = chunk.map_err(|error| diagnose(&error, scheme))?;
        if to.send(Message::Chunk(chunk)).is_err() {
            return Ok(());
        }
    }
}
