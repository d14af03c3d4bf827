//! The end of a pool.

use std::thread;

use logmill_actors::{PoolOptions, TaskError};

use super::*;

/// Reports its drop.
struct Witness(Sender<&'static str>);

impl Drop for Witness {
    fn drop(&mut self) {
        // The test may be over when the last thread ends.
        let _ = self.0.send("dropped");
    }
}

#[test]
fn a_shutdown_that_waits_returns_when_all_is_done() {
    let pool = pool(3);
    let tasks: Vec<_> = (0..100).map(|n: u64| pool.submit(|n| n, n)).collect();
    pool.shutdown(true);
    assert!(tasks.iter().all(|task| task.is_done()));
    assert!((0..).zip(tasks).all(|(n, task)| task.wait() == Ok(n)));
    pool.shutdown(true);
    pool.shutdown(false);
}

#[test]
fn a_shutdown_that_does_not_wait_returns_while_work_goes_on_and_nothing_is_lost() {
    let pool = pool(1);
    let (open, gate) = gate();
    let (busy, queued) = (pool.submit(pass, gate), pool.submit(|n: u64| n, 7));
    pool.shutdown(false);
    assert!(!busy.is_done());
    assert_eq!(pool.submit(|n: u64| n, 8).wait(), Err(TaskError::Closed));
    drop(pool);
    assert!(!busy.is_done());
    drop(open);
    assert_eq!((busy.wait(), queued.wait()), (Ok(()), Ok(7)));
}

#[test]
fn dropping_a_pool_waits_for_its_work_and_its_threads() {
    let (told, tale) = bounded(10);
    let pool = pool(2);
    drop(pool.submit(|witness: Witness| drop(witness), Witness(told.clone())));
    drop(pool);
    assert_eq!(tale.try_recv(), Ok("dropped"));
}

#[test]
fn a_closed_pool_gives_every_item_an_error_and_takes_none() {
    let pool = pool(2);
    let mut map = pool.map(|n: u64| n, 0..6).in_flight(2);
    assert_eq!(map.next(), Some(Ok(0)));
    pool.shutdown(true);
    let rest: Vec<_> = map.collect();
    assert_eq!(
        rest,
        [Ok(1), Err(TaskError::Closed), Err(TaskError::Closed), Err(TaskError::Closed), Err(TaskError::Closed)]
    );
    assert_eq!(pool.map(|n: u64| n, 0..).nth(1000), Some(Err(TaskError::Closed)));
    assert_eq!(pool.map_reduce(|n: u64| n, u64::max, 0..).wait(), Err(TaskError::Closed));
    assert!(pool.try_submit(|n: u64| n, 1).is_ok_and(|task| task.wait() == Err(TaskError::Closed)));
}

#[test]
fn a_caller_who_waits_for_a_credit_hears_the_shutdown() {
    let pool = Pool::with(PoolOptions { credits: 1, ..PoolOptions::new(1) }).expect("threads can be had");
    let (open, gate) = gate();
    let busy = pool.submit(pass, gate);
    thread::scope(|scope| {
        let late = scope.spawn(|| pool.submit(|n: u64| n, 1).wait());
        while pool.snapshot().blocked_seconds == 0.0 {
            thread::yield_now();
        }
        pool.shutdown(false);
        assert_eq!(late.join().ok(), Some(Err(TaskError::Closed)));
    });
    drop(open);
    assert_eq!(busy.wait(), Ok(()));
}

#[test]
fn the_last_holder_of_a_pool_may_be_its_own_thread() {
    let pool = Arc::new(pool(1));
    let (open, gate) = gate();
    let inner = Arc::clone(&pool);
    let task = pool.submit(
        move |gate| {
            pass(gate);
            drop(inner);
            1
        },
        gate,
    );
    drop(pool);
    drop(open);
    assert_eq!(task.wait(), Ok(1));
}

#[test]
fn pools_are_side_by_side_and_one_may_use_another() {
    let (outer, inner) = (pool(2), Arc::new(pool(2)));
    let other = Arc::clone(&inner);
    let sums: Result<Vec<u64>, TaskError> =
        outer.map(move |n: u64| other.map(|n: u64| n * n, 0..n).flatten().sum::<u64>(), 0..50).collect();
    let expected = (0..50).map(|n| (0..n).map(|n: u64| n * n).sum()).collect();
    assert_eq!(sums, Ok(expected));
    assert_eq!((outer.snapshot().records_in, inner.snapshot().records_in), (50, (0..50).sum()));
}

#[test]
fn many_threads_share_a_pool() {
    let pool = pool(2);
    thread::scope(|scope| {
        for user in 0..8 {
            let pool = &pool;
            scope.spawn(move || {
                let results: Result<Vec<u64>, TaskError> =
                    pool.map(move |n: u64| n + user, 0..500).chunk_size(3).collect();
                assert_eq!(results, Ok((user..500 + user).collect()));
            });
        }
    });
    assert_eq!(pool.snapshot().records_out, 4000);
}
