//! A pipeline of numbers, with hooks where a test wants to interfere.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crossbeam::channel::{Sender, bounded};
use logmill_actors::{
    BoxError, Cancel, FilterSpec, Fold, FoldSpec, Load, OutcomeOf, Panic, PipelineSpec, PoolSize, PoolSpec, Pulled,
    ReaderSpec, RunError, Running, Source, StageSnapshot, Transform, Upstream, start,
};

/// Numbers in a batch.
pub const BATCH: u64 = 10;
/// Longer than any of these runs takes on the slowest machine; matters only when a test fails.
pub const LONG: Duration = Duration::from_secs(60);

/// The circulating buffer.
pub type Buffer = Vec<u64>;
/// What a test does in a role, given a number of the batch; it may fail or panic.
pub type Hook = Arc<dyn Fn(u64) -> Result<(), BoxError> + Send + Sync>;
pub type NumbersSpec = PipelineSpec<Numbers, Check, Odd, Sum>;
pub type NumbersRun = Running<Numbers, Check, Odd, Sum>;
pub type NumbersEnd = Result<OutcomeOf<Numbers, Check, Odd, Sum>, RunError>;

pub fn nothing() -> Hook {
    Arc::new(|_| Ok(()))
}

/// A hook that waits until the other value is dropped.
pub fn gate() -> (Sender<()>, Hook) {
    let (open, gate) = bounded(0);
    let hook = move |_| {
        // Nothing is ever sent: the wait ends when the sender is dropped.
        let _ = gate.recv();
        Ok(())
    };
    (open, Arc::new(hook))
}

/// Panics without printing anything.
pub fn unwind(message: &'static str) -> ! {
    resume_unwind(Box::new(message))
}

/// A batch, before and after the pool.
#[derive(Clone)]
pub struct Batch {
    pub source: usize,
    pub numbers: Arc<Buffer>,
    pub rejected: u64,
}

impl Load for Batch {
    fn records(&self) -> u64 {
        self.numbers.len() as u64 - self.rejected
    }

    fn bytes(&self) -> u64 {
        self.numbers.len() as u64 * 8
    }
}

/// The numbers from 1 to `last`.
pub struct Numbers {
    pub source: usize,
    pub next: u64,
    pub last: u64,
    pub hook: Hook,
    pub _witness: Arc<()>,
}

impl Source for Numbers {
    type Credit = Buffer;
    type Out = Batch;
    type Summary = u64;

    fn pull(&mut self, mut buffer: Buffer) -> Pulled<Batch, Buffer> {
        (self.hook)(self.next).expect("a source has no way to fail but a panic");
        if self.next > self.last {
            return Pulled::End(buffer);
        }
        buffer.clear();
        let end = self.last.min(self.next + BATCH - 1);
        buffer.extend(self.next..=end);
        self.next = end + 1;
        Pulled::Item(Batch { source: self.source, numbers: Arc::new(buffer), rejected: 0 })
    }

    /// How many numbers were read.
    fn finish(self) -> u64 {
        self.next - 1
    }
}

/// Calls the hook for the first number of each batch; if it panics, that number is set aside.
pub struct Check {
    pub hook: Hook,
    pub salvage: Hook,
    pub batches: u64,
    pub _witness: Arc<()>,
}

impl Transform for Check {
    type In = Batch;
    type Out = Batch;
    type Summary = u64;

    fn apply(&mut self, input: Batch) -> Result<Batch, BoxError> {
        self.batches += 1;
        (self.hook)(input.numbers[0])?;
        Ok(input)
    }

    fn salvage(&mut self, input: Batch, _: &Panic) -> Result<Batch, BoxError> {
        (self.salvage)(input.numbers[0])?;
        Ok(Batch { rejected: 1, ..input })
    }

    fn rejected(&mut self, out: &Batch) -> u64 {
        out.rejected
    }

    fn finish(self) -> u64 {
        self.batches
    }
}

/// A filter that keeps everything and counts; like [`Check`], it sets aside batches on which its hook panics.
pub struct Odd(pub Check);

impl Transform for Odd {
    type In = Batch;
    type Out = Batch;
    type Summary = u64;

    fn apply(&mut self, input: Batch) -> Result<Batch, BoxError> {
        self.0.apply(input)
    }

    fn salvage(&mut self, input: Batch, panic: &Panic) -> Result<Batch, BoxError> {
        self.0.salvage(input, panic)
    }

    fn rejected(&mut self, out: &Batch) -> u64 {
        out.rejected
    }

    fn finish(self) -> u64 {
        self.0.finish()
    }
}

/// Sums the numbers, without the first one of each batch that was set aside.
pub struct Sum {
    pub total: u64,
    pub batches: u64,
    pub hook: Hook,
    pub _witness: Arc<()>,
}

impl Fold for Sum {
    type In = Batch;
    type Out = (u64, u64);

    fn fold(&mut self, input: &Batch) -> Result<(), BoxError> {
        (self.hook)(input.numbers[0])?;
        self.batches += 1;
        self.total += input.numbers.iter().skip(usize::from(input.rejected > 0)).sum::<u64>();
        Ok(())
    }

    fn state_bytes(&self) -> u64 {
        self.batches
    }

    /// The sum and the number of batches.
    fn finish(self) -> (u64, u64) {
        (self.total, self.batches)
    }
}

