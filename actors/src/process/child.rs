//! A worker process as seen by its parent.

use std::io::BufReader;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, Sender, bounded, unbounded};
use thiserror::Error;

use super::frame::FrameError;
use super::framing::Framing;

/// Frames of a worker that wait to be received; beyond that its pipe fills and it blocks.
const UNREAD_FRAMES: usize = 1;

/// How long a worker may take to end before it is killed.
const PATIENCE: Duration = Duration::from_secs(1);

/// Stack size: the threads at the pipes only copy bytes.
const STACK_BYTES: usize = 128 * 1024;

/// What is wrong with a worker process. The text continues "the worker".
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WorkerFault {
    /// The system could not start it.
    #[error("cannot be started: {reason}")]
    NotStarted {
        /// The error of the operating system.
        reason: String,
    },
    /// It refused to work.
    #[error("refused to start: {reason}")]
    Refused {
        /// Its reason.
        reason: String,
    },
    /// It ended, or was killed.
    #[error("{how}")]
    Died {
        /// How, such as "was killed by signal 9".
        how: String,
        /// The signal that killed it, if any.
        signal: Option<i32>,
    },
    /// It sent no heartbeat for too long, and was killed.
    #[error("sent no heartbeat for {timeout:?}")]
    Silent {
        /// The time limit.
        timeout: Duration,
    },
    /// It sent an invalid frame, and was killed.
    #[error("answered nonsense: {detail}")]
    Garbage {
        /// What is wrong with it.
        detail: String,
    },
}

impl WorkerFault {
    /// Marks the fault as one of a worker that was not ready yet.
    pub(super) fn at_start(self) -> WorkerFault {
        match self {
            WorkerFault::Died { how, signal } => WorkerFault::Died { how: format!("{how} while it started"), signal },
            fault => fault,
        }
    }
}

/// A running worker. Dropping it kills and reaps the process.
pub(super) struct WorkerProcess {
    child: Child,
    is_reaped: bool,
    /// Frames for its standard input. A thread writes them, so that a worker that does not read blocks nobody.
    requests: Option<Sender<Vec<u8>>>,
    answers: Receiver<Result<Vec<u8>, FrameError>>,
}

impl WorkerProcess {
    /// Starts a process whose standard input and output carry messages. Interrupts from the terminal do not reach it; its parent handles
    /// them.
    pub(super) fn start(mut command: Command, framing: Framing) -> Result<WorkerProcess, WorkerFault> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| not_started(&format!("{}: {error}", command.get_program().display())))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        // From here on, dropping the value ends the process.
        let (answer, answers) = bounded(UNREAD_FRAMES);
        let mut worker = WorkerProcess { child, is_reaped: false, requests: None, answers };
        let (stdin, stdout) = pipes.ok_or_else(|| not_started("it has no pipes"))?;
        let (requests, orders) = unbounded();
        spawn("to worker", move || write_requests(framing, stdin, &orders))?;
        spawn("from worker", move || read_answers(framing, stdout, &answer))?;
        worker.requests = Some(requests);
        Ok(worker)
    }

    /// Its number.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a message. If the worker is gone, waiting for its answer will show it.
    pub(super) fn send(&self, payload: Vec<u8>) {
        if let Some(requests) = &self.requests {
            let _ = requests.send(payload);
        }
    }

    /// Returns the frames that it sends; the channel is disconnected when it closes its end.
    pub(super) fn answers(&self) -> &Receiver<Result<Vec<u8>, FrameError>> {
        &self.answers
    }

    /// Reaps a worker whose answers have ended, and returns how it ended.
    pub(super) fn died(mut self) -> WorkerFault {
        let status = self.reap();
        let how = status.map_or_else(|| "is gone".to_owned(), told);
        WorkerFault::Died { how, signal: status.and_then(signal_of) }
    }

    /// Ends the worker in good order: tells it that there is no more work, and kills it only if it does not end.
    pub(super) fn close(mut self) {
        drop(self.requests.take());
        let deadline = Instant::now() + PATIENCE;
        // Ignore what it still sends.
        while self.answers.recv_deadline(deadline).is_ok() {}
        self.reap();
    }

    /// Kills the process, if it is still running, and those that it started, and reaps it. A process that already ends keeps its exit
    /// code.
    fn reap(&mut self) -> Option<ExitStatus> {
        // Once it is reaped, its number may be that of another process.
        if !std::mem::replace(&mut self.is_reaped, true) {
            kill_group(&self.child);
        }
        // Fails if the process was already reaped; then there is nothing to do.
        let _ = self.child.kill();
        self.child.wait().ok()
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        self.reap();
    }
}

/// Kills the processes of the group that the child leads; nothing to do if there are none.
fn kill_group(child: &Child) {
    #[cfg(unix)]
    let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
    #[cfg(not(unix))]
    let _ = child;
}

fn not_started(reason: &str) -> WorkerFault {
    WorkerFault::NotStarted { reason: reason.to_owned() }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), WorkerFault> {
    let thread = thread::Builder::new().name(name.to_owned()).stack_size(STACK_BYTES).spawn(work);
    thread.map(drop).map_err(|error| not_started(&error.to_string()))
}

/// Writes requests until there are no more. Nothing is buffered; the pipe closes at the end.
fn write_requests(framing: Framing, mut stdin: ChildStdin, orders: &Receiver<Vec<u8>>) {
    for order in orders {
        if framing.write(&mut stdin, &order).is_err() {
            return;
        }
    }
}

fn read_answers(framing: Framing, stdout: ChildStdout, answers: &Sender<Result<Vec<u8>, FrameError>>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut answer = Vec::new();
        let read = match framing.read(&mut stdout, &mut answer) {
            Ok(false) => return,
            Ok(true) => Ok(answer),
            Err(error) => Err(error),
        };
        let is_last = read.is_err();
        if answers.send(read).is_err() || is_last {
            return;
        }
    }
}

/// Returns the signal that ended a process.
fn signal_of(status: ExitStatus) -> Option<i32> {
    #[cfg(unix)]
    return std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    return status.code().and(None);
}

/// Describes how a process ended.
fn told(status: ExitStatus) -> String {
    if let Some(signal) = signal_of(status) {
        return format!("was killed by signal {signal}");
    }
    match status.code() {
        Some(code) => format!("ended with exit code {code}"),
        None => format!("ended: {status}"),
    }
}
