//! One object that can be read.

use super::store::Store;
use super::stream::ObjectStream;
use super::url::ObjectUrl;

/// An object on a server. Objects of the same URL are equal.
#[derive(Debug, Clone)]
pub struct Object {
    url: ObjectUrl,
    name: String,
    store: Store,
}

impl Object {
    pub(super) fn new(url: ObjectUrl, name: String, store: Store) -> Object {
        Object { url, name, store }
    }

    /// The whole URL, including secrets in its query.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The name for selection: the key without the prefix for an object of a prefix, otherwise the URL without its query.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Starts to fetch it. If that fails, reading the stream returns the error.
    pub fn open(&self) -> ObjectStream {
        ObjectStream::open(self.store.clone(), self.url.scheme())
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Object) -> bool {
        self.url == other.url
    }
}

impl Eq for Object {}
