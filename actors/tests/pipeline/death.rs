//! The death of an actor ends the run: nobody waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use logmill_actors::RunError;

use crate::world::{LONG, World, gate, until};

#[test]
fn the_death_of_any_actor_ends_the_run_and_is_reported_with_its_name() {
    for (stage, name) in ["reader", "pool", "filter", "fold"].into_iter().enumerate() {
        for pool in [1, 4] {
            let world = World { pool, ..World::endless() };
            let running = world.start();
            until("batches arrive at the fold", || running.snapshot()[3].batches_in > 0);
            running.kill(stage);
            let error = world.end(running).expect_err("an actor is dead");
            assert!(matches!(&error, RunError::Died { stage } if stage == name), "{error}");
        }
    }
}

#[test]
fn a_reader_that_waits_for_a_credit_wakes_up_when_another_actor_dies() {
    let (open, on_fold) = gate();
    let world = World { on_fold, ..World::endless() };
    let mut running = world.start();
    until("the reader waits for a credit", || running.snapshot()[0].blocked_seconds > 0.0);
    running.kill(2);
    let error = running.wait(LONG).expect("the run ends though the fold is stuck").expect_err("the filter is dead");
    assert_eq!(error.stage(), "filter");
    let blocked = running.snapshot()[0].blocked_seconds;
    assert_eq!(running.snapshot()[0].blocked_seconds, blocked, "the reader waits no more");
    drop(open);
    until("the stuck thread ends too", || Arc::strong_count(&world.witness) == 1);
}

#[test]
fn a_reader_that_is_stuck_in_its_input_does_not_hold_up_the_error() {
    let (open, wait) = gate();
    let on_pull = Arc::new(move |number| if number > 100 { wait(number) } else { Ok(()) });
    let world = World { on_pull, ..World::endless() };
    let mut running = world.start();
    until("all that was read is folded", || running.snapshot()[3].batches_in == 10);
    running.kill(3);
    let error = running.wait(LONG).expect("the run ends").expect_err("the fold is dead");
    assert_eq!(error.stage(), "fold");
    drop(open);
    until("the stuck thread ends too", || Arc::strong_count(&world.witness) == 1);
}

#[test]
fn a_run_that_is_dropped_leaves_no_thread_behind() {
    let world = World::endless();
    let running = world.start();
    until("batches arrive at the fold", || running.snapshot()[3].batches_in > 0);
    drop(running);
    assert_eq!(Arc::strong_count(&world.witness), 1);
}

#[test]
fn a_death_after_the_first_error_does_not_hide_it() {
    let struck = Arc::new(AtomicBool::new(false));
    let flag = struck.clone();
    let on_fold = Arc::new(move |_| match flag.swap(true, Ordering::SeqCst) {
        false => Err("the first error".into()),
        true => Ok(()),
    });
    let world = World { on_fold, ..World::endless() };
    let running = world.start();
    until("the fold has failed", || struck.load(Ordering::SeqCst) && running.cancel().is_cancelled());
    running.kill(1);
    let error = world.end(running).expect_err("the fold has failed");
    assert!(matches!(&error, RunError::Failed { stage, .. } if stage == "fold"), "{error}");
}
