//! Starts the actors from the list of stages, last to first, because each needs the addresses of its receivers.

use std::marker::PhantomData;
use std::sync::Arc;

use actix::{Actor, Arbiter};
use crossbeam::channel::Sender;

use super::outcome::{EventOf, InstanceEnd};
use crate::cancel::Cancel;
use crate::credit::{Bank, Disposal, Ticket};
use crate::drain_counter::DrainCounter;
use crate::error::StartError;
use crate::filter::FilterActor;
use crate::fold::Folder;
use crate::lifeline::Post;
use crate::outlet::{Edge, Inlet, Mailbox, Outlet, Switch};
use crate::pool::{PoolLaunch, PoolState};
use crate::reader::ReaderActor;
use crate::roles::{Fold, Load, Source, Transform};
use crate::spec::{FilterSpec, FoldSpec, PipelineSpec, PoolSpec, Route, Upstream};

/// A message after the pool, with the ticket of its credit.
type Way<M, C> = Inlet<M, Arc<Ticket<C>>>;

/// The stages started so far.
pub(super) struct Launch<S: Source, W: Transform, F: Transform, G: Fold> {
    /// In graph order.
    posts: Vec<Post>,
    events: Sender<EventOf<S, W, F, G>>,
    disposal: Disposal<W::Out, S::Credit>,
    arbiters: Vec<Arbiter>,
    /// The inputs and addresses of the started filters and folds.
    receivers: Vec<Receiver<W::Out, S::Credit>>,
    /// One for each stage, last to first.
    switches: Vec<Switch>,
}

struct Receiver<M: Send + 'static, C: Send + 'static> {
    inputs: Vec<Upstream<M>>,
    instances: Vec<Way<M, C>>,
}

