//! Results of maps: which they are and in which order.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crossbeam::channel::{Receiver, bounded};
use logmill_actors::{Panic, TaskError};

use super::*;

/// Takes a different time for different numbers.
fn uneven(n: u64) -> u64 {
    let rounds = if n.is_multiple_of(7) { 20_000 } else { n % 5 };
    (0..rounds).fold(n, |state, round| std::hint::black_box(state ^ round ^ round)).wrapping_mul(3)
}

/// Waits, for the number 0, until the number 3 was seen.
fn late_zero() -> impl Fn(u64) -> u64 + Send + Sync + 'static {
    let (seen, wait): (_, Receiver<()>) = bounded(1);
    move |n| {
        match n {
            0 => wait.recv().expect("the sender is in the same function"),
            3 => seen.send(()).expect("the receiver is in the same function"),
            _ => {}
        }
        n
    }
}

#[test]
fn map_keeps_the_order_under_uneven_work() {
    let expected: Vec<u64> = (0..2000).map(uneven).collect();
    for threads in [1, 2, 8] {
        for (chunk_size, in_flight) in [(1, 1), (1, 64), (7, 3), (1024, 2), (usize::MAX, usize::MAX), (0, 0)] {
            let pool = pool(threads);
            let map = pool.map(uneven, 0..2000).chunk_size(chunk_size).in_flight(in_flight);
            let results: Result<Vec<u64>, TaskError> = map.collect();
            assert_eq!(
                results.as_ref(),
                Ok(&expected),
                "{threads} threads, chunks of {chunk_size}, {in_flight} in flight"
            );
        }
    }
}

#[test]
fn map_holds_results_back_until_their_turn_and_map_unordered_does_not() {
    let pool = pool(2);
    let ordered: Vec<u64> = pool.map(late_zero(), 0..5).flatten().collect();
    assert_eq!(ordered, [0, 1, 2, 3, 4]);
    let unordered: Vec<u64> = pool.map_unordered(late_zero(), 0..5).flatten().take(3).collect();
    assert_eq!(unordered, [1, 2, 3]);
}

#[test]
fn map_unordered_yields_the_same_results_as_map() {
    let expected: Vec<u64> = (0..3000).map(|n| n % 10).collect();
    for chunk_size in [1, 7, 500] {
        let pool = pool(4);
        let mut results: Vec<u64> =
            pool.map_unordered(|n| n % 10, 0..3000_u64).chunk_size(chunk_size).flatten().collect();
        results.sort();
        let mut expected = expected.clone();
        expected.sort();
        assert_eq!(results, expected);
    }
}

#[test]
fn an_empty_input_has_no_results() {
    let pool = pool(2);
    assert_eq!(pool.map(|n: u64| n, []).next(), None);
    assert_eq!(pool.map_unordered(|n: u64| n, []).next(), None);
    assert_eq!(pool.map_reduce(|n: u64| n, u64::max, []).wait(), Ok(None));
    assert_eq!(pool.snapshot().batches_in, 0);
}

#[test]
fn panics_cost_their_items_and_no_thread() {
    let poison = |n: u64| if n % 100 == 50 { unwind("poison") } else { n };
    let poisoned = Err(TaskError::Panicked(Panic { message: "poison".into() }));
    for chunk_size in [1, 64, 1000] {
        let pool = pool(8);
        let results: Vec<_> = pool.map(poison, 0..10_000).chunk_size(chunk_size).collect();
        let expected: Vec<_> = (0..10_000).map(|n| if n % 100 == 50 { poisoned.clone() } else { Ok(n) }).collect();
        assert_eq!(results, expected);
        let snapshot = pool.snapshot();
        assert_eq!((snapshot.records_in, snapshot.records_out, snapshot.rejected), (10_000, 9900, 100));
        assert_eq!(snapshot.panics, 100.min(10_000_u64.div_ceil(chunk_size as u64)));
        assert_eq!(snapshot.batches_in, snapshot.batches_out);
        assert_all_threads_alive(&pool);
    }
}

#[test]
fn a_chunk_of_nothing_but_panics_has_an_error_for_each_item() {
    let pool = pool(1);
    let results: Vec<Result<(), TaskError>> = pool.map(|_: u64| unwind("no"), 0..10).chunk_size(4).collect();
    assert_eq!(results, vec![Err(TaskError::Panicked(Panic { message: "no".into() })); 10]);
}

