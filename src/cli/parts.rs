//! Reads, checks and merges the parts of a merge on several threads.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read};
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::anyhow;

use super::terminal::eprint;
use crate::config::Plan;
use crate::engine::{DecodeError, Encoded, FileAccount, Partials};
use crate::source::error::reason;

/// Most threads; each has its own tables, which may be as large as their sum.
const MAX_THREADS: usize = 4;

/// Logs apparently in two parts that are reported one by one; the others are counted.
const TOLD_TWINS: usize = 5;

/// Reads a part; `-` is standard input.
pub fn read(part: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = match part.to_str() {
        Some("-") => io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes),
        _ => fs::read(part),
    };
    read.map_err(|error| anyhow!("{}: cannot be read: {}", part.display(), reason(&error)))
}

/// Checks the bytes of a part.
pub fn open<'a>(part: &Path, bytes: &'a [u8]) -> anyhow::Result<Encoded<'a>> {
    Encoded::open(bytes).map_err(|error| anyhow!("{}: {error}", part.display()))
}

/// Parts to be merged.
pub struct Parts<'a> {
    /// Their plan.
    pub plan: &'a Plan,
    /// Where the plan is from, for messages: about the first part, and about the others.
    pub reference: (&'a str, &'a str),
    /// Their files.
    pub paths: &'a [&'a Path],
    /// Whether to report only errors.
    pub quiet: bool,
}

/// The merged parts of one thread.
struct Share {
    sum: Partials,
    /// The accounts in each part, by its number.
    files: Vec<(usize, Vec<FileAccount>)>,
    failure: Option<(usize, anyhow::Error)>,
}

impl Parts<'_> {
    /// Merges all parts; `first` are the bytes of the first one.
    ///
    /// # Errors
    /// The problem of the first part, in order, that has one.
    pub fn add_up(&self, first: &[u8]) -> anyhow::Result<Partials> {
        let mut total = Share { sum: Partials::identity(self.plan), files: Vec::new(), failure: None };
        self.absorb(0, first, &mut total)?;
        let next = AtomicUsize::new(1);
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let threads = cores.min(MAX_THREADS).min(self.paths.len() - 1);
        let shares: Vec<Share> = thread::scope(|scope| {
            let started: Vec<_> = (0..threads).map(|_| scope.spawn(|| self.share(&next))).collect();
            started.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
        });
        for share in shares {
            total.sum.merge(self.plan, share.sum);
            total.files.extend(share.files);
            let failures = total.failure.into_iter().chain(share.failure);
            total.failure = failures.min_by_key(|(number, _)| *number);
        }
        if let Some((_, error)) = total.failure {
            return Err(error);
        }
        total.sum.limit_memory(self.plan)?;
        total.files.sort_by_key(|(number, _)| *number);
        if !self.quiet {
            self.warn_of_twins(&total.files);
        }
        Ok(total.sum)
    }

    /// Merges part after part until none is left, or one fails.
    fn share(&self, next: &AtomicUsize) -> Share {
        let mut share = Share { sum: Partials::identity(self.plan), files: Vec::new(), failure: None };
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = self.paths.get(number) else { return share };
            let absorbed = read(path).and_then(|bytes| self.absorb(number, &bytes, &mut share));
            if let Err(error) = absorbed.and_then(|()| Ok(share.sum.limit_memory(self.plan)?)) {
                // The other threads finish their current parts.
                next.store(self.paths.len(), Ordering::Relaxed);
                share.failure = Some((number, error));
                return share;
            }
        }
    }

    fn absorb(&self, number: usize, bytes: &[u8], share: &mut Share) -> anyhow::Result<()> {
        let part = self.paths[number];
        let encoded = open(part, bytes)?;
        let read = encoded.files().iter().filter(|file| file.tally.lines > 0).cloned().collect();
        share.sum.absorb(self.plan, encoded).map_err(|error| match error {
            DecodeError::OtherPlan { difference } => {
                let reference = if number == 0 { self.reference.0 } else { self.reference.1 };
                anyhow!("{}: is of another plan than {reference}: {difference}", part.display())
            }
            error => anyhow!("{}: {error}", part.display()),
        })?;
        share.files.push((number, read));
        Ok(())
    }

    /// Warns of logs that seem to be in two parts. They may belong to two hosts, so both count.
    fn warn_of_twins(&self, parts: &[(usize, Vec<FileAccount>)]) {
        // Logs are the same if all that is known of them is.
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut twins = 0;
        for (number, files) in parts {
            for file in files {
                let other = *known.entry(format!("{file:?}")).or_insert(*number);
                if other == *number {
                    continue;
                }
                twins += 1;
                if twins <= TOLD_TWINS {
                    eprint(&format!(
                        "logmill: {}: holds {} with the same counts as {}: if it is the same file, its lines are counted twice",
                        self.paths[*number].display(),
                        file.path,
                        self.paths[other].display(),
                    ));
                }
            }
        }
        if twins > TOLD_TWINS {
            let more = twins - TOLD_TWINS;
            eprint(&format!("logmill: {more} more logs have the same counts as one of the same name in another part"));
        }
    }
}
