//! One database, and where its publishers put what.

use std::net::IpAddr;

use maxminddb::{LookupResult, PathElement, Reader};

use super::{Fact, GeoError};

/// A path within a record.
type Path = &'static [PathElement<'static>];

/// Where a record has its country: MaxMind and DB-IP, then IPinfo.
const COUNTRY: [Path; 2] =
    [&[PathElement::Key("country"), PathElement::Key("iso_code")], &[PathElement::Key("country_code")]];
/// Where it has its city, in the same order.
const CITY: [Path; 2] =
    [&[PathElement::Key("city"), PathElement::Key("names"), PathElement::Key("en")], &[PathElement::Key("city")]];
/// Where it has the name of the autonomous system: alone, among other facts, and at IPinfo.
const AS_NAME: [Path; 3] = [
    &[PathElement::Key("autonomous_system_organization")],
    &[PathElement::Key("traits"), PathElement::Key("autonomous_system_organization")],
    &[PathElement::Key("as_name")],
];
/// Where it has the number of the autonomous system.
const ASN: [Path; 2] = [
    &[PathElement::Key("autonomous_system_number")],
    &[PathElement::Key("traits"), PathElement::Key("autonomous_system_number")],
];
/// Where IPinfo has that number, as a text such as `AS64496`.
const ASN_TEXT: Path = &[PathElement::Key("asn")];

/// A database in memory.
pub(super) struct Database(Reader<Vec<u8>>);

impl Database {
    pub fn read(bytes: Vec<u8>) -> Result<Database, GeoError> {
        let damaged = |error: maxminddb::MaxMindDbError| GeoError::NotADatabase { reason: error.to_string() };
        Reader::from_source(bytes).map(Database).map_err(damaged)
    }

    /// The kind that its publisher gave it, such as `GeoLite2-City`.
    pub fn kind(&self) -> &str {
        &self.0.metadata().database_type
    }

    pub fn text(&self, address: IpAddr, fact: Fact) -> Option<&str> {
        let paths: &[Path] = match fact {
            Fact::Country => &COUNTRY,
            Fact::City => &CITY,
            Fact::AsName => &AS_NAME,
            Fact::Asn => return None,
        };
        let record = self.record(address)?;
        // A value of another type than expected is another publisher's.
        paths.iter().find_map(|path| record.decode_path::<&str>(path).ok().flatten())
    }

    pub fn asn(&self, address: IpAddr) -> Option<i64> {
        let record = self.record(address)?;
        let number = ASN.iter().find_map(|path| record.decode_path::<u32>(path).ok().flatten());
        let text = || record.decode_path::<&str>(ASN_TEXT).ok().flatten()?.strip_prefix("AS")?.parse::<u32>().ok();
        number.or_else(text).map(i64::from)
    }

    /// What is known of an address. A database of IPv4 addresses knows no others.
    fn record(&self, address: IpAddr) -> Option<LookupResult<'_, Vec<u8>>> {
        self.0.lookup(address).ok().filter(LookupResult::has_data)
    }
}
