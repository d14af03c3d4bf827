//! What a run and its worker processes say to each other: a byte that tells what it is, then that.
//!
//! ```text
//! run ─▶ worker   O opening     S split     H hurry
//! worker ─▶ run   R ready  or  X refused     A alive     M malformed lines     P partials  or  L too large     F failed
//! ```
//!
//! All but partials is postcard. Both ends are the same program, so that a version is needed only where somebody replaced it meanwhile.

use std::ffi::OsString;
use std::time::Duration;

use logmill_actors::RunError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::config::Request;
use crate::engine::rejects::RejectedLines;
use crate::source::{ByteRange, Planned};

/// Grows with every change of what is said here.
pub(super) const PROTOCOL: u32 = 5;

/// The first frame for a worker: all that it needs to know of the run.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Opening {
    pub protocol: u32,
    /// Bytes of address space that it may have.
    pub memory_bytes: Option<u64>,
    /// How often it shall say that it is alive while it works.
    pub alive_period: Duration,
    /// What the plan is loaded from.
    pub job: Request,
}

/// How the lines of a split are read.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FormatOrder {
    /// Name of the format.
    pub name: String,
    /// Name of the envelope around its lines.
    pub envelope: Option<String>,
}

/// A part of the input to be read.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SplitOrder {
    /// Index of its source in the plan.
    pub source: u32,
    pub path: OsString,
    /// Its name in messages and reports.
    pub shown: String,
    /// The format; none when it is to be told from the file, which is read whole then.
    pub format: Option<FormatOrder>,
    pub range: Option<ByteRange>,
    /// What the file was when its parts were planned.
    pub planned: Option<Planned>,
}

/// A frame for a worker.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Order {
    Opening(Opening),
    Split(SplitOrder),
    /// Answer with what has been read so far.
    Hurry,
}

/// A frame from a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer<'a> {
    Ready,
    /// It will never be ready, for this reason.
    Refused(String),
    /// It has read so many bytes more.
    Alive(u64),
    /// Malformed lines of the split, encoded by [`encode_rejects`] and numbered from its beginning.
    Rejects(&'a [u8]),
    /// The split is done: whether all of it was read, and the encoded partials.
    Partials(bool, &'a [u8]),
    /// The split is done, but its encoded partials have so many bytes, more than can be sent.
    TooLarge(u64),
    /// A filter or reducer failed, so that the run cannot go on.
    Failed(StageFailure),
}

/// A failure that ends the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StageFailure {
    pub stage: String,
    /// Whether it is a panic.
    pub panicked: bool,
    pub message: String,
}

impl From<RunError> for StageFailure {
    fn from(error: RunError) -> StageFailure {
        let stage = error.stage().to_owned();
        match error {
            RunError::Panicked { message, .. } => StageFailure { stage, panicked: true, message },
            RunError::Failed { error, .. } => StageFailure { stage, panicked: false, message: error.to_string() },
            other => StageFailure { stage, panicked: false, message: other.to_string() },
        }
    }
}

impl From<StageFailure> for RunError {
    fn from(failure: StageFailure) -> RunError {
        let StageFailure { stage, panicked, message } = failure;
        if panicked { RunError::Panicked { stage, message } } else { RunError::Failed { stage, error: message.into() } }
    }
}

impl Order {
    /// The frame.
    ///
    /// # Errors
    /// What cannot be written by postcard.
    pub(super) fn encode(&self) -> postcard::Result<Vec<u8>> {
        match self {
            Order::Opening(opening) => tagged(b'O', opening),
            Order::Split(split) => tagged(b'S', split),
            Order::Hurry => Ok(vec![b'H']),
        }
    }

    /// Reads a frame; none when it means nothing.
    pub(super) fn decode(frame: &[u8]) -> Option<Order> {
        let (tag, rest) = frame.split_first()?;
        match tag {
            b'O' => whole(rest).map(Order::Opening),
            b'S' => whole(rest).map(Order::Split),
            b'H' if rest.is_empty() => Some(Order::Hurry),
            _ => None,
        }
    }
}

