//! Apache's `LogFormat` (<https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats>).

use super::headers::{request_header, response_header};
use super::{Placed, httpd_lines, text_of};
use crate::log::OwnColumns;
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::Meaning;
use crate::log::format::description::{Description, Part, Written};
use crate::log::format::description::{FormatError, FormatFault};
use crate::log::format::layout::{Field, Habits, Piece, TimePattern};
use crate::log::format::{Escaping, Format};
use crate::log::time::SECOND;

/// Every directive: `*` is whatever goes into the braces.
const DIRECTIVES: [&str; 35] = [
    "%a", "%{*}a", "%A", "%B", "%b", "%{*}C", "%{*}c", "%D", "%{*}e", "%f", "%h", "%{*}h", "%H", "%{*}i", "%k", "%l",
    "%L", "%m", "%{*}n", "%{*}o", "%p", "%{*}p", "%P", "%q", "%r", "%R", "%s", "%t", "%{*}t", "%T", "%u", "%U", "%v",
    "%{*}x", "%%",
];

/// Makes a format of a `LogFormat`: the whole directive, or its string, escaped as in `httpd.conf` or not at all.
///
/// Directives with a name in braces that is of no column of every log fill columns of the job's own; others are skipped.
///
/// # Errors
/// A directive that Apache does not have or that is cut off, and two fields with nothing between them.
pub fn compile(name: &str, text: &str, own: &mut OwnColumns) -> Result<Format, FormatError> {
    describe(name, text, own)?.compile()
}

/// Takes a `LogFormat` apart.
pub fn describe<'a>(name: &'a str, text: &'a str, own: &mut OwnColumns) -> Result<Description<'a>, FormatError> {
    let placed = content(text);
    let chars: Vec<char> = placed.iter().map(|(_, char)| *char).collect();
    let moved = |mut error: FormatError| {
        error.at = error.at.map(|at| placed.get(at - 1).map_or(at, |(place, _)| place + 1));
        error
    };
    let mut directives = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match chars[at] {
            '%' => {
                let mut directive = Directive::parse(&chars, at).map_err(moved)?;
                directive.at = placed[at].0 + 1;
                at += directive.written.chars().count();
                directives.push(Item::Directive(directive));
            }
            '\\' if at + 1 < chars.len() => {
                directives.push(Item::Char(match chars[at + 1] {
                    't' => '\t',
                    'n' => '\n',
                    other => other,
                }));
                at += 2;
            }
            char => {
                directives.push(Item::Char(char));
                at += 1;
            }
        }
    }
    let choice = Choice::among(&directives);
    let parts = directives.iter().flat_map(|item| item.parts(&choice, own)).collect();
    let example = "`%t`, `%>s` or `\\\"%r\\\"`";
    let escaping = Escaping::Backslash;
    Ok(Description { name, grammar: text, escaping, habits: Habits::default(), parts, example })
}

/// The string of a directive, if it is one, else the text itself; each character with its place.
fn content(text: &str) -> Placed {
    let lines = httpd_lines(text);
    let directive = lines.into_iter().map(|line| line.words).find(|words| {
        words.len() > 1 && words.first().is_some_and(|name| text_of(name).eq_ignore_ascii_case("LogFormat"))
    });
    match directive.and_then(|words| words.into_iter().nth(1)) {
        Some(string) => string,
        None => text.chars().enumerate().collect(),
    }
}

enum Item {
    Char(char),
    Directive(Directive),
}

impl Item {
    fn parts(&self, choice: &Choice, own: &mut OwnColumns) -> Vec<Part> {
        match self {
            // Apache ends each line with one of its own.
            Item::Char('\n') => Vec::new(),
            Item::Char(char) => vec![Part::Text(char.to_string())],
            Item::Directive(directive) => directive.parts(choice, own),
        }
    }
}

/// `%`, conditions and modifiers, the argument in braces, and letters.
struct Directive {
    written: String,
    /// First character, from 1.
    at: usize,
    /// Whether it is of the original request, of several internal ones: `<`.
    is_original: bool,
    argument: Option<String>,
    letter: char,
}

