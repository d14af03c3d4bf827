//! Tasks of worker processes: waiting, awaiting and cancelling.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::Duration;

use logmill_actors::TaskError;
use pollster::block_on;

use super::pool;

/// Returns once there is no such file.
pub fn wait_for_end_of(path: String) {
    while Path::new(&path).exists() {
        thread::yield_now();
    }
}

/// A file that a function waits for the end of.
struct Obstacle(PathBuf);

impl Obstacle {
    fn new(name: &str) -> Obstacle {
        let path = std::env::temp_dir().join(format!("logmill-actors-{}-{name}", process::id()));
        fs::write(&path, "").expect("a temporary file can be made");
        Obstacle(path)
    }

    fn path(&self) -> String {
        self.0.to_str().expect("the temporary directory has a plain name").to_owned()
    }
}

impl Drop for Obstacle {
    fn drop(&mut self) {
        fs::remove_file(&self.0).expect("the file is ours");
    }
}

pub fn a_task_can_be_awaited() {
    let pool = pool(2);
    let sum = block_on(async {
        let tasks: Vec<_> = (0..20).map(|n: u64| pool.submit::<u64, u64>("square", n)).collect();
        let mut sum = 0;
        for task in tasks {
            sum += task.await?;
        }
        Ok::<u64, TaskError>(sum)
    });
    assert_eq!(sum, Ok(2470));
    assert_eq!(block_on(pool.submit::<u64, u64>("cube", 1)), Err(TaskError::Unknown { name: "cube".into() }));
}

pub fn a_task_that_no_process_has_can_be_cancelled() {
    let pool = pool(1);
    let obstacle = Obstacle::new("cancel");
    let busy = pool.submit::<String, ()>("wait_for_end_of", obstacle.path());
    let waiting = pool.submit::<u64, u64>("square", 1);
    assert!(!busy.is_done() && !waiting.is_done());
    assert!(waiting.cancel());
    assert!(waiting.is_done());
    assert!(waiting.cancel(), "it is still so");
    drop(obstacle);
    assert_eq!((busy.wait(), waiting.wait()), (Ok(()), Err(TaskError::Cancelled)));
    let done = pool.submit::<u64, u64>("square", 3);
    pool.shutdown();
    assert!(done.is_done() && !done.cancel());
    assert_eq!(done.wait(), Ok(9));
    assert_eq!(pool.snapshot()[0].batches_in, 2, "the cancelled one reached no process");
}

pub fn the_result_of_a_task_is_returned_once() {
    let pool = pool(1);
    let obstacle = Obstacle::new("told");
    let mut task = pool.submit::<String, ()>("wait_for_end_of", obstacle.path());
    assert_eq!(task.wait_timeout(Duration::ZERO), None);
    drop(obstacle);
    assert_eq!(task.wait_timeout(Duration::MAX), Some(Ok(())));
    assert_eq!(task.wait_timeout(Duration::MAX), None);
    assert!(task.is_done());
    assert_eq!(task.wait(), Err(TaskError::Closed));
}
