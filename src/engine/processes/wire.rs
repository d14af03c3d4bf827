//! Messages between a run and its worker processes: a type byte, then the content.
//!
//! ```text
//! run ─▶ worker   O opening     S split     H hurry
//! worker ─▶ run   R ready  or  X refused     A alive     M malformed lines     P partials  or  L too large     F failed
//! ```
//!
//! All but partials are postcard. Both ends are the same program; the version detects that it was replaced during the run.

use std::ffi::OsString;
use std::time::Duration;

use logmill_actors::RunError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::config::Request;
use crate::engine::rejects::RejectedLines;
use crate::source::{ByteRange, Planned};

/// Incremented with every change of the messages.
pub(super) const PROTOCOL: u32 = 6;

/// The first frame for a worker: the configuration of the run.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Handshake {
    pub protocol: u32,
    /// Limit of its address space in bytes.
    pub memory_bytes: Option<u64>,
    /// Interval between heartbeats.
    pub alive_period: Duration,
    /// The request that the plan is loaded from.
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
    /// The format; `None` if it must be detected; the file is then read whole.
    pub format: Option<FormatOrder>,
    pub range: Option<ByteRange>,
    /// The state of the file when its parts were planned.
    pub planned: Option<Planned>,
}

/// A frame to a worker.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RunMessage {
    Handshake(Box<Handshake>),
    Split(SplitOrder),
    /// Finish now, with what has been read.
    Hurry,
}

/// A frame from a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WorkerMessage<'a> {
    Ready,
    /// It cannot become ready, for this reason.
    Refused(String),
    /// It has read this many bytes more.
    Alive(u64),
    /// Malformed lines of the split, encoded by [`encode_rejects`], numbered from its beginning.
    Rejects(&'a [u8]),
    /// The split is done: whether all of it was read, and the encoded partials.
    Partials(bool, &'a [u8]),
    /// The split is done, but its encoded partials, of this many bytes, are too large to be sent.
    TooLarge(u64),
    /// A filter or reducer failed; the run cannot go on.
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

impl RunMessage {
    /// Encodes the frame.
    ///
    /// # Errors
    /// What postcard cannot encode.
    pub(super) fn encode(&self) -> postcard::Result<Vec<u8>> {
        match self {
            RunMessage::Handshake(opening) => tagged(b'O', opening),
            RunMessage::Split(split) => tagged(b'S', split),
            RunMessage::Hurry => Ok(vec![b'H']),
        }
    }

    /// Decodes a frame; `None` if it is invalid.
    pub(super) fn decode(frame: &[u8]) -> Option<RunMessage> {
        let (tag, rest) = frame.split_first()?;
        match tag {
            b'O' => whole(rest).map(|opening| RunMessage::Handshake(Box::new(opening))),
            b'S' => whole(rest).map(RunMessage::Split),
            b'H' if rest.is_empty() => Some(RunMessage::Hurry),
            _ => None,
        }
    }
}

impl WorkerMessage<'_> {
    /// Encodes the frame in two parts; the last is not copied.
    ///
    /// # Errors
    /// What postcard cannot encode.
    pub(super) fn encode(&self) -> postcard::Result<(Vec<u8>, &[u8])> {
        Ok(match self {
            WorkerMessage::Ready => (vec![b'R'], &[]),
            WorkerMessage::Refused(reason) => (tagged(b'X', reason)?, &[]),
            WorkerMessage::Alive(bytes) => (tagged(b'A', bytes)?, &[]),
            WorkerMessage::Rejects(bytes) => (vec![b'M'], bytes),
            WorkerMessage::Partials(complete, bytes) => (vec![b'P', u8::from(*complete)], bytes),
            WorkerMessage::TooLarge(bytes) => (tagged(b'L', bytes)?, &[]),
            WorkerMessage::Failed(failure) => (tagged(b'F', failure)?, &[]),
        })
    }

    /// Decodes a frame; `None` if it is invalid.
    pub(super) fn decode(frame: &[u8]) -> Option<WorkerMessage<'_>> {
        let (tag, rest) = frame.split_first()?;
        match tag {
            b'R' if rest.is_empty() => Some(WorkerMessage::Ready),
            b'X' => whole(rest).map(WorkerMessage::Refused),
            b'A' => whole(rest).map(WorkerMessage::Alive),
            b'M' => Some(WorkerMessage::Rejects(rest)),
            b'P' => rest.split_first().map(|(complete, bytes)| WorkerMessage::Partials(*complete == 1, bytes)),
            b'L' => whole(rest).map(WorkerMessage::TooLarge),
            b'F' => whole(rest).map(WorkerMessage::Failed),
            _ => None,
        }
    }
}

/// Encodes malformed lines.
///
/// # Errors
/// What postcard cannot encode.
pub(super) fn encode_rejects(rejects: &RejectedLines) -> postcard::Result<Vec<u8>> {
    postcard::to_stdvec(rejects)
}

/// Decodes malformed lines; `None` if the bytes are invalid.
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

    fn orders() -> Vec<RunMessage> {
        let job = Request::new(ConfigInput::text("job.toml", "text"));
        let range = Some(ByteRange { start: 7, end: ByteRange::OPEN });
        let planned = Some(Planned { bytes: 9, id: Some((1, u64::MAX)) });
        let split = |path: OsString| SplitOrder { source: 1, path, shown: "log".into(), format: None, range, planned };
        #[cfg(unix)]
        let odd = std::os::unix::ffi::OsStringExt::from_vec(b"log\xff".to_vec());
        #[cfg(not(unix))]
        let odd = OsString::from("log");
        let alive_period = Duration::from_millis(100);
        let opening = Handshake { protocol: PROTOCOL, memory_bytes: Some(1 << 30), alive_period, job };
        vec![
            RunMessage::Handshake(Box::new(opening)),
            RunMessage::Split(split("log".into())),
            RunMessage::Split(split(odd)),
            RunMessage::Hurry,
        ]
    }

    fn answers() -> Vec<WorkerMessage<'static>> {
        let failure = StageFailure { stage: "a".into(), panicked: true, message: "b".into() };
        vec![
            WorkerMessage::Ready,
            WorkerMessage::Refused("no".into()),
            WorkerMessage::Alive(u64::MAX),
            WorkerMessage::Rejects(b"lines"),
            WorkerMessage::Partials(true, b"bytes"),
            WorkerMessage::Partials(false, b""),
            WorkerMessage::TooLarge(1 << 40),
            WorkerMessage::Failed(failure),
        ]
    }

    #[test]
    fn messages_are_decoded_as_they_were_encoded() {
        for order in orders() {
            let frame = order.encode().expect("all can be written");
            assert_eq!(RunMessage::decode(&frame), Some(order));
        }
        for answer in answers() {
            let (start, rest) = answer.encode().expect("all can be written");
            assert_eq!(WorkerMessage::decode(&[start.as_slice(), rest].concat()), Some(answer.clone()));
        }
    }

    proptest! {
        #[test]
        fn decoding_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = (RunMessage::decode(&bytes).is_some(), WorkerMessage::decode(&bytes).is_some());
        }

        #[test]
        fn trailing_bytes_are_refused(extra in proptest::collection::vec(any::<u8>(), 1..9)) {
            for order in orders() {
                let frame = [order.encode().expect("all can be written"), extra.clone()].concat();
                prop_assert_eq!(RunMessage::decode(&frame), None);
            }
        }
    }
}
