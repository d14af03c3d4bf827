//! What `Pool::map` costs beside rayon, on a million tiny items whose results are collected in order.
//!
//! Two functions: one of a nanosecond, which rayon vectorises, so that on our side all is overhead; and one of some ten
//! nanoseconds, as a short field takes to parse. Both sides have two threads that are there already, and both end in one
//! vector of plain values.

use std::ops::Range;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use logmill_actors::{Pool, TaskError};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

const ITEMS: Range<u64> = 0..1_000_000;
const THREADS: usize = 2;
const CHUNK: usize = 1024;

/// Mixes the bits of a number.
fn mix(n: u64) -> u64 {
    let n = (n ^ (n >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    n ^ (n >> 29)
}

/// Adds up the digits of a number's square.
fn digits(n: u64) -> u64 {
    let (mut rest, mut sum) = (n * n, 0);
    while rest > 0 {
        sum += rest % 10;
        rest /= 10;
    }
    sum
}

fn compare<F>(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, f: F, pool: &Pool, rayon: &ThreadPool)
where
    F: Fn(u64) -> u64 + Copy + Send + Sync + 'static,
{
    let expected: Vec<u64> = ITEMS.map(f).collect();
    let ours = || pool.map(f, ITEMS).chunk_size(CHUNK).collect::<Result<Vec<u64>, TaskError>>();
    let theirs = || rayon.install(|| ITEMS.into_par_iter().map(f).collect::<Vec<u64>>());
    assert_eq!(ours().as_ref(), Ok(&expected));
    assert_eq!(theirs(), expected);
    let alone = || ITEMS.map(f).collect::<Vec<u64>>();
    group.bench_function(format!("{name}, one thread"), |bencher| bencher.iter(alone));
    group.bench_function(format!("{name}, rayon"), |bencher| bencher.iter(theirs));
    group.bench_function(format!("{name}, pool"), |bencher| bencher.iter(ours));
}

fn map(criterion: &mut Criterion) {
    let (Ok(pool), Ok(rayon)) = (Pool::threads(THREADS), ThreadPoolBuilder::new().num_threads(THREADS).build()) else {
        return eprintln!("cannot start {} threads; nothing is measured", 2 * THREADS);
    };
    let mut group = criterion.benchmark_group("map");
    group.throughput(Throughput::Elements(ITEMS.end)).sample_size(30);
    compare(&mut group, "mix", mix, &pool, &rayon);
    compare(&mut group, "digits", digits, &pool, &rayon);
    group.finish();
}

criterion_group!(benches, map);
criterion_main!(benches);
