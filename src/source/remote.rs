//! Objects by URL as inputs: adapts the crate `logmill-remote`.

use std::io;

use logmill_remote::{ObjectUrl, Received};

use super::error::{ReadFault, SourceError};
use super::raw_input::{ByteStream, Cancelled, ReadOutcome};
use super::url::shown;
use crate::config::NameChoice;

pub use logmill_remote::Object;

/// Connections to servers.
#[derive(Default)]
pub(super) struct RemoteNetwork {
    network: logmill_remote::Network,
}

impl RemoteNetwork {
    /// The objects of a URL that are selected by name. A URL of a single object that is not selected has none, and no request is made.
    ///
    /// # Errors
    /// There are none, or the server does not list them; names the URL.
    pub(super) fn objects(&mut self, url: &str, choice: &NameChoice) -> Result<Vec<Object>, SourceError> {
        let failed = |cause| SourceError::Remote { shown: shown(url), cause };
        let parsed = ObjectUrl::parse(url).map_err(failed)?;
        if parsed.is_single() && !choice.admits(parsed.path()) {
            return Ok(Vec::new());
        }
        let mut objects = self.network.objects(&parsed).map_err(failed)?;
        objects.retain(|object| choice.admits(object.name()));
        if objects.is_empty() {
            return Err(SourceError::AllLeftOut { shown: shown(url) });
        }
        Ok(objects)
    }
}

/// An object that is being read.
pub(super) struct RemoteStream {
    stream: logmill_remote::ObjectStream,
    /// Whether any bytes came.
    has_begun: bool,
    cancelled: Cancelled,
}

impl RemoteStream {
    /// Starts to fetch an object. If it cannot be fetched, reading returns the error.
    pub(super) fn open(object: &Object, cancelled: Cancelled) -> RemoteStream {
        RemoteStream { stream: object.open(), has_begun: false, cancelled }
    }
}

impl ByteStream for RemoteStream {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        if (self.cancelled)() {
            return Ok(ReadOutcome::Cancelled);
        }
        match self.stream.read(into) {
            Ok(Received::Data(bytes)) => {
                self.has_begun = true;
                Ok(ReadOutcome::Data(bytes))
            }
            Ok(Received::Pending) => Ok(ReadOutcome::Pending),
            Ok(Received::End) => Ok(ReadOutcome::Eof),
            Err(error) if self.has_begun => Err(ReadFault::Io(io::Error::other(error))),
            Err(error) => Err(ReadFault::Remote(error)),
        }
    }
}
