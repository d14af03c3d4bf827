//! What to try on a line that a format of the family refuses: the formats that differ by the virtual host first, since that is what lines are
//! refused for; with headers before without.

use super::Clf;
use crate::log::format::{About, LineFormat};

const fn member<const VHOST: bool, const QUOTED: usize>() -> Clf<VHOST, QUOTED> {
    Clf::new(About::new("", "", "", ""))
}

static COMBINED: Clf<false, 2> = member();
static COMMON: Clf<false, 0> = member();
static VHOST_COMBINED: Clf<true, 2> = member();
static VHOST_COMMON: Clf<true, 0> = member();

/// For a format with virtual hosts.
pub static OF_VIRTUAL_HOSTS: [&dyn LineFormat; 4] = [&COMBINED, &COMMON, &VHOST_COMBINED, &VHOST_COMMON];

/// For a format without.
pub static OF_ONE_HOST: [&dyn LineFormat; 4] = [&VHOST_COMBINED, &VHOST_COMMON, &COMBINED, &COMMON];
