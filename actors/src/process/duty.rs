//! Distributes calls to worker processes, and retries those whose process failed.

use std::io;
use std::ops::Range;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crossbeam::channel::{Receiver, Sender, select};

use super::child::WorkerFault;
use super::functions::{READY, UNFIT, VALUES, WORKER_VARIABLE, is_failure};
use super::pack::Pack;
use super::pending_answers::PendingAnswers;
use super::workers::{Duty, Heard};
use crate::executor::TaskError;

/// Calls of one function, and where their results go.
#[derive(Clone)]
pub(super) struct Job {
    name: Arc<str>,
    items: Arc<Pack>,
    /// The items to process.
    range: Range<usize>,
    due: Arc<PendingAnswers>,
    /// Takes single items if the process fails. Every job has this sender, so once all senders are gone, no item can follow.
    again: Sender<Job>,
}

impl Job {
    fn frame(&self) -> postcard::Result<Vec<u8>> {
        let mut frame = postcard::to_stdvec(&*self.name)?;
        self.items.write(self.range.clone(), &mut frame)?;
        Ok(frame)
    }

    fn answer(&self, values: Result<Pack, TaskError>) {
        self.due.answer(self.range.clone(), values);
    }

    fn lost(&self, fault: &WorkerFault) {
        self.answer(Err(TaskError::Lost { fault: fault.to_string() }));
    }
}

/// The entrance for jobs.
#[derive(Clone)]
pub(super) struct JobQueue {
    pub jobs: Sender<Job>,
    pub again: Sender<Job>,
}

impl JobQueue {
    /// Waits for room in the queue. If all workers are gone, the items are dropped.
    pub(super) fn post(self, name: Arc<str>, items: Pack, due: Arc<PendingAnswers>) {
        let range = 0..items.len();
        drop(self.jobs.send(Job { name, items: items.into(), range, due, again: self.again }));
    }
}

/// Distributes calls.
pub(super) struct CallDuty {
    queue: Receiver<Job>,
    /// Single items of failed chunks; they precede the queue.
    singles: Receiver<Job>,
    /// Workers that can still be started, as far as is known.
    fit: AtomicUsize,
}

impl CallDuty {
    pub(super) fn new(queue: Receiver<Job>, singles: Receiver<Job>, processes: usize) -> CallDuty {
        CallDuty { queue, singles, fit: AtomicUsize::new(processes) }
    }

    /// Waits for a job; `None` if the pool is shut down and no job is left, not even in another process, from where its items might come
    /// back.
    fn wait(&self) -> Option<Job> {
        if let Ok(single) = self.singles.try_recv() {
            return Some(single);
        }
        select! {
            recv(self.singles) -> single => single.ok(),
            recv(self.queue) -> job => job.or_else(|_| self.singles.recv()).ok(),
        }
    }
}

impl Drop for CallDuty {
    /// Empties the queue when there are no workers; otherwise it would be kept as long as there is a sender.
    fn drop(&mut self) {
        while self.queue.try_recv().is_ok() {}
    }
}

impl Duty for CallDuty {
    type Job = Job;

    fn command(&self) -> io::Result<Command> {
        let mut command = Command::new(std::env::current_exe()?);
        command.env(WORKER_VARIABLE, "1");
        Ok(command)
    }

    fn opening(&self) -> Vec<u8> {
        Vec::new()
    }

    fn ready(&self, answer: &[u8]) -> Result<(), WorkerFault> {
        let detail = "it did not say that it is ready".to_owned();
        if answer == READY { Ok(()) } else { Err(WorkerFault::Garbage { detail }) }
    }

    fn next(&self) -> Option<Job> {
        loop {
            let job = self.wait()?;
            if job.due.begin() {
                return Some(job);
            }
        }
    }

    fn request(&self, job: &Job) -> Vec<u8> {
        job.frame().expect("a name and numbers can always be written")
    }

    fn heard(&self, job: &Job, frame: Vec<u8>) -> Heard {
        let garbage = |detail: &str| Heard::Garbage { detail: detail.to_owned() };
        let records = job.range.len() as u64;
        match frame.split_at_checked(1) {
            Some((tag, values)) if tag == VALUES => match Pack::read(values) {
                Some(values) if values.len() == job.range.len() => {
                    let rejected = values.iter().filter(|value| is_failure(value)).count() as u64;
                    job.answer(Ok(values));
                    Heard::Done { records: records - rejected, bytes: 0, rejected }
                }
                _ => garbage("it sent values of another kind than requested"),
            },
            Some((tag, reason)) if tag == UNFIT => {
                job.answer(Err(TaskError::Unfit { reason: String::from_utf8_lossy(reason).into_owned() }));
                Heard::Done { records: 0, bytes: 0, rejected: records }
            }
            _ => garbage("it sent an answer of no known kind"),
        }
    }

