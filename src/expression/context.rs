//! What is fixed for a run: the zone, the present, and the tables that functions look values up in.

use std::sync::{Arc, LazyLock, OnceLock};

use super::scope::LogScope;
use crate::agent::Agents;
use crate::agent::shared::SharedReadings;
use crate::geo::Geo;
use crate::log::OwnColumns;
use crate::log::zone::Zone;
use crate::route::Routes;

/// What expressions mean beside their text. The same context gives the same values in every process.
#[derive(Debug, Clone)]
pub struct Context {
    /// The zone of days, hours and texts that are times.
    pub zone: Zone,
    /// The value of `now()`, in microseconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// The columns of the job's own formats.
    pub own_columns: Arc<OwnColumns>,
    /// The user agents that were read in the run.
    pub(crate) readings: Arc<OnceLock<Arc<SharedReadings>>>,
    /// The tables of browsers and bots; `None` for those of the program.
    pub own_agents: Option<Arc<Agents>>,
    /// The templates of routes.
    pub routes: Arc<Routes>,
    /// The databases of addresses; `None` if none was named.
    pub geo: Option<Arc<Geo>>,
    /// Rows of a table that has no `top`; 0 for all.
    pub rows: usize,
}

/// The tables of the program, compiled when they are first used.
static BUILTIN: LazyLock<Arc<Agents>> = LazyLock::new(|| Arc::new(Agents::builtin()));

impl Default for Context {
    fn default() -> Context {
        Context {
            zone: Zone::utc(),
            now: 0,
            own_columns: Arc::default(),
            readings: Arc::default(),
            own_agents: None,
            routes: Arc::default(),
            geo: None,
            rows: 20,
        }
    }
}

impl Context {
    /// The user agents that were read in the run, by the tables of browsers and bots.
    pub fn readings(&self) -> Arc<SharedReadings> {
        let agents = || self.own_agents.as_ref().map_or_else(|| Arc::clone(&BUILTIN), Arc::clone);
        Arc::clone(self.readings.get_or_init(|| Arc::new(SharedReadings::new(agents()))))
    }

    /// The names that expressions over records can use.
    pub fn columns(&self) -> LogScope {
        LogScope { own: Arc::clone(&self.own_columns) }
    }
}
