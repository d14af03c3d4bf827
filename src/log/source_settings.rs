//! Settings of a source for its lines, whatever their format: the default time zone, the trusted proxies, and how addresses are masked.

use core::net::IpAddr;

use super::anonymize::Anonymize;
use super::column::Column;
use super::fields::{CoreFields, Fields, Span};
use super::network::{self, IpNetwork};
use super::tally::Note;
use super::time::SECOND;
use super::zone::Zone;

/// Settings of a source for its lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceSettings {
    /// The zone of times without one; `None` is UTC.
    pub zone: Option<Zone>,
    /// Trusted proxies: the client is the last forwarded address not listed here.
    pub trusted: Vec<IpNetwork>,
    /// How the addresses of clients are masked; `None` leaves them as they are.
    pub anonymize: Option<Anonymize>,
    /// The zone of days and hours; `None` is UTC.
    pub shown_in: Option<Zone>,
}

impl SourceSettings {
    /// Settings with only a default zone.
    pub fn of_zone(zone: Zone) -> SourceSettings {
        SourceSettings { zone: Some(zone).filter(|zone| !zone.is_utc()), ..SourceSettings::default() }
    }

    /// The same settings, with days and hours in a zone.
    #[must_use]
    pub fn shown_in(self, zone: &Zone) -> SourceSettings {
        let is_utc = zone.is_utc() && !zone.is_of_lines();
        SourceSettings { shown_in: (!is_utc).then(|| zone.clone()), ..self }
    }

    /// The settings that apply to a format with directives, which decide the zone of its times and name its client.
    pub fn for_directives(&self) -> SourceSettings {
        let SourceSettings { anonymize, shown_in, .. } = self.clone();
        SourceSettings { anonymize, shown_in, ..SourceSettings::default() }
    }

    /// Whether nothing is set.
    pub fn is_none(&self) -> bool {
        *self == SourceSettings::default()
    }

    /// Whether the list of forwarded addresses determines the client.
    pub fn reads_proxies(&self) -> bool {
        !self.trusted.is_empty()
    }

    /// Converts a time without a zone to UTC.
    #[inline]
    pub fn set_time(&self, fields: &mut CoreFields) {
        if let Some(zone) = self.zone.as_ref().filter(|_| fields.notes.has(Note::NoZone)) {
            let shown = fields.time;
            fields.time = zone.to_utc(shown);
            // Less than two days.
            fields.offset = ((shown - fields.time) / SECOND) as i32;
            fields.notes.remove(Note::NoZone);
        }
    }

    /// Sets the host to the client in front of the trusted proxies. `base` is the offset of `line` in its batch.
    pub fn set_client(&self, line: &[u8], base: usize, fields: &mut Fields) {
        let text_of = |span: Span| line.get(span.start().checked_sub(base)?..span.end().checked_sub(base)?);
        let host = fields.core.host;
        let forwarded = fields.extra.text(Column::ForwardedFor);
        let (span, list) = match (text_of(host), text_of(forwarded).filter(|list| !matches!(*list, b"" | b"-"))) {
            (Some(host_text), Some(list)) => {
                // Ignore the header of an untrusted peer.
                let peer = network::address(host_text).filter(|_| host.start() != forwarded.start());
                if peer.is_some_and(|peer: IpAddr| !network::is_among(peer, &self.trusted)) {
                    return;
                }
                (forwarded, list)
            }
            (None, Some(list)) => (forwarded, list),
            (Some(_), None) => {
                let span = whole_list(line, host, base);
                (span, text_of(span).unwrap_or_default())
            }
            (None, None) => return,
        };
        // An empty list leaves the client unchanged.
        if let Some(client) = network::client(list, &self.trusted) {
            fields.core.host = Span::new(span.start() + client.start, span.start() + client.end);
        }
    }
}

/// The list that `host` begins, or the host alone.
fn whole_list(line: &[u8], host: Span, base: usize) -> Span {
    let mut end = host.end() - base;
    while line.get(end) == Some(&b',') {
        let blanks = line[end + 1..].iter().take_while(|byte| **byte == b' ').count();
        let next = end + 1 + blanks;
        end = line[next..]
            .iter()
            .position(|byte| matches!(byte, b',' | b' ' | b'\t' | b'"'))
            .map_or(line.len(), |length| next + length);
    }
    Span::new(host.start(), base + end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::format::own;
    use crate::log::{Columns, Format, Parser, RawText, Records};

    fn settings(zone: &str, trusted: &[&str]) -> SourceSettings {
        let trusted = trusted.iter().map(|text| text.parse().expect("a network")).collect();
        SourceSettings { zone: Some(zone.parse().expect("a zone")), trusted, ..SourceSettings::default() }
    }

    fn built_in(name: &str) -> Format {
        Format::by_name(name).expect("it is built in")
    }

    #[test]
    fn a_time_without_a_zone_is_moved_to_utc() {
        let plain = own::apache("own", "[%{%F %T}t] %>s").expect("a format");
        let format = plain.clone().with_settings(&settings("Europe/Berlin", &[]));
        let buffer = arrow_buffer::Buffer::from(b"[2023-10-10 13:55:36] 200\n[2023-10-10  13:55:36] 200\n");
        let times = |format: &Format| {
            let parsed = Parser::new(Columns::all(), 1 << 20).parse(format, RawText::all(&buffer), Vec::new());
            let records = Records::new(&parsed.records);
            ([0, 1].map(|row| records.get(row).number(Column::Time)), parsed.tally.notes.get(Note::NoZone))
        };
        let (shown, moved) = (times(&plain), times(&format));
        assert_eq!(shown.0.map(|time| time.map(|time| time - 2 * i128::from(crate::log::time::HOUR))), moved.0);
        assert_eq!((shown.1, moved.1), (2, 0));
    }

    #[test]
    fn an_empty_list_leaves_the_host_as_it_is() {
        let format = built_in("nginx_main").with_settings(&settings("UTC", &["10.0.0.0/8"]));
        let lists = [",", ", ,", " ", "", " , ", "\t,", "-"];
        let head = r#"10.0.0.1 - - [10/Oct/2023:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "-""#;
        let text = lists.map(|list| format!("{head} \"{list}\"\n")).concat();
        let buffer = arrow_buffer::Buffer::from(text.as_bytes());
        let parsed = Parser::new(Columns::all(), 1 << 20).parse(&format, RawText::all(&buffer), Vec::new());
        let records = Records::new(&parsed.records);
        for (row, list) in lists.into_iter().enumerate() {
            assert_eq!(records.get(row).text(Column::Host), Some("10.0.0.1"), "{list:?}");
        }
    }

    #[test]
    fn formats_with_other_settings_are_not_equal() {
        let zone = built_in("combined").with_settings(&settings("+02:00", &[]));
        assert_ne!(zone, built_in("combined"));
        assert_ne!(zone, built_in("combined").with_settings(&settings("+02:00", &["10.0.0.1"])));
        assert_eq!(zone, built_in("combined").with_settings(&settings("+02:00", &[])));
        assert_ne!(built_in("combined").with_family(), built_in("combined"));
    }

    #[test]
    fn a_format_with_directives_stays_as_it_is() {
        let format = built_in("w3c").with_settings(&settings("+02:00", &["10.0.0.1"]));
        assert_eq!(format, built_in("w3c"));
    }
}
