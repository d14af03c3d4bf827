//! What a column of a log means, and how its text becomes a field of a record.

use crate::log::column::Column;
use crate::log::duration::{self, Unit};
use crate::log::fields::{CoreFields, Slot, Span};
use crate::log::format::scan;
use crate::log::reject::RejectReason;
use crate::log::tally::Note;
use crate::log::time::{self, DAY, SECOND};

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing that a column of ours holds.
    Unknown,
    /// The day of the request, `yyyy-mm-dd`.
    Date,
    /// The time of that day, `HH:MM`, `HH:MM:SS` or with a fraction.
    Clock,
    /// The time of the request, counted from 1970.
    Epoch(Unit),
    /// A text.
    Text(Column),
    /// The status of the response.
    Status,
    /// The size of the response.
    Bytes,
    /// The server's port.
    Port,
    /// A number that need not be there.
    Number(Column),
    /// A duration that need not be there.
    Duration(Column, Unit),
    /// How long the request took, in a unit that depends on who wrote the log.
    TimeTaken,
}

impl Meaning {
    /// The column that it fills.
    pub fn column(self) -> Option<Column> {
        match self {
            Meaning::Unknown => None,
            Meaning::Date | Meaning::Clock | Meaning::Epoch(_) => Some(Column::Time),
            Meaning::Text(column) | Meaning::Number(column) | Meaning::Duration(column, _) => Some(column),
            Meaning::Status => Some(Column::Status),
            Meaning::Bytes => Some(Column::Bytes),
            Meaning::Port => Some(Column::Port),
            Meaning::TimeTaken => Some(Column::RequestTime),
        }
    }
}

/// A point in time that the time of a day alone is added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// Microseconds from 1970 to midnight before it.
    pub midnight: i64,
    /// Microseconds since midnight.
    pub clock: i64,
}

/// A record that values are added to one by one.
pub struct Draft<'d, 's> {
    /// What is known so far.
    pub fields: &'d mut Slot<'s>,
    /// The text that stands for no value.
    nothing: &'static [u8],
    /// The unit of [`Meaning::TimeTaken`].
    time_taken: Unit,
    time: Option<i64>,
    midnight: Option<i64>,
    clock: Option<i64>,
}

/// The end of the year 9999: a later time is a number in another unit.
const LAST_TIME: i64 = 253_402_300_800 * SECOND;

impl<'d, 's> Draft<'d, 's> {
    /// Nothing yet, in a place whose values are taken away. `nothing` is the text that stands for no value: `-`, or an empty one; `time_taken` the unit of
    /// [`Meaning::TimeTaken`].
    pub fn new(fields: &'d mut Slot<'s>, nothing: &'static [u8], time_taken: Unit) -> Draft<'d, 's> {
        fields.clear();
        Draft { fields, nothing, time_taken, time: None, midnight: None, clock: None }
    }

    /// Adds the value of a column, which stands at `span` in the batch.
    ///
    /// # Errors
    /// When it is a time, a status or a size and cannot be read. What need not be there is left out and noted.
    #[inline]
    pub fn add(&mut self, meaning: Meaning, value: &[u8], span: Span) -> Result<(), RejectReason> {
        match meaning {
            Meaning::Unknown => {}
            Meaning::Date | Meaning::Clock | Meaning::Epoch(_) => self.add_time(meaning, value)?,
            _ if value == self.nothing => {}
            Meaning::Status => {
                self.fields.status = match value {
                    // What IIS writes when no status was sent.
                    b"0" => Some(0),
                    _ => scan::status(value).ok_or(RejectReason::BadStatus)?,
                }
            }
            Meaning::Bytes => self.fields.bytes = Some(scan::size(value).ok_or(RejectReason::BadSize)?),
            Meaning::Text(column) => self.set_text(column, span),
            Meaning::Port => {
                self.fields.port = scan::number(value).and_then(|port| port.try_into().ok());
                self.note_unread(self.fields.port.is_none());
            }
            Meaning::Number(column) => {
                let largest = if column.is_small() { u64::from(u16::MAX) } else { u64::MAX };
                self.set_number(column, scan::number(value).filter(|number| *number <= largest));
            }
            Meaning::Duration(column, unit) => self.set_number(column, duration::parse(value, unit)),
            Meaning::TimeTaken => self.set_number(Column::RequestTime, duration::parse(value, self.time_taken)),
        }
        Ok(())
    }

    /// Completes the record. A time of day without a day is that of `dated`, or of the day after when `dated` is later on its day: a log
    /// that goes on through midnight.
    ///
    /// # Errors
    /// [`RejectReason::MissingTime`].
    pub fn finish(self, dated: Option<Dated>) -> Result<(), RejectReason> {
        let time = self.time.or_else(|| {
            let clock = self.clock?;
            let midnight = self.midnight.or_else(|| {
                let Dated { midnight, clock: first } = dated?;
                Some(if clock < first { midnight + DAY } else { midnight })
            });
            Some(midnight? + clock)
        });
        self.fields.time = time.ok_or(RejectReason::MissingTime)?;
        Ok(())
    }

