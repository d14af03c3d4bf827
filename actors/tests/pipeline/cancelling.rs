//! Cancelling stops the readers and nothing else.

use std::sync::Arc;

use crossbeam::channel::bounded;
use logmill_actors::start;

use crate::world::{World, assert_conserved, gate, sum_to, until};

#[test]
fn what_was_read_before_the_cancel_is_in_the_outcome() {
    let world = World { sources: 2, ..World::endless() };
    let running = world.start();
    until("batches arrive at the fold", || running.snapshot()[3].batches_in > 10);
    running.cancel().cancel();
    let outcome = world.end(running).expect("a cancelled run ends well");
    assert_conserved(&outcome.stages);
    assert_eq!(outcome.sources.len(), 2);
    let read: u64 = outcome.sources.iter().map(|last| sum_to(*last)).sum();
    assert_eq!(outcome.folds[0][0].0, read);
}

#[test]
fn a_cancel_before_the_start_reads_nothing() {
    let world = World::endless();
    let spec = world.spec();
    spec.cancel.cancel();
    let outcome = world.run_spec(spec).expect("a cancelled run ends well");
    assert_eq!((outcome.sources, outcome.folds), (vec![0], vec![vec![(0, 0)]]));
}

#[test]
fn a_reader_that_waits_for_a_credit_hears_the_cancel() {
    let (open, on_fold) = gate();
    let world = World { credits: 3, on_fold, ..World::endless() };
    let running = world.start();
    until("the reader waits for a credit", || running.snapshot()[0].blocked_seconds > 0.0);
    running.cancel().cancel();
    until("the end of input is on its way", || {
        let blocked = running.snapshot()[0].blocked_seconds;
        running.snapshot()[0].blocked_seconds == blocked
    });
    drop(open);
    let outcome = world.end(running).expect("a cancelled run ends well");
    assert_eq!((outcome.sources, outcome.folds), (vec![30], vec![vec![(sum_to(30), 3)]]));
}

#[test]
fn a_source_can_wait_for_the_cancel_itself() {
    let world = World::endless();
    let mut spec = world.spec();
    let cancel = spec.cancel.clone();
    let (asked, waiting) = bounded(1);
    spec.readers.sources[0].hook = Arc::new(move |_| {
        asked.send(())?;
        // The signal is never sent: the wait ends with its sender.
        let _ = cancel.signal().recv();
        Ok(())
    });
    let running = start(spec).expect("the graph is sound");
    waiting.recv().expect("the source is asked");
    running.cancel().cancel();
    let outcome = world.end(running).expect("a cancelled run ends well");
    assert_eq!(outcome.sources, [10], "the batch in hand is the last");
}
