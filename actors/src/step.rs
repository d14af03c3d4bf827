//! Applies a transform to one batch, with the panic guard that pool and filter share.

use crate::lifeline::Lifeline;
use crate::panic::catch;
use crate::roles::Transform;

/// Applies a transform, salvages the batch after a panic, and records it; `None` if the run has failed.
pub(crate) fn step<W: Transform>(worker: &mut W, input: W::In, lifeline: &Lifeline) -> Option<W::Out> {
    let metrics = lifeline.metrics();
    // Drop the copy before the result is sent: the last holder must find the buffer unshared.
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