    fn add_time(&mut self, meaning: Meaning, value: &[u8]) -> Result<(), RejectReason> {
        let (part, micros) = match meaning {
            Meaning::Date => (&mut self.midnight, time::parse_date(value).map(|day| day * DAY)),
            Meaning::Clock => (&mut self.clock, clock(value)),
            Meaning::Epoch(unit) => {
                let micros = duration::parse(value, unit).and_then(|micros| i64::try_from(micros).ok());
                (&mut self.time, micros.filter(|micros| *micros < LAST_TIME))
            }
            _ => return Ok(()),
        };
        *part = Some(micros.ok_or(RejectReason::BadTime)?);
        Ok(())
    }

    fn set_text(&mut self, column: Column, span: Span) {
        let is_empty = span.start() == span.end();
        match core_text(self.fields, column) {
            // An empty target, or a part of one, is none.
            Some(_) if is_empty && matches!(column, Column::Method | Column::Target | Column::Path | Column::Query) => {
            }
            Some(text) => *text = span,
            None => self.fields.extra.set_text(column, span),
        }
    }

    fn set_number(&mut self, column: Column, number: Option<u64>) {
        self.fields.extra.set_number(column, number);
        self.note_unread(number.is_none());
    }

    fn note_unread(&mut self, is_unread: bool) {
        if is_unread {
            self.fields.notes.add(Note::UnreadField);
        }
    }
}

/// Microseconds since midnight; the seconds need not be there (section 3 of the W3C draft).
pub fn clock(value: &[u8]) -> Option<i64> {
    match *value {
        [h1, h2, b':', m1, m2] => time::parse_clock(&[h1, h2, b':', m1, m2, b':', b'0', b'0']),
        _ => time::parse_clock(value),
    }
}

/// Where a text stands that most formats have.
fn core_text(core: &mut CoreFields, column: Column) -> Option<&mut Span> {
    Some(match column {
        Column::Host => &mut core.host,
        Column::User => &mut core.user,
        Column::Method => &mut core.method,
        Column::Target => &mut core.target,
        Column::Path => &mut core.path,
        Column::Query => &mut core.query,
        Column::Protocol => &mut core.protocol,
        Column::Referer => &mut core.referer,
        Column::UserAgent => &mut core.user_agent,
        Column::Vhost => &mut core.vhost,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::fields::Fields;

    fn time(values: &[(Meaning, &str)], dated: Option<Dated>) -> Result<i64, RejectReason> {
        let fields = Fields::filled_by(|fields| {
            let mut draft = Draft::new(fields, b"-", Unit::Seconds);
            for (meaning, value) in values {
                draft.add(*meaning, value.as_bytes(), Span::new(0, value.len()))?;
            }
            draft.finish(dated)
        });
        fields.map(|fields| fields.time)
    }

    #[test]
    fn a_time_of_day_belongs_to_the_day_of_the_file_or_the_next() {
        let noon = Dated { midnight: 0, clock: DAY / 2 };
        let clock = |clock| time(&[(Meaning::Clock, clock)], Some(noon));
        assert_eq!(clock("12:00:00"), Ok(DAY / 2));
        assert_eq!(clock("23:59:59"), Ok(DAY - SECOND));
        assert_eq!(clock("00:00:01.5"), Ok(DAY + SECOND * 3 / 2));
        assert_eq!(clock("12:01"), Ok(DAY / 2 + 60 * SECOND));
        assert_eq!(time(&[(Meaning::Date, "1970-01-03"), (Meaning::Clock, "00:00:00")], Some(noon)), Ok(2 * DAY));
    }

    #[test]
    fn without_a_day_or_a_clock_there_is_no_time() {
        assert_eq!(time(&[(Meaning::Clock, "12:00:00")], None), Err(RejectReason::MissingTime));
        assert_eq!(time(&[(Meaning::Date, "1970-01-03")], None), Err(RejectReason::MissingTime));
        assert_eq!(time(&[(Meaning::Date, "-")], None), Err(RejectReason::BadTime));
        assert_eq!(time(&[(Meaning::Epoch(Unit::Seconds), "1.5")], None), Ok(SECOND * 3 / 2));
        assert_eq!(time(&[(Meaning::Epoch(Unit::Seconds), "1700000000000")], None), Err(RejectReason::BadTime));
    }

    #[test]
    fn every_text_of_the_core_has_its_place() {
        for column in Column::ALL.into_iter().filter(|column| column.is_text() && !column.is_extra()) {
            // The others are derived, or in no such format.
            let others = [Column::Ident, Column::Request, Column::StatusClass, Column::Extension, Column::FirstSegment];
            let place = core_text(&mut CoreFields::default(), column).is_some();
            assert_eq!(place, !others.contains(&column), "{column}");
        }
    }
}
