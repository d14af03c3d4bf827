//! Bots that no table lists, recognised by the way they name themselves.

use super::bot::{Bot, Purpose};

/// Longest name of an unlisted bot, in characters. The header chooses the name, and reports must stay readable.
const LONGEST_NAME: usize = 64;

/// Words that end in `bot` and are names of phones or people.
const NOT_BOTS: [&str; 3] = ["cubot", "abbot", "talbot"];

/// Parts of a word that only automatic clients carry.
const BOT_PARTS: [&str; 5] = ["crawl", "spider", "scraper", "scraping", "fetcher"];

/// Words that say what a client is, so that its name stands before them.
const NOUNS: [&str; 6] = ["bot", "robot", "crawler", "spider", "scraper", "fetcher"];

/// First words of a comment that name a platform, an engine or the kind of an address, and not a bot.
const NOT_NAMES: [&str; 25] = [
    "http",
    "https",
    "mailto",
    "mozilla",
    "compatible",
    "khtml",
    "like",
    "gecko",
    "applewebkit",
    "version",
    "chrome",
    "safari",
    "firefox",
    "msie",
    "windows",
    "linux",
    "x11",
    "macintosh",
    "android",
    "trident",
    "sv1",
    "wow64",
    "mobile",
    "u",
    "rv",
];

/// Recognises a bot by one of its words: a word that ends in `bot`, or holds one of [`BOT_PARTS`].
///
/// Words of URLs and mail addresses do not count here, see [`by_contact`]. Neither do words after `Android` within the
/// same parentheses, where the name of a phone stands, unless a version follows as in `somebot/1.0`.
pub(super) fn by_word(text: &str) -> Option<Bot> {
    let (mut at, mut segment, mut after_android) = (0, 0, false);
    while let Some(byte) = text.as_bytes().get(at) {
        if !is_word_byte(*byte) {
            after_android &= !matches!(byte, b'(' | b')');
            if matches!(byte, b'(' | b')' | b';' | b',' | b'/' | b'+' | b'@') {
                segment = at + 1;
            }
            at += 1;
            continue;
        }
        let end = at + text.as_bytes()[at..].iter().take_while(|byte| is_word_byte(**byte)).count();
        let (word, rest) = (&text[at..end], &text[end..]);
        if rest.starts_with("://") || starts_with(word, "www.") {
            at = end + url_len(rest);
            continue;
        }
        let address = rest.starts_with('@') || text[..at].ends_with('@');
        let model = after_android && !has_version(rest);
        if !address && !model && is_bot_word(word) {
            return Some(unlisted(word, product(&text[segment..end], word)));
        }
        after_android |= word.eq_ignore_ascii_case("android");
        at = end;
    }
    None
}

/// Recognises a bot by the contact that it gives.
///
/// That is a mail address, a URL after a `+`, a URL with a word of [`by_word`] in it, or any URL in a header that does
/// not begin like a browser's.
pub(super) fn by_contact(text: &str) -> Option<Bot> {
    let like_browser = starts_with(text, "Mozilla/") || starts_with(text, "Opera/");
    let contact = contacts(text).find(|contact| {
        let plus = text[..contact.start].ends_with('+');
        let mut words = contact.text.split(|c: char| !c.is_ascii() || !is_word_byte(c as u8));
        contact.mail || plus || !like_browser || words.any(is_bot_word)
    })?;
    let before = &text[..contact.start];
    let segment = last_segment(before);
    let versioned = if segment.contains('/') { leading_product(segment) } else { None };
    let name = versioned.or_else(|| leading_product(if like_browser { segment } else { before }));
    Some(unlisted(contact.text, name.unwrap_or(contact.host)))
}

/// A URL or mail address within a header.
struct Contact<'a> {
    start: usize,
    text: &'a str,
    host: &'a str,
    mail: bool,
}

/// Finds the URLs of HTTP and the mail addresses, from left to right.
fn contacts(text: &str) -> impl Iterator<Item = Contact<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let mark = from + text[from..].find(['@', ':'])?;
            let (found, end) = if text[mark..].starts_with("://") {
                url_at(text, mark)
            } else if text[mark..].starts_with('@') {
                mail_at(text, from, mark)
            } else {
                (None, mark + 1)
            };
            from = end;
            if found.is_some() {
                return found;
            }
        }
    })
}