impl Directive {
    fn parse(chars: &[char], start: usize) -> Result<Directive, FormatError> {
        let mut at = start + 1;
        let (mut is_original, mut is_last, mut argument) = (false, false, None);
        let cut_off = |end: usize, expected| {
            let written = chars[start..end].iter().collect();
            FormatError::at(start + 1, FormatFault::CutOff { written, expected })
        };
        loop {
            match chars.get(at) {
                None => return Err(cut_off(at, "a letter should follow; a percent sign is written `%%`")),
                Some('<') => is_original = true,
                Some('>') => is_last = true,
                Some('!' | ',' | '0'..='9') => {}
                Some('{') => {
                    let length = chars[at..].iter().position(|char| *char == '}');
                    let length = length.ok_or_else(|| cut_off(chars.len(), "a `}` should follow"))?;
                    argument = Some(chars[at + 1..at + length].iter().collect());
                    at += length;
                }
                // Trailers, which are written with two letters.
                Some('^') => {
                    let end = (at + 3).min(chars.len());
                    let letter = if chars[at + 1..end].len() == 2 {
                        '^'
                    } else {
                        return Err(cut_off(end, "`ti` or `to` should follow"));
                    };
                    let written = chars[start..end].iter().collect();
                    return Ok(Directive { written, at: start + 1, is_original, argument, letter });
                }
                Some(letter) => {
                    let letter = *letter;
                    let written: String = chars[start..=at].iter().collect();
                    // `%s` is that of the original request, `%>s` the one that was answered in the end.
                    let is_original = is_original || (letter == 's' && !is_last);
                    let directive = Directive { written, at: start + 1, is_original, argument, letter };
                    return directive.known();
                }
            }
            at += 1;
        }
    }

    fn known(self) -> Result<Directive, FormatError> {
        if "aABbcCDefhHiIklLmnoOpPqrRsStTuUvVxX%".contains(self.letter) {
            return Ok(self);
        }
        let known = DIRECTIVES.into_iter().chain(["%I", "%O", "%S", "%V", "%X"]).collect();
        Err(FormatError::at(self.at, FormatFault::Unknown { what: "directive", written: self.written, known }))
    }

    fn argument(&self) -> &str {
        self.argument.as_deref().unwrap_or_default()
    }

    fn parts(&self, choice: &Choice, own: &mut OwnColumns) -> Vec<Part> {
        let field = |field| Part::Field(field, Written { text: self.written.clone(), at: self.at });
        match (self.letter, &self.argument) {
            ('%', _) => vec![Part::Text("%".to_owned())],
            ('t', None) => {
                let time = field(Field::Time(TimePattern::new(vec![Piece::Logged]), choice.plain_time));
                vec![Part::Text("[".to_owned()), time, Part::Text("]".to_owned())]
            }
            ('t', Some(format)) => {
                let (is_end, pattern) = time_format(format);
                match pattern {
                    Some(pattern) => {
                        let is_used = !is_end || !choice.has_begin;
                        vec![field(Field::Time(pattern, is_used))]
                    }
                    None => vec![field(Field::Value(Meaning::Skip))],
                }
            }
            _ => {
                let value = self.value(choice).or_else(|| self.own_value(own));
                vec![field(Field::Value(value.unwrap_or(Meaning::Skip)))]
            }
        }
    }

    /// What it means as a column of every log; `None` if it is of none of these.
    fn value(&self, choice: &Choice) -> Option<Meaning> {
        let argument = self.argument();
        let text = Meaning::Text;
        Some(match self.letter {
            'a' | 'h' if argument == "c" => return None,
            'a' | 'h' => text(Column::Host),
            'A' => text(Column::Server),
            'b' | 'B' => Meaning::Bytes,
            'O' if !choice.has_size => Meaning::Bytes,
            'I' => Meaning::NumberOrName(Column::RequestBytes),
            'c' | 'x' => match argument.to_ascii_lowercase().as_str() {
                "ssl_protocol" | "version" => text(Column::TlsProtocol),
                "ssl_cipher" | "cipher" => text(Column::TlsCipher),
                _ => return None,
            },
            'D' => Meaning::Duration(Column::RequestTime, Unit::Microseconds),
            'T' => match argument {
                _ if choice.has_micros && argument != "us" => return None,
                "us" => Meaning::Duration(Column::RequestTime, Unit::Microseconds),
                "ms" => Meaning::Duration(Column::RequestTime, Unit::Milliseconds),
                _ if choice.has_millis => return None,
                _ => Meaning::Duration(Column::RequestTime, Unit::Seconds),
            },
            'H' => text(Column::Protocol),
            'i' => text(request_header(argument)?),
            'o' => text(response_header(argument)?),
            'l' => text(Column::Ident),
            'L' => text(Column::RequestId),
            'm' => text(Column::Method),
            'p' if argument != "remote" => Meaning::Number(Column::Port),
            'q' => Meaning::Query,
            // With an argument, an attribute of Tomcat's request or session.
            'r' | 's' if self.argument.is_some() => return None,
            'r' => Meaning::Request,
            's' if self.is_original && choice.has_last_status => return None,
            's' => Meaning::Status,
            'u' => text(Column::User),
            'U' => text(Column::Path),
            'v' | 'V' => text(Column::Vhost),
            _ => return None,
        })
    }

