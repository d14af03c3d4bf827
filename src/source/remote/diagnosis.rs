//! From the errors of the store to faults that say what to do.

use std::error::Error;

use object_store::client::{HttpError, HttpErrorKind};

use super::causes::{find, root};
use super::client::Refusal;
use super::fault::RemoteFault;
use super::store::PATIENCE;
use super::url::Scheme;

/// What an error means.
pub(super) fn diagnose(error: &(dyn Error + 'static), scheme: Scheme) -> RemoteFault {
    match find::<Refusal>(error) {
        Some(Refusal { status: 300..400, .. }) if scheme == Scheme::S3 => return RemoteFault::OtherRegion,
        Some(Refusal { status, code }) => return RemoteFault::Status { status: *status, code: code.clone(), scheme },
        None => {}
    }
    let detail = root(error);
    if find::<reqwest::Error>(error).is_some_and(reqwest::Error::is_redirect) {
        return RemoteFault::Redirects;
    }
    if find::<rustls::Error>(error).is_some() {
        return RemoteFault::NotSecure { detail };
    }
    match find::<HttpError>(error).map(HttpError::kind) {
        Some(HttpErrorKind::Connect) => RemoteFault::NoConnection { detail },
        Some(HttpErrorKind::Timeout) => silent(),
        Some(_) => RemoteFault::Broken { detail },
        None => RemoteFault::Other { detail },
    }
}

/// That nothing came for as long as it is waited for.
pub(super) fn silent() -> RemoteFault {
    RemoteFault::Silent { seconds: PATIENCE.as_secs() }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_connection_that_is_not_safe_is_told_apart() {
        let inner = io::Error::other(rustls::Error::HandshakeNotComplete);
        let error = object_store::Error::Generic { store: "HTTP", source: Box::new(io::Error::other(inner)) };
        assert!(matches!(diagnose(&error, Scheme::Http), RemoteFault::NotSecure { .. }));
    }

    #[test]
    fn anything_else_is_told_by_its_last_cause() {
        let cause = io::Error::from_raw_os_error(2);
        let error = object_store::Error::Generic { store: "S3", source: Box::new(cause) };
        assert_eq!(diagnose(&error, Scheme::S3).to_string(), "cannot be read: no such file or directory");
    }
}
