//! Databases in a program that cannot read them: there are none.

use std::net::IpAddr;

use super::{Fact, GeoError};

/// A database; none exists.
pub(super) enum Database {}

impl Database {
    pub fn read(_bytes: Vec<u8>) -> Result<Database, GeoError> {
        Err(GeoError::NotBuilt)
    }

    pub fn kind(&self) -> &str {
        match *self {}
    }

    pub fn text(&self, _address: IpAddr, _fact: Fact) -> Option<&str> {
        match *self {}
    }

    pub fn asn(&self, _address: IpAddr) -> Option<i64> {
        match *self {}
    }
}
