//! A format with what a source says about its lines: the zone of times that have none, and which proxies to look behind.

use core::net::IpAddr;
use std::sync::Arc;

use super::ahead::Ahead;
use super::memo::Memo;
use super::{Escaping, Format, LineFormat};
use crate::log::column::Column;
use crate::log::fields::{CoreFields, Fields, Slot, Span};
use crate::log::network::{self, Network};
use crate::log::reject::Refusal;
use crate::log::schema::Columns;
use crate::log::tally::Note;
use crate::log::zone::Zone;

/// What a source says about its lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adjustment {
    /// What times without a zone are taken for; none for UTC.
    pub zone: Option<Zone>,
    /// The proxies whose word on the addresses before them counts.
    pub trusted: Vec<Network>,
}

impl Adjustment {
    /// Times without a zone are of this one.
    pub fn of_zone(zone: Zone) -> Adjustment {
        Adjustment { zone: Some(zone).filter(|zone| !zone.is_utc()), trusted: Vec::new() }
    }

    /// Whether lines are read as they stand.
    pub fn is_none(&self) -> bool {
        *self == Adjustment::default()
    }

    fn set_time(&self, fields: &mut CoreFields) {
        if let Some(zone) = self.zone.as_ref().filter(|_| fields.notes.has(Note::NoZone)) {
            fields.time = zone.to_utc(fields.time);
            fields.notes.remove(Note::NoZone);
        }
    }

    /// Sets the host to the client behind the trusted proxies. `line` stands at `base` in its batch.
    fn set_client(&self, line: &[u8], base: usize, fields: &mut Fields) {
        let text_of = |span: Span| line.get(span.start().checked_sub(base)?..span.end().checked_sub(base)?);
        let host = fields.core.host;
        let forwarded = fields.extra.text(Column::ForwardedFor);
        let (span, list) = match (text_of(host), text_of(forwarded).filter(|list| !matches!(*list, b"" | b"-"))) {
            (Some(host_text), Some(list)) => {
                // What somebody says who is no trusted proxy counts for nothing.
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
        let client = network::client(list, &self.trusted);
        let at = client.as_ptr() as usize - list.as_ptr() as usize;
        fields.core.host = Span::new(span.start() + at, span.start() + at + client.len());
    }
}

/// The list of which a host is the first; the host when it is none.
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

/// See the module.
struct Adjusted {
    format: Format,
    adjustment: Adjustment,
}

impl Format {
    /// The same format with what a source says about its lines. A format whose directives say how lines are meant stays as it is: its times
    /// are UTC.
    #[must_use]
    pub fn adjusted(self, adjustment: &Adjustment) -> Format {
        if adjustment.is_none() || self.functions().has_directives() {
            return self;
        }
        let envelope = self.envelope();
        let adjusted = Adjusted { format: self.inside(None), adjustment: adjustment.clone() };
        Format::own(Arc::new(adjusted)).inside(envelope)
    }
}

impl LineFormat for Adjusted {
    fn name(&self) -> &str {
        self.format.name()
    }

    fn example(&self) -> &str {
        self.format.example()
    }

    fn grammar(&self) -> &str {
        self.format.functions().grammar()
    }

    fn source(&self) -> &str {
        self.format.functions().source()
    }

    fn columns(&self) -> Columns {
        self.format.functions().columns()
    }

    fn escaping(&self) -> Escaping {
        self.format.functions().escaping()
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        let mut fields = self.format.functions().read_line(line, base)?;
        self.adjustment.set_time(&mut fields.core);
        if !self.adjustment.trusted.is_empty() {
            self.adjustment.set_client(line, base, &mut fields);
        }
        Ok(fields)
    }

    fn read_into(&self, line: &[u8], base: usize, fields: &mut Slot<'_>) -> Result<(), Refusal> {
        if !self.adjustment.trusted.is_empty() {
            fields.fill(&self.read_line(line, base)?);
            return Ok(());
        }
        self.format.functions().read_into(line, base, fields)?;
        self.adjustment.set_time(fields);
        Ok(())
    }

    fn read_regular(&self, ahead: Ahead<'_>, memo: &mut Memo, fields: &mut Slot<'_>) -> Option<usize> {
        // The list of forwarded addresses is not there unless its column is asked for.
        if !self.adjustment.trusted.is_empty() {
            return None;
        }
        let taken = self.format.functions().read_regular(ahead, memo, fields)?;
        self.adjustment.set_time(fields);
        Some(taken)
    }

    fn with_family(&self) -> Option<Arc<dyn LineFormat>> {
        let format = Format::own(self.format.functions().with_family()?);
        Some(Arc::new(Adjusted { format, adjustment: self.adjustment.clone() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::format::own;
    use crate::log::tests::quick_marks;
    use crate::log::{Parser, RawText, Records};

    fn adjustment(zone: &str, trusted: &[&str]) -> Adjustment {
        let trusted = trusted.iter().map(|text| text.parse().expect("a network")).collect();
        Adjustment { zone: Some(zone.parse().expect("a zone")), trusted }
    }

    fn built_in(name: &str) -> Format {
        Format::by_name(name).expect("it is built in")
    }

    #[test]
    fn lines_take_the_quick_way_unless_lists_have_to_be_read() {
        for name in ["combined", "nginx_main", "ingress_nginx"] {
            let format = built_in(name).adjusted(&adjustment("+02:00", &[]));
            assert!(quick_marks(format.functions(), format.example()).is_some(), "{name}");
            let format = built_in(name).adjusted(&adjustment("+02:00", &["10.0.0.1"]));
            assert!(quick_marks(format.functions(), format.example()).is_none(), "{name}");
        }
    }

    #[test]
    fn quick_and_defined_times_are_the_same() {
        let plain = Format::own(own::apache("own", "[%{%F %T}t] %>s").expect("a format"));
        let format = plain.clone().adjusted(&adjustment("Europe/Berlin", &[]));
        let line = "[2023-10-10 13:55:36] 200";
        assert!(quick_marks(format.functions(), line).is_some());
        let time = |format: &Format| format.functions().read_line(line.as_bytes(), 0).map(|fields| fields.core.time);
        let (shown, defined) = (time(&plain).expect("a record"), time(&format).expect("a record"));
        assert_eq!(shown - defined, 2 * crate::log::time::HOUR);
        let buffer = arrow_buffer::Buffer::from(format!("{line}\n").as_bytes());
        let mut parser = Parser::new(Columns::all(), 1 << 20);
        let parsed = parser.parse(&format, RawText::all(&buffer), Vec::new());
        let records = Records::new(&parsed.records);
        assert_eq!(records.get(0).number(Column::Time), Some(i128::from(defined)));
        assert_eq!(parsed.tally.notes.get(Note::NoZone), 0);
    }

    #[test]
    fn a_format_with_directives_stays_as_it_is() {
        let format = built_in("w3c").adjusted(&adjustment("+02:00", &["10.0.0.1"]));
        assert!(format.functions().has_directives());
    }
}
