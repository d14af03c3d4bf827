//! Directives: lines such as `#Fields: date time c-ip` that define the lines after them (W3C extended log file format,
//! <https://www.w3.org/TR/WD-logfile>).
//!
//! A batch begins in the middle of a file, so its parser needs the directives in force there. [`Directives`] tracks them in constant
//! memory.

use std::sync::Arc;

use super::bytes::{BYTE_ORDER_MARK, trim};
use super::format::Format;
use super::time::days::DayCount;

/// A directive that formats obey. All others are comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Directive {
    /// `#Fields`: the names of the columns.
    Fields,
    /// `#Date`: when the lines after it were begun.
    Date,
    /// `#Software`: the program that wrote them.
    Software,
}

impl Directive {
    const ALL: [(Directive, &'static str); 3] =
        [(Directive::Fields, "#Fields:"), (Directive::Date, "#Date:"), (Directive::Software, "#Software:")];

    /// Parses a directive and the trimmed text after its colon (or tab, as Zeek writes).
    pub fn read(line: &[u8]) -> Option<(Directive, &[u8])> {
        let line = &line[trim(line)];
        Directive::ALL.into_iter().find_map(|(directive, name)| {
            let (start, value) = line.split_at_checked(name.len())?;
            let is_named = start.eq_ignore_ascii_case(name.as_bytes()) || start == b"#fields\t";
            is_named.then_some((directive, value.trim_ascii()))
        })
    }
}

/// The directives in force: the last one of each name.
///
/// # Example
/// ```
/// use logmill::log::directives::Directives;
///
/// let mut directives = Directives::default();
/// directives.obey(b"#Fields: date time\n2023-10-10 13:55:36\n#Fields: time\n");
/// assert_eq!(directives.lines().as_deref(), Some(&b"#Fields: time\n"[..]));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Directives {
    /// The text after the colon, in the order of [`Directive::ALL`].
    values: [Option<Vec<u8>>; Directive::ALL.len()],
    /// The directives as lines; `None` after a change.
    lines: Option<Arc<[u8]>>,
    /// Counts the days of lines without a date.
    days: DayCount,
}

impl Directives {
    /// Updates the directives in force from `text` (whole lines). Where lines have no date, `#Date` becomes the latest time so far.
    pub fn obey(&mut self, text: &[u8]) {
        let (mut at, mut passed) = (0, 0);
        while let Some(mark) = memchr::memchr(b'#', &text[at..]).map(|found| at + found) {
            if !begins_a_line(text, mark) {
                at = mark + 1;
                continue;
            }
            at = memchr::memchr(b'\n', &text[mark..]).map_or(text.len(), |length| mark + length);
            if let Some((directive, value)) = Directive::read(&text[mark..at]) {
                self.count_days(&text[passed..mark]);
                passed = at;
                match directive {
                    Directive::Fields => self.days.set_fields(value),
                    Directive::Date => self.days.set_date(value),
                    Directive::Software => {}
                }
                self.set(directive, value);
            }
        }
        self.count_days(&text[passed..]);
    }

    fn count_days(&mut self, text: &[u8]) {
        if !self.days.is_counting() {
            return;
        }
        let before = self.days.latest();
        text.split(|byte| *byte == b'\n').for_each(|line| self.days.pass(&line[trim(line)]));
        if let Some(date) = self.days.date().filter(|_| self.days.latest() != before) {
            self.set(Directive::Date, date.as_bytes());
        }
    }

    fn set(&mut self, directive: Directive, value: &[u8]) {
        self.values[directive as usize] = Some(value.to_vec());
        self.lines = None;
    }

    /// Updates the directives in force from whole lines of a format, after removing its envelope; does nothing for a format without
    /// directives.
    pub fn obey_lines_of(&mut self, format: &Format, text: &[u8]) {
        if !format.functions().has_directives() {
            return;
        }
        match format.envelope() {
            Some(envelope) => self.obey(&envelope.unwrap(text).text),
            None => self.obey(text),
        }
    }

    /// The directives as whole lines, or `None` if there are none. Built once for each change, then shared.
    pub fn lines(&mut self) -> Option<Arc<[u8]>> {
        if self.lines.is_none() && self.values.iter().any(Option::is_some) {
            let mut lines = Vec::new();
            for ((_, name), value) in Directive::ALL.into_iter().zip(&self.values) {
                if let Some(value) = value {
                    lines.extend_from_slice(name.as_bytes());
                    lines.push(b' ');
                    lines.extend_from_slice(value);
                    lines.push(b'\n');
                }
            }
            self.lines = Some(lines.into());
        }
        self.lines.clone()
    }
}

/// Whether only bytes that [`trim`] removes precede `place` in its line.
fn begins_a_line(text: &[u8], place: usize) -> bool {
    let blanks = text[..place].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let before = &text[..place - blanks];
    let before = before.strip_suffix(BYTE_ORDER_MARK).unwrap_or(before);
    before.iter().rev().find(|byte| **byte != 0).is_none_or(|byte| *byte == b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_force(texts: &[&[u8]]) -> String {
        let mut directives = Directives::default();
        texts.iter().for_each(|text| directives.obey(text));
        directives.lines().map(|lines| String::from_utf8_lossy(&lines).into_owned()).unwrap_or_default()
    }

    #[test]
    fn the_last_directive_of_each_name_is_in_force() {
        let text = "#Software: IIS\n#Version: 1.0\n#Date: 2023-10-10 00:00:00\n#Fields: a b\nx y\n#fields:c\r\nz";
        assert_eq!(in_force(&[text.as_bytes()]), "#Fields: c\n#Date: 2023-10-10 00:00:00\n#Software: IIS\n");
        assert_eq!(in_force(&[b"#Fields: a\n", b"x\n", b"#Date: d\n"]), "#Fields: a\n#Date: d\n");
        assert_eq!(in_force(&[b"#Fields:", b""]), "#Fields: \n");
        assert_eq!(in_force(&[b"#path\thttp\n#fields\tts\tuid\n#types\ttime\tstring\n"]), "#Fields: ts\tuid\n");
    }

    #[test]
    fn only_the_beginning_of_a_line_is_a_directive() {
        assert_eq!(in_force(&[b"x #Fields: a\n#Fieldsb: c\n# Fields: d\n##Fields: e\nFields: f\n#"]), "");
        assert_eq!(in_force(&[b"\xef\xbb\xbf \t#Fields:  a\tb \n"]), "#Fields: a\tb\n");
        assert_eq!(in_force(&[b"# #Fields: a\n"]), "");
        assert_eq!(in_force(&["#\n".repeat(3).as_bytes(), b" # \n#Fields: \xff\n"]), "#Fields: \u{fffd}\n");
    }

    #[test]
    fn directives_that_did_not_change_are_shared() {
        let mut directives = Directives::default();
        assert_eq!(directives.lines(), None);
        directives.obey(b"#Fields: a\n");
        let (one, other) = (directives.lines(), directives.lines());
        assert!(one.zip(other).is_some_and(|(one, other)| Arc::ptr_eq(&one, &other)));
    }
}
