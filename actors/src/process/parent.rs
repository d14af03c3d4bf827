//! The parent as seen by a worker process.

use std::io::{self, Read, Write};
use std::process;
use std::sync::{Mutex, PoisonError};
use std::thread;

use crossbeam::channel::{Receiver, bounded};

use super::frame::{read_frame, write_frame};

/// The connection of a worker process to its parent.
///
/// The process ends when its parent closes the pipe or is gone, whatever it is doing: nobody wants the answer.
pub struct Parent {
    orders: Receiver<Vec<u8>>,
    answers: Mutex<Box<dyn Write + Send>>,
}

impl Parent {
    /// Takes over standard input and output. `intercept` sees each frame first, on its own thread, and returns whether it has handled it; so a
    /// worker can receive messages during a job.
    ///
    /// On Unix, standard input is empty for the rest of this process, and everything printed goes to standard error, so that it cannot
    /// corrupt frames.
    ///
    /// # Errors
    /// Returns the error of the system.
    pub fn attach(mut intercept: impl FnMut(&[u8]) -> bool + Send + 'static) -> io::Result<Parent> {
        let (mut stdin, answers) = take_pipes()?;
        let (order, orders) = bounded(1);
        let listen = move || {
            let mut frame = Vec::new();
            while read_frame(&mut stdin, &mut frame).unwrap_or(false) {
                let is_order = !intercept(&frame);
                if is_order && order.send(std::mem::take(&mut frame)).is_err() {
                    break;
                }
            }
            process::exit(0);
        };
        thread::Builder::new().name("parent".to_owned()).spawn(listen)?;
        Ok(Parent { orders, answers: Mutex::new(answers) })
    }

    /// Waits for the next frame; `None` if there will be none and this process is ending.
    pub fn next(&self) -> Option<Vec<u8>> {
        self.orders.recv().ok()
    }

    /// Sends a frame with the concatenation of `parts`. Threads may send concurrently.
    ///
    /// # Errors
    /// Returns the error of the system: the parent is gone.
    pub fn answer(&self, parts: &[&[u8]]) -> io::Result<()> {
        write_frame(&mut *self.answers.lock().unwrap_or_else(PoisonError::into_inner), parts)
    }
}

type Pipes = (Box<dyn Read + Send>, Box<dyn Write + Send>);

#[cfg(unix)]
fn take_pipes() -> io::Result<Pipes> {
    use std::fs::File;
    use std::os::fd::AsFd;
    let stdin = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let stdout = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    rustix::stdio::dup2_stdout(io::stderr())?;
    Ok((Box::new(stdin), Box::new(stdout)))
}

#[cfg(not(unix))]
fn take_pipes() -> io::Result<Pipes> {
    Ok((Box::new(io::stdin()), Box::new(io::stdout())))
}
