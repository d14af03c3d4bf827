//! Finds the objects of URLs, asking servers if necessary.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use object_store::ObjectStore;
use object_store::aws::AmazonS3;
use object_store::client::HttpClient;
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::path::Path;
use tokio::time::timeout;

use super::causes::root;
use super::diagnosis::{PATIENCE, diagnose, silent};
use super::error::RemoteError;
use super::network_thread::NetworkThread;
use super::object::Object;
use super::scheme::Scheme;
use super::selection::Selection;
use super::store::{self, Store};
use super::url::ObjectUrl;

/// Connections to servers: made when a URL needs them, and kept by its objects.
#[derive(Debug, Default)]
pub struct Network {
    thread: Option<Arc<NetworkThread>>,
    http: Option<HttpClient>,
    /// The store of each bucket, or its error.
    buckets: HashMap<String, Result<Arc<AmazonS3>, RemoteError>>,
}

impl Network {
    /// The objects of a URL: a single one, or those of a bucket with a prefix or pattern. Lists are requested from the server, and this
    /// waits for them; a single object is requested when it is read.
    ///
    /// Lists omit empty objects, which tools use to mark folders, and, for a prefix, keys with a part after the prefix that begins with a
    /// dot.
    ///
    /// # Errors
    /// The server, the credentials or the URL do not allow it, or a prefix or pattern has no objects.
    pub fn objects(&mut self, url: &ObjectUrl) -> Result<Vec<Object>, RemoteError> {
        if !url.is_single() {
            return self.list(url);
        }
        let store = match url.scheme() {
            Scheme::Http => self.http_store(url)?,
            Scheme::S3 => self.s3_store(url)?,
        };
        Ok(vec![Object::new(url.clone(), url.path().to_owned(), store)])
    }

    /// The objects of a prefix or pattern.
    fn list(&mut self, url: &ObjectUrl) -> Result<Vec<Object>, RemoteError> {
        let (name, key) = url.bucket_and_key();
        let selection = Selection::of(key).map_err(|error| RemoteError::BadPattern {
            detail: error.msg,
            character: url.as_str().len() - key.len() + error.pos + 1,
        })?;
        let is_pattern = matches!(selection, Selection::Pattern(..));
        let (thread, bucket) = (self.thread()?, self.bucket(name)?);
        let keys = thread.wait(list_keys(Arc::clone(&bucket), name.to_owned(), selection));
        let keys = keys.unwrap_or_else(|| Err(task_failed()))?;
        if keys.is_empty() {
            return Err(if is_pattern { RemoteError::NoMatch } else { RemoteError::NoObjects });
        }
        let object = |(location, selected_by): (Path, String)| {
            let url = ObjectUrl::of_key(name, location.as_ref());
            let (thread, store) = (Arc::clone(&thread), Arc::clone(&bucket) as Arc<dyn ObjectStore>);
            Object::new(url, selected_by, Store { thread, store, location })
        };
        Ok(keys.into_iter().map(object).collect())
    }

    fn http_store(&mut self, url: &ObjectUrl) -> Result<Store, RemoteError> {
        let client = match &self.http {
            Some(client) => client.clone(),
            None => self.http.insert(store::http_client()?).clone(),
        };
        let (thread, store) = (self.thread()?, Arc::new(store::http_store(url, &client)?));
        Ok(Store { thread, store, location: Path::default() })
    }

    fn s3_store(&mut self, url: &ObjectUrl) -> Result<Store, RemoteError> {
        let (name, key) = url.bucket_and_key();
        let location = Path::parse(key).map_err(|error| RemoteError::BadUrl { detail: root(&error) })?;
        if location.as_ref() != key {
            return Err(RemoteError::BadUrl { detail: "a key that begins with `/`".to_owned() });
        }
        let (thread, store) = (self.thread()?, self.bucket(name)?);
        Ok(Store { thread, store, location })
    }

    fn bucket(&mut self, name: &str) -> Result<Arc<AmazonS3>, RemoteError> {
        let thread = self.thread()?;
        match self.buckets.entry(name.to_owned()) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(unknown) => unknown.insert(open_bucket(name, &thread)).clone(),
        }
    }

    fn thread(&mut self) -> Result<Arc<NetworkThread>, RemoteError> {
        match &self.thread {
            Some(thread) => Ok(Arc::clone(thread)),
            None => {
                let thread = NetworkThread::start().map_err(|error| RemoteError::Other { detail: root(&error) })?;
                Ok(Arc::clone(self.thread.insert(Arc::new(thread))))
            }
        }
    }
}

fn open_bucket(name: &str, thread: &NetworkThread) -> Result<Arc<AmazonS3>, RemoteError> {
    let (store, is_signed) = store::bucket(name)?;
    let store = Arc::new(store);
    if is_signed {
        thread.wait(store::check_credentials(Arc::clone(&store))).unwrap_or_else(|| Err(task_failed()))?;
    }
    Ok(store)
}

/// The selected keys of a bucket with the names to select them by, page by page.
async fn list_keys(
    bucket: Arc<AmazonS3>,
    name: String,
    selection: Selection,
) -> Result<Vec<(Path, String)>, RemoteError> {
    let prefix = Some(selection.prefix()).filter(|prefix| !prefix.is_empty());
    let mut keys = Vec::new();
    let mut page_token = None;
    loop {
        let page =
            bucket.list_paginated(prefix, PaginatedListOptions { page_token, ..PaginatedListOptions::default() });
        let page = timeout(PATIENCE, page).await.map_err(|_| silent())?;
        let page = page.map_err(|error| diagnose(&error, Scheme::S3))?;
        for object in page.result.objects {
            if let Some(selected_by) = selection.name_of(&name, object.location.as_ref(), object.size) {
                keys.push((object.location, selected_by));
            }
        }
        page_token = page.page_token;
        if page_token.is_none() {
            return Ok(keys);
        }
    }
}

/// The error for a task that ended without a result.
fn task_failed() -> RemoteError {
    RemoteError::Other { detail: "the thread of the network failed".to_owned() }
}
