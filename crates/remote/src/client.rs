//! Adjusts each answer of a server before the store sees it.

use async_trait::async_trait;
use futures_util::StreamExt;
use object_store::HeaderValue;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
    ReqwestConnector,
};
use object_store::{ClientOptions, HeaderMap};

use super::causes::find;

/// Bytes read of an error response: S3 names the error in the first hundred.
const REFUSAL_BYTES: usize = 4096;

/// A response without an object. The store's errors do not expose it, so it is recorded before.
#[derive(Debug, thiserror::Error)]
#[error("the server answered {status}")]
pub(super) struct ErrorResponse {
    /// The status of the answer.
    pub status: u16,
    /// The server's error code, such as `AccessDenied`.
    pub code: Option<String>,
}

impl ErrorResponse {
    /// Whether the same request may succeed later.
    fn is_temporary(&self) -> bool {
        matches!(self.status, 408 | 429 | 500..)
    }
}

/// Makes clients whose answers are adjusted.
#[derive(Debug)]
pub(super) struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        // The client uses the process's TLS provider; an installed one will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = ReqwestConnector::default().connect(options)?;
        Ok(HttpClient::new(Answers(client)))
    }
}

/// Gives the same client to every store.
#[derive(Debug)]
pub(super) struct Shared(pub HttpClient);

impl HttpConnector for Shared {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(self.0.clone())
    }
}

/// Turns error responses into errors, and accepts responses without a length.
#[derive(Debug)]
struct Answers(HttpClient);

#[async_trait]
impl HttpService for Answers {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let mut response = self.0.execute(request).await.map_err(once_if_not_secure)?;
        if response.status().is_success() {
            complete(response.headers_mut());
            return Ok(response);
        }
        let status = response.status().as_u16();
        let is_xml = response.headers().get("content-type").is_some_and(|kind| kind.as_bytes().ends_with(b"/xml"));
        let code = if is_xml { code_of(response.into_body()).await } else { None };
        let refusal = ErrorResponse { status, code };
        // The store retries a request after an error of this kind.
        let kind = if refusal.is_temporary() { HttpErrorKind::Request } else { HttpErrorKind::Unknown };
        Err(HttpError::new(kind, refusal))
    }
}

/// A refused certificate is always refused: the store does not retry a request after an error of this kind.
fn once_if_not_secure(error: HttpError) -> HttpError {
    match find::<rustls::Error>(&error) {
        Some(_) => HttpError::new(HttpErrorKind::Unknown, error),
        None => error,
    }
}

/// Adds the headers that the store requires, and removes one that it may not understand.
///
/// The store requires a length, though only to resume after a broken connection. A response without one gets the length 0, and
/// loses its entity tag, without which the store does not resume.
fn complete(headers: &mut HeaderMap) {
    // Some servers write it in another form, and it is not used.
    headers.remove("last-modified");
    if !headers.contains_key("content-length") {
        headers.insert("content-length", HeaderValue::from_static("0"));
        headers.remove("etag");
    }
}

/// The error code at the beginning of an error response.
async fn code_of(body: HttpResponseBody) -> Option<String> {
    let mut start = Vec::new();
    let mut chunks = body.bytes_stream();
    while let Some(Ok(chunk)) = chunks.next().await {
        start.extend_from_slice(&chunk);
        if start.len() >= REFUSAL_BYTES {
            break;
        }
    }
    start.truncate(REFUSAL_BYTES);
    code(&String::from_utf8_lossy(&start))
}

/// The error code in an XML response: `NoSuchBucket`.
fn code(body: &str) -> Option<String> {
    let (_, rest) = body.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    let is_name = !code.is_empty() && code.len() <= 60 && code.chars().all(|letter| letter.is_ascii_alphanumeric());
    is_name.then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_name_is_taken_from_the_body_of_an_answer() {
        assert_eq!(code("<Error><Code>NoSuchKey</Code><Key>a</Key></Error>").as_deref(), Some("NoSuchKey"));
        assert_eq!(code("<Code>\u{1b}[2J</Code>"), None);
        assert_eq!(code("<html>not found</html>"), None);
    }

    #[test]
    fn an_answer_without_a_length_is_not_resumed() {
        let mut headers = HeaderMap::new();
        headers.insert("etag", HeaderValue::from_static("\"1\""));
        headers.insert("last-modified", HeaderValue::from_static("yesterday"));
        complete(&mut headers);
        assert_eq!(headers.len(), 1);
        assert_eq!(headers["content-length"], "0");
    }
}
