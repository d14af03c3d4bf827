//! What is in flight: never more than allowed, and nothing is lost.

use std::cell::Cell;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use logmill_actors::PoolOptions;

use super::*;

fn small_pool(threads: usize, credits: usize) -> Pool {
    Pool::with(PoolOptions { credits, ..PoolOptions::new(threads) }).expect("threads can be had")
}

/// Polls for something that must happen.
fn until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !done() {
        assert!(std::time::Instant::now() < deadline, "waited in vain: {what}");
        thread::yield_now();
    }
}

#[test]
fn nothing_is_pulled_before_the_first_result_is_asked_for() {
    let pool = pool(2);
    let pulled = Cell::new(0);
    let map = pool.map(|n: u64| n, (0..).inspect(|_| pulled.set(pulled.get() + 1)));
    assert_eq!(pulled.get(), 0);
    drop(map);
    assert_eq!((pulled.get(), pool.snapshot().batches_in), (0, 0));
}

#[test]
fn the_first_result_takes_exactly_the_items_that_may_be_in_flight() {
    for (chunk_size, in_flight) in [(1, 1), (1, 5), (10, 3), (100, 1)] {
        let pool = pool(2);
        let pulled = Cell::new(0);
        let items = (0..).inspect(|_| pulled.set(pulled.get() + 1));
        let mut map = pool.map(|n: u64| n, items).chunk_size(chunk_size).in_flight(in_flight);
        assert_eq!(map.next(), Some(Ok(0)));
        assert_eq!(pulled.get(), chunk_size * in_flight);
    }
}

#[test]
fn no_more_items_are_ahead_of_the_results_than_may_be_in_flight() {
    for (chunk_size, in_flight) in [(1, 1), (1, 4), (8, 3)] {
        let pool = pool(3);
        let pulled = Cell::new(0);
        let items = (0..1000).inspect(|_| pulled.set(pulled.get() + 1));
        let mut map = pool.map(|n: u64| n, items).chunk_size(chunk_size).in_flight(in_flight);
        let mut peak = 0;
        for returned in 0..1000 {
            assert_eq!(map.next(), Some(Ok(returned as u64)));
            peak = peak.max(pulled.get() - returned);
        }
        assert_eq!(peak, chunk_size * in_flight);
    }
}

#[test]
fn an_endless_input_works() {
    let pool = pool(2);
    assert_eq!(pool.map(|n: u64| n + 1, 0..).chunk_size(16).flatten().take(1000).sum::<u64>(), 500_500);
    let found = pool.map_unordered(|n: u64| n * n, 0..).flatten().find(|n| *n > 10_000);
    assert!(found.is_some());
}

#[test]
fn a_blocked_pool_takes_exactly_as_many_messages_as_it_has_credits() {
    let pool = small_pool(2, 5);
    let (open, gate) = gate();
    let tasks: Vec<_> = (0..5).map(|_| pool.submit(pass, gate.clone())).collect();
    assert!(pool.try_submit(pass, gate.clone()).is_err());
    until("both threads take a task", || pool.snapshot().batches_in == 2);
    assert_eq!(pool.snapshot().mailbox_depth, 3);
    drop(open);
    tasks.into_iter().for_each(|task| assert_eq!(task.wait(), Ok(())));
    assert_all_credits_there(&pool, 5);
}

#[test]
fn a_map_waits_for_credits_that_others_hold_and_its_bound_is_the_smaller_one() {
    let pool = small_pool(1, 3);
    let (open, gate) = gate();
    let tasks: Vec<_> = (0..3).map(|_| pool.submit(pass, gate.clone())).collect();
    thread::scope(|scope| {
        let sum = scope.spawn(|| pool.map(|n: u64| n, 1..=1000).in_flight(50).flatten().sum::<u64>());
        until("the map waits for a credit", || pool.snapshot().blocked_seconds > 0.0);
        drop(open);
        assert_eq!(sum.join().ok(), Some(500_500));
    });
    assert!(tasks.into_iter().all(|task| task.wait().is_ok()));
    let snapshot = pool.snapshot();
    assert!(snapshot.mailbox_high_water <= 3, "{}", snapshot.mailbox_high_water);
    assert_all_credits_there(&pool, 3);
}

