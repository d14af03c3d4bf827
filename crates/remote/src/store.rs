//! Settings of requests: time limits, retries, credentials.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::client::{ClientConfigKey, HttpClient, HttpConnector};
use object_store::http::{HttpBuilder, HttpStore};
use object_store::path::Path;
use object_store::{BackoffConfig, ClientOptions, HeaderValue, ObjectStore, RetryConfig};

use super::causes::root;
use super::client::{Connector, Shared};
use super::diagnosis::{PATIENCE, diagnose};
use super::error::RemoteError;
use super::network_thread::NetworkThread;
use super::scheme::Scheme;
use super::url::ObjectUrl;

/// Time limit for finding credentials: the metadata service of EC2 answers in milliseconds, or does not exist.
const CREDENTIALS_PATIENCE: Duration = Duration::from_secs(5);
const CONNECT_PATIENCE: Duration = Duration::from_secs(10);
/// Retries; together they take two seconds if the server answers at once that it is busy.
const RETRIES: usize = 4;
/// The time limit of a whole request, which the store requires: objects may be of any length.
const ANY_TIME: &str = "3650days";
const USER_AGENT: &str = concat!("logmill/", env!("CARGO_PKG_VERSION"));

/// Where an object is.
#[derive(Debug, Clone)]
pub(super) struct Store {
    pub thread: Arc<NetworkThread>,
    pub store: Arc<dyn ObjectStore>,
    pub location: Path,
}

fn retry() -> RetryConfig {
    let backoff =
        BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_secs(2), base: 2.0 };
    RetryConfig { backoff, max_retries: RETRIES, retry_timeout: PATIENCE }
}

/// A client for all `http` and `https` URLs, so that objects of one host share its connections.
///
/// # Errors
/// The certificates of the system cannot be read.
pub(super) fn http_client() -> Result<HttpClient, RemoteError> {
    let options = ClientOptions::new()
        .with_allow_http(true)
        .with_timeout_disabled()
        .with_connect_timeout(CONNECT_PATIENCE)
        .with_user_agent(HeaderValue::from_static(USER_AGENT));
    Connector.connect(&options).map_err(|error| diagnose(&error, Scheme::Http))
}

/// A store with the URL's object only.
///
/// # Errors
/// The URL has user information, or the store refuses it.
pub(super) fn http_store(url: &ObjectUrl, client: &HttpClient) -> Result<HttpStore, RemoteError> {
    if url.has_user() {
        return Err(RemoteError::User);
    }
    let builder = HttpBuilder::new().with_url(url.as_str()).with_retry(retry());
    let store = builder.with_http_connector(Shared(client.clone())).build();
    store.map_err(|error| RemoteError::BadUrl { detail: root(&error) })
}

/// A bucket, with endpoint and credentials from the variables `AWS_*`, and whether requests to it are signed.
///
/// # Errors
/// What is wrong with the variables.
pub(super) fn bucket(name: &str) -> Result<(AmazonS3, bool), RemoteError> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
    if name.is_empty() || !name.chars().all(is_name) {
        return Err(RemoteError::BadUrl { detail: format!("`{name}` is not the name of a bucket") });
    }
    let builder = AmazonS3Builder::from_env()
        .with_bucket_name(name)
        .with_http_connector(Connector)
        .with_retry(retry())
        .with_config(AmazonS3ConfigKey::Client(ClientConfigKey::Timeout), ANY_TIME)
        .with_config(AmazonS3ConfigKey::Client(ClientConfigKey::UserAgent), USER_AGENT);
    if let Some(endpoint) = unencrypted(&builder) {
        return Err(RemoteError::NotEncrypted { endpoint });
    }
    let is_signed = builder.get_config_value(&AmazonS3ConfigKey::SkipSignature).as_deref() != Some("true");
    if is_signed && !may_use_ec2() && !names_credentials(&builder) {
        return Err(RemoteError::NoCredentials { detail: "the environment has none".to_owned() });
    }
    let store = builder.build().map_err(|error| RemoteError::NoCredentials { detail: root(&error) })?;
    Ok((store, is_signed))
}

/// The endpoint, if it is `http` and that is not allowed.
fn unencrypted(builder: &AmazonS3Builder) -> Option<String> {
    let value = |key| builder.get_config_value(&key);
    let endpoint = value(AmazonS3ConfigKey::S3Endpoint).or_else(|| value(AmazonS3ConfigKey::Endpoint))?;
    let is_allowed = value(AmazonS3ConfigKey::Client(ClientConfigKey::AllowHttp)).as_deref() == Some("true");
    (!is_allowed && endpoint.starts_with("http://")).then_some(endpoint)
}

/// Whether the environment has credentials or a place for them. If not, the store tries the metadata service of EC2.
fn names_credentials(builder: &AmazonS3Builder) -> bool {
    const PLACES: [AmazonS3ConfigKey; 5] = [
        AmazonS3ConfigKey::AccessKeyId,
        AmazonS3ConfigKey::SecretAccessKey,
        AmazonS3ConfigKey::WebIdentityTokenFile,
        AmazonS3ConfigKey::ContainerCredentialsRelativeUri,
        AmazonS3ConfigKey::ContainerCredentialsFullUri,
    ];
    PLACES.iter().any(|place| builder.get_config_value(place).is_some())
}

/// Whether the metadata service of EC2 may be used. The store does not know this variable of Amazon's own tools.
fn may_use_ec2() -> bool {
    !std::env::var("AWS_EC2_METADATA_DISABLED").is_ok_and(|value| value.eq_ignore_ascii_case("true"))
}

/// Checks once that there are credentials, so that not every object looks for them in vain.
///
/// # Errors
/// There are none.
pub(super) async fn check_credentials(store: Arc<AmazonS3>) -> Result<(), RemoteError> {
    let found = tokio::time::timeout(CREDENTIALS_PATIENCE, store.credentials().get_credential()).await;
    let detail = match found {
        Ok(Ok(_)) => return Ok(()),
        Ok(Err(error)) => root(&error),
        Err(_) => format!("no service that has any answered in {} s", CREDENTIALS_PATIENCE.as_secs()),
    };
    Err(RemoteError::NoCredentials { detail })
}
