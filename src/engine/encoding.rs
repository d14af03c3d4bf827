//! Encoded partials: a self-describing header, and a body that only the same plan can read.
//!
//! ```text
//! 0   8  "LOGMILLP"
//! 8   4  version of this layout, lowest byte first as in all numbers of the header
//! 12  4  CRC-32 of all that follows
//! 16  8  length of all, in bytes
//! 24  8  hash of the plan's identity
//! 32     head: the plan's identity, the job, files, filters, lengths of states (postcard)
//!        states, one after the other
//! ```

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::account::FileAccount;
use super::identity::{Difference, Identity};
use super::partials::{FilterCounts, Partials};
use crate::config::{Plan, Request};
use crate::reduce::StateError;

const MAGIC: &[u8; 8] = b"LOGMILLP";
/// Incremented with every change of the layout, including the states of the built-in reducers.
const VERSION: u32 = 9;
const HEADER_BYTES: usize = 32;

/// What precedes the states.
#[derive(Serialize, Deserialize)]
struct Head<'a> {
    identity: Cow<'a, Identity>,
    job: Cow<'a, Request>,
    files: Cow<'a, [FileAccount]>,
    filters: Cow<'a, [FilterCounts]>,
    state_bytes: Vec<u64>,
}

/// Partials cannot be encoded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A reducer's state cannot be encoded.
    #[error("reducer `{reducer}`: {cause}")]
    State {
        /// Name of the reducer.
        reducer: String,
        /// The cause.
        cause: StateError,
    },
    /// The head cannot be encoded.
    #[error("the head of the partials cannot be written: {0}")]
    Head(#[from] postcard::Error),
}

/// Bytes that are not partials of this plan. The message continues the file name.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// They are something else.
    #[error("is not a partial result; make one with `logmill partial -o FILE`")]
    NotPartials,
    /// They have another layout.
    #[error(
        "has layout {found} and this is a logmill of layout {VERSION}: make it again, or use the logmill that made it"
    )]
    OtherVersion {
        /// The layout in the header.
        found: u32,
    },
    /// They have the wrong length.
    #[error("is {found} bytes long and should be {expected}: it was cut off or damaged; make it again")]
    WrongLength {
        /// Actual length.
        found: usize,
        /// Length in the header.
        expected: u64,
    },
    /// The checksum does not match.
    #[error("is damaged (its checksum does not fit); make it again")]
    Damaged,
    /// The checksum matches, but the content is invalid.
    #[error("is invalid: {detail}; make it again")]
    Nonsense {
        /// The problem.
        detail: String,
    },
    /// They are of another plan.
    #[error("is of another plan: {difference}")]
    OtherPlan {
        /// The first difference.
        difference: Difference,
    },
    /// A reducer's state cannot be read.
    #[error("cannot be read by reducer `{reducer}`: {cause}")]
    State {
        /// Name of the reducer.
        reducer: String,
        /// The cause.
        cause: StateError,
    },
}

impl From<postcard::Error> for DecodeError {
    fn from(error: postcard::Error) -> DecodeError {
        DecodeError::Nonsense { detail: error.to_string() }
    }
}

