//! What a hop costs: the same messages through a pipeline of actors and through threads with raw channels.
//!
//! A message is a buffer of 1 MiB that circulates and is not looked at, so all time is the cost of passing it on. Both roads
//! have a reader, one worker and one fold, four buffers, and start and end their threads for each run.

use std::hint::black_box;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use crossbeam::channel::bounded;
use logmill_actors::{
    BoxError, Cancel, FilterSpec, Fold, FoldSpec, Load, Panic, PipelineSpec, PoolSize, PoolSpec, Pulled, ReaderSpec,
    Source, Transform, Upstream, start,
};

const MESSAGES: u64 = 5000;
const BUFFERS: usize = 4;
const MESSAGE_BYTES: usize = 1 << 20;

#[derive(Clone)]
struct Block(Arc<Vec<u8>>);

impl Load for Block {
    fn records(&self) -> u64 {
        1
    }

    fn bytes(&self) -> u64 {
        self.0.len() as u64
    }
}

struct Blocks(u64);

impl Source for Blocks {
    type Credit = Vec<u8>;
    type Out = Block;
    type Summary = ();

    fn pull(&mut self, buffer: Vec<u8>) -> Pulled<Block, Vec<u8>> {
        if self.0 == 0 {
            return Pulled::End(buffer);
        }
        self.0 -= 1;
        Pulled::Item(Block(Arc::new(buffer)))
    }

    fn finish(self) {}
}

struct Same;

impl Transform for Same {
    type In = Block;
    type Out = Block;
    type Summary = ();

    fn apply(&mut self, input: Block) -> Result<Block, BoxError> {
        Ok(input)
    }

    fn salvage(&mut self, input: Block, _: &Panic) -> Result<Block, BoxError> {
        Ok(input)
    }

    fn finish(self) {}
}

struct Count(u64);

impl Fold for Count {
    type In = Block;
    type Out = u64;

    fn fold(&mut self, input: &Block) -> Result<(), BoxError> {
        self.0 += black_box(input).bytes();
        Ok(())
    }

    fn state_bytes(&self) -> u64 {
        8
    }

    fn finish(self) -> u64 {
        self.0
    }
}

fn buffers() -> Vec<Vec<u8>> {
    vec![vec![0; MESSAGE_BYTES]; BUFFERS]
}

/// Reader to pool to a number of filters to fold.
fn actors(filters: usize) -> u64 {
    let input = |before: usize| vec![before.checked_sub(1).map_or(Upstream::Pool(None), Upstream::Filter)];
    let filter = |index: usize| FilterSpec { name: format!("filter {index}"), inputs: input(index), transform: Same };
    let spec = PipelineSpec {
        cancel: Cancel::new(),
        credits: buffers(),
        fresh: Arc::new(Vec::new),
        release: Arc::new(|block: Block| Arc::into_inner(block.0)),
        readers: ReaderSpec { name: "reader".into(), sources: vec![Blocks(MESSAGES)] },
        pool: PoolSpec { name: "pool".into(), size: PoolSize::Fixed(1), factory: Arc::new(|| Same) },
        filters: (0..filters).map(filter).collect(),
        folds: vec![FoldSpec { name: "fold".into(), inputs: input(filters), instances: vec![Count(0)] }],
    };
    let end = start(spec).ok().and_then(|mut running| running.wait(Duration::MAX));
    end.and_then(Result::ok).map_or(0, |outcome| outcome.folds[0][0])
}

/// The same road with a thread and a channel for each stage, and nothing measured or guarded.
fn channels() -> u64 {
    let (free, credits) = bounded(BUFFERS);
    let (read, raw) = bounded::<Arc<Vec<u8>>>(BUFFERS);
    let (parsed, folds) = bounded::<Arc<Vec<u8>>>(BUFFERS);
    buffers().into_iter().for_each(|buffer| drop(free.send(buffer)));
    thread::spawn(move || credits.iter().take(MESSAGES as usize).try_for_each(|buffer| read.send(Arc::new(buffer))));
    thread::spawn(move || raw.iter().try_for_each(|block| parsed.send(block)));
    let fold = move || {
        folds.iter().fold(0, |sum, block| {
            let sum = sum + black_box(&block).len() as u64;
            // At the end the reader is gone and wants no buffer.
            let _ = Arc::into_inner(block).map(|buffer| free.send(buffer));
            sum
        })
    };
    thread::spawn(fold).join().unwrap_or(0)
}

fn hop(criterion: &mut Criterion) {
    let expected = MESSAGES * MESSAGE_BYTES as u64;
    let mut group = criterion.benchmark_group("hop");
    group.throughput(Throughput::Elements(MESSAGES)).sample_size(10);
    group.bench_function("raw channels, reader-worker-fold", |bencher| {
        bencher.iter(|| assert_eq!(channels(), expected));
    });
    group.bench_function("actors, reader-pool-fold", |bencher| bencher.iter(|| assert_eq!(actors(0), expected)));
    group.bench_function("actors, reader-pool-filter-fold", |bencher| bencher.iter(|| assert_eq!(actors(1), expected)));
    group.finish();
}

criterion_group!(benches, hop);
criterion_main!(benches);
