//! Words as nginx reads them from its configuration (<https://nginx.org/en/docs/beginners_guide.html#conf_structure>).

use super::Placed;

/// A piece of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A word without its quotes and with its escapes undone; the quote with its place when that is not closed.
    Word(Placed, Option<(usize, char)>),
    /// `;`, `{` or `}`, which end a directive.
    End(char),
}

/// The pieces of a text in order, without whitespace and comments. What is not closed ends with the text.
pub struct Tokens<'c> {
    chars: &'c [(usize, char)],
    at: usize,
}

impl<'c> Tokens<'c> {
    /// The pieces of a text, of which each character comes with its place.
    pub fn of(chars: &'c [(usize, char)]) -> Tokens<'c> {
        Tokens { chars, at: 0 }
    }

    /// Whether the rest begins like that, after whitespace and comments.
    pub fn starts_with(&mut self, text: &str) -> bool {
        self.skip_blanks();
        let mut rest = self.chars[self.at..].iter().map(|(_, char)| *char);
        text.chars().all(|char| rest.next() == Some(char))
    }

    fn skip_blanks(&mut self) {
        while let Some(char) = self.peek() {
            match char {
                '#' => self.at += self.chars[self.at..].iter().take_while(|(_, char)| *char != '\n').count(),
                _ if char.is_whitespace() => self.at += 1,
                _ => break,
            }
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).map(|(_, char)| *char)
    }

    /// The next character of a word; an escape counts as one character.
    fn take(&mut self, word: &mut Placed) {
        let Some(&(place, char)) = self.chars.get(self.at) else { return };
        self.at += 1;
        let escaped = self.peek().filter(|_| char == '\\').and_then(unescaped);
        self.at += usize::from(escaped.is_some());
        word.push((place, escaped.unwrap_or(char)));
    }

    fn quoted(&mut self, opening: (usize, char)) -> Token {
        let mut word = Placed::new();
        self.at += 1;
        while let Some(char) = self.peek() {
            if char == opening.1 {
                self.at += 1;
                return Token::Word(word, None);
            }
            self.take(&mut word);
        }
        Token::Word(word, Some(opening))
    }

    fn bare(&mut self) -> Token {
        let mut word = Placed::new();
        while let Some(char) = self.peek() {
            // A brace after a `$` is that of a variable.
            let is_variable = matches!(word.last(), Some((_, '$')));
            if char.is_whitespace() || char == ';' || (char == '{' && !is_variable) {
                break;
            }
            self.take(&mut word);
        }
        Token::Word(word, None)
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.skip_blanks();
        let &(place, first) = self.chars.get(self.at)?;
        Some(match first {
            ';' | '{' | '}' => {
                self.at += 1;
                Token::End(first)
            }
            '\'' | '"' => self.quoted((place, first)),
            _ => self.bare(),
        })
    }
}

fn unescaped(char: char) -> Option<char> {
    match char {
        '"' | '\'' | '\\' => Some(char),
        't' => Some('\t'),
        'r' => Some('\r'),
        'n' => Some('\n'),
        _ => None,
    }
}
