//! The path filter over 2,000,000 paths, compared with a filter that splits each path.

mod synthetic;

use arrow_array::RecordBatch;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use logmill::filter::{Filter, PathFilter, PathSettings};
use logmill::log::{Column, schema};

const RECORDS: usize = 2_000_000;

fn settings(segments: &[&str], extensions: &[&str]) -> PathSettings {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    PathSettings { exclude_segments: owned(segments), exclude_extensions: owned(extensions), ..PathSettings::default() }
}

fn naive(settings: &PathSettings, batch: &RecordBatch) -> usize {
    let paths = schema::text(batch, Column::Path).expect("the column is there");
    let keeps = |path: &str| {
        !path.split('/').any(|segment| settings.exclude_segments.iter().any(|name| name == segment))
            && !settings.exclude_extensions.iter().any(|extension| path.ends_with(extension.as_str()))
    };
    paths.iter().flatten().filter(|path| keeps(path)).count()
}

fn bench(criterion: &mut Criterion) {
    let batches = synthetic::batches(RECORDS);
    let sets = [
        ("static files", settings(&["favicon.ico", "robots.txt", "index.php"], &[".png", ".js", ".css"])),
        ("names without a dot", settings(&["ping", "_images"], &[])),
    ];
    let mut group = criterion.benchmark_group("path filter");
    group.sample_size(20).throughput(Throughput::Elements(RECORDS as u64));
    for (name, settings) in sets {
        let filter = PathFilter::try_from(settings.clone()).expect("good settings");
        let keep = |batch| filter.keep(batch).expect("the column is there").true_count();
        group.bench_function(name, |bench| bench.iter(|| batches.iter().map(keep).sum::<usize>()));
        let split = || batches.iter().map(|batch| naive(&settings, batch)).sum::<usize>();
        group.bench_function(format!("{name}, by splitting"), |bench| {
            bench.iter(split);
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
