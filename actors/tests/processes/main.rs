//! A pool of processes as its users see it. The workers are this program, so its `main` is not that of the test harness.

#[cfg(unix)]
mod replacement;
mod tasks;
mod unfit;

use std::io::Write;
use std::process::{self, ExitCode};
use std::time::Duration;

use logmill_actors::{Functions, Panic, Pool, ProcessPool, ProcessPoolOptions, StartError, TaskError, catch};

fn functions() -> Functions {
    Functions::new()
        .with("square", |n: u64| n * n)
        .with("shout", |text: String| text.to_uppercase())
        .with("pid", |(): ()| process::id())
        .with("odd", |n: u64| if n.is_multiple_of(2) { panic!("{n} is even") } else { n })
        .with("abort_on", |(n, bad): (u64, u64)| if n == bad { process::abort() } else { n })
        .with("hang_on", |(n, bad): (u64, u64)| {
            if n == bad {
                loop {
                    std::thread::park();
                }
            }
            n
        })
        .with("chatty", |n: u64| {
            println!("a function that prints {n}");
            let _ = std::io::stdout().flush();
            n
        })
        .with("pick", unfit::pick)
        .with("wait_for_end_of", tasks::wait_for_end_of)
        .with("unlink_and_abort", |n: u64| {
            #[cfg(unix)]
            replacement::unlink_and_abort(n);
            n
        })
        .with("nested", |(): ()| ProcessPool::new(1, &functions()).err().map(|error| error.to_string()))
}

fn pool(processes: usize) -> ProcessPool {
    Pool::processes(processes, &functions()).expect("processes can be started")
}

fn lost(result: &Result<u64, TaskError>) -> bool {
    matches!(result, Err(TaskError::Lost { fault }) if fault.starts_with("was killed by signal"))
}

fn results_come_in_the_order_of_the_items_whatever_the_chunks() {
    let pool = pool(3);
    for chunk_size in [1, 7, 1000, usize::MAX] {
        let squares: Result<Vec<u64>, _> = pool.map("square", 0..500_u64).chunk_size(chunk_size).collect();
        assert_eq!(squares, Ok((0..500).map(|n| n * n).collect()), "chunks of {chunk_size}");
    }
    assert_eq!(pool.map::<u64, _>("square", Vec::<u64>::new()).count(), 0);
    let done: u64 = pool.snapshot().iter().map(|stage| stage.records_out).sum();
    assert_eq!(done, 2000);
}

fn map_unordered_yields_the_same_results_as_map() {
    let pool = pool(3);
    for chunk_size in [1, 7, 1000] {
        let squares = pool.map_unordered::<u64, _>("square", 0..500_u64).chunk_size(chunk_size).in_flight(5);
        let mut squares: Vec<u64> = squares.flatten().collect();
        squares.sort();
        assert_eq!(squares, (0..500).map(|n| n * n).collect::<Vec<_>>(), "chunks of {chunk_size}");
    }
    let items = (0..30_u64).map(|n| (n, 17_u64));
    let results: Vec<Result<u64, TaskError>> = pool.map_unordered("abort_on", items).chunk_size(4).collect();
    assert_eq!((results.len(), results.iter().filter(|result| lost(result)).count()), (30, 1));
}

fn endless_items_are_pulled_as_they_are_wanted() {
    let pool = pool(2);
    let mut pulled = 0_u64;
    let items = std::iter::from_fn(|| {
        pulled += 1;
        Some(pulled)
    });
    let first: Vec<u64> = pool.map("square", items).chunk_size(5).in_flight(3).take(7).flatten().collect();
    assert_eq!(first, [1, 4, 9, 16, 25, 36, 49]);
    assert!(pulled <= 5 * 4, "{pulled} were pulled");
}

fn the_calls_are_made_in_other_processes() {
    let pool = pool(2);
    let pid = pool.submit::<(), u32>("pid", ()).wait();
    assert!(pid.is_ok_and(|pid| pid != process::id()));
}

fn a_panic_is_the_error_of_its_item_alone() {
    let results: Vec<Result<u64, TaskError>> = pool(1).map("odd", [1_u64, 2, 3]).chunk_size(3).collect();
    let panic = Panic { message: "2 is even".into() };
    assert_eq!(results, [Ok(1), Err(TaskError::Panicked(panic)), Ok(3)]);
}

fn an_item_that_aborts_its_process_costs_no_other_item_and_the_pool_stays_whole() {
    let pool = pool(2);
    for chunk_size in [1, 4, 64] {
        let items = (0..30_u64).map(|n| (n, 17_u64));
        let results: Vec<Result<u64, TaskError>> = pool.map("abort_on", items).chunk_size(chunk_size).collect();
        assert_eq!(results.len(), 30);
        for (number, result) in (0..).zip(&results) {
            assert!(if number == 17 { lost(result) } else { *result == Ok(number) }, "{chunk_size}: {result:?}");
        }
    }
    assert_eq!(pool.submit("square", 3_u64).wait(), Ok(9_u64));
}