impl Answer<'_> {
    /// The frame, in parts of which the last is not copied.
    ///
    /// # Errors
    /// What cannot be written by postcard.
    pub(super) fn encode(&self) -> postcard::Result<(Vec<u8>, &[u8])> {
        Ok(match self {
            Answer::Ready => (vec![b'R'], &[]),
            Answer::Refused(reason) => (tagged(b'X', reason)?, &[]),
            Answer::Alive(bytes) => (tagged(b'A', bytes)?, &[]),
            Answer::Rejects(bytes) => (vec![b'M'], bytes),
            Answer::Partials(complete, bytes) => (vec![b'P', u8::from(*complete)], bytes),
            Answer::TooLarge(bytes) => (tagged(b'L', bytes)?, &[]),
            Answer::Failed(failure) => (tagged(b'F', failure)?, &[]),
        })
    }

    /// Reads a frame; none when it means nothing.
    pub(super) fn decode(frame: &[u8]) -> Option<Answer<'_>> {
        let (tag, rest) = frame.split_first()?;
        match tag {
            b'R' if rest.is_empty() => Some(Answer::Ready),
            b'X' => whole(rest).map(Answer::Refused),
            b'A' => whole(rest).map(Answer::Alive),
            b'M' => Some(Answer::Rejects(rest)),
            b'P' => rest.split_first().map(|(complete, bytes)| Answer::Partials(*complete == 1, bytes)),
            b'L' => whole(rest).map(Answer::TooLarge),
            b'F' => whole(rest).map(Answer::Failed),
            _ => None,
        }
    }
}

/// Malformed lines as bytes.
///
/// # Errors
/// What cannot be written by postcard.
pub(super) fn encode_rejects(rejects: &RejectedLines) -> postcard::Result<Vec<u8>> {
    postcard::to_stdvec(rejects)
}

/// Malformed lines from bytes; none when these mean nothing.
pub(super) fn decode_rejects(bytes: &[u8]) -> Option<RejectedLines> {
    whole(bytes)
}

fn tagged(tag: u8, value: &impl Serialize) -> postcard::Result<Vec<u8>> {
    postcard::to_extend(value, vec![tag])
}

fn whole<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::take_from_bytes(bytes).ok().filter(|(_, rest)| rest.is_empty()).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::ConfigInput;

    fn orders() -> Vec<Order> {
        let job = Request::new(ConfigInput::text("job.toml", "text"));
        let range = Some(ByteRange { start: 7, end: ByteRange::OPEN });
        let planned = Some(Planned { bytes: 9, id: Some((1, u64::MAX)) });
        let split = |path: OsString| SplitOrder { source: 1, path, shown: "log".into(), format: None, range, planned };
        #[cfg(unix)]
        let odd = std::os::unix::ffi::OsStringExt::from_vec(b"log\xff".to_vec());
        #[cfg(not(unix))]
        let odd = OsString::from("log");
        let alive_period = Duration::from_millis(100);
        let opening = Opening { protocol: PROTOCOL, memory_bytes: Some(1 << 30), alive_period, job };
        vec![Order::Opening(opening), Order::Split(split("log".into())), Order::Split(split(odd)), Order::Hurry]
    }

    fn answers() -> Vec<Answer<'static>> {
        let failure = StageFailure { stage: "a".into(), panicked: true, message: "b".into() };
        vec![
            Answer::Ready,
            Answer::Refused("no".into()),
            Answer::Alive(u64::MAX),
            Answer::Rejects(b"lines"),
            Answer::Partials(true, b"bytes"),
            Answer::Partials(false, b""),
            Answer::TooLarge(1 << 40),
            Answer::Failed(failure),
        ]
    }

    #[test]
    fn what_is_said_is_heard() {
        for order in orders() {
            let frame = order.encode().expect("all can be written");
            assert_eq!(Order::decode(&frame), Some(order));
        }
        for answer in answers() {
            let (start, rest) = answer.encode().expect("all can be written");
            assert_eq!(Answer::decode(&[start.as_slice(), rest].concat()), Some(answer.clone()));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_reading_them_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = (Order::decode(&bytes).is_some(), Answer::decode(&bytes).is_some());
        }

        #[test]
        fn bytes_behind_a_message_are_noticed(extra in proptest::collection::vec(any::<u8>(), 1..9)) {
            for order in orders() {
                let frame = [order.encode().expect("all can be written"), extra.clone()].concat();
                prop_assert_eq!(Order::decode(&frame), None);
            }
        }
    }
}
