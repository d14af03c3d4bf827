//! The thread that drives all connections.

use std::future::Future;
use std::io;
use std::sync::mpsc;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

/// A runtime on its own thread. Callers may be inside another runtime, which is not used for waiting.
///
/// Dropping it ends the thread and all tasks on it.
#[derive(Debug)]
pub(super) struct NetworkThread {
    handle: Handle,
    /// The thread ends when this is dropped.
    _end: oneshot::Sender<()>,
}

impl NetworkThread {
    /// Starts the thread.
    ///
    /// # Errors
    /// The error of the operating system.
    pub(super) fn start() -> io::Result<NetworkThread> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (end, ended) = oneshot::channel();
        thread::Builder::new().name("network".to_owned()).spawn(move || {
            // Nothing is ever sent: the sender is dropped.
            let _ = runtime.block_on(ended);
            // Does not wait for a pending name resolution.
            runtime.shutdown_background();
        })?;
        Ok(NetworkThread { handle, _end: end })
    }

    /// Runs a task.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        self.handle.spawn(task).abort_handle()
    }

    /// Waits for a result; `None` if the task panicked.
    pub(super) fn wait<T: Send + 'static>(&self, answer: impl Future<Output = T> + Send + 'static) -> Option<T> {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.spawn(async move {
            // Cannot fail: the channel has room, and the receiver waits below.
            let _ = sender.send(answer.await);
        });
        receiver.recv().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thread_can_be_used_and_dropped_inside_another_runtime() {
        let other = Builder::new_current_thread().build().expect("a runtime");
        let answer = other.block_on(async { NetworkThread::start().expect("a thread").wait(async { 42 }) });
        assert_eq!(answer, Some(42));
    }

    #[test]
    fn a_task_that_panics_gives_no_answer() {
        let thread = NetworkThread::start().expect("a thread");
        assert_eq!(thread.wait::<u8>(async { panic!("a fault of ours") }), None);
        assert_eq!(thread.wait(async { 1 }), Some(1));
    }
}
