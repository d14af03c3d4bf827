//! Counting 1,500,000 selected paths of 2,000,000 by 232,000 keys, compared with the standard library's hash map and foldhash.

mod synthetic;

use std::collections::HashMap;

use arrow_array::RecordBatch;
use arrow_buffer::BooleanBuffer;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use foldhash::fast::RandomState;
use logmill::expression::Context;
use logmill::filter::{Filter, PathFilter, PathSettings};
use logmill::log::{Column, schema};
use logmill::reduce::{Group, GroupSettings, Reducer};

const RECORDS: usize = 2_000_000;

fn selected(batches: &[RecordBatch]) -> Vec<BooleanBuffer> {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let settings = PathSettings {
        exclude_segments: owned(&["favicon.ico", "robots.txt", "index.php"]),
        exclude_extensions: owned(&["png", "js", "css"]),
        ..PathSettings::default()
    };
    let filter = PathFilter::try_from(settings).expect("good settings");
    batches.iter().map(|batch| filter.keep(batch).expect("the column is there").values().clone()).collect()
}

fn by_hash_map(batches: &[RecordBatch], selected: &[BooleanBuffer]) -> usize {
    let mut counts: HashMap<Box<str>, u64, RandomState> = HashMap::default();
    for (batch, selected) in batches.iter().zip(selected) {
        let paths = schema::text(batch, Column::Path).expect("the column is there");
        for row in selected.set_indices() {
            let path = paths.value(row);
            match counts.get_mut(path) {
                Some(count) => *count += 1,
                None => {
                    counts.insert(path.into(), 1);
                }
            }
        }
    }
    counts.len()
}

fn bench(criterion: &mut Criterion) {
    let batches = synthetic::batches(RECORDS);
    let selected = selected(&batches);
    let settings = GroupSettings { group_by: vec!["path".into()], top: Some(20), ..GroupSettings::default() };
    let reducer = Group::new(settings, &Context::default()).expect("good settings");
    let fold = || {
        let mut state = reducer.identity();
        for (batch, selected) in batches.iter().zip(&selected) {
            reducer.fold(&mut state, batch, selected).expect("the column is there");
        }
        state
    };
    let rows: usize = selected.iter().map(BooleanBuffer::count_set_bits).sum();
    let mut group = criterion.benchmark_group(format!("count {} groups", reducer.finish(fold()).groups));
    group.sample_size(20).throughput(Throughput::Elements(rows as u64));
    group.bench_function("fold", |bench| bench.iter_with_large_drop(fold));
    group.bench_function("fold and finish", |bench| bench.iter(|| reducer.finish(fold())));
    group.bench_function("hash map", |bench| bench.iter(|| by_hash_map(&batches, &selected)));
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
