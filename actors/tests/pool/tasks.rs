//! Single tasks: waiting, cancelling, and their errors.

use std::time::Duration;

use logmill_actors::{Panic, TaskError};

use super::*;

#[test]
fn a_task_returns_what_its_function_returns() {
    let pool = pool(2);
    let tasks: Vec<_> = (0..100).map(|n: u64| pool.submit(|n| n * 2, n)).collect();
    let results: Result<Vec<u64>, TaskError> = tasks.into_iter().map(|task| task.wait()).collect();
    assert_eq!(results, Ok((0..100).map(|n| n * 2).collect()));
}

#[test]
fn a_task_that_waits_in_the_mailbox_can_be_cancelled_and_its_function_is_dropped_at_once() {
    let pool = pool(1);
    let (open, gate) = gate();
    let busy = pool.submit(pass, gate);
    let witness = Arc::new(());
    let waiting = pool.submit(|_: Arc<()>| unreachable!("it was cancelled"), witness.clone());
    assert!(!waiting.is_done());
    assert!(waiting.cancel());
    assert!(waiting.is_done());
    assert_eq!(Arc::strong_count(&witness), 1);
    assert!(waiting.cancel(), "it is still so");
    assert_eq!(waiting.wait(), Err::<(), _>(TaskError::Cancelled));
    drop(open);
    assert_eq!(busy.wait(), Ok(()));
    pool.shutdown(true);
    let snapshot = pool.snapshot();
    assert_eq!((snapshot.batches_in, snapshot.records_out, snapshot.rejected), (2, 1, 0));
}

#[test]
fn a_task_that_has_started_cannot_be_cancelled() {
    let pool = pool(1);
    let (open, gate) = gate();
    let (started, start) = bounded(1);
    let function = move |gate| {
        started.send(()).expect("the test waits");
        pass(gate);
        7
    };
    let mut task = pool.submit(function, gate);
    assert_eq!(start.recv(), Ok(()));
    assert!(!task.cancel());
    assert!(!task.is_done());
    drop(open);
    assert_eq!(task.wait_timeout(Duration::MAX), Some(Ok(7)));
    assert!(!task.cancel(), "it is over");
}

#[test]
fn a_wait_of_limited_time_ends_without_a_result_and_the_task_goes_on() {
    let pool = pool(1);
    let (open, gate) = gate();
    let mut task = pool.submit(pass, gate);
    assert_eq!(task.wait_timeout(Duration::ZERO), None);
    assert_eq!(task.wait_timeout(Duration::from_millis(1)), None);
    drop(open);
    assert_eq!(task.wait_timeout(Duration::from_secs(60)), Some(Ok(())));
    assert_eq!(task.wait_timeout(Duration::MAX), None, "the result is told once");
    assert!(task.is_done());
    assert_eq!(task.wait(), Err(TaskError::Closed));
}

#[test]
fn the_panic_of_a_task_is_its_result() {
    let pool = pool(8);
    let tasks: Vec<_> =
        (0..800).map(|n: u64| pool.submit(|n| if n % 100 == 0 { unwind("poison") } else { n }, n)).collect();
    for (n, task) in (0..).zip(tasks) {
        let poisoned = Err(TaskError::Panicked(Panic { message: "poison".into() }));
        assert_eq!(task.wait(), if n % 100 == 0 { poisoned } else { Ok(n) });
    }
    let snapshot = pool.snapshot();
    assert_eq!((snapshot.panics, snapshot.rejected, snapshot.records_out), (8, 8, 792));
    assert_all_threads_alive(&pool);
}

#[test]
fn a_task_that_is_dropped_is_done_all_the_same() {
    let pool = pool(1);
    let (done, wait) = bounded(1);
    drop(pool.submit(move |n: u64| done.send(n), 5));
    assert_eq!(wait.recv(), Ok(5));
}

#[test]
fn errors_say_what_was_wrong() {
    let panicked = TaskError::Panicked(Panic { message: "out of range".into() });
    assert_eq!(panicked.to_string(), "the function panicked: out of range");
    assert_eq!(
        Pool::threads(0).expect_err("no threads").to_string(),
        "actor 'pool' has 0 instances; give it at least 1"
    );
}
