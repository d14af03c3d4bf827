//! The size that a pool chose, and why.

use std::fmt;

use super::StageSnapshot;

/// The size that a pool chose; `Display` explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizing {
    /// Name of the stage.
    pub stage: String,
    /// Threads admitted.
    pub chosen: usize,
    /// Most threads possible.
    pub most: usize,
    /// Batches watched.
    pub watched: u64,
    /// Batches among them that had to queue: more batches were in progress and in the mailbox than threads.
    pub pressed: u64,
}

/// The stage with automatic size; `None` if there is none, or it received nothing.
///
/// ```
/// # use logmill_actors::metrics::{StageKind, StageSnapshot, sizing};
/// let parsers = StageSnapshot {
///     most_instances: 8, watched_batches: 256, pressed_batches: 9, ..StageSnapshot::new("parsers", StageKind::Pool, 3)
/// };
/// assert_eq!(
///     sizing(&[parsers]).map(|found| found.to_string()).as_deref(),
///     Some("parsers: 3 of at most 8 (auto): 9 of the first 256 batches had to queue, and no more than 3 were needed")
/// );
/// ```
pub fn sizing(stages: &[StageSnapshot]) -> Option<Sizing> {
    let stage = stages.iter().find(|stage| stage.watched_batches > 0)?;
    Some(Sizing {
        stage: stage.name.clone(),
        chosen: stage.instances,
        most: stage.most_instances,
        watched: stage.watched_batches,
        pressed: stage.pressed_batches,
    })
}

impl fmt::Display for Sizing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Sizing { stage, chosen, most, watched, pressed } = self;
        let batches = if *watched == 1 { "the only batch".to_owned() } else { format!("the first {watched} batches") };
        write!(f, "{stage}: {chosen} of at most {most} (auto): ")?;
        match (pressed, chosen == most) {
            (0, _) if *watched == 1 => write!(f, "{batches} never waited"),
            (0, _) => write!(f, "none of {batches} had to queue"),
            (_, true) => write!(f, "{pressed} of {batches} had to queue"),
            (_, false) => write!(f, "{pressed} of {batches} had to queue, and no more than {chosen} were needed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::StageKind;

    fn words(chosen: usize, watched_batches: u64, pressed_batches: u64) -> Option<String> {
        let stage = StageSnapshot {
            most_instances: 4,
            watched_batches,
            pressed_batches,
            ..StageSnapshot::new("parsers", StageKind::Pool, chosen)
        };
        sizing(&[stage]).map(|found| found.to_string())
    }

    #[test]
    fn the_reason_is_what_was_seen() {
        assert_eq!(words(2, 0, 0), None);
        assert_eq!(words(1, 1, 0).as_deref(), Some("parsers: 1 of at most 4 (auto): the only batch never waited"));
        assert_eq!(
            words(1, 256, 0).as_deref(),
            Some("parsers: 1 of at most 4 (auto): none of the first 256 batches had to queue")
        );
        assert_eq!(
            words(4, 90, 12).as_deref(),
            Some("parsers: 4 of at most 4 (auto): 12 of the first 90 batches had to queue")
        );
    }
}