/// Reads the URL around a colon, and returns where it ends as well.
fn url_at(text: &str, colon: usize) -> (Option<Contact<'_>>, usize) {
    let end = colon + url_len(&text[colon..]);
    let host = host(&text[colon + 3..end]);
    let contact = scheme_start(text, colon).map(|start| Contact { start, text: &text[start..end], host, mail: false });
    (contact, end)
}

/// Reads the mail address around an `@`, and returns where it ends as well. The local part begins at `from` at most.
fn mail_at(text: &str, from: usize, at: usize) -> (Option<Contact<'_>>, usize) {
    let word = |byte: &u8| is_word_byte(*byte);
    let start = at - text.as_bytes()[from..at].iter().rev().take_while(|byte| word(byte)).count();
    let end = at + 1 + text.as_bytes()[at + 1..].iter().take_while(|byte| word(byte)).count();
    let host = text[at + 1..end].trim_end_matches('.');
    let top = host.rsplit_once('.').map(|(_, top)| top);
    // The `ios@11.0.2` of an app is a version.
    let mail = start < at && top.is_some_and(|top| top.len() > 1 && top.bytes().all(|byte| byte.is_ascii_alphabetic()));
    (mail.then(|| Contact { start, text: &text[start..end], host, mail }), end)
}

fn unlisted(token: &str, name: &str) -> Bot {
    let name: String = name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    let token = token.chars().take(LONGEST_NAME).collect();
    Bot { token, name: name.trim().to_owned(), operator: String::new(), purpose: Purpose::Other }
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

fn is_bot_word(word: &str) -> bool {
    word.split(['-', '_', '.']).any(|part| {
        let part = part.to_ascii_lowercase();
        let bot = part.ends_with("bot") || part.ends_with("bots");
        (bot && !NOT_BOTS.contains(&part.as_str())) || BOT_PARTS.iter().any(|hint| part.contains(hint))
    })
}

/// Returns whether a version follows a word, as in `/1.0`.
fn has_version(rest: &str) -> bool {
    rest.strip_prefix('/').is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()))
}

/// Returns the name of a bot: its word, or the phrase up to it if the word is a common noun, as in `Acme Crawler`.
fn product<'a>(phrase: &'a str, word: &'a str) -> &'a str {
    let noun = NOUNS.iter().any(|noun| word.eq_ignore_ascii_case(noun));
    let phrase = phrase.trim_start_matches(|c: char| !c.is_alphabetic());
    if noun && !is_platform(phrase) { phrase } else { word.trim_matches(['-', '_', '.']) }
}

/// Returns the length of the URL whose rest begins here.
fn url_len(rest: &str) -> usize {
    rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '(' | ';' | ',' | '"' | '<' | '>')).unwrap_or(rest.len())
}

/// Returns where the `http` or `https` before a colon begins.
fn scheme_start(text: &str, colon: usize) -> Option<usize> {
    let before = &text[..colon];
    ["https", "http"].into_iter().find(|scheme| ends_with(before, scheme)).map(|scheme| colon - scheme.len())
}

/// Returns the part of a comment before a URL: `SiteExplorer/1.0b` in `(compatible; SiteExplorer/1.0b; +http://...`.
fn last_segment(before: &str) -> &str {
    let before = before.trim_end_matches([' ', '+', ';', ',', '(', '-']);
    let start = before.rfind(['(', ')', ';', ',']).map_or(0, |delimiter| delimiter + 1);
    &before[start..]
}

/// Returns the name at the beginning of `name/version ...`.
fn leading_product(segment: &str) -> Option<&str> {
    let end = segment.find(['/', '(', ';', ',', '+', ':', '"']).unwrap_or(segment.len());
    let name = segment[..end].trim();
    (name.starts_with(|c: char| c.is_alphanumeric()) && !is_platform(name)).then_some(name)
}

fn is_platform(name: &str) -> bool {
    let first = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    NOT_NAMES.iter().any(|word| word.eq_ignore_ascii_case(first))
}

/// Returns the host of a URL without its scheme.
fn host(url: &str) -> &str {
    let host = url.split(['/', '?', '#', ':']).next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.as_bytes().get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}

fn ends_with(text: &str, suffix: &str) -> bool {
    let start = text.len().saturating_sub(suffix.len());
    text.as_bytes()[start..].eq_ignore_ascii_case(suffix.as_bytes())
}

#[cfg(test)]
#[path = "nameless_tests.rs"]
mod tests;
