//! The shell of a filter: a transform on its own arbiter.

use actix::{Actor, Context, Handler};

use crate::batch_message::{BatchMessage, EndOfInput, Kill};
use crate::drain_counter::DrainCounter;
use crate::lifeline::Lifeline;
use crate::outlet::Onward;
use crate::panic::catch;
use crate::roles::Transform;
use crate::step::step;

/// A filter actor. `K` travels with a message: in a pipeline, the ticket of its credit.
pub(crate) struct FilterActor<F: Transform, K, O: Onward<F::Out, K>> {
    /// `None` once the filter is drained.
    pub(crate) transform: Option<F>,
    pub(crate) intake: DrainCounter,
    pub(crate) onward: O,
    pub(crate) report: Box<dyn Fn(F::Summary) + Send>,
    pub(crate) lifeline: Lifeline,
    pub(crate) token: std::marker::PhantomData<K>,
}

impl<F: Transform, K, O: Onward<F::Out, K>> FilterActor<F, K, O> {
    /// Forwards the end of input and reports the summary.
    fn finish(&mut self) {
        let Some(transform) = self.transform.take() else { return };
        match catch(|| transform.finish()) {
            Ok(summary) => {
                self.onward.end();
                self.lifeline.finish();
                (self.report)(summary);
            }
            Err(panic) => self.lifeline.panicked(panic),
        }
    }
}

impl<F: Transform, K, O: Onward<F::Out, K>> Unpin for FilterActor<F, K, O> {}

impl<F: Transform, K: 'static, O: Onward<F::Out, K>> Actor for FilterActor<F, K, O> {
    type Context = Context<Self>;
}

impl<F: Transform, K: 'static, O: Onward<F::Out, K>> Handler<BatchMessage<F::In, K>> for FilterActor<F, K, O> {
    type Result = ();

    fn handle(&mut self, envelope: BatchMessage<F::In, K>, _: &mut Self::Context) {
        let Some((input, token)) = self.lifeline.open(envelope) else { return };
        let Some(transform) = &mut self.transform else { return };
        let Some(out) = step(transform, input, &self.lifeline) else { return };
        self.onward.pass(out, token);
        if self.intake.processed() {
            self.finish();
        }
    }
}

impl<F: Transform, K: 'static, O: Onward<F::Out, K>> Handler<EndOfInput> for FilterActor<F, K, O> {
    type Result = ();

    fn handle(&mut self, end: EndOfInput, _: &mut Self::Context) {
        if self.intake.ended(end.announced) {
            self.finish();
        }
    }
}

impl<F: Transform, K: 'static, O: Onward<F::Out, K>> Handler<Kill> for FilterActor<F, K, O> {
    type Result = ();

    fn handle(&mut self, kill: Kill, _: &mut Self::Context) {
        kill.strike()
    }
}
