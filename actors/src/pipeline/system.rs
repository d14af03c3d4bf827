//! The thread of the actix system: it relays to the pool and blocks on nothing.

use std::convert::Infallible;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use actix::{Arbiter, System, SystemRunner};
use crossbeam::channel::{Sender, bounded};

use super::launch::Launch;
use super::outcome::EventOf;
use crate::credit::Disposal;
use crate::error::StartError;
use crate::lifeline::Post;
use crate::outlet::Switch;
use crate::panic::catch;
use crate::roles::{Fold, Load, Source, Transform};
use crate::spec::PipelineSpec;

/// A system with its actors.
pub(super) struct Host {
    system: System,
    switches: Vec<Switch>,
    thread: JoinHandle<()>,
}

impl Host {
    pub(super) fn kill(&self, stage: usize) {
        if let Some(switch) = self.switches.get(stage) {
            switch.kill();
        }
    }

    /// Tells all threads to end, and returns the one that joins the others.
    pub(super) fn stop(self) -> JoinHandle<()> {
        self.system.stop();
        self.thread
    }
}

/// Starts a system on a thread of its own and the actors on it.
pub(super) fn start<S, W, F, G>(
    spec: PipelineSpec<S, W, F, G>,
    posts: Vec<Post>,
    events: Sender<EventOf<S, W, F, G>>,
    leash: Sender<Infallible>,
) -> Result<Host, StartError>
where
    S: Source,
    W: Transform<In = S::Out>,
    W::Out: Load + Clone,
    F: Transform<In = W::Out, Out = W::Out>,
    G: Fold<In = W::Out>,
{
    let (started, ready) = bounded(1);
    let run = move || {
        let _leash = leash;
        let alarm = posts.first().map(|post| Arc::clone(&post.alarm));
        let launch = Launch::new(posts, events, Disposal::new(Arc::clone(&spec.release)));
        let result = launch_on_new_system(launch, spec);
        let (runner, arbiters, answer) = match result {
            Ok((runner, arbiters, switches)) => (Some(runner), arbiters, Ok((System::current(), switches))),
            Err((arbiters, error)) => {
                // Readers that are up already would otherwise wait for ever for a credit.
                alarm.inspect(|alarm| alarm.abandon());
                (None, arbiters, Err(error))
            }
        };
        // Nobody waits for the answer any more only if the caller's thread is gone.
        let _ = started.send(answer);
        // The exit code is ours, and always 0.
        let _ = runner.map(SystemRunner::run);
        for arbiter in &arbiters {
            arbiter.stop();
        }
        arbiters.into_iter().for_each(|arbiter| drop(arbiter.join()));
    };
    let refused = |reason: String| StartError::Threads { reason };
    let thread = thread::Builder::new().name("actors".into()).spawn(run).map_err(|error| refused(error.to_string()))?;
    let answer = ready.recv().map_err(|_| refused("the system thread panicked".into()));
    match answer.and_then(|answer| answer) {
        Ok((system, switches)) => Ok(Host { system, switches, thread }),
        Err(error) => {
            let _ = thread.join();
            Err(error)
        }
    }
}

type Launched = (SystemRunner, Vec<Arbiter>, Vec<Switch>);

/// On an error, the arbiters that are already up are returned, to be joined.
fn launch_on_new_system<S, W, F, G>(
    mut launch: Launch<S, W, F, G>,
    spec: PipelineSpec<S, W, F, G>,
) -> Result<Launched, (Vec<Arbiter>, StartError)>
where
    S: Source,
    W: Transform<In = S::Out>,
    W::Out: Load + Clone,
    F: Transform<In = W::Out, Out = W::Out>,
    G: Fold<In = W::Out>,
{
    let runner = match catch(System::new) {
        Ok(runner) => runner,
        Err(panic) => return Err((Vec::new(), StartError::Threads { reason: panic.message })),
    };
    let result = launch.all(spec);
    let (arbiters, switches) = launch.into_parts();
    match result {
        Ok(()) => Ok((runner, arbiters, switches)),
        Err(error) => Err((arbiters, error)),
    }
}
