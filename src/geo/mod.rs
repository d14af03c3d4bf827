//! Where addresses are and whose they are, looked up in databases of the [MaxMind DB format].
//!
//! MaxMind, DB-IP and IPinfo publish such files. They are read into memory as a whole. [`Geo`] asks them in their order: the first that has
//! a value for an address gives it.
//!
//! [MaxMind DB format]: https://maxmind.github.io/MaxMind-DB/

#[cfg(feature = "geo")]
mod database;
#[cfg(not(feature = "geo"))]
#[path = "no_database.rs"]
mod database;
#[cfg(all(test, feature = "geo"))]
pub(crate) mod writer;

use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use twox_hash::XxHash3_64;

use self::database::Database;

/// What a database may know about an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The country, as its code of two letters by ISO 3166-1.
    Country,
    /// The city, by its English name.
    City,
    /// The number of the autonomous system that announces the address.
    Asn,
    /// The name of that system, mostly of the company.
    AsName,
}

impl Fact {
    /// What databases have, in the plural.
    pub fn plural(self) -> &'static str {
        match self {
            Fact::Country => "countries",
            Fact::City => "cities",
            Fact::Asn | Fact::AsName => "autonomous systems",
        }
    }
}

/// Why a file cannot be used. The message continues the path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GeoError {
    /// The program lacks the feature.
    #[error("this logmill cannot read it: build one with `{BUILD}`")]
    NotBuilt,
    /// The file cannot be read.
    #[error("cannot read the file: {reason}")]
    Unreadable {
        /// The error of the operating system.
        reason: String,
    },
    /// The file is something else, or not whole.
    #[error("it is not a database of the MaxMind DB format, or damaged: {reason}; fetch it again")]
    NotADatabase {
        /// What is wrong with it.
        reason: String,
    },
}

/// How a program is built that can read databases.
pub const BUILD: &str = "cargo build --release --features geo";

/// Whether this program can read databases.
pub const IS_BUILT: bool = cfg!(feature = "geo");

/// A database in memory.
pub struct GeoFile {
    path: String,
    digest: u64,
    database: Database,
}

impl GeoFile {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, or is no database.
    pub fn open(path: &str) -> Result<GeoFile, GeoError> {
        if !IS_BUILT {
            return Err(GeoError::NotBuilt);
        }
        let bytes = std::fs::read(path).map_err(|error| GeoError::Unreadable { reason: error.to_string() })?;
        GeoFile::of(path, bytes)
    }

    /// A database of the content of a file.
    ///
    /// # Errors
    /// It is no database.
    pub fn of(path: &str, bytes: Vec<u8>) -> Result<GeoFile, GeoError> {
        let digest = XxHash3_64::oneshot(&bytes);
        let database = Database::read(bytes)?;
        Ok(GeoFile { path: path.to_owned(), digest, database })
    }
}

impl fmt::Debug for GeoFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GeoFile").field("path", &self.path).field("kind", &self.database.kind()).finish_non_exhaustive()
    }
}

/// The databases of a run.
#[derive(Debug)]
pub struct Geo {
    files: Vec<GeoFile>,
    is_used: AtomicBool,
}

impl Geo {
    /// The databases, in the order in which they are asked.
    pub fn new(files: Vec<GeoFile>) -> Geo {
        Geo { files, is_used: AtomicBool::new(false) }
    }

    /// Whether one of the databases is of a kind that has such facts.
    pub fn may_know(&self, fact: Fact) -> bool {
        // Without any, that was reported.
        self.files.is_empty() || self.files.iter().any(|file| knows(file.database.kind(), fact))
    }

    /// Path and kind of each database, for messages.
    pub fn describe(&self) -> String {
        let each = self.files.iter().map(|file| format!("{} is '{}'", file.path, file.database.kind()));
        each.collect::<Vec<_>>().join(", ")
    }

    /// Notes that an expression looks addresses up.
    pub fn mark_used(&self) {
        self.is_used.store(true, Ordering::Relaxed);
    }

    /// Whether an expression looks addresses up: otherwise no answer depends on the databases.
    pub fn is_used(&self) -> bool {
        self.is_used.load(Ordering::Relaxed)
    }

    /// Hashes of the contents, in order.
    pub fn digests(&self) -> impl Iterator<Item = u64> {
        self.files.iter().map(|file| file.digest)
    }

    /// A fact that is a text. An IPv4 address inside an IPv6 one is looked up as itself.
    pub fn text(&self, address: IpAddr, fact: Fact) -> Option<&str> {
        let address = address.to_canonical();
        self.files.iter().find_map(|file| file.database.text(address, fact)).filter(|text| !text.is_empty())
    }

    /// The number of the autonomous system.
    pub fn asn(&self, address: IpAddr) -> Option<i64> {
        let address = address.to_canonical();
        self.files.iter().find_map(|file| file.database.asn(address))
    }
}

/// Whether databases of a kind have such facts. A kind that names none of them may have any.
fn knows(kind: &str, fact: Fact) -> bool {
    let kind = kind.to_ascii_lowercase();
    let is = |word: &str| kind.contains(word);
    match () {
        () if is("enterprise") => true,
        () if is("asn") || is("isp") => matches!(fact, Fact::Asn | Fact::AsName),
        () if is("city") => matches!(fact, Fact::Country | Fact::City),
        () if is("country") => fact == Fact::Country,
        () => true,
    }
}

#[cfg(all(test, feature = "geo"))]
mod tests;
