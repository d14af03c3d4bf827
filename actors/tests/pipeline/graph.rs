//! Edges: routes, branches, and graphs that are refused.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use logmill_actors::{PipelineSpec, StartError, Upstream, start};

use crate::world::{Batch, NumbersSpec, World, sum_to};

fn from_source(source: usize) -> Upstream<Batch> {
    Upstream::Pool(Some(Arc::new(move |batch: &Batch| batch.source == source)))
}

#[test]
fn a_route_takes_its_messages_and_leaves_the_others() {
    let world = World { sources: 3, credits: 2, ..World::new(100) };
    let filters = vec![
        world.filter("first", vec![from_source(0)]),
        world.filter("both", vec![Upstream::Filter(0), from_source(1)]),
        world.filter("unread", vec![Upstream::Pool(None)]),
    ];
    let folds = vec![
        world.fold("via filters", vec![Upstream::Filter(1)], 2),
        world.fold("twice", vec![Upstream::Pool(None), Upstream::Filter(0)], 1),
        world.fold("nothing", vec![from_source(7)], 1),
    ];
    let outcome = world.run_spec(PipelineSpec { filters, folds, ..world.bare() }).expect("a good run");
    let totals: Vec<u64> = outcome.folds.iter().map(|fold| fold.iter().map(|(total, _)| total).sum()).collect();
    let one = sum_to(100);
    assert_eq!(totals, [2 * one, 4 * one, 0]);
    assert_eq!(outcome.filters, [10, 20, 30]);
    assert_eq!(world.fresh.load(Ordering::SeqCst), 0, "every branch gave its part of the buffer back");
}

#[test]
fn a_message_that_no_edge_takes_gives_its_credit_back() {
    let world = World { credits: 1, ..World::new(1000) };
    let folds = vec![world.fold("fold", vec![from_source(9)], 1)];
    let outcome = world.run_spec(PipelineSpec { folds, ..world.bare() }).expect("a good run");
    assert_eq!((outcome.stages[0].batches_out, outcome.folds[0][0]), (100, (0, 0)));
    assert_eq!(world.fresh.load(Ordering::SeqCst), 0);
}

#[test]
fn a_buffer_that_nobody_gives_back_is_replaced() {
    let world = World { credits: 1, ..World::new(1000) };
    let spec = PipelineSpec { release: Arc::new(|_| None), ..world.spec() };
    assert_eq!(world.run_spec(spec).expect("a good run").folds, [[(sum_to(1000), 100)]]);
    assert_eq!(world.fresh.load(Ordering::SeqCst), 100);
}

#[test]
fn a_graph_that_could_not_run_is_refused_with_the_stage_at_fault() {
    let refused = |world: World, change: fn(&World, &mut NumbersSpec)| {
        let mut spec = world.spec();
        change(&world, &mut spec);
        start(spec).err().map(|error| error.to_string()).unwrap_or_default()
    };
    let world = || World::new(1);
    assert!(refused(World { credits: 0, ..world() }, |_, _| {}).starts_with("the pipeline has no credit"));
    assert!(refused(World { sources: 0, ..world() }, |_, _| {}).starts_with("readers 'reader' have no source"));
    assert!(refused(World { pool: 0, ..world() }, |_, _| {}).starts_with("actor 'pool' has 0 instances"));
    assert!(refused(world(), |_, spec| spec.folds[0].instances.clear()).starts_with("actor 'fold' has 0 instances"));
    assert!(refused(world(), |_, spec| spec.filters[0].inputs.clear()).starts_with("actor 'filter' has no input"));
    let own = |_: &World, spec: &mut NumbersSpec| spec.filters[0].inputs = vec![Upstream::Filter(0)];
    assert!(refused(world(), own).starts_with("actor 'filter' reads filter number 0"));
    let later = |_: &World, spec: &mut NumbersSpec| spec.folds[0].inputs = vec![Upstream::Filter(1)];
    assert!(refused(world(), later).starts_with("actor 'fold' reads filter number 1"));
}

#[test]
fn start_errors_can_be_distinguished() {
    let world = World { credits: 0, ..World::new(1) };
    assert!(matches!(start(world.spec()).err(), Some(StartError::NoCredits)));
}