    /// A column of the job's own for a header, cookie, note, environment variable or attribute, by its name.
    fn own_value(&self, own: &mut OwnColumns) -> Option<Meaning> {
        let is_named = "iocCenrsx^".contains(self.letter);
        let name = self.argument.as_ref().filter(|_| is_named)?;
        own.allot(name).map(Meaning::Text)
    }
}

/// Which of several directives for the same column is read.
struct Choice {
    /// `%b` or `%B`, before `%O`, which counts the headers too.
    has_size: bool,
    has_last_status: bool,
    /// A duration in microseconds.
    has_micros: bool,
    has_millis: bool,
    /// `%{...}t` of the request's beginning, before one of its end.
    has_begin: bool,
    /// Whether `%t` gives the time: nothing more exact does.
    plain_time: bool,
}

impl Choice {
    fn among(items: &[Item]) -> Choice {
        let has = |is_one: &dyn Fn(&Directive) -> bool| {
            items.iter().any(|item| matches!(item, Item::Directive(directive) if is_one(directive)))
        };
        let begins = |directive: &Directive| {
            directive.letter == 't' && directive.argument.as_deref().is_some_and(|format| !time_format(format).0)
        };
        Choice {
            has_size: has(&|directive| matches!(directive.letter, 'b' | 'B')),
            has_last_status: has(&|directive| directive.letter == 's' && !directive.is_original),
            has_micros: has(&|directive| {
                directive.letter == 'D' || (directive.letter == 'T' && directive.argument() == "us")
            }),
            has_millis: has(&|directive| directive.letter == 'T' && directive.argument() == "ms"),
            has_begin: has(&begins),
            plain_time: !has(&|directive| {
                let is_whole = matches!(directive.argument().trim_start_matches("begin:"), "sec" | "msec" | "usec");
                directive.letter == 't' && is_whole
            }),
        }
    }
}

/// What the braces of `%{...}t` ask for: whether it is the request's end, and how it is written; none for what cannot be read back.
fn time_format(format: &str) -> (bool, Option<TimePattern>) {
    let (is_end, format) = match (format.strip_prefix("begin:"), format.strip_prefix("end:")) {
        (_, Some(format)) => (true, format),
        (Some(format), _) => (false, format),
        _ => (false, format),
    };
    let piece = match format {
        "sec" => Piece::Epoch(SECOND),
        "msec" => Piece::Epoch(1_000),
        "usec" => Piece::Epoch(1),
        "msec_frac" => Piece::Fraction(3),
        "usec_frac" => Piece::Fraction(6),
        _ => {
            let format = if format.contains('%') { format.to_owned() } else { strftime(format) };
            return (is_end, TimePattern::strftime(&format, Piece::Fraction(9)).ok());
        }
    };
    (is_end, Some(TimePattern::new(vec![piece])))
}

/// What strftime(3) calls a pattern of Java's `SimpleDateFormat`, which Tomcat has in its place.
fn strftime(pattern: &str) -> String {
    let mut written = String::new();
    for (index, part) in pattern.split('\'').enumerate() {
        // What single quotes enclose is text.
        if index % 2 == 1 {
            written.push_str(part);
            continue;
        }
        let chars: Vec<char> = part.chars().collect();
        for run in chars.chunk_by(|one, other| one == other) {
            match (run[0], run.len()) {
                ('y', 2) => written.push_str("%y"),
                ('y', _) => written.push_str("%Y"),
                ('M', ..3) => written.push_str("%m"),
                ('M', _) => written.push_str("%b"),
                ('d', _) => written.push_str("%d"),
                ('H', _) => written.push_str("%H"),
                ('h', _) => written.push_str("%I"),
                ('a', _) => written.push_str("%p"),
                ('m', _) => written.push_str("%M"),
                ('s', _) => written.push_str("%S"),
                ('S', _) => written.push_str("%f"),
                ('Z' | 'X', _) => written.push_str("%z"),
                ('E', _) => written.push_str("%a"),
                ('z', _) => written.push_str("%Z"),
                _ => written.extend(run),
            }
        }
    }
    written
}
