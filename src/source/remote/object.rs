//! One object that can be read.

use super::edge::Store;
use super::url::ObjectUrl;

/// An object of a server, and the way to it. Objects of the same URL are equal.
#[derive(Debug, Clone)]
pub struct Object {
    url: ObjectUrl,
    store: Store,
}

impl Object {
    /// An object in a store. Without the feature `cloud` there is no store, and so no object.
    #[cfg_attr(not(feature = "cloud"), expect(dead_code, reason = "only the feature `cloud` has stores"))]
    pub(super) fn new(url: ObjectUrl, store: Store) -> Object {
        Object { url, store }
    }

    /// Its URL.
    pub fn url(&self) -> &ObjectUrl {
        &self.url
    }

    /// Where it is.
    pub(super) fn store(&self) -> &Store {
        &self.store
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Object) -> bool {
        self.url == other.url
    }
}

impl Eq for Object {}
