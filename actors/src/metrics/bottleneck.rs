//! Finds the bottleneck.

use std::fmt;

use super::{StageKind, StageSnapshot};

/// The stage whose instances were busiest; `Display` describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Bottleneck {
    /// Name of the stage.
    pub stage: String,
    /// Its instances.
    pub instances: usize,
    /// Busy part of the instances' lifetime, 0 to 1.
    pub busy: f64,
    /// Part of the readers' lifetime spent waiting for a free buffer, 0 to 1; `None` if no reader was measured.
    pub reader_blocked: Option<f64>,
    /// Whether the stage is the reader itself.
    pub is_reader: bool,
}

/// Finds the busiest stage per instance; `None` if nothing was measured. On ties the first in the graph wins.
///
/// ```
/// # use logmill_actors::metrics::{StageKind, StageSnapshot, bottleneck};
/// # let stage = |name: &str, kind, busy_seconds, blocked_seconds, idle_seconds| StageSnapshot {
/// #     busy_seconds, blocked_seconds, idle_seconds, ..StageSnapshot::new(name, kind, 2)
/// # };
/// let stages = [
///     stage("reader", StageKind::Reader, 5.9, 4.1, 0.0),
///     stage("parsers", StageKind::Pool, 18.6, 0.0, 1.4),
///     stage("hits", StageKind::Reducer, 3.0, 0.0, 7.0),
/// ];
/// let words = bottleneck(&stages).map(|found| found.to_string());
/// assert_eq!(
///     words.as_deref(),
///     Some("parsers: 2 instances busy 93 % of the time; the reader waited 41 % of its time for a free buffer")
/// );
/// ```
pub fn bottleneck(stages: &[StageSnapshot]) -> Option<Bottleneck> {
    let measured = stages.iter().filter_map(|stage| part(stage.busy_seconds, stage).map(|busy| (stage, busy)));
    let (stage, busy) =
        measured.filter(|(_, busy)| *busy > 0.0).reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let reader = stages.iter().find(|stage| stage.kind == StageKind::Reader);
    Some(Bottleneck {
        stage: stage.name.clone(),
        instances: stage.instances,
        busy,
        reader_blocked: reader.and_then(|reader| part(reader.blocked_seconds, reader)),
        is_reader: stage.kind == StageKind::Reader,
    })
}

/// Seconds as a part of a stage's lifetime.
fn part(seconds: f64, stage: &StageSnapshot) -> Option<f64> {
    let life = stage.busy_seconds + stage.blocked_seconds + stage.idle_seconds;
    (life > 0.0).then(|| seconds / life)
}

impl fmt::Display for Bottleneck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.instances == 1 { "" } else { "s" };
        let percent = |part: f64| (part * 100.0).round();
        write!(f, "{}: {} instance{plural} busy {} % of the time", self.stage, self.instances, percent(self.busy))?;
        match self.reader_blocked {
            Some(blocked) if self.is_reader => write!(f, "; it waited {} % for a free buffer", percent(blocked)),
            Some(blocked) => write!(f, "; the reader waited {} % of its time for a free buffer", percent(blocked)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(kind: StageKind, busy_seconds: f64, idle_seconds: f64) -> StageSnapshot {
        StageSnapshot { busy_seconds, idle_seconds, ..StageSnapshot::new("a", kind, 1) }
    }

    #[test]
    fn without_any_work_there_is_no_bottleneck() {
        assert_eq!(bottleneck(&[]), None);
        assert_eq!(bottleneck(&[stage(StageKind::Pool, 0.0, 0.0)]), None);
        assert_eq!(bottleneck(&[stage(StageKind::Pool, 0.0, 1.0)]), None);
    }

    #[test]
    fn many_half_busy_instances_do_not_outweigh_a_fully_busy_one() {
        let pool = StageSnapshot { name: "parsers".into(), instances: 8, ..stage(StageKind::Pool, 4.0, 4.0) };
        let fold = StageSnapshot { name: "hits".into(), ..stage(StageKind::Reducer, 0.99, 0.01) };
        let words = bottleneck(&[pool, fold]).map(|found| found.to_string());
        assert_eq!(words.as_deref(), Some("hits: 1 instance busy 99 % of the time"));
    }

    #[test]
    fn a_reader_can_be_the_bottleneck_itself() {
        let words = bottleneck(&[stage(StageKind::Reader, 1.0, 0.0)]).map(|found| found.to_string());
        assert_eq!(words.as_deref(), Some("a: 1 instance busy 100 % of the time; it waited 0 % for a free buffer"));
    }
}
