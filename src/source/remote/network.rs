//! From URLs to objects, by asking servers where that is needed.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use glob::PatternError;
use object_store::ObjectStore;
use object_store::aws::AmazonS3;
use object_store::client::HttpClient;
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::path::Path;

use super::causes::root;
use super::diagnosis::{diagnose, silent};
use super::fault::RemoteFault;
use super::link::Link;
use super::object::Object;
use super::store::{self, PATIENCE};
use super::url::{ObjectUrl, Scheme};
use super::wanted::{Pick, Wanted};
use crate::config::NameChoice;
use crate::source::error::{SourceError, reason};

/// The way to all servers: made when a URL needs it, and kept by the objects that were found.
#[derive(Default)]
pub(in crate::source) struct Network {
    link: Option<Arc<Link>>,
    http: Option<HttpClient>,
    /// What is known of each bucket: the way to it, or what is wrong.
    buckets: HashMap<String, Result<Arc<AmazonS3>, RemoteFault>>,
}

/// Where an object is.
#[derive(Debug, Clone)]
pub(super) struct Store {
    pub link: Arc<Link>,
    pub store: Arc<dyn ObjectStore>,
    pub location: Path,
}

/// What a list of keys comes to.
#[derive(Debug, Default)]
struct Keys {
    read: Vec<Path>,
    has_left_out: bool,
}

impl Network {
    /// The objects that a URL stands for: itself, or those of its bucket that are below its prefix or match its pattern, of names that are
    /// chosen. A URL that stands for itself and is not chosen gives none.
    ///
    /// Only the keys of a bucket are asked for here, and credentials; whether an object is there is found out when it is read.
    ///
    /// # Errors
    /// Why there are none; names the URL.
    pub(in crate::source) fn objects(
        &mut self,
        url: &ObjectUrl,
        choice: &NameChoice,
    ) -> Result<Vec<Object>, SourceError> {
        let told = |cause| SourceError::Remote { shown: url.shown(), cause };
        if !url.names_one() {
            return self.below(url, choice);
        }
        if !choice.admits(url.path()) {
            return Ok(Vec::new());
        }
        let object = match url.scheme() {
            Scheme::Http => self.http_object(url),
            Scheme::S3 => self.s3_object(url),
        };
        object.map(|object| vec![object]).map_err(told)
    }

    /// The objects of a prefix or pattern.
    fn below(&mut self, url: &ObjectUrl, choice: &NameChoice) -> Result<Vec<Object>, SourceError> {
        let told = |cause| SourceError::Remote { shown: url.shown(), cause };
        let (name, key) = url.bucket_and_key();
        let wanted = Wanted::of(key).map_err(|cause| bad_pattern(url, &cause))?;
        let is_pattern = matches!(wanted, Wanted::Like(..));
        let link = self.link().map_err(told)?;
        let bucket = self.bucket(name).map_err(told)?;
        let keys = link.wait(list(Arc::clone(&bucket), name.to_owned(), wanted, choice.clone()));
        let Keys { read, has_left_out } = keys.unwrap_or_else(|| Err(lost())).map_err(told)?;
        match (read.is_empty(), has_left_out, is_pattern) {
            (true, true, _) => Err(SourceError::AllLeftOut { shown: url.shown() }),
            (true, false, true) => Err(SourceError::NoMatch { pattern: url.shown() }),
            (true, false, false) => Err(told(RemoteFault::NoObjects)),
            (false, ..) => {
                let object = |location: Path| {
                    let url = url.with_key(location.as_ref());
                    let (link, store) = (Arc::clone(&link), Arc::clone(&bucket) as Arc<dyn ObjectStore>);
                    Object::new(url, Store { link, store, location })
                };
                Ok(read.into_iter().map(object).collect())
            }
        }
    }

    fn http_object(&mut self, url: &ObjectUrl) -> Result<Object, RemoteFault> {
        let client = match &self.http {
            Some(client) => client.clone(),
            None => self.http.insert(store::http_client()?).clone(),
        };
        let (link, store) = (self.link()?, Arc::new(store::http_store(url, &client)?));
        Ok(Object::new(url.clone(), Store { link, store, location: Path::default() }))
    }

    fn s3_object(&mut self, url: &ObjectUrl) -> Result<Object, RemoteFault> {
        let (name, key) = url.bucket_and_key();
        let location = Path::parse(key).map_err(|error| RemoteFault::BadUrl { detail: root(&error) })?;
        if location.as_ref() != key {
            return Err(RemoteFault::BadUrl { detail: "a key that begins with `/`".to_owned() });
        }
        let (link, store) = (self.link()?, self.bucket(name)?);
        Ok(Object::new(url.clone(), Store { link, store, location }))
    }

    fn bucket(&mut self, name: &str) -> Result<Arc<AmazonS3>, RemoteFault> {
        let link = self.link()?;
        match self.buckets.entry(name.to_owned()) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(unknown) => unknown.insert(open_bucket(name, &link)).clone(),
        }
    }

    fn link(&mut self) -> Result<Arc<Link>, RemoteFault> {
        match &self.link {
            Some(link) => Ok(Arc::clone(link)),
            None => {
                let link = Link::start().map_err(|error| RemoteFault::Other { detail: reason(&error) })?;
                Ok(Arc::clone(self.link.insert(Arc::new(link))))
            }
        }
    }
}

fn open_bucket(name: &str, link: &Link) -> Result<Arc<AmazonS3>, RemoteFault> {
    let (store, is_signed) = store::bucket(name)?;
    let store = Arc::new(store);
    if is_signed {
        link.wait(store::check_credentials(Arc::clone(&store))).unwrap_or_else(|| Err(lost()))?;
    }
    Ok(store)
}

/// The keys of a bucket that are wanted, page by page.
async fn list(bucket: Arc<AmazonS3>, name: String, wanted: Wanted, choice: NameChoice) -> Result<Keys, RemoteFault> {
    let prefix = Some(wanted.prefix()).filter(|prefix| !prefix.is_empty());
    let mut keys = Keys::default();
    let mut page_token = None;
    loop {
        let page =
            bucket.list_paginated(prefix, PaginatedListOptions { page_token, ..PaginatedListOptions::default() });
        let page = tokio::time::timeout(PATIENCE, page).await.map_err(|_| silent())?;
        let page = page.map_err(|error| diagnose(&error, Scheme::S3))?;
        for object in page.result.objects {
            match wanted.pick(&name, object.location.as_ref(), object.size, &choice) {
                Pick::Other => {}
                Pick::LeftOut => keys.has_left_out = true,
                Pick::Read => keys.read.push(object.location),
            }
        }
        page_token = page.page_token;
        if page_token.is_none() {
            return Ok(keys);
        }
    }
}

/// The pattern of a key as part of the URL that was given.
fn bad_pattern(url: &ObjectUrl, cause: &PatternError) -> SourceError {
    let before = url.as_str().len() - url.bucket_and_key().1.len();
    let cause = PatternError { pos: before + cause.pos, msg: cause.msg };
    SourceError::BadPattern { pattern: url.shown(), cause }
}

/// That a task of ours ended without an answer.
fn lost() -> RemoteFault {
    RemoteFault::Other { detail: "the thread of the network failed".to_owned() }
}
