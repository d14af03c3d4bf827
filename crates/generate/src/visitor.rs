//! Clients: their address, program and behaviour.

use super::random::{Random, index, mix};
use super::settings::Settings;
use super::words::{BROWSERS, CRAWLERS, PROGRAMS, SCANNERS, USERS};

/// What a kind of visitor requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Pages with all that belongs to them.
    Browser,
    /// Page after page, and `/robots.txt`.
    Crawler,
    /// The programming interface.
    Program,
    /// Known vulnerabilities.
    Scanner,
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visitor {
    /// The kind of visitor.
    pub kind: Kind,
    /// Scrambled bits that are the same for all requests of the address.
    pub bits: u64,
    /// The `User-Agent` header.
    pub agent: &'static str,
    /// The user who logged in.
    pub user: Option<&'static str>,
}

impl Visitor {
    /// The visitor of a line, by its number. The number of addresses grows with it.
    pub(super) fn choose(settings: &Settings, number: u64, random: &mut Random) -> Visitor {
        let rank = random.skewed_below((300 + number / 4).min(settings.hosts));
        let bits = mix(rank ^ settings.seed.rotate_left(32));
        let kind = match bits % 100 {
            0..80 => Kind::Browser,
            80..91 => Kind::Crawler,
            91..97 => Kind::Program,
            _ => Kind::Scanner,
        };
        let agents: &[&str] = match kind {
            Kind::Browser => &BROWSERS,
            Kind::Crawler => &CRAWLERS,
            Kind::Program => &PROGRAMS,
            Kind::Scanner => &SCANNERS,
        };
        // The product of two uniform draws favours the first agents of a list, which are the common ones.
        let place = (((bits >> 8) & 0xff) * ((bits >> 16) & 0xff) * agents.len() as u64) >> 16;
        let logs_in = kind == Kind::Program || bits >> 60 == 0;
        let user = (logs_in && random.per_mille(60)).then(|| USERS[index((bits >> 24) % USERS.len() as u64)]);
        Visitor { kind, bits, agent: agents[index(place)], user }
    }

    /// Writes the address: IPv6 for one in sixteen.
    pub(super) fn write_host(&self, out: &mut Vec<u8>) {
        let bits = self.bits >> 20;
        if bits & 15 == 0 {
            out.extend_from_slice(b"2001:db8");
            for shift in [4, 16, 28] {
                push_hex(out, (bits >> shift) & 0xfff | 0x1000);
            }
            out.extend_from_slice(b"::");
            return push_number(out, 1 + (bits & 7));
        }
        let first = (bits >> 4) % 222 + 1;
        // Loopback and private networks do not come from outside.
        push_number(out, if matches!(first, 10 | 127 | 172 | 192) { first + 1 } else { first });
        for shift in [12, 20, 28] {
            out.push(b'.');
            push_number(out, (bits >> shift) & 0xff);
        }
    }
}

fn push_hex(out: &mut Vec<u8>, number: u64) {
    out.push(b':');
    out.extend([12, 8, 4, 0].map(|shift| b"0123456789abcdef"[index((number >> shift) & 15)]));
}

/// Appends a number in decimal digits.
pub(super) fn push_number(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}
