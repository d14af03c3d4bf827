//! A filter of your own: requests in working hours, in a time zone of your choice.
//!
//! `cargo run --example custom_filter -- run -c examples/custom_filter.toml --actors`

use std::process::ExitCode;

use arrow_array::{BooleanArray, RecordBatch};
use logmill::Registry;
use logmill::filter::{Filter, FilterError};
use logmill::log::{Column, Columns, schema};
use serde::Deserialize;

/// The keys of a filter with `type = "office_hours"`.
#[derive(Deserialize)]
struct OfficeHours {
    /// The first hour that counts, 0 to 23.
    from_hour: u8,
    /// The first hour after it that does not count, 1 to 24.
    to_hour: u8,
    /// Hours that the clock is ahead of UTC.
    #[serde(default)]
    utc_offset_hours: i8,
    /// Keeps all the other requests instead.
    #[serde(default)]
    exclude: bool,
}

impl Filter for OfficeHours {
    fn columns(&self) -> Columns {
        Columns::of(&[Column::Time])
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        let times = schema::time(batch)?;
        Ok(BooleanArray::from_unary(times, |micros| self.holds(micros) != self.exclude))
    }
}

impl OfficeHours {
    /// Whether a time, in microseconds since 1970 in UTC, is in the hours of a day from Monday to Friday.
    fn holds(&self, micros: i64) -> bool {
        let hours = micros.div_euclid(3_600_000_000) + i64::from(self.utc_offset_hours);
        // The days count from a Thursday, the third day after a Monday.
        let weekday = (hours.div_euclid(24) + 3).rem_euclid(7);
        weekday < 5 && (i64::from(self.from_hour)..i64::from(self.to_hour)).contains(&hours.rem_euclid(24))
    }
}

fn main() -> ExitCode {
    let registry = Registry::builtin().filter::<OfficeHours>("office_hours");
    logmill::cli::main(&registry.expect("no built-in filter has this name"))
}
