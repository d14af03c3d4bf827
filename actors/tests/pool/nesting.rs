//! Items that are themselves made with the pool.

use logmill_actors::{PoolOptions, TaskError};

use super::*;

fn pool_with_credits(credits: usize) -> Pool {
    Pool::with(PoolOptions { credits, ..PoolOptions::new(2) }).expect("threads can be had")
}

#[test]
fn maps_may_be_chained_whatever_the_credits() {
    for credits in [1, 2, 3, 200] {
        let pool = pool_with_credits(credits);
        let doubled = pool.map(|n: u64| 2 * n, 0..100).chunk_size(3).flatten();
        let plus_one: Result<Vec<u64>, TaskError> = pool.map(|n| n + 1, doubled).chunk_size(2).collect();
        assert_eq!(plus_one, Ok((0..100).map(|n| 2 * n + 1).collect()), "{credits} credits");
        assert_all_credits_there(&pool, credits);
    }
}

#[test]
fn an_input_may_wait_for_tasks_of_the_same_pool_whatever_the_credits() {
    for credits in [1, 2, 200] {
        let pool = pool_with_credits(credits);
        let squares = (0..100).map(|n: u64| pool.submit(|n| n * n, n).wait().expect("it does not panic"));
        let sum = pool.map_reduce(|n: u64| n, |a, b| a + b, squares).wait();
        assert_eq!(sum, Ok(Some((0..100).map(|n| n * n).sum())), "{credits} credits");
        assert_all_credits_there(&pool, credits);
    }
}

#[test]
fn an_item_that_was_pulled_and_found_no_credit_is_not_lost() {
    let pool = pool_with_credits(1);
    let map = pool.map(|n: u64| n, 0..50).chunk_size(3).in_flight(4);
    assert_eq!(map.size_hint(), (50, None));
    assert_eq!(map.collect::<Result<Vec<u64>, TaskError>>(), Ok((0..50).collect()));
}
