//! `host/BITS`: the network of an address.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::fmt::{self, Write};
use std::sync::Arc;

use arrow_array::builder::StringViewBuilder;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_buffer::BooleanBuffer;

use super::definition::{AnyKey, Key};
use crate::log::column::ColumnKind;
use crate::log::{Column, Columns, MissingColumn, schema};

/// The lengths as messages describe them.
pub(super) const FORM: &str = "1 to 32 bits of an IPv4 address";

/// The network of the client's address, such as `203.0.113.0/24`. A host name stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostNetwork {
    /// Bits of an IPv4 address that are kept, 1 to 32.
    v4_bits: u32,
    /// Bits of an IPv6 address that are kept, 1 to 128.
    v6_bits: u32,
}

/// The key of those lengths: `24`, or `24/56` when that of IPv6 is not twice the other.
pub(super) fn parse(lengths: &str) -> Option<AnyKey> {
    let (v4, v6) = lengths.split_once('/').map_or((lengths, None), |(v4, v6)| (v4, Some(v6)));
    let bits = |text: &str, most: u32| text.parse().ok().filter(|bits| (1..=most).contains(bits));
    let v4_bits = bits(v4, 32)?;
    let v6_bits = v6.map_or(Some(2 * v4_bits), |v6| bits(v6, 128))?;
    Some(HostNetwork { v4_bits, v6_bits }.into())
}

impl fmt::Display for HostNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "host/{}", self.v4_bits)?;
        if self.v6_bits == 2 * self.v4_bits { Ok(()) } else { write!(f, "/{}", self.v6_bits) }
    }
}

impl HostNetwork {
    /// Writes the network of a host, or the host itself when it is not an address.
    fn write(&self, host: &str, network: &mut String) {
        // IPv4 addresses come in both notations, with `::ffff:` or without: they are the same.
        let written = match host.parse().map(|address: IpAddr| address.to_canonical()) {
            Ok(IpAddr::V4(address)) => {
                let mask = u32::MAX << (32 - self.v4_bits);
                write!(network, "{}/{}", Ipv4Addr::from_bits(address.to_bits() & mask), self.v4_bits)
            }
            Ok(IpAddr::V6(address)) => {
                let mask = u128::MAX << (128 - self.v6_bits);
                write!(network, "{}/{}", Ipv6Addr::from_bits(address.to_bits() & mask), self.v6_bits)
            }
            Err(_) => network.write_str(host),
        };
        written.expect("a string takes all that is written to it");
    }
}

impl Key for HostNetwork {
    fn columns(&self) -> Columns {
        Columns::of(&[Column::Host])
    }

    fn kind(&self) -> ColumnKind {
        ColumnKind::Text
    }

    fn values(&self, batch: &RecordBatch, selected: &BooleanBuffer) -> Result<ArrayRef, MissingColumn> {
        let hosts = schema::text(batch, Column::Host)?;
        let mut networks = StringViewBuilder::with_capacity(hosts.len());
        let mut network = String::new();
        for row in 0..hosts.len() {
            if !selected.value(row) || hosts.is_null(row) {
                networks.append_null();
                continue;
            }
            network.clear();
            self.write(hosts.value(row), &mut network);
            networks.append_value(&network);
        }
        Ok(Arc::new(networks.finish()))
    }
}
