//! A record that is made of the values of its columns, one by one.

use crate::log::duration::Unit;
use crate::log::fields::{FieldsMut, Span};
use crate::log::format::Meaning;
use crate::log::reject::RejectReason;
use crate::log::tally::Note;
use crate::log::time::{self, days};

/// A record that values are added to one by one.
pub struct Draft<'d, 's> {
    /// What is known so far.
    pub fields: &'d mut FieldsMut<'s>,
    /// The text that means no value.
    nothing: &'static [u8],
    /// The unit of [`Meaning::DeclaredDuration`].
    time_taken: Unit,
    midnight: Option<i64>,
    clock: Option<i64>,
}

impl<'d, 's> Draft<'d, 's> {
    /// An empty record, in fields that are cleared. `nothing` is the text that means no value: `-`, or an empty one; `time_taken` the unit
    /// of [`Meaning::DeclaredDuration`].
    pub fn new(fields: &'d mut FieldsMut<'s>, nothing: &'static [u8], time_taken: Unit) -> Draft<'d, 's> {
        fields.clear();
        Draft { fields, nothing, time_taken, midnight: None, clock: None }
    }

    /// Adds the value of a column, which is at `span` in the batch.
    ///
    /// # Errors
    /// When it is a time, a status or a size and cannot be read. What need not be there is left out and noted.
    #[inline(always)]
    pub fn add(&mut self, meaning: Meaning, value: &[u8], span: Span) -> Result<(), RejectReason> {
        let meaning = match meaning {
            Meaning::Skip => return Ok(()),
            Meaning::Date => {
                self.midnight = Some(time::parse_date(value).ok_or(RejectReason::BadTime)?);
                return Ok(());
            }
            Meaning::Clock => {
                self.clock = Some(time::parse_clock(value).ok_or(RejectReason::BadTime)?);
                return Ok(());
            }
            Meaning::DeclaredDuration(column) => Meaning::Duration(column, self.time_taken),
            meaning => meaning,
        };
        let is_absent = value == self.nothing && !matches!(meaning, Meaning::Time(_));
        if is_absent { Ok(()) } else { meaning.store_inline(value, span, self.fields).map(drop) }
    }

    /// Completes the record. A clock without a date is on the day that it has after `latest`, the latest time of the lines before.
    ///
    /// # Errors
    /// [`RejectReason::MissingTime`].
    pub fn finish(self, latest: Option<i64>) -> Result<(), RejectReason> {
        self.fields.time = match (self.fields.time(), self.midnight, self.clock, latest) {
            (Some(time), ..) => time,
            (None, Some(midnight), Some(clock), _) => midnight + clock,
            (None, None, Some(clock), Some(latest)) => {
                self.fields.notes.add(Note::NoDate);
                days::time_after(latest, clock).ok_or(RejectReason::MissingTime)?
            }
            _ => return Err(RejectReason::MissingTime),
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::fields::Fields;
    use crate::log::time::{DAY, SECOND};

    fn time(values: &[(Meaning, &str)], latest: Option<i64>) -> Result<i64, RejectReason> {
        let fields = Fields::filled_by(|fields| {
            let mut draft = Draft::new(fields, b"-", Unit::Seconds);
            for (meaning, value) in values {
                draft.add(*meaning, value.as_bytes(), Span::new(0, value.len()))?;
            }
            draft.finish(latest)
        });
        fields.map(|fields| fields.core.time)
    }

    #[test]
    fn a_date_counts_before_the_days_of_the_lines_before() {
        let values = [(Meaning::Date, "1970-01-03"), (Meaning::Clock, "00:00:00")];
        assert_eq!(time(&values, Some(0)), Ok(2 * DAY));
        assert_eq!(time(&values[1..], Some(DAY / 2)), Ok(DAY));
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
