//! Each format's example is read and detected as that format, and no other.

use super::*;

/// Formats whose lines another one reads just as well; `auto` chooses that one.
const TWINS: [(&str, &str); 1] = [("nginx", "combined")];

/// Formats of JSON lines.
const JSON: &[&str] = &[
    "caddy",
    "traefik_json",
    "envoy_json",
    "cloudfront_json",
    "gcp_load_balancer",
    "azure_front_door",
    "azure_application_gateway",
    "azure_app_service",
    "api_gateway_json",
    "aws_waf",
    "vpc_lattice",
    "fastly",
    "akamai",
    "cloudflare",
    "kong_json",
    "haproxy_json",
    "vercel",
    "linkerd_json",
    "ceph_rgw",
    "minio",
    "zeek_json",
    "suricata",
    "nginx_json",
    "json",
];

/// Formats that may read each other's lines; the more specific one notes nothing.
const FAMILIES: [&[&str]; 3] = [
    &["combined", "common", "vhost_combined", "vhost_common", "nginx", "nginx_main"],
    &["w3c", "iis", "cloudfront", "incapsula", "zeek"],
    JSON,
];

/// Formats that `auto` chooses from.
fn guessed() -> impl Iterator<Item = Format> {
    Format::all().filter(|format| !format.about().is_by_name_only)
}

#[test]
fn every_example_is_a_line_of_its_format() {
    for format in Format::all() {
        let parsed = parse_with(format.clone(), format.example().as_bytes());
        assert_eq!((parsed.tally.parsed, parsed.tally.malformed), (1, 0), "{format:?}");
        // HAProxy logs no zone, and the example of `iis` has no directives.
        let is_odd = |note: Note| note != Note::NoZone && note != Note::DefaultFields;
        let odd: Vec<_> = parsed.tally.notes.iter().filter(|(note, _)| is_odd(*note)).collect();
        assert!(odd.is_empty(), "{format:?} {odd:?}");
    }
}

#[test]
fn the_example_of_each_format_is_detected_as_it() {
    for format in guessed() {
        let twin = TWINS.iter().find(|(name, _)| *name == format.name()).map(|(_, twin)| *twin);
        for lines in 1..=3 {
            let found = detect(&[format!("{}\n", format.example()).repeat(lines).as_bytes()]);
            assert_eq!(found.format.name(), twin.unwrap_or(format.name()), "{lines} times {}", format.example());
            assert!(found.matched > 0 && found.matched == found.sampled, "{format:?}: {found:?}");
        }
    }
}

/// Whether a line begins like the common format, so that the formats of that family read it, with a note.
fn has_the_frame(line: &str) -> bool {
    let tally = parse("common", line.as_bytes()).tally;
    let vhost = parse("vhost_common", line.as_bytes()).tally;
    tally.parsed + vhost.parsed > 0
}

#[test]
fn no_format_reads_the_example_of_another_family() {
    let mut wrong = Vec::new();
    for reader in guessed() {
        for written in guessed().filter(|written| *written != reader) {
            let are_kin = FAMILIES.iter().any(|kin| kin.contains(&reader.name()) && kin.contains(&written.name()));
            if are_kin || FAMILIES[0].contains(&reader.name()) && has_the_frame(written.example()) {
                continue;
            }
            let tally = parse_with(reader.clone(), written.example().as_bytes()).tally;
            // Lines that begin so differ in what follows.
            let is_odd = [Note::ShortLine, Note::ExtraFields].into_iter().any(|note| tally.notes.get(note) > 0);
            let is_part = is_odd && has_the_frame(reader.example()) && has_the_frame(written.example());
            if tally.parsed > 0 && !is_part {
                wrong.push(format!("{reader:?} reads the example of {written:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_format_fills_a_column_that_it_does_not_name() {
    use Column::{Bytes, Day, Extension, FirstSegment, Hour, Path, Query, StatusClass, Target};
    let derived = Columns::of(&[Path, Query, Day, Hour, StatusClass, Extension, FirstSegment, Target, Bytes])
        .union(Columns::ORIGIN);
    for format in Format::all() {
        let parsed = parse_with(format.clone(), format.example().as_bytes());
        for column in Columns::all().without(format.columns().union(derived)).iter() {
            assert_eq!(value(&parsed, 0, column), None, "{format:?} {column}");
        }
    }
}
