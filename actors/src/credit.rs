//! The credits: a fixed set of buffers, each either in the bank or out with one message.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crossbeam::channel::{Receiver, Sender, bounded, select};

use crate::cancel::Cancel;
use crate::metrics::Stopwatch;

/// Makes a buffer to replace a lost one.
pub(crate) type Fresh<C> = Arc<dyn Fn() -> C + Send + Sync>;

/// Readers take credits from the bank, and tickets return them.
pub(crate) struct Bank<C> {
    put: Sender<C>,
    take: Receiver<C>,
    fresh: Fresh<C>,
}

impl<C> Bank<C> {
    pub(crate) fn new(credits: Vec<C>, fresh: Fresh<C>) -> Bank<C> {
        let (put, take) = bounded(credits.len());
        let bank = Bank { put, take, fresh };
        credits.into_iter().for_each(|credit| bank.put(credit));
        bank
    }

    /// Takes a credit; `None` if the run was cancelled. Time counts as blocked only if no credit is available at once.
    pub(crate) fn take(&self, cancel: &Cancel, blocked: &Stopwatch) -> Option<C> {
        let credit = match self.take.try_recv() {
            Ok(credit) => credit,
            Err(_) => {
                let _waiting = blocked.start();
                select! {
                    recv(self.take) -> credit => credit.ok()?,
                    recv(cancel.signal()) -> _ => return None,
                }
            }
        };
        if cancel.is_cancelled() {
            self.put(credit);
            return None;
        }
        Some(credit)
    }

    /// Takes a credit if one is available.
    pub(crate) fn try_take(&self) -> Option<C> {
        self.take.try_recv().ok()
    }

    /// Returns a credit. There is room for all of them.
    pub(crate) fn put(&self, credit: C) {
        let full = self.put.try_send(credit).is_err();
        debug_assert!(!full, "more credits came back than were given out");
    }
}

/// A credit in use. It travels with its message, shared by the branches, and returns to the bank when the last holder drops it, for
/// whatever reason.
pub(crate) struct Ticket<C> {
    bank: Arc<Bank<C>>,
    buffer: Mutex<Option<C>>,
}

impl<C> Ticket<C> {
    pub(crate) fn new(bank: &Arc<Bank<C>>) -> Ticket<C> {
        Ticket { bank: Arc::clone(bank), buffer: Mutex::new(None) }
    }

    /// Stores the buffer of a finished message, to be returned with the credit; otherwise a fresh buffer is.
    pub(crate) fn deposit(&self, buffer: C) {
        *self.buffer.lock().unwrap_or_else(PoisonError::into_inner) = Some(buffer);
    }
}

impl<C> Drop for Ticket<C> {
    fn drop(&mut self) {
        let buffer = self.buffer.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        match buffer {
            Some(buffer) => self.bank.put(buffer),
            // A shell that unwinds ends the run: the credit is not needed, and a second panic would abort.
            None if thread::panicking() => {}
            None => self.bank.put((self.bank.fresh)()),
        }
    }
}

/// How shells release messages.
pub(crate) struct Disposal<M, C> {
    release: Release<M, C>,
}

/// Takes the buffer out of a message if this was its last holder.
pub(crate) type Release<M, C> = Arc<dyn Fn(M) -> Option<C> + Send + Sync>;

impl<M, C> Disposal<M, C> {
    pub(crate) fn new(release: Release<M, C>) -> Disposal<M, C> {
        Disposal { release }
    }

    /// Releases the message, and only then its ticket.
    pub(crate) fn dispose(&self, message: M, ticket: Arc<Ticket<C>>) {
        if let Some(buffer) = (self.release)(message) {
            ticket.deposit(buffer);
        }
        drop(ticket);
    }
}

impl<M, C> Clone for Disposal<M, C> {
    fn clone(&self) -> Disposal<M, C> {
        Disposal { release: Arc::clone(&self.release) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bank(credits: Vec<u32>) -> Arc<Bank<u32>> {
        Arc::new(Bank::new(credits, Arc::new(|| 99)))
    }

    #[test]
    fn a_ticket_returns_the_deposited_buffer_when_its_last_holder_is_gone() {
        let bank = bank(vec![7]);
        let (cancel, watch) = (Cancel::new(), Stopwatch::default());
        assert_eq!(bank.take(&cancel, &watch), Some(7));
        let ticket = Arc::new(Ticket::new(&bank));
        let other = Arc::clone(&ticket);
        ticket.deposit(8);
        drop(ticket);
        assert!(bank.take.is_empty());
        drop(other);
        assert_eq!(bank.take(&cancel, &watch), Some(8));
    }

    #[test]
    fn a_lost_buffer_is_replaced_by_a_fresh_one() {
        let bank = bank(vec![7]);
        let (cancel, watch) = (Cancel::new(), Stopwatch::default());
        bank.take(&cancel, &watch);
        drop(Ticket::new(&bank));
        assert_eq!(bank.take(&cancel, &watch), Some(99));
    }

    #[test]
    fn a_cancelled_run_gives_no_credit_even_if_one_is_there() {
        let bank = bank(vec![7]);
        let cancel = Cancel::new();
        cancel.cancel();
        assert_eq!(bank.take(&cancel, &Stopwatch::default()), None);
        assert_eq!(bank.take.len(), 1);
    }
}