/// Panics when it is dropped.
#[derive(Debug)]
struct Mine;

impl Drop for Mine {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            unwind("the mine went off");
        }
    }
}

#[test]
fn values_that_panic_when_they_are_dropped_cost_no_thread() {
    let pool = pool(2);
    for _ in 0..10 {
        // As an argument, in an abandoned result, and in a result that was not requested.
        let stepped = pool.submit(drop, Mine);
        assert_eq!(stepped.wait(), Err(TaskError::Panicked(Panic { message: "the mine went off".into() })));
        let (open, gate) = gate();
        drop(pool.submit(
            |gate| {
                pass(gate);
                Mine
            },
            gate,
        ));
        drop(open);
        let (open, gate) = super::gate();
        let lay = move |n: u64| {
            (n > 0).then(|| {
                pass(gate.clone());
                Mine
            })
        };
        let mut map = pool.map(lay, 0..100).in_flight(2);
        assert!(matches!(map.next(), Some(Ok(None))));
        drop(map);
        drop(open);
    }
    assert_all_threads_alive(&pool);
}

#[test]
fn map_reduce_equals_a_fold_for_any_number_of_threads_and_items() {
    for threads in [1, 2, 5] {
        let pool = pool(threads);
        for items in [1_u64, 2, 9, 100, 1001] {
            for chunk_size in [1, 8, 5000] {
                let expected = (0..items).map(|n| n * n).fold((0, 0, 0), |sum, n| (sum.0 + n, sum.1.max(n), sum.2 + 1));
                let merge = |a: (u64, u64, u64), b: (u64, u64, u64)| (a.0 + b.0, a.1.max(b.1), a.2 + b.2);
                let sum = pool.map_reduce(|n: u64| (n * n, n * n, 1), merge, 0..items).chunk_size(chunk_size).wait();
                assert_eq!(sum, Ok(Some(expected)), "{threads} threads, {items} items, chunks of {chunk_size}");
            }
        }
    }
}

#[test]
fn map_reduce_merges_in_the_order_of_the_input() {
    let pool = pool(4);
    let text = pool
        .map_reduce(|n: u64| format!("{} ", uneven(n) / 3), |a, b| a + &b, 0..500)
        .chunk_size(3)
        .in_flight(16)
        .wait();
    let expected: String = (0..500).map(|n| format!("{n} ")).collect();
    assert_eq!(text, Ok(Some(expected)));
}

#[test]
fn map_reduce_returns_the_first_panic_of_the_function_or_the_merge_and_stops() {
    let pool = pool(4);
    let from = |last: u64| move |n: u64| if n > last { unwind("too far") } else { n };
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = {
        let calls = calls.clone();
        move |n: u64| {
            calls.fetch_add(1, Ordering::SeqCst);
            from(1000)(n)
        }
    };
    let far = Err(TaskError::Panicked(Panic { message: "too far".into() }));
    assert_eq!(pool.map_reduce(counted, u64::max, 0..).chunk_size(10).wait(), far);
    assert!(calls.load(Ordering::SeqCst) > 1000);
    // The first chunks merge on the threads of the pool, the last ones on that of the caller.
    for chunk_size in [1, 100] {
        let merge = |a: u64, b: u64| if a + b > 50 { unwind("too much") } else { a + b };
        let much = Err(TaskError::Panicked(Panic { message: "too much".into() }));
        assert_eq!(pool.map_reduce(|n: u64| n, merge, 0..200).chunk_size(chunk_size).wait(), much);
    }
    assert_all_threads_alive(&pool);
}

#[test]
fn a_function_may_use_the_pool_that_it_runs_on() {
    let pool = Arc::new(pool(2));
    let inner = Arc::clone(&pool);
    let row = move |row: u64| {
        let first = inner.submit(|n: u64| n, row).wait().expect("it does not panic");
        let rest = inner.map_reduce(move |column: u64| row * column, |a, b| a + b, 1..100).chunk_size(9).wait();
        assert_eq!(
            inner.submit(|_: ()| unwind("inside"), ()).wait(),
            Err::<(), _>(TaskError::Panicked(Panic { message: "inside".into() }))
        );
        first + rest.expect("it does not panic").expect("there are items")
    };
    let rows: Result<Vec<u64>, TaskError> = pool.map(row, 0..100).in_flight(100).collect();
    assert_eq!(rows, Ok((0..100).map(|row| row + row * 4950).collect()));
    assert_all_threads_alive(&pool);
}
