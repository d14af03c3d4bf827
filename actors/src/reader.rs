//! The shell of a source.

use std::sync::Arc;

use actix::{Actor, AsyncContext, Context, Handler, Message};

use crate::batch_message::Kill;
use crate::cancel::Cancel;
use crate::credit::{Bank, Ticket};
use crate::lifeline::Lifeline;
use crate::outlet::Mailbox;
use crate::panic::catch;
use crate::roles::{Pulled, Source};

/// Sent by the reader to itself to read one more batch.
struct Pull;

impl Message for Pull {
    type Result = ();
}

/// An actor on its own arbiter, where it may block on input and credits.
pub(crate) struct ReaderActor<S: Source> {
    /// `None` once the source has ended.
    pub(crate) source: Option<S>,
    pub(crate) bank: Arc<Bank<S::Credit>>,
    pub(crate) cancel: Cancel,
    pub(crate) mailbox: Mailbox<S::Out, Arc<Ticket<S::Credit>>>,
    pub(crate) report: Box<dyn Fn(S::Summary) + Send>,
    pub(crate) lifeline: Lifeline,
}

impl<S: Source> ReaderActor<S> {
    /// Reads one batch and sends it; returns whether there may be more.
    fn pull(&mut self) -> bool {
        let Some(source) = &mut self.source else { return false };
        let metrics = self.lifeline.metrics();
        let Some(credit) = self.bank.take(&self.cancel, metrics.blocked()) else { return false };
        match metrics.handle(|| catch(|| source.pull(credit))) {
            Ok(Pulled::Item(out)) => {
                metrics.passed(&out);
                self.mailbox.post(out, Arc::new(Ticket::new(&self.bank)));
                return true;
            }
            Ok(Pulled::End(credit)) => self.bank.put(credit),
            Err(panic) => self.lifeline.panicked(panic),
        }
        false
    }

    /// Announces the end of input and reports the summary, unless the run has failed.
    fn finish(&mut self) {
        let Some(source) = self.source.take().filter(|_| !self.lifeline.failed()) else { return };
        match catch(|| source.finish()) {
            Ok(summary) => {
                self.mailbox.end();
                self.lifeline.finish();
                (self.report)(summary);
            }
            Err(panic) => self.lifeline.panicked(panic),
        }
    }
}

impl<S: Source> Unpin for ReaderActor<S> {}

impl<S: Source> Actor for ReaderActor<S> {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.notify(Pull);
    }
}

impl<S: Source> Handler<Pull> for ReaderActor<S> {
    type Result = ();

    fn handle(&mut self, _: Pull, ctx: &mut Self::Context) {
        match self.pull() {
            true => ctx.notify(Pull),
            false => self.finish(),
        }
    }
}

impl<S: Source> Handler<Kill> for ReaderActor<S> {
    type Result = ();

    fn handle(&mut self, kill: Kill, _: &mut Self::Context) {
        kill.strike()
    }
}
