//! Settings of a source for its lines: format, envelope, time zone, proxies and the masking of addresses.

use std::str::FromStr;

use super::choice::{FormatChoice, Guess, envelope_named, envelope_names};
use super::error::ConfigErrorKind;
use super::formats::OwnFormats;
use super::names::unknown_name;
use super::ranges::report_unfit;
use super::raw::{NONE, RawSource};
use super::tree::{KeyPath, Tree};
use super::written::AUTO;
use crate::log::network::IpNetwork;
use crate::log::zone::Zone;
use crate::log::{Anonymize, Envelope, Format, SourceSettings};

/// Reads these settings. `shown_in` is the zone of the job.
pub(super) fn check_lines(
    tree: &mut Tree,
    at: &KeyPath,
    source: &RawSource,
    own: &OwnFormats,
    shown_in: &Zone,
) -> FormatChoice {
    let format = check_format(tree, at, source, own);
    let zone = check_zone(tree, &at.key("timezone"), &source.timezone);
    let mut trusted = Vec::new();
    for (index, text) in source.trusted_proxies.as_slice().iter().enumerate() {
        match IpNetwork::from_str(text) {
            Ok(network) => trusted.push(network),
            Err(_) => {
                let at = tree.key_of_item(&at.key("trusted_proxies"), index);
                let expected = "an address or a network, such as \"10.0.0.0/8\"".to_owned();
                tree.report_value(&at, ConfigErrorKind::Unfit { expected });
            }
        }
    }
    let anonymize = check_anonymize(tree, &at.key("anonymize"), &source.anonymize);
    let zoned = zone.map_or_else(SourceSettings::default, SourceSettings::of_zone);
    format.with_settings(SourceSettings { trusted, anonymize, ..zoned }.shown_in(shown_in))
}

/// How addresses are masked, if they are.
fn check_anonymize(tree: &mut Tree, at: &KeyPath, written: &str) -> Option<Anonymize> {
    if written == NONE {
        return None;
    }
    let mask = written.parse();
    if mask.is_err() {
        report_unfit(tree, at);
    }
    mask.ok()
}

/// The default time zone.
fn check_zone(tree: &mut Tree, at: &KeyPath, name: &str) -> Option<Zone> {
    match Zone::from_str(name) {
        Ok(zone) => Some(zone),
        Err(_) => {
            report_unfit(tree, at);
            None
        }
    }
}

/// Format and envelope. They are detected together; lines of a named format have no envelope unless one is named too.
fn check_format(tree: &mut Tree, at: &KeyPath, source: &RawSource, own: &OwnFormats) -> FormatChoice {
    let envelope = check_envelope(tree, &at.key("envelope"), &source.envelope);
    let name = source.format.as_str();
    if name == AUTO {
        return Guess { own: own.formats.clone(), envelope, ..Guess::default() }.into();
    }
    if let Some(format) = own.by_name(name) {
        let inside = |format: &Format| FormatChoice::Fixed(format.clone().inside(envelope.flatten()));
        return format.map_or(FormatChoice::Auto, inside);
    }
    Format::by_name(name).map_or_else(
        || {
            let built_in: Vec<Format> = Format::all().collect();
            let known = std::iter::once(AUTO).chain(own.names()).chain(built_in.iter().map(Format::name));
            tree.report_value(&at.key("format"), unknown_name("format", name, known));
            FormatChoice::Auto
        },
        |format| FormatChoice::Fixed(format.inside(envelope.flatten())),
    )
}

/// The envelope, if it is given; `Some(None)` means none.
fn check_envelope(tree: &mut Tree, at: &KeyPath, name: &str) -> Option<Option<Envelope>> {
    envelope_named(name).unwrap_or_else(|error| {
        tree.report_value(at, unknown_name("envelope", &error.name, envelope_names()));
        None
    })
}
