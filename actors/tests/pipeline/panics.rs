//! Panics and errors of the user's code.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use logmill_actors::{PipelineSpec, RunError};

use crate::world::{Hook, World, assert_conserved, nothing, sum_to, unwind};

/// Panics on batches that begin with 1 + a multiple of 1000: one in a hundred.
fn poison() -> Hook {
    Arc::new(|number| if number % 1000 == 1 { unwind("poison") } else { Ok(()) })
}

/// The numbers without the poisonous ones.
fn sum_without_poison(last: u64) -> u64 {
    sum_to(last) - (1..=last).step_by(1000).sum::<u64>()
}

#[test]
fn a_poisoned_pool_keeps_its_threads_its_credit_and_its_totals() {
    let world = World { credits: 1, pool: 8, on_apply: poison(), ..World::new(50_000) };
    let outcome = world.run().expect("poison does not end the run");
    assert_conserved(&outcome.stages);
    assert_eq!((outcome.stages[1].panics, outcome.stages[1].rejected), (50, 50));
    assert_eq!(outcome.pool.len(), 8, "a thread is gone");
    assert_eq!(outcome.folds, [[(sum_without_poison(50_000), 5000)]]);
    assert_eq!(world.fresh.load(Ordering::SeqCst), 0, "a buffer was lost");
}

#[test]
fn a_poisoned_filter_goes_on() {
    let world = World { credits: 1, on_filter: poison(), ..World::new(20_000) };
    let outcome = world.run().expect("poison does not end the run");
    assert_conserved(&outcome.stages);
    assert_eq!((outcome.stages[2].panics, outcome.stages[2].rejected), (20, 20));
    assert_eq!(outcome.folds, [[(sum_without_poison(20_000), 2000)]]);
}

#[test]
fn poison_in_every_batch_still_ends() {
    let always: Hook = Arc::new(|_| unwind("poison"));
    let world = World { credits: 2, pool: 4, on_apply: always.clone(), on_filter: always, ..World::new(3000) };
    let outcome = world.run().expect("poison does not end the run");
    assert_eq!((outcome.stages[1].panics, outcome.stages[2].panics), (300, 300));
    assert_eq!(outcome.folds[0][0].1, 300);
}

/// Runs a pipeline that must fail; returns the failed stage and the kind of error.
fn fault(world: World) -> (String, &'static str, String) {
    let error = world.run().expect_err("the run cannot succeed");
    let kind = match &error {
        RunError::Died { .. } => "died",
        RunError::Failed { .. } => "failed",
        RunError::Panicked { .. } => "panicked",
        _ => "something else",
    };
    (error.stage().to_owned(), kind, error.to_string())
}

#[test]
fn a_panic_that_cannot_be_salvaged_fails_the_run_and_names_the_stage() {
    let late: Hook = Arc::new(|number| if number > 500 { unwind("gone wrong") } else { Ok(()) });
    let (hook, salvage) = (late.clone(), late.clone());
    let cases = [
        ("reader", World { on_pull: late.clone(), ..World::endless() }),
        ("pool", World { on_apply: hook, on_salvage: salvage, ..World::endless() }),
        ("filter", World { on_filter: late.clone(), on_salvage: late.clone(), ..World::endless() }),
        ("fold", World { on_fold: late, ..World::endless() }),
    ];
    for (stage, world) in cases {
        let expected = (stage.to_owned(), "panicked", format!("actor '{stage}' panicked: gone wrong"));
        assert_eq!(fault(world), expected);
    }
}

#[test]
fn an_error_of_a_transform_or_a_fold_fails_the_run_and_names_the_stage() {
    let late: Hook = Arc::new(|number| if number > 500 { Err("out of paper".into()) } else { Ok(()) });
    let cases = [
        ("pool", World { on_apply: late.clone(), ..World::endless() }),
        ("filter", World { on_filter: late.clone(), ..World::endless() }),
        ("fold", World { on_fold: late, ..World::endless() }),
    ];
    for (stage, world) in cases {
        assert_eq!(fault(world), (stage.to_owned(), "failed", format!("actor '{stage}' failed: out of paper")));
    }
}

#[test]
fn an_error_of_the_salvage_fails_the_run() {
    let on_salvage: Hook = Arc::new(|_| Err("beyond repair".into()));
    let world = World { on_apply: poison(), on_salvage, ..World::endless() };
    assert_eq!(fault(world), ("pool".into(), "failed", "actor 'pool' failed: beyond repair".into()));
}

#[test]
fn a_factory_that_panics_is_a_death_of_the_pool() {
    let world = World::endless();
    let mut spec = world.spec();
    spec.pool.factory = Arc::new(|| unwind("no worker today"));
    let error = world.run_spec(spec).expect_err("there is no worker");
    assert!(matches!(&error, RunError::Died { stage } if stage == "pool"), "{error}");
}

#[test]
fn a_panic_in_the_shell_s_other_calls_is_a_death_and_no_hang() {
    let world = World { on_apply: nothing(), ..World::endless() };
    let spec = PipelineSpec { release: Arc::new(|_| unwind("cannot let go")), ..world.spec() };
    let error = world.run_spec(spec).expect_err("no credit can come back");
    assert!(matches!(&error, RunError::Died { stage } if stage == "fold"), "{error}");
}
