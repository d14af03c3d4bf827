//! Masks the addresses of clients, so that nothing behind the parser sees them.
//!
//! Where only addresses can be, whatever is none is masked too; in other texts, everything that looks like an address.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use arrow_array::builder::StringViewBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StringViewArray};

use super::{Column, Columns};

/// The columns that may hold the address of a client.
pub const CLIENT_COLUMNS: Columns = Columns::of(&[
    Column::Host,
    Column::ForwardedFor,
    Column::CapturedRequest,
    Column::CapturedResponse,
    Column::Error,
    Column::Extra,
])
.union(Columns::of(&Column::OWN));

/// How addresses are masked: how many of their first bits are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anonymize {
    /// Bits of an IPv4 address, 0 to 31.
    v4: u32,
    /// Bits of an IPv6 address, 0 to 127.
    v6: u32,
}

/// Bits of an IPv6 address that are kept if none are given: what a provider gives a site.
const DEFAULT_V6: u32 = 48;

/// A text that does not say how addresses are masked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{text}' does not say how addresses are masked: write ip/24, or ip/24,/48 with the bits of IPv6 addresses, or none"
)]
pub struct NoSuchMask {
    /// The text.
    pub text: String,
}

impl FromStr for Anonymize {
    type Err = NoSuchMask;

    fn from_str(text: &str) -> Result<Anonymize, NoSuchMask> {
        let none = || NoSuchMask { text: text.to_owned() };
        let lengths = text.trim().strip_prefix("ip/").ok_or_else(none)?;
        let (v4, v6) = lengths.split_once(',').map_or((lengths, None), |(v4, v6)| (v4, Some(v6)));
        let bits = |text: &str, most: u32| text.trim().parse().ok().filter(|bits: &u32| *bits < most).ok_or_else(none);
        let v6 = v6.map(|v6| bits(v6.trim().strip_prefix('/').ok_or_else(none)?, 128)).transpose()?;
        Ok(Anonymize { v4: bits(v4, 32)?, v6: v6.unwrap_or(DEFAULT_V6) })
    }
}

impl fmt::Display for Anonymize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ip/{},/{}", self.v4, self.v6)
    }
}

impl Anonymize {
    /// The records with masked addresses. The values of other columns still share the text of the batch.
    pub fn records(self, records: &RecordBatch) -> RecordBatch {
        let mask = |(index, array): (usize, &ArrayRef)| -> ArrayRef {
            let name = records.schema_ref().field(index).name();
            let column = CLIENT_COLUMNS.iter().find(|column| column.name() == name);
            match (column, array.as_string_view_opt()) {
                (Some(Column::Host), Some(texts)) => masked(texts, |text| self.client(text)),
                (Some(Column::ForwardedFor), Some(texts)) => masked(texts, |text| self.clients(text)),
                (Some(_), Some(texts)) => masked(texts, |text| self.text(text)),
                _ => Arc::clone(array),
            }
        };
        let arrays: Vec<ArrayRef> = records.columns().iter().enumerate().map(mask).collect();
        if arrays.is_empty() {
            return records.clone();
        }
        RecordBatch::try_new(records.schema(), arrays).expect("columns keep their types and lengths")
    }

    /// A client: an address, with or without brackets and port, or a name.
    ///
    /// Of a name with three labels or more, the last two are kept, `*.example.net`; any other is `*`: the names of clients often contain
    /// their addresses. `localhost`, `unknown` and nginx's `unix:` are kept.
    pub fn client(self, text: &str) -> Cow<'_, str> {
        let (bare, _) = text.split_once('%').unwrap_or((text, ""));
        if let Ok(address) = bare.parse::<IpAddr>() {
            return self.address(address).into();
        }
        match first_address(text) {
            // Brackets and a port around it.
            Some(place) if text[..place.start].trim_matches('[').is_empty() && is_port(&text[place.end..]) => {
                self.text(text)
            }
            _ => general_name(text),
        }
    }

    /// A list of clients, as headers such as `X-Forwarded-For` and `Forwarded` have it.
    pub fn clients(self, list: &str) -> Cow<'_, str> {
        if !list.contains(',') {
            return self.entry(list);
        }
        let entries: Vec<String> = list
            .split(',')
            .map(|entry| {
                let start = entry.len() - entry.trim_start().len();
                format!("{}{}", &entry[..start], self.entry(entry.trim()))
            })
            .collect();
        entries.join(",").into()
    }

    fn entry(self, entry: &str) -> Cow<'_, str> {
        // `for=..;proto=https`, and the names that a proxy makes up.
        let is_other = entry.contains('=') || entry.starts_with('_') || entry.is_empty();
        if is_other || first_address(entry).is_some() { self.text(entry) } else { general_name(entry) }
    }

    /// Any text: what looks like an address in it is masked.
    pub fn text(self, text: &str) -> Cow<'_, str> {
        match self.bytes(text.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            // Addresses are ASCII, so that no character was cut.
            Cow::Owned(masked) => String::from_utf8_lossy(&masked).into_owned().into(),
        }
    }

    /// Like [`Anonymize::text`], for a line that may not be UTF-8.
    pub fn bytes(self, text: &[u8]) -> Cow<'_, [u8]> {
        let mut masked = Vec::new();
        let mut copied = 0;
        for (place, address) in Addresses::of(text) {
            masked.extend_from_slice(&text[copied..place.start]);
            masked.extend_from_slice(self.address(address).as_bytes());
            copied = place.end;
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        masked.extend_from_slice(&text[copied..]);
        masked.into()
    }

    /// The beginning of a line: also an address that was cut off at its end is masked, by leaving it out.
    pub fn beginning(self, text: &[u8]) -> Cow<'_, [u8]> {
        let rest = text.iter().rev().take_while(|byte| is_of_address(**byte)).count();
        self.bytes(&text[..text.len() - rest])
    }

    /// An address with the bits set to zero that are not kept.
    fn address(self, address: IpAddr) -> String {
        match address {
            IpAddr::V4(address) => self.v4(address).to_string(),
            IpAddr::V6(address) => match (address.to_ipv4_mapped(), address.segments()) {
                (Some(mapped), _) => self.v4(mapped).to_ipv6_mapped().to_string(),
                // 6to4: the IPv4 address follows the first 16 bits.
                (None, [0x2002, ..]) => v6(address, self.v6.min(16 + self.v4)).to_string(),
                _ => v6(address, self.v6).to_string(),
            },
        }
    }

    fn v4(self, address: Ipv4Addr) -> Ipv4Addr {
        Ipv4Addr::from_bits(address.to_bits() & u32::MAX.checked_shl(32 - self.v4).unwrap_or(0))
    }
}

