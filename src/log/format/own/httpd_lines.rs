//! Words as httpd reads them from its configuration (<https://httpd.apache.org/docs/2.4/configuring.html#syntax>).

use super::Placed;

/// A directive: a line, or several that a backslash at their ends joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The first line, from 1.
    pub number: usize,
    /// Its words without their quotes.
    pub words: Vec<Placed>,
}

/// The directives of a text, without comments, which are lines of their own.
pub fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut whole = Placed::new();
    let (mut first, mut at) = (0, 0);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if whole.is_empty() {
            first = index + 1;
        }
        let chars = line.chars().enumerate().map(|(offset, char)| (at + offset, char));
        whole.extend(chars.filter(|(_, char)| !matches!(char, '\n' | '\r')));
        at += line.chars().count();
        if let Some((_, '\\')) = whole.last() {
            whole.pop();
        } else {
            lines.extend(directive(first, &std::mem::take(&mut whole)));
        }
    }
    lines.extend(directive(first, &whole));
    lines
}

fn directive(number: usize, chars: &[(usize, char)]) -> Option<Line> {
    let words = words(chars);
    let is_comment = matches!(words.first().and_then(|word| word.first()), Some((_, '#')));
    (!words.is_empty() && !is_comment).then_some(Line { number, words })
}

/// The words of a line. A backslash escapes a quote inside of such quotes, and a backslash; any other one is left for the format.
fn words(chars: &[(usize, char)]) -> Vec<Placed> {
    let mut words = Vec::new();
    let mut rest = chars.iter().copied().peekable();
    while let Some((_, first)) = rest.peek().copied() {
        if first.is_whitespace() {
            rest.next();
            continue;
        }
        let quote = Some(first).filter(|char| matches!(char, '"' | '\''));
        rest.next_if(|_| quote.is_some());
        let mut word = Placed::new();
        while let Some((place, char)) = rest.next_if(|(_, char)| quote.is_some() || !char.is_whitespace()) {
            if Some(char) == quote {
                break;
            }
            let escaped = rest.next_if(|(_, next)| char == '\\' && (*next == '\\' || Some(*next) == quote));
            word.push((place, escaped.map_or(char, |(_, next)| next)));
        }
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::format::own::text_of;

    #[test]
    fn lines_are_read_as_apache_reads_them() {
        let text = "# LogFormat no\nLogFormat \"%h \\\"%r\\\" \\\n  %>s\" own # no comment\r\n\n  CustomLog logs/a 'C:\\\\x\\t' env=!quiet";
        let expected: [(usize, &[&str]); 2] = [
            (2, &["LogFormat", "%h \"%r\"   %>s", "own", "#", "no", "comment"]),
            (5, &["CustomLog", "logs/a", "C:\\x\\t", "env=!quiet"]),
        ];
        let lines = lines(text);
        let read = lines.iter().map(|line| (line.number, line.words.iter().map(|word| text_of(word)).collect()));
        assert_eq!(
            read.collect::<Vec<(usize, Vec<String>)>>(),
            expected.map(|(n, w)| (n, w.iter().map(|w| w.to_string()).collect()))
        );
        let (place, _) = lines[1].words[3][0];
        assert_eq!(text.char_indices().nth(place).map(|(at, _)| &text[at..]), Some("env=!quiet"));
    }
}
