//! What can go wrong with an object, in words that say what to do.

use super::url::Scheme;

/// Why an object, or the list of them, could not be had. The text follows the URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RemoteFault {
    /// URLs are not read by this build.
    #[error(
        "this logmill was built without URLs; build it with `cargo build --release --features cloud`, or use `{instead}`"
    )]
    NotBuilt {
        /// A command that brings the text to logmill.
        instead: String,
    },
    /// The text behind the scheme is not what it should be.
    #[error("is not a URL that can be read: {detail}")]
    BadUrl {
        /// What does not fit.
        detail: String,
    },
    /// A user or a password stands before the host.
    #[error("a user and a password in a URL are not sent; use `curl -sfL URL | logmill -`")]
    User,
    /// The server answered that there is nothing, or nothing for us.
    #[error("the server says {status}{}; {}", named(.code.as_deref()), advice(*.status, *.scheme))]
    Status {
        /// The status of the answer.
        status: u16,
        /// What the server calls it, as `AccessDenied`.
        code: Option<String>,
        /// How the object was asked for.
        scheme: Scheme,
    },
    /// The server sends to another place without naming it.
    #[error("the bucket is in another region; name it in AWS_REGION")]
    OtherRegion,
    /// The server sends from place to place.
    #[error("is redirected again and again; name the URL where it ends")]
    Redirects,
    /// There is no connection.
    #[error("no connection: {detail}; check the name of the host and the port")]
    NoConnection {
        /// What the system said.
        detail: String,
    },
    /// The connection is not safe.
    #[error(
        "no secure connection: {detail}; check the name of the host, the clock and the certificates of this system"
    )]
    NotSecure {
        /// What is wrong with it.
        detail: String,
    },
    /// The server says nothing.
    #[error("nothing came from the server for {seconds} s; try again")]
    Silent {
        /// How long it was waited for.
        seconds: u64,
    },
    /// The connection ended too early.
    #[error("the connection broke ({detail}); try again")]
    Broken {
        /// What was seen of it.
        detail: String,
    },
    /// There is nothing to sign requests with.
    #[error(
        "no credentials ({detail}); set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, with a profile by `eval \"$(aws configure \
         export-credentials --format env)\"`, or AWS_SKIP_SIGNATURE=true for a public bucket"
    )]
    NoCredentials {
        /// What was tried.
        detail: String,
    },
    /// The endpoint is `http`, which is to be allowed.
    #[error("the endpoint {endpoint} is not encrypted; set AWS_ALLOW_HTTP=true if that is meant")]
    NotEncrypted {
        /// The endpoint of the environment.
        endpoint: String,
    },
    /// A prefix has nothing to read.
    #[error(
        "there is no object to read below this prefix; empty and hidden ones, and those that `include` and `exclude` leave out, do not count"
    )]
    NoObjects,
    /// Something else.
    #[error("cannot be read: {detail}")]
    Other {
        /// What was said.
        detail: String,
    },
}

fn named(code: Option<&str>) -> String {
    code.map_or_else(String::new, |code| format!(" {code}"))
}

/// What to do about an answer.
fn advice(status: u16, scheme: Scheme) -> &'static str {
    match (status, scheme) {
        (404 | 410, Scheme::Http) => "check the path",
        (404, Scheme::S3) => "check bucket and key; the name of a prefix ends with `/`",
        (401 | 403, Scheme::Http) => "it may have expired, or ask for a login: use `curl -sfL URL | logmill -`",
        (400 | 401 | 403, Scheme::S3) => {
            "check credentials and region in the variables AWS_*, and what they give a right to"
        }
        (429 | 500.., _) => "it was asked again in vain; try again later",
        _ => "check the URL",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_told_with_what_to_do() {
        let fault = RemoteFault::Status { status: 403, code: Some("AccessDenied".to_owned()), scheme: Scheme::S3 };
        assert_eq!(
            fault.to_string(),
            "the server says 403 AccessDenied; check credentials and region in the variables AWS_*, and what they give a right to"
        );
        let fault = RemoteFault::Status { status: 404, code: None, scheme: Scheme::Http };
        assert_eq!(fault.to_string(), "the server says 404; check the path");
    }
}
