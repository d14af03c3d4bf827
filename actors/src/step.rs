//! One batch through a transform, with the panic guard that pool and filter share.

use crate::lifeline::Lifeline;
use crate::panic::catch;
use crate::roles::Transform;

/// Applies a transform, salvages the batch when that panics, and records it; none when the run has failed.
pub(crate) fn step<W: Transform>(worker: &mut W, input: W::In, lifeline: &Lifeline) -> Option<W::Out> {
    let metrics = lifeline.metrics();
    // The copy is gone before the result is passed on: whoever comes last can tell that nobody else has the buffer.
    let outcome = metrics.handle(|| {
        let copy = input.clone();
        catch(|| worker.apply(input)).or_else(|panic| {
            metrics.panicked();
            catch(|| worker.salvage(copy, &panic))
        })
    });
    match outcome {
        Ok(Ok(out)) => {
            metrics.rejected(worker.rejected(&out));
            Some(out)
        }
        Ok(Err(error)) => {
            lifeline.fail(error);
            None
        }
        Err(panic) => {
            lifeline.panicked(panic);
            None
        }
    }
}
