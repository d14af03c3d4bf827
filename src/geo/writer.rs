//! Writes small databases by the specification of the MaxMind DB format, version 2.0, so that tests need no file of others.
//!
//! ```text
//! search tree   a node has two records, for the bits 0 and 1: the number of a node, or N (nothing), or N + 16 + offset of the data
//! 16 zero bytes
//! data section  values, each with a control byte: its type in the upper three bits, its size in the lower five
//! marker        0xABCDEF "MaxMind.com", then the metadata, a map
//! ```

use std::net::IpAddr;

/// A value of the data section.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(&'static str),
    U16(u16),
    U32(u32),
    U64(u64),
    Map(Vec<(&'static str, Value)>),
    Array(Vec<Value>),
}

/// A branch of the tree.
#[derive(Debug, Clone, Copy)]
enum Record {
    Nothing,
    Node(usize),
    Data(usize),
}

/// A database with these networks: address, bits of the prefix, and what is known of it.
pub(crate) fn database(
    kind: &'static str,
    ip_version: u16,
    record_bits: u16,
    networks: &[(&str, u8, Value)],
) -> Vec<u8> {
    let mut nodes = vec![[Record::Nothing; 2]];
    let mut data = Vec::new();
    for (address, prefix, value) in networks {
        let bits = bits_of(address.parse().expect("an address"), *prefix, ip_version);
        insert(&mut nodes, &bits, Record::Data(data.len()));
        encode(value, &mut data);
    }
    let count = nodes.len();
    let mut out = Vec::new();
    for node in &nodes {
        let [left, right] = node.map(|record| match record {
            Record::Nothing => count,
            Record::Node(number) => number,
            Record::Data(offset) => count + 16 + offset,
        } as u32);
        match record_bits {
            24 => out.extend([&left.to_be_bytes()[1..], &right.to_be_bytes()[1..]].concat()),
            28 => {
                let middle = (left >> 24 << 4 | right >> 24) as u8;
                out.extend([&left.to_be_bytes()[1..], &[middle], &right.to_be_bytes()[1..]].concat());
            }
            _ => out.extend([left.to_be_bytes(), right.to_be_bytes()].concat()),
        }
    }
    out.extend([0; 16]);
    out.extend(data);
    out.extend(b"\xab\xcd\xefMaxMind.com");
    let metadata = Value::Map(vec![
        ("binary_format_major_version", Value::U16(2)),
        ("binary_format_minor_version", Value::U16(0)),
        ("build_epoch", Value::U64(1_700_000_000)),
        ("database_type", Value::Text(kind)),
        ("description", Value::Map(vec![("en", Value::Text("made for a test"))])),
        ("ip_version", Value::U16(ip_version)),
        ("languages", Value::Array(vec![Value::Text("en")])),
        ("node_count", Value::U32(count as u32)),
        ("record_size", Value::U16(record_bits)),
    ]);
    encode(&metadata, &mut out);
    out
}

/// The bits of a network. IPv4 addresses are the last 32 of 128 bits in a database of both.
fn bits_of(address: IpAddr, prefix: u8, ip_version: u16) -> Vec<bool> {
    let (bits, prefix) = match address {
        IpAddr::V4(address) if ip_version == 4 => (u128::from(address.to_bits()) << 96, prefix),
        IpAddr::V4(address) => (u128::from(address.to_bits()), prefix + 96),
        IpAddr::V6(address) => (address.to_bits(), prefix),
    };
    (0..prefix).map(|bit| bits >> (127 - bit) & 1 == 1).collect()
}

fn insert(nodes: &mut Vec<[Record; 2]>, bits: &[bool], data: Record) {
    let mut at = 0;
    for (depth, bit) in bits.iter().enumerate() {
        let side = usize::from(*bit);
        if depth + 1 == bits.len() {
            nodes[at][side] = data;
            return;
        }
        at = match nodes[at][side] {
            Record::Node(next) => next,
            Record::Nothing => {
                nodes.push([Record::Nothing; 2]);
                nodes[at][side] = Record::Node(nodes.len() - 1);
                nodes.len() - 1
            }
            Record::Data(_) => panic!("a network inside another"),
        };
    }
}

fn encode(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Text(text) => {
            control(2, text.len(), out);
            out.extend(text.as_bytes());
        }
        Value::U16(number) => unsigned(5, &number.to_be_bytes(), out),
        Value::U32(number) => unsigned(6, &number.to_be_bytes(), out),
        Value::U64(number) => unsigned(9, &number.to_be_bytes(), out),
        Value::Map(entries) => {
            control(7, entries.len(), out);
            for (key, value) in entries {
                encode(&Value::Text(key), out);
                encode(value, out);
            }
        }
        Value::Array(items) => {
            control(11, items.len(), out);
            items.iter().for_each(|item| encode(item, out));
        }
    }
}

/// A number without its leading zero bytes.
fn unsigned(kind: u8, bytes: &[u8], out: &mut Vec<u8>) {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    control(kind, bytes.len() - zeros, out);
    out.extend(&bytes[zeros..]);
}

/// The control byte, and what follows it for types above 7 and sizes above 28.
fn control(kind: u8, size: usize, out: &mut Vec<u8>) {
    let short = size.min(29) as u8;
    let extended = if kind > 7 { vec![short, kind - 7] } else { vec![kind << 5 | short] };
    out.extend(extended);
    if size >= 29 {
        out.push(u8::try_from(size - 29).expect("texts of tests are short"));
    }
}

/// A record as MaxMind's databases of cities have it.
pub(crate) fn city(country: &'static str, city: &'static str) -> Value {
    let names =
        |name| Value::Map(vec![("names", Value::Map(vec![("de", Value::Text("-")), ("en", Value::Text(name))]))]);
    let country = Value::Map(vec![("geoname_id", Value::U32(2_635_167)), ("iso_code", Value::Text(country))]);
    Value::Map(vec![("city", names(city)), ("country", country)])
}

/// A record as MaxMind's databases of autonomous systems have it.
pub(crate) fn system(number: u32, name: &'static str) -> Value {
    Value::Map(vec![
        ("autonomous_system_number", Value::U32(number)),
        ("autonomous_system_organization", Value::Text(name)),
    ])
}

/// The databases that the examples of the functions are about.
pub(crate) fn sample() -> super::Geo {
    let cities = [
        ("81.2.69.0", 24, city("GB", "London")),
        ("2001:db8::", 32, city("SE", "Malmö")),
        ("203.0.113.0", 24, Value::Map(vec![("country", Value::Map(vec![("iso_code", Value::Text("FR"))]))])),
    ];
    let systems = [("1.1.1.0", 24, system(13_335, "Cloudflare")), ("203.0.113.0", 24, system(64_496, "Example"))];
    let file = |path: &str, bytes| super::GeoFile::of(path, bytes).expect("a database");
    super::Geo::new(vec![
        file("city.mmdb", database("GeoLite2-City", 6, 28, &cities)),
        file("asn.mmdb", database("GeoLite2-ASN", 4, 24, &systems)),
    ])
}
