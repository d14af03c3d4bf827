//! Errors of objects, with advice.

use super::scheme::Scheme;

/// Why an object, or a list of objects, cannot be read. The text continues the URL: `URL: the server answered 404; ..`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RemoteError {
    /// The URL is malformed.
    #[error("is not a URL that can be read: {detail}")]
    BadUrl {
        /// What is wrong.
        detail: String,
    },
    /// The pattern of an `s3` URL is malformed.
    #[error("is not a valid pattern: {detail} at character {character}")]
    BadPattern {
        /// What is wrong.
        detail: &'static str,
        /// The place in the URL, from 1.
        character: usize,
    },
    /// The URL has a user or a password before the host.
    #[error("a user and a password in a URL are not sent; download it with `curl -sfL URL` and pipe it in")]
    User,
    /// The server refused the request, or has no such object.
    #[error("the server answered {status}{}; {}", named(.code.as_deref()), advice(*.status, *.scheme))]
    Status {
        /// The status of the answer.
        status: u16,
        /// The server's error code, such as `AccessDenied`.
        code: Option<String>,
        /// How the object was requested.
        scheme: Scheme,
    },
    /// The server redirects without a location.
    #[error("the bucket is in another region; name it in AWS_REGION")]
    OtherRegion,
    /// The server redirects without end.
    #[error("is redirected again and again; name the URL where it ends")]
    Redirects,
    /// There is no connection.
    #[error("no connection: {detail}; check the name of the host and the port")]
    NoConnection {
        /// The error of the operating system.
        detail: String,
    },
    /// The TLS handshake failed.
    #[error(
        "no secure connection: {detail}; check the name of the host, the clock and the certificates of this system"
    )]
    NotSecure {
        /// The cause.
        detail: String,
    },
    /// The server sends nothing.
    #[error("nothing came from the server for {seconds} s; try again")]
    Silent {
        /// The time limit.
        seconds: u64,
    },
    /// The connection ended too early.
    #[error("the connection broke ({detail}); try again")]
    Broken {
        /// The error of the connection.
        detail: String,
    },
    /// There are no credentials to sign requests with.
    #[error(
        "no credentials ({detail}); set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, with a profile by `eval \"$(aws configure \
         export-credentials --format env)\"`, or AWS_SKIP_SIGNATURE=true for a public bucket"
    )]
    NoCredentials {
        /// What was tried.
        detail: String,
    },
    /// The endpoint is `http`, which must be allowed explicitly.
    #[error("the endpoint {endpoint} is not encrypted; set AWS_ALLOW_HTTP=true to allow that")]
    NotEncrypted {
        /// The endpoint of the environment.
        endpoint: String,
    },
    /// A prefix has no objects.
    #[error("there is no object to read below this prefix; empty and hidden ones do not count")]
    NoObjects,
    /// A pattern matches no object.
    #[error("no object matches this pattern; empty ones do not count")]
    NoMatch,
    /// Anything else.
    #[error("cannot be read: {detail}")]
    Other {
        /// The cause.
        detail: String,
    },
}

fn named(code: Option<&str>) -> String {
    code.map_or_else(String::new, |code| format!(" {code}"))
}

/// Advice for a response.
fn advice(status: u16, scheme: Scheme) -> &'static str {
    match (status, scheme) {
        (404 | 410, Scheme::Http) => "check the path",
        (404, Scheme::S3) => "check bucket and key; the name of a prefix ends with `/`",
        (401 | 403, Scheme::Http) => {
            "it may have expired, or need a login: download it with `curl -sfL URL` and pipe it in"
        }
        (400 | 401 | 403, Scheme::S3) => "check credentials and region in the variables AWS_*, and their permissions",
        (429 | 500.., _) => "repeated requests failed too; try again later",
        _ => "check the URL",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_status_and_code_and_says_what_to_do() {
        let error = RemoteError::Status { status: 403, code: Some("AccessDenied".to_owned()), scheme: Scheme::S3 };
        assert_eq!(
            error.to_string(),
            "the server answered 403 AccessDenied; check credentials and region in the variables AWS_*, and their permissions"
        );
        let error = RemoteError::Status { status: 404, code: None, scheme: Scheme::Http };
        assert_eq!(error.to_string(), "the server answered 404; check the path");
    }
}
