//! A build without the feature `cloud`: there are no objects, and each URL is refused with another way to read it.

use super::error::{ReadFault, SourceError, shell_word};
use super::raw_input::{ByteStream, Cancelled, ReadOutcome};
use super::url::shown;
use crate::config::NameChoice;

/// An object of a server; there are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Object {}

impl Object {
    /// Its URL.
    pub fn url(&self) -> &str {
        match *self {}
    }
}

/// No connections.
#[derive(Default)]
pub(super) struct RemoteNetwork {}

impl RemoteNetwork {
    /// No objects.
    ///
    /// # Errors
    /// Always: says what to do.
    pub(super) fn objects(&mut self, url: &str, _: &NameChoice) -> Result<Vec<Object>, SourceError> {
        Err(SourceError::NoUrls { shown: shown(url), instead: instead_of(url) })
    }
}

/// The stream of no object.
pub(super) struct RemoteStream {
    none: Object,
}

impl RemoteStream {
    /// Never called: there is no object.
    pub(super) fn open(object: &Object, _: Cancelled) -> RemoteStream {
        match *object {}
    }
}

impl ByteStream for RemoteStream {
    fn read(&mut self, _: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        match self.none {}
    }
}

/// A command that reads the URL without this feature.
fn instead_of(url: &str) -> String {
    let shown = shown(url);
    // What is not shown cannot be pasted.
    let is_whole = shown.len() == url.len();
    let word = if is_whole { shell_word(&shown).into_owned() } else { "URL".to_owned() };
    let Some(place) = shown.strip_prefix("s3://") else { return format!("curl -sfL {word} | logmill -") };
    let (bucket, key) = place.split_once('/').unwrap_or((place, ""));
    match key.is_empty() || key.ends_with('/') || key.contains(['*', '?', '[']) {
        true => format!("aws s3 sync s3://{bucket} FOLDER && logmill FOLDER"),
        false => format!("aws s3 cp {word} - | logmill -"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_without_urls_names_a_command_that_can_be_pasted() {
        for (url, expected) in [
            ("https://h/a b.log", "curl -sfL 'https://h/a b.log' | logmill -"),
            ("https://h/a.log?secret", "curl -sfL URL | logmill -"),
            ("s3://bucket/a.log", "aws s3 cp s3://bucket/a.log - | logmill -"),
            ("s3://bucket/a/*.log", "aws s3 sync s3://bucket FOLDER && logmill FOLDER"),
            ("s3://bucket", "aws s3 sync s3://bucket FOLDER && logmill FOLDER"),
        ] {
            assert_eq!(instead_of(url), expected);
        }
    }
}
