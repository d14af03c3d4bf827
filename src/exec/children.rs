//! The processes of a filter.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize};

use crossbeam::channel::{Sender, unbounded};
use logmill_actors::process::{Workers, WorkersSpec};
use logmill_actors::{Cancel, StartError};

use super::block::BlockError;
use super::duty::{Block, BlockDuty};
use super::sent::SentColumn;
use super::settings::ExecSettings;
use super::stderr::StderrLog;

/// The processes of a filter, which share one queue of blocks. Dropping it lets them end, and kills those that do not.
pub(super) struct Children {
    /// `None` once it is dropped.
    queue: Option<Sender<Block>>,
    workers: Workers,
}

/// Why the processes of a filter cannot be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(super) enum ChildrenError {
    /// The first block cannot be encoded.
    #[error(transparent)]
    Block(#[from] BlockError),
    /// There are no threads for them.
    #[error(transparent)]
    Threads(#[from] StartError),
}

impl Children {
    /// Starts the processes of the filter with that name, which receive these columns.
    pub(super) fn start(
        name: &str,
        settings: &ExecSettings,
        columns: &[SentColumn],
    ) -> Result<Children, ChildrenError> {
        // The filter waits for the answers to a batch before it sends another one.
        let (queue, blocks) = unbounded();
        let workers = settings.process_count();
        let duty = BlockDuty {
            command: settings.command.clone(),
            encoding: settings.encoding,
            opening: settings.encoding.opening(columns)?,
            memory: settings.memory.map(|memory| memory.0),
            queue: blocks,
            fit: AtomicUsize::new(workers),
            failures: AtomicU32::new(0),
            has_answered: AtomicBool::new(false),
            stderr: StderrLog::new(name),
        };
        let spec = WorkersSpec {
            name: format!("{name} child"),
            workers,
            timeout: settings.timeout.0,
            max_retries: u32::try_from(settings.retries).unwrap_or(0),
            cancel: Cancel::new(),
            abort: Cancel::new(),
        };
        Ok(Children { workers: Workers::start(&spec, Arc::new(duty))?, queue: Some(queue) })
    }

    /// Queues a block.
    pub(super) fn ask(&self, block: Block) {
        if let Some(queue) = &self.queue {
            // If all processes are gone, the reply of the block is closed.
            let _ = queue.send(block);
        }
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        // Without a queue, each thread closes the standard input of its process and waits for its end.
        drop(self.queue.take());
        self.workers.join();
    }
}
