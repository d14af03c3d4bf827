//! The names of columns in `#Fields` and what they mean.

use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::Meaning;

/// Names, in lower case, and what they mean.
pub type Names = &'static [(&'static str, Meaning)];

/// What the names mean to most servers: those of the W3C draft, of IIS and HTTP.sys, Tomcat, ISA Server, Blue Coat.
pub const COMMON: Names = &[
    ("date", Meaning::Date),
    ("date-local", Meaning::Date),
    ("time", Meaning::Clock),
    ("time-local", Meaning::Clock),
    ("timestamp", Meaning::Time(Some(Unit::Seconds))),
    ("timestamp(ms)", Meaning::Time(Some(Unit::Milliseconds))),
    ("x-timestamp-unix", Meaning::Time(Some(Unit::Seconds))),
    ("c-ip", Meaning::Text(Column::Host)),
    ("c-dns", Meaning::Text(Column::Host)),
    ("cs-username", Meaning::Text(Column::User)),
    ("s-computername", Meaning::Text(Column::Server)),
    ("s-ip", Meaning::Text(Column::Server)),
    ("s-dns", Meaning::Text(Column::Server)),
    ("s-sitename", Meaning::Text(Column::Service)),
    ("s-siteid", Meaning::Text(Column::Service)),
    ("s-port", Meaning::Number(Column::Port)),
    ("cs-method", Meaning::Text(Column::Method)),
    ("cs-uri", Meaning::Text(Column::Target)),
    ("cs-uri-stem", Meaning::Text(Column::Path)),
    ("cs-uri-path", Meaning::Text(Column::Path)),
    ("cs-uri-query", Meaning::Text(Column::Query)),
    ("cs-uri-scheme", Meaning::Text(Column::Scheme)),
    ("cs-protocol", Meaning::Text(Column::Scheme)),
    ("cs-version", Meaning::Text(Column::Protocol)),
    ("cs-protocol-version", Meaning::Text(Column::Protocol)),
    ("sc-status", Meaning::Status),
    ("sc-substatus", Meaning::Number(Column::Substatus)),
    ("sc-win32-status", Meaning::Number(Column::Win32Status)),
    ("sc-bytes", Meaning::Bytes),
    ("bytes", Meaning::Bytes),
    ("cs-bytes", Meaning::Number(Column::RequestBytes)),
    ("time-taken", Meaning::DeclaredDuration(Column::RequestTime)),
    ("timetakenms", Meaning::Duration(Column::RequestTime, Unit::Milliseconds)),
    ("time-taken-ms", Meaning::Duration(Column::RequestTime, Unit::Milliseconds)),
    ("time-taken-us", Meaning::Duration(Column::RequestTime, Unit::Microseconds)),
    ("time-taken-ns", Meaning::Duration(Column::RequestTime, Unit::Nanoseconds)),
    ("time-to-first-byte", Meaning::Duration(Column::FirstByteTime, Unit::Seconds)),
    ("origin-fbl", Meaning::Duration(Column::UpstreamTime, Unit::Seconds)),
    ("cs-host", Meaning::Text(Column::Vhost)),
    ("cs(host)", Meaning::Text(Column::Vhost)),
    ("x-host-header", Meaning::Text(Column::Vhost)),
    ("cs(user-agent)", Meaning::Text(Column::UserAgent)),
    ("c-agent", Meaning::Text(Column::UserAgent)),
    ("cs(referer)", Meaning::Text(Column::Referer)),
    ("cs(referrer)", Meaning::Text(Column::Referer)),
    ("cs-referred", Meaning::Text(Column::Referer)),
    ("cs(cookie)", Meaning::Text(Column::Cookie)),
    ("x-forwarded-for", Meaning::Text(Column::ForwardedFor)),
    ("x_forwarded_for", Meaning::Text(Column::ForwardedFor)),
    ("cs(x-forwarded-for)", Meaning::Text(Column::ForwardedFor)),
    ("cs-x-forwarded-for", Meaning::Text(Column::ForwardedFor)),
    ("sc(content-type)", Meaning::Text(Column::MimeType)),
    ("rs(content-type)", Meaning::Text(Column::MimeType)),
    ("sc-content-type", Meaning::Text(Column::MimeType)),
    ("cs-mime-type", Meaning::Text(Column::MimeType)),
    ("s-action", Meaning::Text(Column::CacheStatus)),
    ("s-hierarchy", Meaning::Text(Column::Hierarchy)),
    ("s-supplier-name", Meaning::Text(Column::UpstreamAddr)),
    ("s-reason", Meaning::Text(Column::Error)),
    ("x-edge-location", Meaning::Text(Column::EdgeLocation)),
    ("x-edge-result-type", Meaning::Text(Column::CacheStatus)),
    ("x-edge-request-id", Meaning::Text(Column::RequestId)),
    ("ssl-protocol", Meaning::Text(Column::TlsProtocol)),
    ("ssl-cipher", Meaning::Text(Column::TlsCipher)),
];

/// What the names in a value of `#Fields` mean, in order. Of several columns that fill the same one of ours, the first does;
/// a name is looked up in the first table that has it.
pub fn meanings(names: &[u8], tables: &[Names]) -> Vec<Meaning> {
    let names = names.split(|byte| byte.is_ascii_whitespace()).filter(|name| !name.is_empty());
    let mut taken: Vec<Meaning> = Vec::new();
    let mut meaning = |name: &[u8]| {
        let known = tables.iter().copied().flatten().find(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes()));
        let meaning = known.map_or(Meaning::Skip, |(_, meaning)| *meaning);
        if meaning == Meaning::Skip || taken.iter().any(|earlier| is_same(*earlier, meaning)) {
            return Meaning::Skip;
        }
        taken.push(meaning);
        meaning
    };
    names.map(&mut meaning).collect()
}

/// Whether two columns would fill the same one of ours; a day and a time of day make one time together.
fn is_same(one: Meaning, other: Meaning) -> bool {
    let is_part = |meaning| matches!(meaning, Meaning::Date | Meaning::Clock);
    if is_part(one) || is_part(other) { one == other } else { one.column() == other.column() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_recognised_in_any_case_and_with_any_whitespace_between_them() {
        let meanings = meanings(b"Date  TIME\tx-any cs(USER-agent)\t\xff", &[COMMON]);
        let agent = Meaning::Text(Column::UserAgent);
        assert_eq!(meanings, [Meaning::Date, Meaning::Clock, Meaning::Skip, agent, Meaning::Skip]);
        assert_eq!(super::meanings(b"", &[COMMON]), []);
    }

    #[test]
    fn the_first_of_several_names_for_a_column_counts() {
        let server = Meaning::Text(Column::Server);
        assert_eq!(meanings(b"s-computername s-ip", &[COMMON]), [server, Meaning::Skip]);
        assert_eq!(meanings(b"time time timestamp", &[COMMON]).len(), 3);
        assert_eq!(meanings(b"time time", &[COMMON]), [Meaning::Clock, Meaning::Skip]);
    }

    #[test]
    fn the_first_table_with_a_name_counts() {
        let other: Names = &[("cs(host)", Meaning::Text(Column::Server))];
        assert_eq!(meanings(b"cs(Host) c-ip", &[other, COMMON]), [other[0].1, Meaning::Text(Column::Host)]);
    }

    #[test]
    fn every_name_is_in_lower_case_and_there_once() {
        for (index, (name, _)) in COMMON.iter().enumerate() {
            assert_eq!(name.to_ascii_lowercase(), *name);
            assert!(COMMON[..index].iter().all(|(earlier, _)| earlier != name), "{name}");
        }
    }
}
