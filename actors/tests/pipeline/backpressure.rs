//! Memory is bounded by the credits.

use std::sync::atomic::Ordering;

use crate::world::{World, assert_conserved, gate, sum_to, until};

#[test]
fn a_blocked_fold_lets_exactly_as_many_batches_leave_the_reader_as_there_are_credits() {
    for credits in [1, 2, 4, 7] {
        let (open, on_fold) = gate();
        let world = World { credits, on_fold, ..World::new(1000) };
        let running = world.start();
        until("the reader waits for a credit", || running.snapshot()[0].blocked_seconds > 0.0);
        let stages = running.snapshot();
        assert_eq!(stages[0].batches_out, credits as u64, "{credits} credits");
        let blocked = stages[0].blocked_seconds;
        until("the wait is counted while it lasts", || running.snapshot()[0].blocked_seconds > blocked);
        drop(open);
        let outcome = world.end(running).expect("a good run");
        assert_eq!(outcome.folds, [[(sum_to(1000), 100)]]);
        assert!(outcome.stages.iter().all(|stage| stage.mailbox_high_water <= credits as u64));
    }
}

#[test]
fn the_same_buffers_circulate_all_the_time() {
    for (credits, pool) in [(1, 1), (1, 8), (2, 2), (8, 2)] {
        let world = World { credits, pool, ..World::new(20_000) };
        let outcome = world.run().expect("a good run");
        assert_conserved(&outcome.stages);
        assert_eq!(outcome.folds, [[(sum_to(20_000), 2000)]]);
        assert_eq!(world.fresh.load(Ordering::SeqCst), 0, "{credits} credits, pool of {pool}: a buffer was lost");
    }
}
