//! A record that is made of the values of its columns, one by one.

use crate::log::duration::Unit;
use crate::log::fields::{Slot, Span};
use crate::log::format::Meaning;
use crate::log::reject::RejectReason;
use crate::log::time::{self, DAY};

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
    /// The unit of [`Meaning::DeclaredDuration`].
    time_taken: Unit,
    midnight: Option<i64>,
    clock: Option<i64>,
}

impl<'d, 's> Draft<'d, 's> {
    /// An empty record, in fields that are cleared. `nothing` is the text that means no value: `-`, or an empty one; `time_taken` the unit
    /// of [`Meaning::DeclaredDuration`].
    pub fn new(fields: &'d mut Slot<'s>, nothing: &'static [u8], time_taken: Unit) -> Draft<'d, 's> {
        fields.clear();
        Draft { fields, nothing, time_taken, midnight: None, clock: None }
    }

    /// Adds the value of a column, which stands at `span` in the batch.
    ///
    /// # Errors
    /// When it is a time, a status or a size and cannot be read. What need not be there is left out and noted.
    #[inline]
    pub fn add(&mut self, meaning: Meaning, value: &[u8], span: Span) -> Result<(), RejectReason> {
        match meaning {
            Meaning::Date => {
                self.midnight = Some(time::parse_date(value).ok_or(RejectReason::BadTime)? * DAY);
                Ok(())
            }
            Meaning::Clock => {
                self.clock = Some(clock(value).ok_or(RejectReason::BadTime)?);
                Ok(())
            }
            Meaning::Time(_) => meaning.store(value, span, self.fields),
            _ if value == self.nothing => Ok(()),
            Meaning::DeclaredDuration(column) => {
                Meaning::Duration(column, self.time_taken).store(value, span, self.fields)
            }
            _ => meaning.store(value, span, self.fields),
        }
    }

    /// Completes the record. A time of day without a day is that of `dated`, or of the day after when `dated` is later on its day: a log
    /// that goes on through midnight.
    ///
    /// # Errors
    /// [`RejectReason::MissingTime`].
    pub fn finish(self, dated: Option<Dated>) -> Result<(), RejectReason> {
        let time = self.fields.time().or_else(|| {
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
}

/// Microseconds since midnight; the seconds need not be there (section 3 of the W3C draft).
pub fn clock(value: &[u8]) -> Option<i64> {
    match *value {
        [h1, h2, b':', m1, m2] => time::parse_clock(&[h1, h2, b':', m1, m2, b':', b'0', b'0']),
        _ => time::parse_clock(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::fields::Fields;
    use crate::log::time::SECOND;

    fn time(values: &[(Meaning, &str)], dated: Option<Dated>) -> Result<i64, RejectReason> {
        let fields = Fields::filled_by(|fields| {
            let mut draft = Draft::new(fields, b"-", Unit::Seconds);
            for (meaning, value) in values {
                draft.add(*meaning, value.as_bytes(), Span::new(0, value.len()))?;
            }
            draft.finish(dated)
        });
        fields.map(|fields| fields.core.time)
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
        assert_eq!(time(&[(Meaning::Time(Some(Unit::Seconds)), "1.5")], None), Ok(SECOND * 3 / 2));
        assert_eq!(time(&[(Meaning::Time(Some(Unit::Seconds)), "1700000000000")], None), Err(RejectReason::BadTime));
    }
}
