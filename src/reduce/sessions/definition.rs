//! What a visitor and a session are, as programs for web statistics define them.

use serde::Deserialize;

use crate::log::named_enum::named_enum;
use crate::log::time::SECOND;

named_enum! {
    /// A definition of sessions. What a log cannot tell is left out: campaigns, cookies, scripts and screens.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Definition {
        /// Google Analytics 4: pages count; a session ends after 30 minutes without one.
        Ga4 = "ga4",
        /// Universal Analytics: pages count; a session ends after 30 minutes without one, and at midnight.
        UniversalAnalytics = "universal_analytics",
        /// Matomo: pages count; a visit ends after 30 minutes without one, and at midnight.
        Matomo = "matomo",
        /// AWStats: a visitor is a host, and pages count; a visit ends after an hour without one.
        Awstats = "awstats",
        /// GoAccess: a visitor is a host and a user agent on one day, and has no sessions: each day is one.
        Goaccess = "goaccess",
        /// All requests count; a session ends after 30 minutes without one.
        #[default]
        Gap = "gap",
    }
}

/// What a definition says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// What tells visitors apart.
    pub visitor: &'static [&'static str],
    /// The longest time between two requests of a session, in microseconds; `None` if there is no limit.
    pub gap: Option<i64>,
    /// Whether a session ends at midnight.
    pub ends_at_midnight: bool,
    /// Whether only pages count.
    pub counts_pages: bool,
    /// Whether a visitor is another one on another day.
    pub visitor_is_of_a_day: bool,
}

/// Half an hour, the usual limit.
const HALF_AN_HOUR: i64 = 30 * 60 * SECOND;

impl Definition {
    /// What it says.
    pub fn rules(self) -> Rules {
        let gap = Rules {
            visitor: &["host", "user_agent"],
            gap: Some(HALF_AN_HOUR),
            ends_at_midnight: false,
            counts_pages: false,
            visitor_is_of_a_day: false,
        };
        let pages = Rules { counts_pages: true, ..gap };
        match self {
            Definition::Gap => gap,
            Definition::Ga4 => pages,
            Definition::UniversalAnalytics | Definition::Matomo => Rules { ends_at_midnight: true, ..pages },
            Definition::Awstats => Rules { visitor: &["host"], gap: Some(2 * HALF_AN_HOUR), ..pages },
            Definition::Goaccess => Rules { gap: None, ends_at_midnight: true, visitor_is_of_a_day: true, ..gap },
        }
    }
}
