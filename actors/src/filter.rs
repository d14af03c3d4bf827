//! The shell of a filter: a transform on its own arbiter.

use actix::{Actor, Context, Handler};

use crate::envelope::{EndOfInput, Envelope, Kill};
use crate::intake::Intake;
use crate::lifeline::Lifeline;
use crate::outlet::Onward;
use crate::panic::catch;
use crate::roles::Transform;
use crate::step::step;

/// A filter actor. `K` travels with a message: in a pipeline, the ticket of its credit.
pub(crate) struct Filter<F: Transform, K, O: Onward<F::Out, K>> {
    /// `None` once the filter is drained.
    pub(crate) transform: Option<F>,
    pub(crate) intake: Intake,
    pub(crate) onward: O,
    pub(crate) report: Box<dyn Fn(F::Summary) + Send>,
    pub(crate) lifeline: Lifeline,
    pub(crate) token: std::marker::PhantomData<K>,
}

impl<F: Transform, K, O: Onward<F::Out, K>> Filter<F, K, O> {
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

impl<F: Transform, K, O: Onward<F::Out, K>> Unpin for Filter<F, K, O> {}

impl<F: Transform, K: 'static, O: Onward<F::Out, K>> Actor for Filter<F, K, O> {
    type Context = Context<Self>;
}

impl<F: Transform, K: 'static, O: Onward<F::Out, K>> Handler<Envelope<F::In, K>> for Filter<F, K, O> {
    type Result = ();

    fn handle(&mut self, envelope: Envelope<F::In, K>, _: &mut Self::Context) {
        let Some((input, token)) = self.lifeline.open(envelope) else { return };
        let Some(transform) = &mut self.transform else { return };
        let Some(out) = step(transform, input, &self.lifeline) else { return };
        self.onward.pass(out, token);
        if self.intake.processed() {
            self.finish();
        }
    }
}

impl<F: Transform, K: 'static, O: Onward<F::Out, K>> Handler<EndOfInput> for Filter<F, K, O> {
    type Result = ();

    fn handle(&mut self, end: EndOfInput, _: &mut Self::Context) {
        if self.intake.ended(end.announced) {
            self.finish();
        }
    }
}

impl<F: Transform, K: 'static, O: Onward<F::Out, K>> Handler<Kill> for Filter<F, K, O> {
    type Result = ();

    fn handle(&mut self, kill: Kill, _: &mut Self::Context) {
        kill.strike()
    }
}
