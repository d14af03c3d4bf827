//! A build without the feature `cloud`: there is no network, no object and no stream, and each URL is told so.

use super::fault::RemoteFault;
use super::object::Object;
use super::url::{ObjectUrl, Scheme};
use crate::config::NameChoice;
use crate::source::error::{ReadFault, SourceError, shell_word};
use crate::source::raw_input::{ByteStream, Got};
use crate::source::reader::Cancelled;

/// The way to no server.
#[derive(Default)]
pub(in crate::source) struct Network {}

/// What no object is in.
#[derive(Debug, Clone)]
pub(super) enum Store {}

/// What no object comes from.
pub(in crate::source) struct ObjectStream {
    none: Store,
}

impl Network {
    /// No objects.
    ///
    /// # Errors
    /// Always: what to do about it.
    pub(in crate::source) fn objects(&mut self, url: &ObjectUrl, _: &NameChoice) -> Result<Vec<Object>, SourceError> {
        Err(SourceError::Remote { shown: url.shown(), cause: not_built(url) })
    }
}

impl ObjectStream {
    /// Never called: there is no object.
    pub(in crate::source) fn open(object: &Object, _: Cancelled) -> ObjectStream {
        match *object.store() {}
    }
}

impl ByteStream for ObjectStream {
    fn read(&mut self, _: &mut [u8]) -> Result<Got, ReadFault> {
        match self.none {}
    }
}

/// That URLs are not read by this build, and what to do about it.
fn not_built(url: &ObjectUrl) -> RemoteFault {
    let shown = url.shown();
    // What is not shown cannot be pasted.
    let word = if shown == url.as_str() { shell_word(&shown).into_owned() } else { "URL".to_owned() };
    let instead = match url.scheme() {
        Scheme::Http => format!("curl -sfL {word} | logmill -"),
        Scheme::S3 if url.names_one() => format!("aws s3 cp {word} - | logmill -"),
        Scheme::S3 => format!("aws s3 sync s3://{} FOLDER && logmill FOLDER", url.bucket_and_key().0),
    };
    RemoteFault::NotBuilt { instead }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_without_urls_names_a_way_round_that_can_be_pasted() {
        let instead = |text| match ObjectUrl::of(text).map(|url| not_built(&url)) {
            Some(RemoteFault::NotBuilt { instead }) => instead,
            other => panic!("{other:?}"),
        };
        assert_eq!(instead("https://h/a b.log"), "curl -sfL 'https://h/a b.log' | logmill -");
        assert_eq!(instead("https://h/a.log?secret"), "curl -sfL URL | logmill -");
        assert_eq!(instead("s3://bucket/a.log"), "aws s3 cp s3://bucket/a.log - | logmill -");
        assert_eq!(instead("s3://bucket/a/*.log"), "aws s3 sync s3://bucket FOLDER && logmill FOLDER");
    }
}