    /// Retries the items of a chunk one by one, so that only those that fail alone are lost.
    fn give_up(&self, job: Job, fault: WorkerFault, _tries: u32) {
        let is_vacant = matches!(fault, WorkerFault::NotStarted { .. } | WorkerFault::Refused { .. });
        if is_vacant && self.fit.load(Ordering::SeqCst) > 1 {
            // The worker could not be started, and others continue. The last one to fail handles this.
            drop(job.again.clone().send(job));
            return;
        }
        if job.range.len() <= 1 {
            return job.lost(&fault);
        }
        for item in job.range.clone() {
            // Cannot fail: the receiver is in this value.
            let _ = job.again.send(Job { range: item..item + 1, ..job.clone() });
        }
    }

    /// The others continue. The last one answers all jobs with the fault until the pool is shut down.
    fn broken(&self, fault: WorkerFault) {
        if self.fit.fetch_sub(1, Ordering::SeqCst) > 1 {
            return;
        }
        while let Some(job) = self.next() {
            job.lost(&fault);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use crossbeam::channel::{bounded, unbounded};

    use super::*;
    use crate::process::pending_answers::{AnswerSink, ItemAnswer};

    type Chunks = Receiver<(u64, Vec<ItemAnswer>)>;

    /// A duty for `processes` workers, the entrance, and a chunk that was posted there.
    fn duty_with_chunk(workers: usize, items: u64) -> (CallDuty, JobQueue, Chunks) {
        let ((jobs, queue), (again, singles)) = (bounded(10), unbounded());
        let entry = JobQueue { jobs, again };
        let mut pack = Pack::default();
        (0..items).for_each(|item| pack.push(&item).expect("numbers can be written"));
        let (send, chunks) = unbounded();
        let due = PendingAnswers::new(AnswerSink::Map { chunk: 0, send, abandoned: Arc::default() });
        entry.clone().post("f".into(), pack, due);
        (CallDuty::new(queue, singles, workers), entry, chunks)
    }

    fn fault() -> WorkerFault {
        WorkerFault::NotStarted { reason: "no such file".into() }
    }

    /// The fault of a worker with a job.
    fn death() -> WorkerFault {
        WorkerFault::Died { how: "was killed by signal 9".into(), signal: Some(9) }
    }

    /// Fails all jobs until there are none, and counts them.
    fn work_off(duty: &CallDuty) -> usize {
        std::iter::from_fn(|| duty.next()).map(|job| job.lost(&fault())).count()
    }

    #[test]
    fn items_of_a_chunk_that_failed_reach_a_worker_that_waits_already() {
        let (duty, entry, chunks) = duty_with_chunk(2, 3);
        let job = duty.next().expect("a chunk was posted");
        thread::scope(|scope| {
            let other = scope.spawn(|| work_off(&duty));
            duty.give_up(job, death(), 1);
            duty.broken(fault());
            let (_, answers) = chunks.recv().expect("the chunk is answered");
            assert_eq!(answers.into_iter().map(|(range, _)| range).collect::<Vec<_>>(), [0..1, 1..2, 2..3]);
            drop(entry);
            assert_eq!(other.join().ok(), Some(3));
        });
    }

    #[test]
    fn a_worker_does_not_end_with_the_pool_while_another_one_may_fail() {
        let (duty, entry, chunks) = duty_with_chunk(2, 3);
        let job = duty.next().expect("a chunk was posted");
        drop(entry);
        let (waits, waiting) = bounded::<()>(0);
        thread::scope(|scope| {
            let other = scope.spawn(|| {
                drop(waits);
                work_off(&duty)
            });
            assert!(waiting.recv().is_err(), "nothing is sent");
            duty.give_up(job, death(), 1);
            duty.broken(fault());
            assert_eq!(other.join().ok(), Some(3));
        });
        assert_eq!(chunks.recv().map(|(_, answers)| answers.len()), Ok(3));
    }

    #[test]
    fn what_a_place_without_a_worker_had_taken_goes_back_to_the_others() {
        let (duty, entry, chunks) = duty_with_chunk(2, 3);
        let job = duty.next().expect("a chunk was posted");
        drop(entry);
        duty.give_up(job, fault(), 1);
        duty.broken(fault());
        let again = duty.next().expect("the same job");
        assert_eq!(again.range, 0..3);
        again.lost(&fault());
        drop(again);
        assert_eq!(chunks.recv().map(|(_, answers)| answers.len()), Ok(1));
        assert!(duty.next().is_none());
    }

    #[test]
    fn when_no_worker_is_left_every_item_has_the_fault() {
        let (duty, entry, chunks) = duty_with_chunk(1, 3);
        let job = duty.next().expect("a chunk was posted");
        drop(entry);
        duty.give_up(job, fault(), 1);
        duty.broken(fault());
        let (_, answers) = chunks.recv().expect("the chunk is answered");
        let lost = TaskError::Lost { fault: "cannot be started: no such file".into() };
        assert_eq!(answers.len(), 3);
        assert!(answers.iter().all(|(_, values)| values.as_ref().err() == Some(&lost)));
        assert!(duty.next().is_none());
    }

    #[test]
    fn a_chunk_that_nobody_takes_is_answered_all_the_same() {
        let (duty, _entry, chunks) = duty_with_chunk(1, 3);
        drop(duty);
        assert_eq!(chunks.recv().map(|(_, answers)| answers.len()), Ok(0));
    }
}
