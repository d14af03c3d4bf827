//! Splits a line into values: at whitespace, at tabs, or at whitespace outside quotes.

use crate::log::bytes::{blanks, first_blank, is_blank};
use crate::log::format::whitespace::Whitespace;

/// A value's range in its line: its first byte, and one past its last.
pub type Place = (usize, usize);

/// Values separated by any run of spaces and tabs.
pub struct Blanks<'l> {
    line: &'l [u8],
    /// One past the whitespace that ended the last one.
    at: usize,
    whitespace: Whitespace<'l>,
}

impl<'l> Blanks<'l> {
    /// The values of a line.
    pub fn new(line: &'l [u8]) -> Blanks<'l> {
        Blanks { line, at: 0, whitespace: Whitespace::new(line) }
    }
}

impl Iterator for Blanks<'_> {
    type Item = Place;

    #[inline(always)]
    fn next(&mut self) -> Option<Place> {
        let mut start = self.at;
        // Usually a single byte separates values.
        if is_blank(*self.line.get(start)?) {
            start += blanks(&self.line[start..]);
        }
        if start == self.line.len() {
            return None;
        }
        let end = self.whitespace.next(start, self.line.len()).min(self.line.len());
        self.at = end + 1;
        Some((start, end))
    }
}

/// Values separated by single tabs, without the spaces and quotes around them; they may be empty.
pub struct Tabs<'l> {
    line: &'l [u8],
    /// Where the next one begins; `None` after the last.
    at: Option<usize>,
    whitespace: Whitespace<'l>,
}

impl<'l> Tabs<'l> {
    /// The values of a line.
    pub fn new(line: &'l [u8]) -> Tabs<'l> {
        Tabs { line, at: Some(0), whitespace: Whitespace::new(line) }
    }
}

impl Iterator for Tabs<'_> {
    type Item = Place;

    #[inline(always)]
    fn next(&mut self) -> Option<Place> {
        let start = self.at?;
        let length = self.line.len();
        let mut end = self.whitespace.next(start, length);
        while end < length && self.line[end] != b'\t' {
            end = self.whitespace.next(end + 1, length);
        }
        self.at = (end < length).then_some(end + 1);
        end = end.min(length);
        let value = &self.line[start..end];
        let is_bare = !matches!(value.first(), Some(b' ' | b'"')) && value.last() != Some(&b' ');
        Some(if is_bare { (start, end) } else { without_edges(self.line, start, end) })
    }
}

/// A value without the spaces and quotes around it.
fn without_edges(line: &[u8], mut start: usize, mut end: usize) -> Place {
    while start < end && line[start] == b' ' {
        start += 1;
    }
    while start < end && line[end - 1] == b' ' {
        end -= 1;
    }
    let is_quoted = end - start >= 2 && line[start] == b'"' && line[end - 1] == b'"';
    let quote = usize::from(is_quoted);
    (start + quote, end - quote)
}

/// Values separated by any run of whitespace outside quotes; inside quotes, a quote is doubled.
///
/// No value follows a quote that nothing closes.
pub struct Quoted<'l> {
    line: &'l [u8],
    at: usize,
    /// The quote that nothing closes.
    pub unclosed: Option<usize>,
    /// Whether some quote inside quotes was not doubled.
    pub stray: bool,
}

impl<'l> Quoted<'l> {
    /// The values of a line.
    pub fn new(line: &'l [u8]) -> Quoted<'l> {
        Quoted { line, at: 0, unclosed: None, stray: false }
    }

    /// The quote that closes the one before `from`: the last of an odd run of quotes, before whitespace or the end.
    fn closing(&mut self, mut from: usize) -> Option<usize> {
        loop {
            let quote = from + memchr::memchr(b'"', &self.line[from..])?;
            let run = quotes(&self.line[quote..]);
            from = quote + run;
            if run % 2 == 1 {
                if self.line.get(from).is_none_or(|byte| is_blank(*byte)) {
                    return Some(from - 1);
                }
                self.stray = true;
            }
        }
    }
}

impl Iterator for Quoted<'_> {
    type Item = Place;

    fn next(&mut self) -> Option<Place> {
        let start = self.at + blanks(&self.line[self.at..]);
        if start == self.line.len() || self.unclosed.is_some() {
            return None;
        }
        let run = quotes(&self.line[start..]);
        let is_even = run.is_multiple_of(2);
        let ends = self.line.get(start + run).is_none_or(|byte| is_blank(*byte));
        // `""x` opens nothing: the value begins with two quotes that somebody forgot to double.
        if run == 0 || is_even && !ends {
            self.stray |= run > 0;
            self.at = start + first_blank(&self.line[start..]);
            return Some((start, self.at));
        }
        let quote = if is_even { Some(start + run - 1) } else { self.closing(start + run) };
        let Some(quote) = quote else {
            self.unclosed = Some(start);
            return None;
        };
        self.at = quote + 1;
        Some((start + 1, quote))
    }
}

/// How many quotes a text begins with.
fn quotes(text: &[u8]) -> usize {
    text.iter().take_while(|byte| **byte == b'"').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str, places: impl Iterator<Item = Place>) -> Vec<&str> {
        places.map(|(start, end)| &line[start..end]).collect()
    }

    fn quoted(line: &str) -> (Vec<&str>, Option<usize>, bool) {
        let mut values = Quoted::new(line.as_bytes());
        let texts = texts(line, &mut values);
        (texts, values.unclosed, values.stray)
    }

    #[test]
    fn runs_of_whitespace_separate_values() {
        assert_eq!(texts("a  b\tc \t d ", Blanks::new(b"a  b\tc \t d ")), ["a", "b", "c", "d"]);
        assert_eq!(texts("", Blanks::new(b"")).len(), 0);
        assert_eq!(texts("  ", Blanks::new(b"  ")).len(), 0);
    }

    #[test]
    fn single_tabs_separate_values_that_contain_spaces_or_nothing() {
        let line = "a b\t\t \"c\"\t\"\t";
        assert_eq!(texts(line, Tabs::new(line.as_bytes())), ["a b", "", "c", "\"", ""]);
    }

    #[test]
    fn quotes_contain_whitespace_and_doubled_quotes() {
        assert_eq!(
            quoted(r#""a b" c "d ""e"" f" """g""" "" """" h"#),
            (vec!["a b", "c", r#"d ""e"" f"#, r#"""g"""#, "", r#""""#, "h"], None, false)
        );
    }

    #[test]
    fn quotes_that_nobody_doubled_are_reported() {
        assert_eq!(quoted(r#""a "b" c" d"#), (vec![r#"a "b"#, r#"c""#, "d"], None, true));
        assert_eq!(quoted(r#""" ""garbage"" x"#), (vec!["", r#"""garbage"""#, "x"], None, true));
        assert_eq!(quoted(r#"x"y "a b"#), (vec![r#"x"y"#], Some(4), false));
        assert_eq!(quoted(r#"a " b"#), (vec!["a"], Some(2), false));
    }
}