#[test]
fn a_map_that_is_dropped_half_way_leaves_no_thread_stuck_and_no_credit_lost() {
    let pool = small_pool(2, 8);
    for round in 0..20 {
        let (open, gate) = gate();
        let wait = move |n: u64| {
            if n > 1 {
                pass(gate.clone());
            }
            n
        };
        let mut map = pool.map(wait, 0..).chunk_size(1 + round % 2).in_flight(8);
        assert_eq!(map.next(), Some(Ok(0)));
        drop(map);
        drop(open);
        assert_all_threads_alive(&pool);
    }
    until("what was in flight comes back", || {
        let snapshot = pool.snapshot();
        snapshot.mailbox_depth == 0 && snapshot.batches_in == snapshot.batches_out
    });
    assert_all_credits_there(&pool, 8);
}

#[test]
fn what_a_dropped_map_has_in_the_mailbox_is_not_worked_on() {
    let pool = small_pool(1, 8);
    let (open, gate) = gate();
    let busy = pool.submit(pass, gate);
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    thread::scope(|scope| {
        let (started, ready) = bounded(1);
        let pool = &pool;
        scope.spawn(move || {
            let count = move |_: u64| counter.fetch_add(1, Ordering::SeqCst);
            let items = (0..).inspect(|n| {
                if *n == 4 {
                    unwind("the input is over")
                }
            });
            let map = pool.map(count, items).in_flight(7);
            // The fifth item panics, with four of them in the mailbox: the map is dropped.
            let end = catch_unwind(AssertUnwindSafe(|| map.count()));
            started.send(end.is_err()).expect("the other end waits");
        });
        assert_eq!(ready.recv(), Ok(true));
    });
    drop(open);
    assert_eq!(busy.wait(), Ok(()));
    assert_all_threads_alive(&pool);
    assert_eq!(calls.load(Ordering::SeqCst), 0);
    assert_all_credits_there(&pool, 8);
}

#[test]
fn what_is_dropped_half_way_is_not_worked_on_even_in_a_chunk_that_has_begun() {
    let pool = pool(1);
    let (open, gate) = gate();
    let (started, begun) = bounded(1);
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let count = move |n: u64| {
        counter.fetch_add(1, Ordering::SeqCst);
        if n == 11 {
            started.send(()).expect("the test waits");
            pass(gate.clone());
        }
    };
    let mut map = pool.map(count, 0..).chunk_size(10).in_flight(2);
    assert_eq!(map.next(), Some(Ok(())));
    assert_eq!(begun.recv(), Ok(()));
    drop(map);
    drop(open);
    pool.shutdown(true);
    assert_eq!(calls.load(Ordering::SeqCst), 12, "the second chunk was at its second item");
}

/// A function that returns these numbers only once the other one was seen.
fn waiting_for(seen: u64, waiting: Range<u64>) -> impl Fn(u64) -> u64 + Send + Sync + 'static {
    let (open, gate) = gate();
    let open = Mutex::new(Some(open));
    move |n| {
        if n == seen {
            drop(open.lock().expect("no thread panics").take());
        } else if waiting.contains(&n) {
            pass(gate.clone());
        }
        n
    }
}

#[test]
fn no_thread_is_idle_while_another_item_may_be_in_flight() {
    let pool = pool(4);
    // Three threads wait until the fourth has got the item that the first result makes room for.
    let results: Vec<u64> = pool.map(waiting_for(4, 1..4), 0..20).in_flight(4).flatten().collect();
    assert_eq!(results, (0..20).collect::<Vec<_>>());
}

#[test]
fn a_slow_item_does_not_hold_up_those_that_may_be_in_flight_beside_it() {
    let pool = pool(2);
    let results: Vec<u64> = pool.map(waiting_for(10, 3..4), 0..20).in_flight(8).flatten().collect();
    assert_eq!(results, (0..20).collect::<Vec<_>>());
}

#[test]
fn more_credits_than_memory_are_as_many_as_there_can_be() {
    let pool = small_pool(1, usize::MAX);
    assert_eq!(pool.submit(|n: u64| n, 7).wait(), Ok(7));
}
