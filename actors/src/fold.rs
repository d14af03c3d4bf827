//! The shell of a fold: the last stage for a message.

use std::sync::Arc;

use actix::{Actor, Context, Handler};

use crate::batch_message::{BatchMessage, EndOfInput, Kill};
use crate::credit::{Disposal, Ticket};
use crate::drain_counter::DrainCounter;
use crate::lifeline::Lifeline;
use crate::panic::catch;
use crate::roles::Fold;

/// One instance of a fold, on its own arbiter.
pub(crate) struct Folder<G: Fold, C> {
    /// `None` once the fold is drained.
    pub(crate) fold: Option<G>,
    pub(crate) state_bytes: u64,
    pub(crate) intake: DrainCounter,
    pub(crate) disposal: Disposal<G::In, C>,
    pub(crate) report: Box<dyn Fn(G::Out) + Send>,
    pub(crate) lifeline: Lifeline,
}

impl<G: Fold, C> Folder<G, C> {
    /// Folds a batch and measures the state; returns whether the fold is drained.
    fn take(&mut self, input: &G::In) -> bool {
        let Some(fold) = &mut self.fold else { return false };
        let metrics = self.lifeline.metrics();
        match metrics.handle(|| catch(|| fold.fold(input).map(|()| fold.state_bytes()))) {
            Ok(Ok(bytes)) => {
                metrics.state_bytes(self.state_bytes, bytes);
                self.state_bytes = bytes;
                return self.intake.processed();
            }
            Ok(Err(error)) => self.lifeline.fail(error),
            Err(panic) => self.lifeline.panicked(panic),
        }
        false
    }

    /// Reports the state.
    fn finish(&mut self) {
        let Some(fold) = self.fold.take() else { return };
        match catch(|| fold.finish()) {
            Ok(out) => {
                self.lifeline.finish();
                (self.report)(out);
            }
            Err(panic) => self.lifeline.panicked(panic),
        }
    }
}

impl<G: Fold, C> Unpin for Folder<G, C> {}

impl<G: Fold, C: 'static> Actor for Folder<G, C> {
    type Context = Context<Self>;
}

impl<G: Fold, C: Send + 'static> Handler<BatchMessage<G::In, Arc<Ticket<C>>>> for Folder<G, C> {
    type Result = ();

    fn handle(&mut self, envelope: BatchMessage<G::In, Arc<Ticket<C>>>, _: &mut Self::Context) {
        let Some((input, ticket)) = self.lifeline.open(envelope) else { return };
        let drained = self.take(&input);
        self.disposal.dispose(input, ticket);
        if drained {
            self.finish();
        }
    }
}

impl<G: Fold, C: 'static> Handler<EndOfInput> for Folder<G, C> {
    type Result = ();

    fn handle(&mut self, end: EndOfInput, _: &mut Self::Context) {
        if self.intake.ended(end.announced) {
            self.finish();
        }
    }
}

impl<G: Fold, C: 'static> Handler<Kill> for Folder<G, C> {
    type Result = ();

    fn handle(&mut self, kill: Kill, _: &mut Self::Context) {
        kill.strike()
    }
}
