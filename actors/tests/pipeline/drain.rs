//! The end of input follows the last batch through the graph.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use actix::System;
use crossbeam::channel::bounded;
use logmill_actors::{PipelineSpec, PoolSize, StageSnapshot, sizing};

use crate::world::{World, assert_conserved, gate, sum_to};

#[test]
fn the_answer_is_the_same_with_any_number_of_credits_and_instances() {
    for (sources, credits, pool) in [(1, 1, 1), (1, 4, 8), (2, 1, 2), (3, 4, 2), (8, 2, 8)] {
        let world = World { sources, credits, pool, ..World::new(3005) };
        let outcome = world.run().expect("a good run");
        let batches = 301 * sources as u64;
        assert_conserved(&outcome.stages);
        assert_eq!(outcome.sources, vec![3005; sources]);
        assert_eq!(outcome.pool.len(), pool);
        assert_eq!(outcome.pool.iter().sum::<u64>(), batches);
        assert_eq!(outcome.filters, [batches]);
        assert_eq!(outcome.folds, [[(sum_to(3005) * sources as u64, batches)]], "{sources} sources, {credits} credits");
    }
}

#[test]
fn a_pool_sized_by_pressure_gives_the_same_answer_and_grows_when_batches_wait() {
    let (open, wait) = gate();
    // Sixteen batches arrive and none leaves: at the latest the fifth, ninth and thirteenth each add a thread.
    let on_apply = Arc::new(move |number| if number <= 160 { wait(number) } else { Ok(()) });
    let size: fn(usize) -> PoolSize = |most| PoolSize::Pressure { most };
    let world = World { credits: 24, pool: 16, size: Some(size), on_apply, ..World::new(3005) };
    let mut running = world.start();
    let grown = |stages: Vec<StageSnapshot>| stages[1].instances >= 4;
    while !grown(running.snapshot()) {
        assert!(running.wait(Duration::from_millis(1)).is_none(), "it cannot end before the gate opens");
    }
    drop(open);
    let outcome = world.end(running).expect("a good run");
    assert_conserved(&outcome.stages);
    assert_eq!(outcome.folds, [[(sum_to(3005), 301)]]);
    let pool = &outcome.stages[1];
    assert!((4..=16).contains(&pool.instances) && pool.most_instances == 16, "{pool:?}");
    assert!(pool.watched_batches == 256 && pool.pressed_batches >= 12, "{pool:?}");
    let words = sizing(&outcome.stages).expect("the pool was sized").to_string();
    assert!(words.contains(" of at most 16 (auto): "), "{words}");
}

#[test]
fn the_pool_waits_for_its_slowest_thread_before_it_passes_the_end_on() {
    let (open, wait) = gate();
    let (folded, folds) = bounded(100);
    // The thread with the first batch continues when all others have arrived at the fold.
    let on_apply = Arc::new(move |number| if number == 1 { wait(number) } else { Ok(()) });
    let on_fold = Arc::new(move |number| Ok(folded.send(number)?));
    let world = World { on_apply, on_fold, ..World::new(500) };
    let running = world.start();
    let others: Vec<u64> = folds.iter().take(49).collect();
    assert!(!others.contains(&1));
    drop(open);
    let outcome = world.end(running).expect("a good run");
    assert_eq!(outcome.folds, [[(sum_to(500), 50)]]);
}

#[test]
fn empty_input_ends_with_empty_results() {
    let outcome = World::new(0).run().expect("a good run");
    assert_eq!((outcome.sources, outcome.filters, outcome.folds), (vec![0], vec![0], vec![vec![(0, 0)]]));
}

#[test]
fn without_filters_and_folds_everything_is_read_and_released() {
    let world = World { credits: 1, ..World::new(1000) };
    let outcome = world.run_spec(world.bare()).expect("a good run");
    assert_eq!((outcome.sources, outcome.stages[1].batches_out), (vec![1000], 100));
}

#[test]
fn waiting_without_a_timeout_returns_nothing_during_the_run() {
    let (open, on_fold) = gate();
    let world = World { on_fold, ..World::new(10) };
    let mut running = world.start();
    assert!(running.wait(Duration::ZERO).is_none());
    drop(open);
    assert_eq!(world.end(running).expect("a good run").folds, [[(sum_to(10), 1)]]);
}

#[test]
fn a_wait_of_any_length_is_possible() {
    let mut running = World::new(10).start();
    assert!(running.wait(Duration::MAX).is_some_and(|end| end.is_ok()));
}

#[test]
fn pipelines_run_side_by_side_in_one_process() {
    thread::scope(|scope| {
        let runs = (1..=4).map(|factor| {
            scope.spawn(move || {
                let world = World { credits: 2, ..World::new(500 * factor) };
                assert_eq!(world.run().expect("a good run").folds[0][0].0, sum_to(500 * factor));
            })
        });
        let runs: Vec<_> = runs.collect();
        runs.into_iter().for_each(|run| run.join().expect("each gets its own answer"));
    });
}

#[test]
fn a_caller_may_itself_be_on_an_actix_system() {
    let outcome = System::new().block_on(async { World::new(500).run() }).expect("a good run");
    assert_eq!(outcome.folds, [[(sum_to(500), 50)]]);
}

#[test]
fn state_and_traffic_are_counted() {
    let world = World::new(1000);
    let stages = world.run().expect("a good run").stages;
    let names: Vec<&str> = stages.iter().map(|stage| stage.name.as_str()).collect();
    assert_eq!(names, ["reader", "pool", "filter", "fold"]);
    assert_eq!(stages[3].state_bytes, 100);
    for stage in &stages[1..] {
        assert_eq!((stage.batches_in, stage.records_in, stage.bytes_in), (100, 1000, 8000), "{}", stage.name);
        assert_eq!(stage.handler_time.count(), 100, "{}", stage.name);
    }
    for stage in &stages[..3] {
        assert_eq!((stage.batches_out, stage.records_out, stage.bytes_out), (100, 1000, 8000), "{}", stage.name);
    }
    assert!(stages.iter().all(|stage| stage.busy_seconds > 0.0 && stage.idle_seconds >= 0.0));
}

#[test]
fn every_instance_of_a_fold_gets_its_turn() {
    let world = World { pool: 1, ..World::new(900) };
    let folds = vec![world.fold("fold", vec![logmill_actors::Upstream::Pool(None)], 3)];
    let outcome = world.run_spec(PipelineSpec { folds, ..world.bare() }).expect("a good run");
    let batches: Vec<u64> = outcome.folds[0].iter().map(|(_, batches)| *batches).collect();
    assert_eq!(batches, [30, 30, 30]);
    assert_eq!(outcome.folds[0].iter().map(|(total, _)| total).sum::<u64>(), sum_to(900));
}