fn v6(address: Ipv6Addr, kept: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & u128::MAX.checked_shl(128 - kept).unwrap_or(0))
}

/// The values of a column after `mask`.
fn masked<'t>(texts: &'t StringViewArray, mask: impl Fn(&'t str) -> Cow<'t, str>) -> ArrayRef {
    let mut masked = StringViewBuilder::with_capacity(texts.len());
    texts.iter().for_each(|text| masked.append_option(text.map(&mask)));
    Arc::new(masked.finish())
}

/// What is kept of the name of a client.
fn general_name(name: &str) -> Cow<'_, str> {
    if ["localhost", "unknown", "unix:", "-", ""].contains(&name) {
        return name.into();
    }
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    let labels: Vec<&str> = name.trim_end_matches('.').split('.').collect();
    match labels[..] {
        [_, .., domain, top]
            if labels.iter().all(|label| is_label(label))
                && top.starts_with(char::is_alphabetic)
                && labels.len() > 2 =>
        {
            format!("*.{domain}.{top}").into()
        }
        _ => "*".into(),
    }
}

/// Whether a text is nothing, or brackets and a port after an address.
fn is_port(text: &str) -> bool {
    let text = text.strip_prefix(']').unwrap_or(text);
    text.is_empty() || text.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok())
}

fn is_of_address(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.')
}

/// The longest run of characters in which an IPv6 address is looked for: an address has 45 at most, and punctuation around it.
const LONGEST_V6: usize = 64;

/// The texts that look like addresses, with what they are, in one pass however long the text is.
struct Addresses<'t> {
    text: &'t [u8],
    at: usize,
    /// The end of the run of characters of addresses around `at`.
    end: usize,
}

impl<'t> Addresses<'t> {
    fn of(text: &'t [u8]) -> Addresses<'t> {
        Addresses { text, at: 0, end: 0 }
    }
}

impl Iterator for Addresses<'_> {
    type Item = (Range<usize>, IpAddr);

    fn next(&mut self) -> Option<(Range<usize>, IpAddr)> {
        loop {
            if self.at >= self.end {
                self.at += self.text[self.at..].iter().position(|byte| is_of_address(*byte))?;
                self.end = self.at + self.text[self.at..].iter().take_while(|byte| is_of_address(**byte)).count();
            }
            let run = self.at..self.end;
            let v6 = (run.len() <= LONGEST_V6).then(|| find_v6(self.text, run.clone())).flatten();
            let found = v6.or_else(|| find_v4(self.text, run));
            self.at = found.as_ref().map_or(self.end, |(place, _)| place.end);
            if found.is_some() {
                return found;
            }
        }
    }
}

/// The first text that looks like an address.
fn first_address(text: &str) -> Option<Range<usize>> {
    Addresses::of(text.as_bytes()).next().map(|(place, _)| place)
}

/// The IPv6 address that a run of its characters is, without punctuation around it.
fn find_v6(text: &[u8], run: Range<usize>) -> Option<(Range<usize>, IpAddr)> {
    if text[run.clone()].iter().filter(|byte| **byte == b':').count() < 2 {
        return None;
    }
    let is_one = |place: &Range<usize>| -> Option<IpAddr> {
        let address: Ipv6Addr = std::str::from_utf8(&text[place.clone()]).ok()?.parse().ok()?;
        Some(IpAddr::V6(address))
    };
    // `ip:2001:db8::1`, at the end of a sentence, or before another colon.
    for start in [run.start, run.start + 1] {
        for end in [run.end, run.end - 1] {
            let place = start..end.max(start);
            if let Some(address) = is_one(&place) {
                return Some((place, address));
            }
        }
    }
    None
}

/// The first IPv4 address in a run of characters of addresses: four numbers below 256; a fifth may be a port.
fn find_v4(text: &[u8], run: Range<usize>) -> Option<(Range<usize>, IpAddr)> {
    let mut at = run.start;
    while at < run.end {
        let digits = |from: usize| text[from..run.end].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let length = digits(at);
        let mut octets = [0; 4];
        let mut end = at;
        let is_whole = length > 0
            && octets.iter_mut().enumerate().all(|(index, octet)| {
                let start = end + usize::from(index > 0);
                let is_separated = index == 0 || text.get(end) == Some(&b'.');
                let length = if is_separated { digits(start.min(run.end)) } else { 0 };
                end = start.min(run.end) + length;
                let number = std::str::from_utf8(&text[end - length..end]).ok().and_then(|digits| digits.parse().ok());
                *octet = number.unwrap_or_default();
                (1..=3).contains(&length) && number.is_some()
            });
        if is_whole {
            return Some((at..end, IpAddr::V4(Ipv4Addr::from(octets))));
        }
        at += length.max(1);
    }
    None
}

#[cfg(test)]
#[path = "anonymize_tests.rs"]
mod tests;
