//! The actix system of a pipeline.

use std::convert::Infallible;
use std::sync::Arc;

use crossbeam::channel::Sender;

use super::launch::Launch;
use super::outcome::EventOf;
use crate::credit::Disposal;
use crate::error::StartError;
use crate::host::Host;
use crate::lifeline::Post;
use crate::outlet::Switch;
use crate::roles::{Fold, Load, Source, Transform};
use crate::spec::PipelineSpec;

/// A system and one switch for each stage, in graph order.
pub(super) type LaunchedPipeline = (Host, Vec<Switch>);

/// Starts a system on its own thread, with the actors.
pub(super) fn start<S, W, F, G>(
    spec: PipelineSpec<S, W, F, G>,
    posts: Vec<Post>,
    events: Sender<EventOf<S, W, F, G>>,
    leash: Sender<Infallible>,
) -> Result<LaunchedPipeline, StartError>
where
    S: Source,
    W: Transform<In = S::Out>,
    W::Out: Load + Clone,
    F: Transform<In = W::Out, Out = W::Out>,
    G: Fold<In = W::Out>,
{
    let alarm = posts.first().map(|post| Arc::clone(&post.alarm));
    let mut launch = Launch::new(posts, events, Disposal::new(Arc::clone(&spec.release)));
    Host::start(leash, move || {
        let result = launch.all(spec);
        let (arbiters, switches) = launch.into_parts();
        if result.is_err() {
            // Otherwise readers that were already started would wait for a credit forever.
            alarm.inspect(|alarm| alarm.abandon());
        }
        (arbiters, result.map(|()| switches))
    })
}
