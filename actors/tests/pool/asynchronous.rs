//! Tasks as futures.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use logmill_actors::TaskError;
use pollster::block_on;

use super::*;

#[test]
fn a_task_can_be_awaited() {
    let pool = pool(2);
    let sum = block_on(async {
        let tasks: Vec<_> = (0..20).map(|n: u64| pool.submit(|n| n * n, n)).collect();
        let mut sum = 0;
        for task in tasks {
            sum += task.await?;
        }
        Ok::<u64, TaskError>(sum)
    });
    assert_eq!(sum, Ok(2470));
}

#[test]
fn a_pool_may_be_used_on_an_actix_system() {
    let doubled = actix::System::new().block_on(async {
        let pool = pool(2);
        let doubled = pool.submit(|n: u64| n * 2, 21).await;
        assert_eq!(pool.map(|n: u64| n, 0..10).flatten().sum::<u64>(), 45);
        doubled
    });
    assert_eq!(doubled, Ok(42));
}

#[test]
fn a_task_wakes_the_last_one_who_polled_it_and_is_pending_once_it_has_been_read() {
    let pool = pool(1);
    let (open, gate) = gate();
    let mut task = pin!(pool.submit(pass, gate));
    assert_eq!(task.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending);
    drop(open);
    assert_eq!(block_on(task.as_mut()), Ok(()));
    assert_eq!(task.poll(&mut Context::from_waker(Waker::noop())), Poll::Pending);
}

#[test]
fn a_cancelled_task_resolves() {
    let pool = pool(1);
    let (open, gate) = gate();
    let busy = pool.submit(pass, gate);
    let task = pool.submit(|n: u64| n, 1);
    assert!(task.cancel());
    assert_eq!(block_on(task), Err(TaskError::Cancelled));
    drop(open);
    assert_eq!(block_on(busy), Ok(()));
}
