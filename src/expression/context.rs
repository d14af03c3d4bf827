//! What is fixed for a run: the zone, the present, and the tables that functions look values up in.

use crate::log::zone::Zone;

/// What expressions mean beside their text. The same context gives the same values in every process.
#[derive(Debug, Clone)]
pub struct Context {
    /// The zone of days, hours and texts that are times.
    pub zone: Zone,
    /// The value of `now()`, in microseconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// Fields of the job's own formats that are not columns.
    pub own_fields: Vec<String>,
    /// Rows of a table that has no `top`; 0 for all.
    pub rows: usize,
}

impl Default for Context {
    fn default() -> Context {
        Context { zone: Zone::utc(), now: 0, own_fields: Vec::new(), rows: 20 }
    }
}

impl Context {
    /// Whether a name is a field of one of the job's own formats.
    pub fn has_own_field(&self, name: &str) -> bool {
        self.own_fields.iter().any(|own| own == name)
    }
}