impl Partials {
    /// Encodes the partials. `job` is the request of the plan; with it, the bytes can be merged without the configuration.
    ///
    /// # Errors
    /// [`EncodeError`] if a state cannot be encoded.
    ///
    /// # Example
    /// ```
    /// use logmill::config::{ConfigInput, Registry, Request, load};
    /// use logmill::engine::{Encoded, Partials, inline, partials::finish};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    /// # let log = tempfile::NamedTempFile::new()?;
    /// # std::fs::write(&log, "h - - [10/Oct/2023:13:55:36 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"UA\"\n")?;
    /// let job = format!("sources = [{{ path = {:?} }}]\nreducers = [{{ group_by = ['status'] }}]", log.path());
    /// let job = Request::new(ConfigInput::text("job.toml", job));
    /// let plan = load(&job, &Registry::builtin())?;
    /// let monday = inline::partials(&plan)?.encode(&plan, &job)?;
    /// let tuesday = inline::partials(&plan)?.encode(&plan, &job)?;
    ///
    /// let mut sum = Partials::decode(&plan, &monday)?;
    /// sum.absorb(&plan, Encoded::open(&tuesday)?)?;
    /// assert_eq!(finish(&plan, sum)?.input.tally.lines, 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn encode(&self, plan: &Plan, job: &Request) -> Result<Vec<u8>, EncodeError> {
        let mut states = Vec::new();
        let mut state_bytes = Vec::new();
        for (state, reducer) in self.states.iter().zip(&plan.reducers) {
            let start = states.len();
            let named = |cause| EncodeError::State { reducer: reducer.name.clone(), cause };
            reducer.reducer.encode(state, &mut states).map_err(named)?;
            state_bytes.push((states.len() - start) as u64);
        }
        let identity = Identity::of(plan);
        let hash = hash(&identity)?;
        let head = Head {
            identity: Cow::Owned(identity),
            job: Cow::Borrowed(job),
            files: self.files.as_slice().into(),
            filters: self.filters.as_slice().into(),
            state_bytes,
        };
        let mut bytes = postcard::to_extend(&head, vec![0; HEADER_BYTES])?;
        bytes.append(&mut states);
        let length = bytes.len() as u64;
        bytes[16..24].copy_from_slice(&length.to_le_bytes());
        bytes[24..32].copy_from_slice(&hash.to_le_bytes());
        let checksum = crc32fast::hash(&bytes[16..]);
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
        bytes[12..16].copy_from_slice(&checksum.to_le_bytes());
        Ok(bytes)
    }

    /// Decodes partials of this plan.
    ///
    /// # Errors
    /// [`DecodeError`] for all other bytes.
    pub fn decode(plan: &Plan, bytes: &[u8]) -> Result<Partials, DecodeError> {
        let mut partials = Partials::identity(plan);
        partials.absorb(plan, Encoded::open(bytes)?)?;
        Ok(partials)
    }

    /// Adds encoded partials of this plan; faster and smaller than decoding and merging them.
    ///
    /// # Errors
    /// [`DecodeError`] for partials of another plan. These partials are then incomplete and useless.
    pub fn absorb(&mut self, plan: &Plan, encoded: Encoded<'_>) -> Result<(), DecodeError> {
        let files = self.absorb_but_files(plan, encoded)?;
        self.files.extend(files);
        Ok(())
    }

    /// Like [`absorb`](Partials::absorb), but returns the accounts of files instead of adding them.
    pub(super) fn absorb_but_files(
        &mut self,
        plan: &Plan,
        encoded: Encoded<'_>,
    ) -> Result<Vec<FileAccount>, DecodeError> {
        encoded.check(plan)?;
        let Encoded { head, states: mut rest, .. } = encoded;
        for ((state, reducer), bytes) in self.states.iter_mut().zip(&plan.reducers).zip(&head.state_bytes) {
            let bytes = usize::try_from(*bytes).ok().and_then(|bytes| rest.split_at_checked(bytes));
            let (own, others) = bytes.ok_or_else(|| nonsense("a state is cut off"))?;
            let named = |cause| DecodeError::State { reducer: reducer.name.clone(), cause };
            reducer.reducer.absorb(state, own).map_err(named)?;
            rest = others;
        }
        if !rest.is_empty() {
            return Err(nonsense("bytes follow the last state"));
        }
        self.add_counts(&head.filters);
        Ok(head.files.into_owned())
    }
}

fn nonsense(detail: &str) -> DecodeError {
    DecodeError::Nonsense { detail: detail.to_owned() }
}

/// Encoded partials with a valid checksum.
pub struct Encoded<'a> {
    head: Head<'static>,
    states: &'a [u8],
    hash: u64,
}

impl<'a> Encoded<'a> {
    /// Checks the bytes and reads what precedes the states.
    ///
    /// # Errors
    /// [`DecodeError`] if they are not partials, or incomplete.
    pub fn open(bytes: &'a [u8]) -> Result<Encoded<'a>, DecodeError> {
        if bytes.len() < HEADER_BYTES || !bytes.starts_with(MAGIC) {
            return Err(DecodeError::NotPartials);
        }
        let version = number(&bytes[8..12]) as u32;
        if version != VERSION {
            return Err(DecodeError::OtherVersion { found: version });
        }
        let expected = number(&bytes[16..24]);
        if expected != bytes.len() as u64 {
            return Err(DecodeError::WrongLength { found: bytes.len(), expected });
        }
        if u64::from(crc32fast::hash(&bytes[16..])) != number(&bytes[12..16]) {
            return Err(DecodeError::Damaged);
        }
        let (head, states) = postcard::take_from_bytes(&bytes[HEADER_BYTES..])?;
        Ok(Encoded { head, states, hash: number(&bytes[24..32]) })
    }

    /// Checks that these partials are of the plan and their counts can be added.
    fn check(&self, plan: &Plan) -> Result<(), DecodeError> {
        let ours = Identity::of(plan);
        if let Some(difference) = self.head.identity.difference(&ours) {
            return Err(DecodeError::OtherPlan { difference });
        }
        if hash(&ours)? != self.hash {
            return Err(nonsense("the hash does not match its plan"));
        }
        if self.head.filters.len() != plan.filters.len() || self.head.state_bytes.len() != plan.reducers.len() {
            return Err(nonsense("it has too few or too many filters or states"));
        }
        if !self.head.filters.iter().all(FilterCounts::close) {
            return Err(nonsense("the records of a filter do not add up"));
        }
        if !self.head.files.iter().all(FileAccount::closes) {
            return Err(nonsense("the lines of a file do not add up"));
        }
        Ok(())
    }

    /// The request that the plan was loaded from.
    pub fn job(&self) -> &Request {
        &self.head.job
    }

    /// The identity of its plan.
    pub fn identity(&self) -> &Identity {
        &self.head.identity
    }

    /// The accounts of its files.
    pub fn files(&self) -> &[FileAccount] {
        &self.head.files
    }
}

/// A little-endian number of up to eight bytes.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// FNV-1a: the same on all machines and in all versions.
fn hash(identity: &Identity) -> Result<u64, postcard::Error> {
    let bytes = postcard::to_stdvec(identity)?;
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    Ok(bytes.iter().fold(0xcbf2_9ce4_8422_2325, step))
}
