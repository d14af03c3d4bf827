//! nginx's `log_format` (<https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format>).
//!
//! A format whose text is a JSON object is read as what it is to nginx: text with variables in it, in the order of the description.

use super::variables::{SUPERSEDES, variable};
use super::{NginxToken, NginxTokens, Placed, text_of};
use crate::log::OwnColumns;
use crate::log::format::Meaning;
use crate::log::format::description::{Description, Part, Written};
use crate::log::format::description::{FormatError, FormatFault};
use crate::log::format::layout::{Field, Habits};
use crate::log::format::{Escaping, Format};

/// Makes a format of a `log_format`: the whole directive, its quoted strings, or their content.
///
/// Variables that are of no column of every log fill columns of the job's own.
///
/// # Errors
/// A `$` without a name, a quote that is not closed, and two fields with nothing between them.
pub fn compile(name: &str, text: &str, own: &mut OwnColumns) -> Result<Format, FormatError> {
    describe(name, text, own)?.compile()
}

/// Takes a `log_format` apart.
pub fn describe<'a>(name: &'a str, text: &'a str, own: &mut OwnColumns) -> Result<Description<'a>, FormatError> {
    let chars: Vec<(usize, char)> = text.chars().enumerate().collect();
    let (escaping, chars) = content(&chars)?;
    let mut items = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let (place, char) = chars[at];
        if char != '$' {
            items.push(Item::Char(char));
            at += 1;
            continue;
        }
        let (name, length) = variable_name(&chars[at..])?;
        items.push(Item::Variable { name, at: place + 1 });
        at += length;
    }
    let names: Vec<&str> = items.iter().filter_map(Item::name).collect();
    let parts = items.iter().map(|item| item.part(&names, own)).collect();
    let example = "`$time_local`, `$status` or `\"$request\"`";
    // What it does not know, it writes as nothing where it does not escape by default, and as a dash else.
    let habits = Habits {
        is_verbatim: escaping != Escaping::Backslash,
        escapes_quotes: escaping != Escaping::None,
        ..Habits::default()
    };
    Ok(Description { name, grammar: text, escaping, habits, parts, example })
}

enum Item {
    Char(char),
    Variable { name: String, at: usize },
}

impl Item {
    fn name(&self) -> Option<&str> {
        match self {
            Item::Variable { name, .. } => Some(name),
            Item::Char(_) => None,
        }
    }

    fn part(&self, names: &[&str], own: &mut OwnColumns) -> Part {
        match self {
            Item::Char(char) => Part::Text(char.to_string()),
            Item::Variable { name, at } => {
                let has_better = SUPERSEDES.iter().any(|(better, worse)| worse == name && names.contains(better));
                let field = match variable(name, own) {
                    Field::Time(pattern, _) if has_better => Field::Time(pattern, false),
                    Field::Value(_) if has_better => Field::Value(Meaning::Skip),
                    field => field,
                };
                Part::Field(field, Written { text: format!("${name}"), at: *at })
            }
        }
    }
}

/// The name after a `$`, in braces or not, and how many characters it takes with them.
fn variable_name(chars: &[(usize, char)]) -> Result<(String, usize), FormatError> {
    let is_name = |char: &char| char.is_ascii_alphanumeric() || *char == '_';
    let (place, _) = chars[0];
    let braces = usize::from(chars.get(1).is_some_and(|(_, char)| *char == '{'));
    let name: String = chars[1 + braces..].iter().map(|(_, char)| *char).take_while(is_name).collect();
    let length = 1 + braces + name.len();
    let is_closed = braces == 0 || chars.get(length).is_some_and(|(_, char)| *char == '}');
    if name.is_empty() || !is_closed {
        let written: String = chars.iter().take(length).map(|(_, char)| *char).collect();
        let expected = if name.is_empty() { "the name of a variable should follow" } else { "a `}` should follow" };
        return Err(FormatError::at(place + 1, FormatFault::CutOff { written, expected }));
    }
    Ok((name, length + braces))
}

/// The content of the description, each character with its place: of a directive or of strings in single quotes, what is inside the
/// quotes.
fn content(chars: &[(usize, char)]) -> Result<(Escaping, Placed), FormatError> {
    let mut tokens = NginxTokens::of(chars);
    let has_name = tokens.starts_with("log_format");
    if !has_name && !tokens.starts_with("escape=") && !tokens.starts_with("'") {
        let end = chars.len() - chars.iter().rev().take_while(|(_, char)| char.is_whitespace()).count();
        return Ok((Escaping::Backslash, chars[..end].to_vec()));
    }
    let mut escaping = Escaping::Backslash;
    let mut content = Vec::new();
    for token in tokens.skip(if has_name { 2 } else { 0 }) {
        let NginxToken::Word(word, unclosed) = token else { break };
        if let Some((place, quote)) = unclosed {
            let fault = FormatFault::CutOff { written: quote.to_string(), expected: "the closing quote is missing" };
            return Err(FormatError::at(place + 1, fault));
        }
        match text_of(&word).strip_prefix("escape=") {
            Some(kind) if content.is_empty() => escaping = escape(kind, word[0].0)?,
            _ => content.extend(word),
        }
    }
    Ok((escaping, content))
}

fn escape(kind: &str, place: usize) -> Result<Escaping, FormatError> {
    match kind {
        "default" => Ok(Escaping::Backslash),
        "json" => Ok(Escaping::Json),
        "none" => Ok(Escaping::None),
        _ => {
            let known = vec!["default", "json", "none"];
            let fault = FormatFault::Unknown { what: "escaping", written: kind.to_owned(), known };
            Err(FormatError::at(place + 1, fault))
        }
    }
}