fn an_item_that_hangs_is_ended_after_its_time() {
    let timeout = Duration::from_millis(200);
    let options = ProcessPoolOptions { timeout, max_retries: 0, ..ProcessPoolOptions::new(1) };
    let pool = ProcessPool::with(options, &functions()).expect("a process can be started");
    let results: Vec<Result<u64, TaskError>> = pool.map("hang_on", [(1_u64, 2_u64), (2, 2), (3, 2)]).collect();
    let fault = "sent no heartbeat for 200ms".to_owned();
    assert_eq!(results, [Ok(1), Err(TaskError::Lost { fault }), Ok(3)]);
}

fn what_a_function_prints_does_not_get_between_the_answers() {
    let results: Result<Vec<u64>, _> = pool(2).map("chatty", 0..20_u64).collect();
    assert_eq!(results, Ok((0..20).collect()));
}

fn a_name_or_a_type_that_no_function_has_is_an_error() {
    let pool = pool(1);
    let unknown: Vec<Result<u64, TaskError>> = pool.map("cube", [1_u64, 2]).collect();
    assert_eq!(unknown, vec![Err(TaskError::Unknown { name: "cube".into() }); 2]);
    let wrong = pool.submit::<u64, String>("square", 1).wait().map_err(|error| error.to_string());
    assert_eq!(wrong, Err("function `square` is u64 -> u64, and was called as u64 -> alloc::string::String".into()));
    assert_eq!(pool.submit("shout", "a".to_owned()).wait(), Ok("A".to_owned()));
}

fn after_a_shutdown_calls_are_closed_and_early_ones_are_done() {
    let pool = pool(2);
    let mut early = pool.submit::<u64, u64>("square", 4);
    pool.shutdown();
    assert_eq!(early.wait_timeout(Duration::ZERO), Some(Ok(16)));
    assert_eq!(pool.submit::<u64, u64>("square", 4).wait(), Err(TaskError::Closed));
    assert_eq!(pool.map::<u64, _>("square", [1_u64]).collect::<Vec<_>>(), [Err(TaskError::Closed)]);
}

fn a_worker_starts_no_workers_of_its_own() {
    assert!(matches!(ProcessPool::new(0, &functions()), Err(StartError::NoInstances { .. })));
    let nested = pool(1).submit::<(), Option<String>>("nested", ()).wait();
    assert!(nested.is_ok_and(|error| error.is_some_and(|error| error.contains("in a worker process"))));
}

const TESTS: &[(&str, fn())] = &[
    (
        "results_come_in_the_order_of_the_items_whatever_the_chunks",
        results_come_in_the_order_of_the_items_whatever_the_chunks,
    ),
    ("map_unordered_yields_the_same_results_as_map", map_unordered_yields_the_same_results_as_map),
    ("endless_items_are_pulled_as_they_are_wanted", endless_items_are_pulled_as_they_are_wanted),
    ("the_calls_are_made_in_other_processes", the_calls_are_made_in_other_processes),
    ("a_panic_is_the_error_of_its_item_alone", a_panic_is_the_error_of_its_item_alone),
    (
        "an_item_that_aborts_its_process_costs_no_other_item_and_the_pool_stays_whole",
        an_item_that_aborts_its_process_costs_no_other_item_and_the_pool_stays_whole,
    ),
    ("an_item_that_hangs_is_ended_after_its_time", an_item_that_hangs_is_ended_after_its_time),
    (
        "what_a_function_prints_does_not_get_between_the_answers",
        what_a_function_prints_does_not_get_between_the_answers,
    ),
    ("a_name_or_a_type_that_no_function_has_is_an_error", a_name_or_a_type_that_no_function_has_is_an_error),
    (
        "after_a_shutdown_calls_are_closed_and_early_ones_are_done",
        after_a_shutdown_calls_are_closed_and_early_ones_are_done,
    ),
    ("a_worker_starts_no_workers_of_its_own", a_worker_starts_no_workers_of_its_own),
    ("an_unfit_item_costs_no_other_item_of_its_chunk", unfit::an_unfit_item_costs_no_other_item_of_its_chunk),
    ("an_unfit_task_says_so", unfit::an_unfit_task_says_so),
    ("a_task_can_be_awaited", tasks::a_task_can_be_awaited),
    ("a_task_that_no_process_has_can_be_cancelled", tasks::a_task_that_no_process_has_can_be_cancelled),
    ("the_result_of_a_task_is_returned_once", tasks::the_result_of_a_task_is_returned_once),
    #[cfg(unix)]
    (
        "items_of_a_worker_that_cannot_be_replaced_are_done_by_another",
        replacement::items_of_a_worker_that_cannot_be_replaced_are_done_by_another,
    ),
    #[cfg(unix)]
    ("without_any_worker_left_every_item_is_lost", replacement::without_any_worker_left_every_item_is_lost),
];

fn main() -> ExitCode {
    functions().serve_if_worker();
    #[cfg(unix)]
    replacement::play_if_asked();
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let chosen = TESTS.iter().filter(|(name, _)| wanted.as_ref().is_none_or(|wanted| name.contains(wanted.as_str())));
    let mut failed = 0;
    for (name, test) in chosen {
        let passed = catch(test).is_ok();
        println!("test {name} ... {}", if passed { "ok" } else { "FAILED" });
        failed += u8::from(!passed);
    }
    ExitCode::from(failed)
}
