//! The thread that drives all connections.

use std::future::Future;
use std::io;
use std::thread;

use crossbeam::channel::bounded;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

/// A runtime on a thread of its own. Callers may be inside another runtime, as actors are: nothing here waits by its means.
///
/// Dropping it ends the thread, and what is still under way there.
#[derive(Debug)]
pub(super) struct Link {
    handle: Handle,
    /// Its end is the end of the thread.
    _end: oneshot::Sender<()>,
}

impl Link {
    /// Starts the thread.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn start() -> io::Result<Link> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (end, ended) = oneshot::channel();
        thread::Builder::new().name("network".to_owned()).spawn(move || {
            // The other end is never sent to, only dropped.
            let _ = runtime.block_on(ended);
            // A name that is being resolved is not waited for.
            runtime.shutdown_background();
        })?;
        Ok(Link { handle, _end: end })
    }

    /// Lets a task run.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        self.handle.spawn(task).abort_handle()
    }

    /// Waits for an answer; none when the task that should give it panicked.
    pub(super) fn wait<T: Send + 'static>(&self, answer: impl Future<Output = T> + Send + 'static) -> Option<T> {
        let (sender, receiver) = bounded(1);
        self.spawn(async move {
            // The receiver waits below.
            let _ = sender.send(answer.await);
        });
        receiver.recv().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_used_and_dropped_inside_another_runtime() {
        let other = Builder::new_current_thread().build().expect("a runtime");
        let answer = other.block_on(async { Link::start().expect("a link").wait(async { 42 }) });
        assert_eq!(answer, Some(42));
    }

    #[test]
    fn a_task_that_panics_gives_no_answer() {
        let link = Link::start().expect("a link");
        assert_eq!(link.wait::<u8>(async { panic!("a fault of ours") }), None);
        assert_eq!(link.wait(async { 1 }), Some(1));
    }
}
