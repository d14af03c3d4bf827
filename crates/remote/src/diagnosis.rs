//! Turns errors of the store into errors with advice.

use std::error::Error;
use std::time::Duration;

use object_store::client::{HttpError, HttpErrorKind};

use super::causes::{find, root};
use super::client::ErrorResponse;
use super::error::RemoteError;
use super::scheme::Scheme;

/// How long a server may be silent, in all attempts together.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// The meaning of an error of the store.
pub(super) fn diagnose(error: &(dyn Error + 'static), scheme: Scheme) -> RemoteError {
    match find::<ErrorResponse>(error) {
        Some(ErrorResponse { status: 300..400, .. }) if scheme == Scheme::S3 => return RemoteError::OtherRegion,
        Some(ErrorResponse { status, code }) => {
            return RemoteError::Status { status: *status, code: code.clone(), scheme };
        }
        None => {}
    }
    let detail = root(error);
    if find::<reqwest::Error>(error).is_some_and(reqwest::Error::is_redirect) {
        return RemoteError::Redirects;
    }
    if find::<rustls::Error>(error).is_some() {
        return RemoteError::NotSecure { detail };
    }
    match find::<HttpError>(error).map(HttpError::kind) {
        Some(HttpErrorKind::Connect) => RemoteError::NoConnection { detail },
        Some(HttpErrorKind::Timeout) => silent(),
        Some(_) => RemoteError::Broken { detail },
        None => RemoteError::Other { detail },
    }
}

/// The error for a server that sent nothing within the time limit.
pub(super) fn silent() -> RemoteError {
    RemoteError::Silent { seconds: PATIENCE.as_secs() }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_failed_tls_handshake_has_an_error_of_its_own() {
        let inner = io::Error::other(rustls::Error::HandshakeNotComplete);
        let error = object_store::Error::Generic { store: "HTTP", source: Box::new(io::Error::other(inner)) };
        assert!(matches!(diagnose(&error, Scheme::Http), RemoteError::NotSecure { .. }));
    }

    #[test]
    fn any_other_error_is_described_by_its_root_cause() {
        let cause = io::Error::from_raw_os_error(2);
        let error = object_store::Error::Generic { store: "S3", source: Box::new(cause) };
        assert_eq!(diagnose(&error, Scheme::S3).to_string(), "cannot be read: no such file or directory");
    }
}
