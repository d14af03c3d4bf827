use std::net::IpAddr;

use super::writer::{Value, city, database, sample, system};
use super::{Fact, Geo, GeoError, GeoFile};

fn address(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

#[test]
fn addresses_of_both_versions_are_found_and_others_are_not() {
    let geo = sample();
    let country = |text: &str| geo.text(address(text), Fact::Country);
    assert_eq!([country("81.2.69.0"), country("81.2.69.255"), country("::ffff:81.2.69.7")], [Some("GB"); 3]);
    assert_eq!([country("81.2.68.255"), country("81.2.70.0"), country("::1"), country("2001:db9::")], [None; 4]);
    assert_eq!(country("2001:db8:ffff::1"), Some("SE"));
    let city = |text: &str| geo.text(address(text), Fact::City);
    assert_eq!((city("2001:db8::1"), city("81.2.69.1"), city("203.0.113.9")), (Some("Malmö"), Some("London"), None));
    assert_eq!((geo.asn(address("1.1.1.1")), geo.asn(address("81.2.69.1"))), (Some(13_335), None));
    assert_eq!(geo.asn(address("2001:db8::1")), None, "a database of IPv4 alone");
    assert_eq!(geo.text(address("203.0.113.9"), Fact::AsName), Some("Example"));
}

#[test]
fn records_of_every_size_and_version_are_read() {
    let networks = [
        ("198.51.100.128", 25, city("DE", "Köln")),
        ("198.51.100.0", 26, city("AT", "A city with a name of more than 28 letters")),
    ];
    for version in [4, 6] {
        for bits in [24, 28, 32] {
            let file = GeoFile::of("a.mmdb", database("GeoLite2-City", version, bits, &networks)).expect("a database");
            let geo = Geo::new(vec![file]);
            let city = |text: &str| geo.text(address(text), Fact::City);
            let found = [city("198.51.100.200"), city("198.51.100.63"), city("198.51.100.64")];
            assert_eq!(
                found,
                [Some("Köln"), Some("A city with a name of more than 28 letters"), None],
                "{version} {bits}"
            );
        }
    }
}

#[test]
fn the_fields_of_other_publishers_are_known_and_the_first_database_wins() {
    let flat = Value::Map(vec![
        ("asn", Value::Text("AS64500")),
        ("as_name", Value::Text("Flat")),
        ("city", Value::Text("Oslo")),
        ("country_code", Value::Text("NO")),
    ]);
    let nested = Value::Map(vec![("traits", system(64_501, "Nested"))]);
    let odd = Value::Map(vec![("country", Value::Text("Norway")), ("autonomous_system_number", Value::Text("x"))]);
    let networks = [("192.0.2.0", 25, flat), ("192.0.2.128", 26, nested), ("192.0.2.192", 26, odd)];
    let first = GeoFile::of("a.mmdb", database("all", 4, 24, &networks)).expect("a database");
    let second = [("192.0.2.0", 24, system(1, "Second"))];
    let second = GeoFile::of("b.mmdb", database("GeoLite2-ASN", 4, 24, &second)).expect("a database");
    let geo = Geo::new(vec![first, second]);
    let (flat, nested, odd) = (address("192.0.2.1"), address("192.0.2.129"), address("192.0.2.193"));
    assert_eq!([geo.asn(flat), geo.asn(nested), geo.asn(odd)], [Some(64_500), Some(64_501), Some(1)]);
    let texts = [Fact::Country, Fact::City, Fact::AsName].map(|fact| geo.text(flat, fact));
    assert_eq!(texts, [Some("NO"), Some("Oslo"), Some("Flat")]);
    assert_eq!([geo.text(nested, Fact::AsName), geo.text(odd, Fact::AsName)], [Some("Nested"), Some("Second")]);
    assert_eq!(geo.text(odd, Fact::Country), None);
}

#[test]
fn what_is_no_database_is_refused_and_no_damage_panics() {
    let good = database("GeoLite2-City", 6, 28, &[("81.2.69.0", 24, city("GB", "London"))]);
    let refused = |bytes: &[u8]| GeoFile::of("a.mmdb", bytes.to_vec()).err();
    assert!(matches!(refused(b""), Some(GeoError::NotADatabase { .. })));
    assert!(matches!(refused(b"81.2.69.1 - - [..]"), Some(GeoError::NotADatabase { .. })));
    for cut in 0..good.len() {
        assert!(refused(&good[..cut]).is_some(), "cut to {cut} of {} bytes", good.len());
    }
    for at in 0..good.len() {
        let mut changed = good.clone();
        changed[at] ^= 0xff;
        if let Ok(file) = GeoFile::of("a.mmdb", changed) {
            let _ = Geo::new(vec![file]).text(address("81.2.69.1"), Fact::City);
        }
    }
}

#[test]
fn kinds_of_databases_say_what_they_know() {
    let may = |kind: &str| [Fact::Country, Fact::City, Fact::Asn].map(|fact| super::knows(kind, fact));
    assert_eq!(may("GeoLite2-Country"), [true, false, false]);
    assert_eq!(may("DBIP-City-Lite"), [true, true, false]);
    assert_eq!(may("GeoLite2-ASN"), [false, false, true]);
    assert_eq!(may("DBIP-Location-ISP (compat=Enterprise)"), [true; 3]);
    assert_eq!(may("ipinfo lite"), [true; 3]);
}
