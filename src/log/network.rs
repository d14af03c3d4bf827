//! IP networks, and the client in front of trusted proxies (pure).

use core::net::{IpAddr, Ipv6Addr, SocketAddr};
use core::ops::Range;
use std::str::FromStr;

/// An IP network: an address and the length of its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IpNetwork {
    bits: u128,
    prefix: u32,
}

impl IpNetwork {
    /// Whether the network contains `address`.
    pub fn contains(&self, address: IpAddr) -> bool {
        let shared = u128::MAX.checked_shl(128 - self.prefix).unwrap_or(0);
        (bits(address) ^ self.bits) & shared == 0
    }
}

/// An address as IPv6 bits; IPv4 becomes `::ffff:1.2.3.4`.
fn bits(address: IpAddr) -> u128 {
    let mapped: Ipv6Addr = match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    };
    mapped.to_bits()
}

impl FromStr for IpNetwork {
    type Err = NoSuchNetwork;

    fn from_str(text: &str) -> Result<IpNetwork, NoSuchNetwork> {
        let none = || NoSuchNetwork { text: text.to_owned() };
        let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
        let address: IpAddr = address.parse().map_err(|_| none())?;
        let (longest, before) = if address.is_ipv4() { (32, 96) } else { (128, 0) };
        let length = length.map_or(Ok(longest), |length| length.parse::<u32>().map_err(|_| none()))?;
        if length > longest {
            return Err(none());
        }
        Ok(IpNetwork { bits: bits(address), prefix: before + length })
    }
}

/// A text that is neither an address nor a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is neither an address nor a network")]
pub struct NoSuchNetwork {
    /// The text.
    pub text: String,
}

/// The range of the client in a list of forwarded addresses, `client, proxy, proxy`: the last entry that is not a trusted proxy, or else
/// the first. Entries that are not addresses are not trusted. `None` if the list is empty.
pub fn client(list: &[u8], trusted: &[IpNetwork]) -> Option<Range<usize>> {
    let is_trusted =
        |entry: &Range<usize>| address(&list[entry.clone()]).is_some_and(|address| is_among(address, trusted));
    let (mut end, mut first) = (list.len(), None);
    for entry in list.rsplit(|byte| *byte == b',') {
        let start = end - entry.len();
        let place = start + entry.len() - entry.trim_ascii_start().len()..start + entry.trim_ascii_end().len();
        if !place.is_empty() {
            if !is_trusted(&place) {
                return Some(place);
            }
            first = Some(place);
        }
        end = start.saturating_sub(1);
    }
    first
}

/// Whether one of the networks contains `address`.
pub fn is_among(address: IpAddr, networks: &[IpNetwork]) -> bool {
    networks.iter().any(|network| network.contains(address))
}

/// Parses an address; brackets and a port are allowed.
pub fn address(text: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(text).ok()?;
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn networks(texts: &[&str]) -> Vec<IpNetwork> {
        texts.iter().map(|text| text.parse().unwrap_or_else(|error| panic!("{error}"))).collect()
    }

    #[test]
    fn the_client_is_the_last_address_that_is_not_a_trusted_proxy() {
        let trusted = networks(&["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"]);
        for (list, expected) in [
            ("203.0.113.9, 10.0.0.1", "203.0.113.9"),
            ("1.2.3.4, 203.0.113.9, 10.0.0.1,192.0.2.1", "203.0.113.9"),
            ("203.0.113.9, 192.0.2.2", "192.0.2.2"),
            ("10.0.0.2, 10.0.0.1", "10.0.0.2"),
            ("203.0.113.9:4711, [2001:db8::1]:443, ::ffff:10.1.1.1", "203.0.113.9:4711"),
            ("203.0.113.9, unknown, 10.0.0.1", "unknown"),
            ("203.0.113.9", "203.0.113.9"),
            ("-", "-"),
            (" 10.0.0.2 ,,\t10.0.0.1, ,", "10.0.0.2"),
        ] {
            let place = client(list.as_bytes(), &trusted).expect("somebody");
            assert_eq!(&list[place], expected, "{list}");
        }
    }

    #[test]
    fn an_empty_list_has_no_client() {
        for list in ["", " ", "\t", ",", ", ,", " ,, "] {
            assert_eq!(client(list.as_bytes(), &networks(&["10.0.0.0/8"])), None, "{list:?}");
        }
    }

    #[test]
    fn a_network_is_an_address_with_or_without_a_length() {
        let holds =
            |network: &str, address: &str| networks(&[network])[0].contains(address.parse().expect("an address"));
        assert!(holds("0.0.0.0/0", "203.0.113.9") && !holds("0.0.0.0/0", "2001:db8::1"));
        assert!(holds("::/0", "203.0.113.9") && holds("192.0.2.128/25", "192.0.2.255"));
        assert!(!holds("192.0.2.128/25", "192.0.2.127") && !holds("192.0.2.1", "192.0.2.2"));
        for text in ["", "10.0.0.0/33", "10.0.0/8", "x", "::/129", "10.0.0.0/", "1.2.3.4/-1"] {
            assert!(text.parse::<IpNetwork>().is_err(), "{text}");
        }
    }
}
