//! Sends the output of shells: the only place that sends to mailboxes.
//!
//! Sending ignores the capacity of mailboxes. That is sound only here: every batch holds one of a fixed number of credits, and there is one
//! end of input for each edge.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

use actix::dev::ToEnvelope;
use actix::{Actor, Addr, Handler, Message, Recipient};

use crate::batch_message::{BatchMessage, EndOfInput, Kill};
use crate::credit::{Disposal, Ticket};
use crate::lifeline::Alarm;
use crate::metrics::StageMetrics;
use crate::roles::Load;
use crate::spec::Route;

/// Sends a message, ignoring the capacity of the mailbox; it is lost if the actor is gone.
#[allow(
    clippy::disallowed_methods,
    reason = "the one place: what is sent here is bounded by credits or by the number of edges"
)]
fn send<M: Message<Result = ()> + Send>(to: &Recipient<M>, message: M) {
    to.do_send(message);
}

/// The address of one receiver, with the metrics of its stage.
pub(crate) struct Inlet<T: Send + 'static, K: Send + 'static> {
    work: Recipient<BatchMessage<T, K>>,
    end: Recipient<EndOfInput>,
    kill: Recipient<Kill>,
    metrics: Arc<StageMetrics>,
    alarm: Arc<Alarm>,
}

impl<T: Send + 'static, K: Send + 'static> Inlet<T, K> {
    pub(crate) fn new<A>(actor: Addr<A>, metrics: Arc<StageMetrics>, alarm: Arc<Alarm>) -> Inlet<T, K>
    where
        A: Actor + Handler<BatchMessage<T, K>> + Handler<EndOfInput> + Handler<Kill>,
        A::Context: ToEnvelope<A, BatchMessage<T, K>> + ToEnvelope<A, EndOfInput> + ToEnvelope<A, Kill>,
    {
        let (work, end) = (actor.clone().recipient(), actor.clone().recipient());
        Inlet { work, end, kill: actor.recipient(), metrics, alarm }
    }

    pub(crate) fn switch(&self) -> Switch {
        Switch(self.kill.clone())
    }
}

impl<T: Send + 'static, K: Send + 'static> Clone for Inlet<T, K> {
    fn clone(&self) -> Inlet<T, K> {
        Inlet {
            work: self.work.clone(),
            end: self.end.clone(),
            kill: self.kill.clone(),
            metrics: Arc::clone(&self.metrics),
            alarm: Arc::clone(&self.alarm),
        }
    }
}

/// Kills one actor.
pub(crate) struct Switch(Recipient<Kill>);

impl Switch {
    pub(crate) fn of<A>(actor: Addr<A>) -> Switch
    where
        A: Actor + Handler<Kill>,
        A::Context: ToEnvelope<A, Kill>,
    {
        Switch(actor.recipient())
    }

    pub(crate) fn kill(&self) {
        send(&self.0, Kill);
    }
}

/// The end of an edge at one receiver; counts what it carried.
pub(crate) struct Mailbox<T: Send + 'static, K: Send + 'static> {
    inlet: Inlet<T, K>,
    sent: AtomicU64,
}

impl<T: Send + 'static, K: Send + 'static> Mailbox<T, K> {
    pub(crate) fn new(inlet: &Inlet<T, K>) -> Mailbox<T, K> {
        Mailbox { inlet: inlet.clone(), sent: AtomicU64::new(0) }
    }

    /// Sends a batch, or drops it if the run has failed.
    pub(crate) fn post(&self, payload: T, token: K) {
        if self.inlet.alarm.is_raised() {
            return;
        }
        self.sent.fetch_add(1, Ordering::SeqCst);
        self.inlet.metrics.sent_to();
        send(&self.inlet.work, BatchMessage { payload, token, sent: Instant::now() });
    }

    /// Sends the end of input, after everything else.
    pub(crate) fn end(&self) {
        send(&self.inlet.end, EndOfInput { announced: self.sent.load(Ordering::SeqCst) });
    }
}

/// An edge of the graph; messages go to the instances of the receiving stage in turn.
pub(crate) struct Edge<T: Send + 'static, K: Send + 'static> {
    route: Option<Route<T>>,
    instances: Vec<Mailbox<T, K>>,
    next: AtomicUsize,
}

impl<T: Send + 'static, K: Send + 'static> Edge<T, K> {
    pub(crate) fn new(route: Option<Route<T>>, instances: &[Inlet<T, K>]) -> Edge<T, K> {
        Edge { route, instances: instances.iter().map(Mailbox::new).collect(), next: AtomicUsize::new(0) }
    }

    fn takes(&self, payload: &T) -> bool {
        self.route.as_ref().is_none_or(|route| route(payload))
    }

    fn post(&self, payload: T, token: K) {
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.instances.len();
        self.instances[turn].post(payload, token);
    }
}

/// Where a shell sends its results.
pub(crate) trait Onward<T, K>: Send + Sync + 'static {
    /// Sends a result with what travels with it.
    fn pass(&self, payload: T, token: K);

    /// Announces the end of input.
    fn end(&self);
}

/// All outgoing edges of a stage; each edge that takes a message gets a clone.
pub(crate) struct Outlet<M: Send + 'static, C: Send + 'static> {
    edges: Vec<Edge<M, Arc<Ticket<C>>>>,
    disposal: Disposal<M, C>,
    metrics: Arc<StageMetrics>,
}

impl<M: Send + 'static, C: Send + 'static> Outlet<M, C> {
    pub(crate) fn new(
        edges: Vec<Edge<M, Arc<Ticket<C>>>>,
        disposal: Disposal<M, C>,
        metrics: Arc<StageMetrics>,
    ) -> Outlet<M, C> {
        Outlet { edges, disposal, metrics }
    }
}

impl<M: Load + Clone + Send + 'static, C: Send + 'static> Onward<M, Arc<Ticket<C>>> for Outlet<M, C> {
    fn pass(&self, message: M, ticket: Arc<Ticket<C>>) {
        self.metrics.passed(&message);
        let mut takers = self.edges.iter().filter(|edge| edge.takes(&message)).peekable();
        while let Some(edge) = takers.next() {
            if takers.peek().is_none() {
                drop(takers);
                return edge.post(message, ticket);
            }
            edge.post(message.clone(), Arc::clone(&ticket));
        }
        drop(takers);
        self.disposal.dispose(message, ticket);
    }

    fn end(&self) {
        self.edges.iter().flat_map(|edge| &edge.instances).for_each(Mailbox::end);
    }
}
