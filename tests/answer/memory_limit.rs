use std::path::Path;

use logmill::Registry;
use logmill::config::{ConfigInput, Overrides, Plan, Request, load};
use logmill::engine::{Encoded, Partials, Run, inline};
use logmill_generate::Layout;

use super::executors::log;
use super::plan_tester::Variant;
use crate::world::World;

fn request(log: &Path, limit: usize, variant: Variant) -> Request {
    let Variant { parsers, batch_bytes, buffers, readers, instances } = variant;
    let job = format!(
        "[pipeline]\nparsers = {parsers}\nbatch_bytes = {batch_bytes}\nbuffers = {buffers}\nreaders = {readers}\n\
         [[sources]]\npath = {log:?}\nformat = \"combined\"\n\
         [[reducers]]\nname = \"times\"\ngroup_by = [\"time\", \"path\"]\ninstances = {instances}\nmemory_limit = {limit}\n"
    );
    Request::new(ConfigInput::text("job.toml", job))
}

fn plan(request: &Request) -> Plan {
    load(request, &Registry::builtin()).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The outcome of a run: its number of groups, or its error.
fn outcome(log: &Path, limit: usize, variant: Variant) -> Result<u64, String> {
    let run = Run::start(plan(&request(log, limit, variant)), logmill_actors::Cancel::new()).expect("the actors start");
    run.finish().map(|report| report.tables[0].table.groups).map_err(|error| error.to_string())
}

#[test]
fn a_limit_is_exceeded_by_all_groups_together_however_the_work_is_divided() {
    let world = World::new();
    let file = world.write("access.log", log(6_000, 3, Layout::Combined, 10_000));
    let whole = plan(&request(&file, 1 << 30, Variant::PLAINEST));
    let partials = inline::partials(&whole).expect("a log that can be read");
    let bytes = whole.reducers[0].reducer.state_bytes(&partials.states[0]);
    let variants = [
        Variant::PLAINEST,
        Variant { parsers: 2, batch_bytes: 7, buffers: 8, readers: 3, instances: 1 },
        Variant { parsers: 2, batch_bytes: 4096, buffers: 8, readers: 1, instances: 3 },
        Variant { parsers: 8, batch_bytes: 1 << 16, buffers: 8, readers: 1, instances: 8 },
    ];
    for variant in variants {
        let (enough, too_little) = (outcome(&file, bytes, variant), outcome(&file, bytes - 1, variant));
        assert!(enough.as_ref().is_ok_and(|groups| *groups > 1_000), "{variant}: {enough:?}");
        let error = too_little.expect_err("one byte is missing");
        let start =
            format!("actor 'times' failed: its state takes up more memory than memory_limit = \"{}B\"", bytes - 1);
        assert!(error.starts_with(&start), "{variant}: {error}");
    }
}

#[test]
fn partial_results_within_the_limit_may_exceed_it_together() {
    let world = World::new();
    let files = [1, 2].map(|seed| world.write(&format!("{seed}.log"), log(3_000, seed, Layout::Combined, 10_000)));
    let jobs = files.map(|file| request(&file, 1 << 30, Variant::PLAINEST));
    let [first, second] = jobs.clone().map(|job| {
        let plan = plan(&job);
        inline::partials(&plan).expect("a log that can be read").encode(&plan, &job).expect("groups can be written")
    });
    let size = |parts: &[&[u8]]| {
        let plan = plan(&jobs[0]);
        let mut sum = Partials::identity(&plan);
        parts.iter().for_each(|part| {
            sum.absorb(&plan, Encoded::open(part).expect("own bytes")).expect("the same plan");
        });
        (plan.reducers[0].reducer.state_bytes(&sum.states[0]), sum)
    };
    let (alone, _) = size(&[&first]);
    let (together, mut sum) = size(&[&first, &second]);
    assert!(alone < together);
    assert_eq!(together, size(&[&second, &first]).0, "the order of the parts does not matter");
    let limited = |limit: usize| {
        let set = vec![("reducers[0].memory_limit".to_owned(), limit.to_string())];
        plan(&jobs[0].clone().with_overrides(Overrides { set, ..Overrides::default() }))
    };
    assert!(sum.limit_memory(&limited(together)).is_ok());
    let error = sum.limit_memory(&limited(together - 1)).expect_err("one byte is missing");
    assert_eq!(error.stage(), "times");
}
