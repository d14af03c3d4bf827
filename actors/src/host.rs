//! The thread of an actix system. It relays to the pool and never blocks.

use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use actix::{Arbiter, System, SystemRunner};
use crossbeam::channel::{Sender, bounded};

use crate::error::StartError;
use crate::panic::catch;

/// A system on its own thread.
pub(crate) struct Host {
    system: System,
    /// `None` once it was joined.
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// The result of a launch, and the arbiters to join at the end, even if it failed.
pub(crate) type Launched<T> = (Vec<Arbiter>, Result<T, StartError>);

impl Host {
    /// Starts a system and calls `launch` on its thread. The leash is held until that thread ends.
    ///
    /// # Errors
    /// Returns the error of the system or of `launch`; the thread has then ended.
    pub(crate) fn start<T: Send + 'static>(
        leash: Sender<Infallible>,
        launch: impl FnOnce() -> Launched<T> + Send + 'static,
    ) -> Result<(Host, T), StartError> {
        let (started, ready) = bounded(1);
        let run = move || {
            let _leash = leash;
            let (runner, arbiters, answer) = launch_on_new_system(launch);
            // Nobody receives it only if the caller's thread is gone.
            let _ = started.send(answer);
            // The exit code is always 0.
            let _ = runner.map(SystemRunner::run);
            for arbiter in &arbiters {
                arbiter.stop();
            }
            arbiters.into_iter().for_each(|arbiter| drop(arbiter.join()));
        };
        let spawned = thread::Builder::new().name("actors".into()).spawn(run);
        let thread = spawned.map_err(|error| refused(error.to_string()))?;
        let answer = ready.recv().map_err(|_| refused("the system thread panicked".into()));
        match answer.and_then(|answer| answer) {
            Ok((system, launched)) => Ok((Host { system, thread: Mutex::new(Some(thread)) }, launched)),
            Err(error) => {
                let _ = thread.join();
                Err(error)
            }
        }
    }

    /// Returns whether the calling thread belongs to the system.
    pub(crate) fn is_here(&self) -> bool {
        System::try_current().is_some_and(|current| current.id() == self.system.id())
    }

    /// Tells all threads to end.
    pub(crate) fn stop(&self) {
        self.system.stop();
    }

    /// Waits for the thread and its arbiters; only after [`stop`](Host::stop).
    pub(crate) fn join(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        // A panic was already reported by the affected actors.
        let _ = thread.map(JoinHandle::join);
    }
}

fn refused(reason: String) -> StartError {
    StartError::Threads { reason }
}

type Answer<T> = (Option<SystemRunner>, Vec<Arbiter>, Result<(System, T), StartError>);

fn launch_on_new_system<T>(launch: impl FnOnce() -> Launched<T>) -> Answer<T> {
    let runner = match catch(System::new) {
        Ok(runner) => runner,
        Err(panic) => return (None, Vec::new(), Err(refused(panic.message))),
    };
    match launch() {
        (arbiters, Ok(launched)) => (Some(runner), arbiters, Ok((System::current(), launched))),
        (arbiters, Err(error)) => (None, arbiters, Err(error)),
    }
}
