//! Sources over the network: `http://`, `https://` and `s3://` URLs in the place of paths.
//!
//! [`ObjectUrl`] tells what a URL is, [`RemoteFault`] what can go wrong; both are in every build. What talks to servers is there with the
//! feature `cloud` only. Without it the same names stand for what answers each URL with the fault that says so.
//!
//! ```text
//!            Network::objects          Object              ObjectStream
//! ObjectUrl ─────────────────▶ one for each key ─▶ a task on the link's thread ─▶ chunks against credits ─▶ reader
//! ```
//!
//! One thread, the [`Link`](self), drives all connections. It starts when the first URL is listed, and ends with the last object that was
//! listed. Readers never wait on it for longer than a moment, so that an interrupted run ends as promptly as on a pipe.

#[cfg(not(feature = "cloud"))]
mod absent;
#[cfg(feature = "cloud")]
mod causes;
#[cfg(feature = "cloud")]
mod client;
#[cfg(feature = "cloud")]
mod diagnosis;
mod fault;
#[cfg(feature = "cloud")]
mod link;
#[cfg(feature = "cloud")]
mod network;
mod object;
#[cfg(feature = "cloud")]
mod store;
#[cfg(feature = "cloud")]
mod stream;
mod url;
#[cfg(feature = "cloud")]
mod wanted;

#[cfg(not(feature = "cloud"))]
use absent as edge;
#[cfg(feature = "cloud")]
use network as edge;

pub use fault::RemoteFault;
pub use object::Object;
pub use url::{ObjectUrl, Scheme};

#[cfg(not(feature = "cloud"))]
pub(super) use absent::ObjectStream;
pub(super) use edge::Network;
#[cfg(feature = "cloud")]
pub(super) use stream::ObjectStream;
