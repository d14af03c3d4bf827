//! Functions of addresses.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use super::arguments::{Arguments, Checked, Function};
use super::rows::{map_text, test_text};
use crate::log::column::ColumnKind;
use crate::log::network::{self, IpNetwork};

/// The functions.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "ip_in",
        form: "ip_in(host, '10.0.0.0/8', ..)",
        meaning: "whether an address is in one of the networks; false for a name",
        example: ("ip_in('10.1.2.3', '10.0.0.0/8', '::1')", "true"),
        make: ip_in,
    },
    Function {
        name: "ip_network",
        form: "ip_network(host, 24, 48)",
        meaning: "the network of that many bits, of an IPv6 address twice as many unless given; a name stays as it is",
        example: ("ip_network('203.0.113.9', 24)", "203.0.113.0/24"),
        make: ip_network,
    },
];

/// Cost relative to a comparison of numbers.
const COST: u32 = 30;

fn ip_in(call: &Arguments<'_>) -> Checked {
    call.count(2, usize::MAX)?;
    let mut networks: Vec<IpNetwork> = Vec::new();
    for index in 1..call.exprs.len() {
        let Some(text) = call.constant_text(index)? else { return Arguments::null(ColumnKind::Boolean) };
        networks.push(text.parse().map_err(|error| call.wrong(format!("{error}")))?);
    }
    let is_inside = move |text: &str| {
        network::address(text.as_bytes()).is_some_and(|address| network::is_among(address, &networks))
    };
    let apply = move |arrays: &[_], among: &_, _: &mut _| test_text(&arrays[0], among, &is_inside);
    call.made_once(ColumnKind::Boolean, COST, vec![call.text(0)?], Arc::new(apply))
}

fn ip_network(call: &Arguments<'_>) -> Checked {
    call.count(2, 3)?;
    let bits = |number: i64, most: u32| u32::try_from(number).ok().filter(|bits| (1..=most).contains(bits));
    let Some(v4) = bits(call.constant_whole(1)?, 32) else {
        return Err(call.wrong("an IPv4 network has 1 to 32 bits".to_owned()));
    };
    let v6 = if call.exprs.len() == 3 { bits(call.constant_whole(2)?, 128) } else { Some(2 * v4) };
    let Some(v6) = v6 else { return Err(call.wrong("an IPv6 network has 1 to 128 bits".to_owned())) };
    let apply = move |arrays: &[_], among: &_, _: &mut _| {
        map_text(&arrays[0], among, |_, host| Some(network_of(host, v4, v6).map_or(host.into(), Into::into)))
    };
    call.made_once(ColumnKind::Text, COST * 3, vec![call.text(0)?], Arc::new(apply))
}

/// The network of an address; `None` for a name.
fn network_of(host: &str, v4_bits: u32, v6_bits: u32) -> Option<String> {
    // IPv4 addresses come in both notations, with `::ffff:` or without: they are the same.
    Some(match host.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(address) => {
            let mask = u32::MAX << (32 - v4_bits);
            format!("{}/{v4_bits}", Ipv4Addr::from_bits(address.to_bits() & mask))
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX << (128 - v6_bits);
            format!("{}/{v6_bits}", Ipv6Addr::from_bits(address.to_bits() & mask))
        }
    })
}
