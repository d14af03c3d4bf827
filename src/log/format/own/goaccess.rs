//! GoAccess's `log-format` with `date-format` and `time-format` (<https://goaccess.io/man#custom-log>).

use super::goaccess_json;
use super::goaccess_settings::{GoaccessFormat, SPECIFIERS};
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::description::{Description, Part, Written};
use crate::log::format::description::{FormatError, FormatFault};
use crate::log::format::layout::{Field, Habits, Piece, TimePattern};
use crate::log::format::{Delimiters, Meaning};
use crate::log::format::{Escaping, Format};

/// Comma-separated values, in which a quote is doubled.
const CLOUDSTORAGE: &str = r#""%x","%h",%^,%^,"%m","%U","%s",%^,"%b","%D",%^,"%R","%u""#;

/// The predefined formats that are fields with text between them: name, `log-format`, `date-format`, `time-format`.
const PREDEFINED: [(&str, &str, &str, &str); 10] = [
    ("COMBINED", r#"%h %^[%d:%t %^] "%r" %s %b "%R" "%u""#, "%d/%b/%Y", "%H:%M:%S"),
    ("VCOMBINED", r#"%v:%^ %h %^[%d:%t %^] "%r" %s %b "%R" "%u""#, "%d/%b/%Y", "%H:%M:%S"),
    ("COMMON", r#"%h %^[%d:%t %^] "%r" %s %b"#, "%d/%b/%Y", "%H:%M:%S"),
    ("VCOMMON", r#"%v:%^ %h %^[%d:%t %^] "%r" %s %b"#, "%d/%b/%Y", "%H:%M:%S"),
    ("CLOUDSTORAGE", CLOUDSTORAGE, "%f", "%f"),
    ("AWSELB", r#"%^ %dT%t.%^ %^ %h:%^ %^ %^ %T %^ %s %^ %^ %b "%r" "%u" %k %K %^ "%^" "%v""#, "%Y-%m-%d", "%H:%M:%S"),
    ("AWSALB", r#"%^ %dT%t.%^ %v %h:%^ %^ %^ %T %^ %s %^ %^ %b "%r" "%u" %k %K %^"#, "%Y-%m-%d", "%H:%M:%S"),
    ("AWSS3", r#"%^ %v [%d:%t %^] %h %^"%r" %s %^ %b %^ %L %^ "%R" "%u""#, "%d/%b/%Y", "%H:%M:%S"),
    ("SQUID", "%^ %^ %^ %v %^: %x.%^ %~%L %h %^/%s %b %m %U", "%s", "%s"),
    ("TRAEFIKCLF", r#"%h - %e [%d:%t %^] "%r" %s %b "%R" "%u" %^ "%v" "%U" %Lms"#, "%d/%b/%Y", "%H:%M:%S"),
];

/// Predefined formats that cannot be said by fields in an order, and the built-in formats that they are.
const OTHERWISE: [(&str, &str); 3] = [("W3C", "w3c"), ("CLOUDFRONT", "cloudfront"), ("CADDY", "caddy")];

/// Makes a format of GoAccess's settings.
///
/// # Errors
/// A specifier that GoAccess does not have; a date or time without its format; and two fields with nothing between them.
pub fn compile(name: &str, format: &GoaccessFormat<'_>) -> Result<Format, FormatError> {
    let written = format.log_format.trim();
    let same = OTHERWISE.iter().find(|(predefined, _)| predefined.eq_ignore_ascii_case(written));
    if let Some(format) = same.and_then(|(_, built_in)| Format::by_name(built_in)) {
        return Ok(format.named(name));
    }
    if written.starts_with('{') {
        return goaccess_json::compile(name, format);
    }
    let is_name = !written.is_empty() && written.chars().all(|char| char.is_ascii_alphanumeric());
    match PREDEFINED.iter().find(|(predefined, ..)| predefined.eq_ignore_ascii_case(written)) {
        Some((_, log_format, date, time)) => {
            let predefined = GoaccessFormat {
                log_format,
                date_format: format.date_format.or(Some(date)),
                time_format: format.time_format.or(Some(time)),
                datetime_format: format.datetime_format,
            };
            let mut description = describe(name, &predefined)?;
            if *log_format == CLOUDSTORAGE {
                description.escaping = Escaping::DoubledQuote;
            }
            description.compile()
        }
        None if is_name => {
            let known =
                PREDEFINED.iter().map(|(name, ..)| *name).chain(OTHERWISE.iter().map(|(name, _)| *name)).collect();
            let fault = FormatFault::Unknown { what: "predefined format", written: written.to_owned(), known };
            Err(FormatError { key: "log_format", at: None, fault })
        }
        None => describe(name, format)?.compile(),
    }
}

/// Takes a `log-format` apart.
pub fn describe<'a>(name: &'a str, format: &GoaccessFormat<'a>) -> Result<Description<'a>, FormatError> {
    let times = Times::of(format)?;
    let chars: Vec<char> = format.log_format.trim().chars().collect();
    let splits_query = format.log_format.contains("%q");
    let mut parts = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        let written = |length: usize| Written { text: rest.iter().take(length).collect(), at: at + 1 };
        let (part, length) = match rest {
            ['\\', 't', ..] => (Part::Text("\t".to_owned()), 2),
            ['%', '%', ..] => (Part::Text("%".to_owned()), 2),
            ['%', '~', ..] => (Part::Text(" ".to_owned()), 2),
            ['~', 'h', '{', ..] => {
                let length = rest.iter().position(|char| *char == '}').map(|end| end + 1);
                let expected = "a `}` should follow";
                let cut_off = || FormatFault::CutOff { written: rest.iter().collect(), expected };
                let length = length.ok_or_else(|| FormatError::at(at + 1, cut_off()))?;
                let delimiters = delimiters(&rest[3..length - 1]);
                (Part::Field(Field::Value(Meaning::Hosts(delimiters)), written(length)), length)
            }
            ['%', specifier, ..] => (Part::Field(field(*specifier, &times, splits_query, at)?, written(2)), 2),
            ['%'] => {
                let expected = "a letter should follow; a percent sign is written `%%`";
                return Err(FormatError::at(at + 1, FormatFault::CutOff { written: "%".to_owned(), expected }));
            }
            [char, ..] => (Part::Text(char.to_string()), 1),
            [] => break,
        };
        parts.push(part);
        at += length;
    }
    read_zones(&mut parts);
    let example = "`%d`, `%s` or `%r`";
    let escaping = Escaping::Backslash;
    Ok(Description { name, grammar: format.log_format, escaping, habits: Habits::default(), parts, example })
}

/// The delimiters in the braces of a list of hosts; only ASCII can separate addresses.
fn delimiters(chars: &[char]) -> Delimiters {
    let mut delimiters = Delimiters::default();
    let bytes = chars.iter().filter(|char| char.is_ascii()).map(|char| *char as u8);
    delimiters.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
    delimiters
}

fn field(specifier: char, times: &Times, splits_query: bool, at: usize) -> Result<Field, FormatError> {
    let text = |column| Meaning::Text(column);
    let duration = |unit| Meaning::Duration(Column::RequestTime, unit);
    Ok(Field::Value(match specifier {
        'd' => return times.field(times.date.as_ref(), "%d", "date_format", "%d/%b/%Y"),
        't' => return times.field(times.time.as_ref(), "%t", "time_format", "%H:%M:%S"),
        'x' => return times.field(times.datetime.as_ref(), "%x", "datetime_format", "%d/%b/%Y:%H:%M:%S %z"),
        'v' => text(Column::Vhost),
        'e' => text(Column::User),
        'C' => text(Column::CacheStatus),
        'h' => text(Column::Host),
        'r' => Meaning::Request,
        'm' => text(Column::Method),
        'U' => text(if splits_query { Column::Path } else { Column::Target }),
        'q' => text(Column::Query),
        'H' => text(Column::Protocol),
        's' => Meaning::Status,
        'b' => Meaning::Bytes,
        'R' => text(Column::Referer),
        'u' => text(Column::UserAgent),
        'K' => text(Column::TlsProtocol),
        'k' => text(Column::TlsCipher),
        'M' => text(Column::MimeType),
        'D' => duration(Unit::Microseconds),
        'T' => duration(Unit::Seconds),
        'L' => duration(Unit::Milliseconds),
        'n' => duration(Unit::Nanoseconds),
        '^' => Meaning::Skip,
        other => {
            let written = format!("%{other}");
            let fault = FormatFault::Unknown { what: "specifier", written, known: SPECIFIERS.to_vec() };
            return Err(FormatError::at(at + 1, fault));
        }
    }))
}

/// The formats of dates and times.
struct Times {
    date: Option<TimePattern>,
    time: Option<TimePattern>,
    datetime: Option<TimePattern>,
}

impl Times {
    fn of(format: &GoaccessFormat<'_>) -> Result<Times, FormatError> {
        let pattern = |key, text: Option<&str>| {
            let pattern = |text| TimePattern::strftime(text, Piece::Epoch(1));
            text.map(pattern).transpose().map_err(|unknown| FormatError::strftime(key, unknown))
        };
        let is_number = |text: &&str| matches!(*text, "%s" | "%f" | "%*");
        // A number since 1970 is date and time in one.
        let number = format.date_format.filter(is_number).or(format.time_format.filter(is_number));
        Ok(Times {
            date: pattern("date_format", format.date_format)?,
            time: pattern("time_format", format.time_format)?,
            datetime: pattern("datetime_format", format.datetime_format.or(number))?,
        })
    }

    fn field(
        &self,
        pattern: Option<&TimePattern>,
        directive: &'static str,
        key: &'static str,
        example: &'static str,
    ) -> Result<Field, FormatError> {
        let missing = || FormatError::whole(FormatFault::MissingKey { directive, key, example });
        Ok(Field::Time(pattern.ok_or_else(missing)?.clone(), true))
    }
}

/// A skipped field after a time and a space is its zone, if it is one: GoAccess has no specifier for that.
fn read_zones(parts: &mut [Part]) {
    for start in 0..parts.len().saturating_sub(2) {
        if let [Part::Field(Field::Time(..), _), Part::Text(space), Part::Field(field, _), ..] = &mut parts[start..]
            && space == " "
            && *field == Field::Value(Meaning::Skip)
        {
            *field = Field::Time(TimePattern::new(vec![Piece::AnyZone]), true);
        }
    }
}