/// Builds a pipeline: the numbers up to `last` through a pool and a filter to a sum.
pub struct World {
    pub last: u64,
    pub sources: usize,
    pub credits: usize,
    pub pool: usize,
    /// The size of the pool; fixed by default.
    pub size: Option<fn(usize) -> PoolSize>,
    pub on_pull: Hook,
    pub on_apply: Hook,
    pub on_salvage: Hook,
    pub on_filter: Hook,
    pub on_fold: Hook,
    /// Held by every role value, and by nobody else once all of them are gone.
    pub witness: Arc<()>,
    /// Buffers that had to be replaced.
    pub fresh: Arc<AtomicU64>,
}

impl World {
    pub fn new(last: u64) -> World {
        let (sources, credits, pool) = (1, 4, 2);
        let hook = nothing();
        World {
            last,
            sources,
            credits,
            pool,
            size: None,
            on_pull: hook.clone(),
            on_apply: hook.clone(),
            on_salvage: hook.clone(),
            on_filter: hook.clone(),
            on_fold: hook,
            witness: Arc::new(()),
            fresh: Arc::default(),
        }
    }

    pub fn endless() -> World {
        World::new(u64::MAX / 2)
    }

    pub fn source(&self, source: usize) -> Numbers {
        let (hook, _witness) = (self.on_pull.clone(), self.witness.clone());
        Numbers { source, next: 1, last: self.last, hook, _witness }
    }

    pub fn filter(&self, name: &str, inputs: Vec<Upstream<Batch>>) -> FilterSpec<Odd, Batch> {
        let (hook, salvage, _witness) = (self.on_filter.clone(), self.on_salvage.clone(), self.witness.clone());
        FilterSpec { name: name.into(), inputs, transform: Odd(Check { hook, salvage, batches: 0, _witness }) }
    }

    pub fn fold(&self, name: &str, inputs: Vec<Upstream<Batch>>, instances: usize) -> FoldSpec<Sum> {
        let sum = || Sum { total: 0, batches: 0, hook: self.on_fold.clone(), _witness: self.witness.clone() };
        FoldSpec { name: name.into(), inputs, instances: std::iter::repeat_with(sum).take(instances).collect() }
    }

    /// Without filters and folds.
    pub fn bare(&self) -> NumbersSpec {
        let (hook, salvage, witness) = (self.on_apply.clone(), self.on_salvage.clone(), self.witness.clone());
        let fresh = self.fresh.clone();
        PipelineSpec {
            cancel: Cancel::new(),
            credits: vec![Buffer::new(); self.credits],
            fresh: Arc::new(move || {
                fresh.fetch_add(1, Ordering::SeqCst);
                Buffer::new()
            }),
            release: Arc::new(|batch: Batch| Arc::into_inner(batch.numbers)),
            readers: ReaderSpec {
                name: "reader".into(),
                sources: (0..self.sources).map(|source| self.source(source)).collect(),
            },
            pool: PoolSpec {
                name: "pool".into(),
                size: self.size.map_or(PoolSize::Fixed(self.pool), |size| size(self.pool)),
                factory: Arc::new(move || Check {
                    hook: hook.clone(),
                    salvage: salvage.clone(),
                    batches: 0,
                    _witness: witness.clone(),
                }),
            },
            filters: Vec::new(),
            folds: Vec::new(),
        }
    }

    /// reader (0) to pool (1) to filter (2) to fold (3).
    pub fn spec(&self) -> NumbersSpec {
        let filters = vec![self.filter("filter", vec![Upstream::Pool(None)])];
        let folds = vec![self.fold("fold", vec![Upstream::Filter(0)], 1)];
        PipelineSpec { filters, folds, ..self.bare() }
    }

    pub fn start(&self) -> NumbersRun {
        start(self.spec()).expect("the graph is sound")
    }

    /// Runs to the end; then no thread holds anything of the pipeline.
    pub fn run(&self) -> NumbersEnd {
        self.run_spec(self.spec())
    }

    pub fn run_spec(&self, spec: NumbersSpec) -> NumbersEnd {
        self.end(start(spec).expect("the graph is sound"))
    }

    pub fn end(&self, mut running: NumbersRun) -> NumbersEnd {
        let end = running.wait(LONG).expect("the run ends");
        assert_eq!(Arc::strong_count(&self.witness), 1, "a thread of the pipeline outlived it");
        assert!(running.wait(LONG).is_none(), "the end is told once");
        end
    }
}

pub fn sum_to(last: u64) -> u64 {
    last * (last + 1) / 2
}

/// Polls for something that must happen.
pub fn until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + LONG;
    while !done() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        std::thread::yield_now();
    }
}

/// Checks that nothing is in flight and that no stage made or lost a batch.
pub fn assert_conserved(stages: &[StageSnapshot]) {
    for stage in stages {
        assert_eq!(stage.mailbox_depth, 0, "{}", stage.name);
        assert_eq!(stage.mailbox_time.count(), stage.batches_in, "{}", stage.name);
    }
    for stage in stages.iter().filter(|stage| stage.batches_in > 0 && stage.batches_out > 0) {
        assert_eq!(stage.batches_in, stage.batches_out, "{}", stage.name);
    }
    assert_eq!(stages[0].batches_out, stages[1].batches_in, "what the readers sent, the pool took");
}
