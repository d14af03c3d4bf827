//! Reads objects by URL: `http://`, `https://` and `s3://`.
//!
//! ```text
//!           Network::objects        Object::open
//! ObjectUrl ───────────────▶ Object ───────────▶ a task on the network thread ─▶ chunks against credits ─▶ ObjectStream
//! ```
//!
//! One thread drives all connections. It starts with the first URL and ends with the last object: nothing is global. A task for
//! each open object fetches a few chunks ahead of its reader, so that neither the thread nor memory is tied up by an object whose
//! reader is busy; the server waits instead.
//!
//! Readers may be threads that must not block for long, also threads of another runtime: [`ObjectStream::read`] waits for 200 ms at
//! most and then returns [`Received::Pending`].
//!
//! ```no_run
//! use logmill_remote::{Network, ObjectUrl, Received};
//!
//! let url = ObjectUrl::parse("s3://bucket/logs/2024-*.gz")?;
//! for object in Network::default().objects(&url)? {
//!     let (mut stream, mut buffer) = (object.open(), [0; 4096]);
//!     loop {
//!         match stream.read(&mut buffer)? {
//!             Received::Data(bytes) => println!("{bytes} bytes of {}", object.name()),
//!             Received::Pending => println!("the server is slow"),
//!             Received::End => break,
//!         }
//!     }
//! }
//! # Ok::<(), logmill_remote::RemoteError>(())
//! ```

mod causes;
mod client;
mod diagnosis;
mod error;
mod network;
mod network_thread;
mod object;
mod scheme;
mod selection;
mod store;
mod stream;
mod url;

pub use error::RemoteError;
pub use network::Network;
pub use object::Object;
pub use scheme::Scheme;
pub use stream::{ObjectStream, Received};
pub use url::ObjectUrl;