impl<S, W, F, G> Launch<S, W, F, G>
where
    S: Source,
    W: Transform<In = S::Out>,
    W::Out: Load + Clone,
    F: Transform<In = W::Out, Out = W::Out>,
    G: Fold<In = W::Out>,
{
    pub(super) fn new(
        posts: Vec<Post>,
        events: Sender<EventOf<S, W, F, G>>,
        disposal: Disposal<W::Out, S::Credit>,
    ) -> Launch<S, W, F, G> {
        Launch { posts, events, disposal, arbiters: Vec::new(), receivers: Vec::new(), switches: Vec::new() }
    }

    /// Starts everything. After an error, [`into_parts`](Launch::into_parts) returns the arbiters that were started.
    pub(super) fn all(&mut self, spec: PipelineSpec<S, W, F, G>) -> Result<(), StartError> {
        let bank = Arc::new(Bank::new(spec.credits, spec.fresh));
        let first_fold = 2 + spec.filters.len();
        for (index, fold) in spec.folds.into_iter().enumerate().rev() {
            self.fold(index, fold, self.posts[first_fold + index].clone())?;
        }
        for (index, filter) in spec.filters.into_iter().enumerate().rev() {
            self.filter(index, filter, self.posts[2 + index].clone())?;
        }
        let pool = self.pool(spec.pool, spec.readers.sources.len(), self.posts[1].clone())?;
        for (index, source) in spec.readers.sources.into_iter().enumerate() {
            self.reader(index, source, &spec.cancel, &bank, &pool)?;
        }
        Ok(())
    }

    fn fold(&mut self, stage: usize, spec: FoldSpec<G>, post: Post) -> Result<(), StartError> {
        let edges = spec.inputs.len();
        let mut instances = Vec::new();
        for (instance, fold) in spec.instances.into_iter().enumerate() {
            let (events, lifeline, disposal) = (self.events.clone(), post.attach(), self.disposal.clone());
            let report = Box::new(move |out| drop(events.send(InstanceEnd::Fold(stage, instance, out))));
            let fold = Some(fold);
            let actor = Folder { fold, state_bytes: 0, intake: DrainCounter::new(edges), disposal, report, lifeline };
            let address = Actor::start_in_arbiter(&self.arbiter()?.handle(), |_| actor);
            instances.push(Inlet::new(address, Arc::clone(&post.metrics), Arc::clone(&post.alarm)));
        }
        self.started(spec.inputs, instances);
        Ok(())
    }

    fn filter(&mut self, stage: usize, spec: FilterSpec<F, W::Out>, post: Post) -> Result<(), StartError> {
        let onward = self.outlet(&post, |input| match input {
            Upstream::Filter(index) if *index == stage => Some(None),
            _ => None,
        });
        let (events, lifeline) = (self.events.clone(), post.attach());
        let report = Box::new(move |summary| drop(events.send(InstanceEnd::Filter(stage, summary))));
        let (transform, intake) = (Some(spec.transform), DrainCounter::new(spec.inputs.len()));
        let actor = FilterActor { transform, intake, onward, report, lifeline, token: PhantomData };
        let address = Actor::start_in_arbiter(&self.arbiter()?.handle(), |_| actor);
        self.started(spec.inputs, vec![Inlet::new(address, post.metrics, post.alarm)]);
        Ok(())
    }

    fn pool(&mut self, spec: PoolSpec<W>, readers: usize, post: Post) -> Result<Way<W::In, S::Credit>, StartError> {
        let onward = self.outlet(&post, |input| match input {
            Upstream::Pool(route) => Some(route.clone()),
            Upstream::Filter(_) => None,
        });
        let events = self.events.clone();
        let drained = Box::new(move || drop(events.send(InstanceEnd::Drained)));
        let crew = Arc::new(PoolState::new(readers, onward, drained));
        let events = self.events.clone();
        let report = Arc::new(move |summary| drop(events.send(InstanceEnd::Worker(summary))));
        let inlet = PoolLaunch { factory: spec.factory, crew, report, post }.start(&spec.name, spec.size)?;
        self.switches.push(inlet.switch());
        Ok(inlet)
    }

    fn reader(
        &mut self,
        index: usize,
        source: S,
        cancel: &Cancel,
        bank: &Arc<Bank<S::Credit>>,
        pool: &Way<W::In, S::Credit>,
    ) -> Result<(), StartError> {
        let (events, lifeline) = (self.events.clone(), self.posts[0].attach());
        let report = Box::new(move |summary| drop(events.send(InstanceEnd::Source(index, summary))));
        let (source, bank, cancel, mailbox) = (Some(source), Arc::clone(bank), cancel.clone(), Mailbox::new(pool));
        let actor = ReaderActor { source, bank, cancel, mailbox, report, lifeline };
        let address = Actor::start_in_arbiter(&self.arbiter()?.handle(), |_| actor);
        if index == 0 {
            self.switches.push(Switch::of(address));
        }
        Ok(())
    }

    /// Collects the edges to started stages with a matching input; a route of `None` takes all messages.
    fn outlet(
        &self,
        post: &Post,
        edge: impl Fn(&Upstream<W::Out>) -> Option<Option<Route<W::Out>>>,
    ) -> Outlet<W::Out, S::Credit> {
        // Stages start last to first; edges are in graph order.
        let edges = self.receivers.iter().rev().flat_map(|receiver| {
            let routes = receiver.inputs.iter().filter_map(&edge);
            routes.map(|route| Edge::new(route, &receiver.instances))
        });
        Outlet::new(edges.collect(), self.disposal.clone(), Arc::clone(&post.metrics))
    }

    fn started(&mut self, inputs: Vec<Upstream<W::Out>>, instances: Vec<Way<W::Out, S::Credit>>) {
        self.switches.extend(instances.first().map(Inlet::switch));
        self.receivers.push(Receiver { inputs, instances });
    }

    fn arbiter(&mut self) -> Result<&Arbiter, StartError> {
        let arbiter = Arbiter::try_new().map_err(|error| StartError::Threads { reason: error.to_string() })?;
        self.arbiters.push(arbiter);
        Ok(&self.arbiters[self.arbiters.len() - 1])
    }

    /// Returns the arbiters, to be joined at the end, and one switch for each stage in graph order.
    pub(super) fn into_parts(mut self) -> (Vec<Arbiter>, Vec<Switch>) {
        self.switches.reverse();
        (self.arbiters, self.switches)
    }
}
