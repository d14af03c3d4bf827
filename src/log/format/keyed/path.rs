//! How a setting names a key that may be inside others: `request.headers.User-Agent[0]`.

use super::name::MAX_NAME;

/// The most keys and places of a path: deeper than any log is nested, and a bound for the walk through a line.
pub const MAX_STEPS: usize = 12;

/// One step towards a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Step {
    /// Into the member of that key.
    Key(String),
    /// To an element of an array, other than the first.
    Element(u32),
}

/// Why a text names no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// Nothing is before, between or after the dots.
    #[error("a key in it is empty; write a dot that belongs to a key as '\\.'")]
    EmptyKey,
    /// Brackets without a number in them, or not at the end of a key.
    #[error("'[' must be followed by a number, ']' and a dot or the end; write one that belongs to a key as '\\['")]
    BadElement,
    /// More steps than any log has.
    #[error("it leads too deep; at most {MAX_STEPS} keys and places can be named")]
    TooDeep,
    /// Longer than any key of a log.
    #[error("it is too long; a path has at most {} bytes", MAX_NAME - 1)]
    TooLong,
}

/// Reads a path: keys with dots between them, each with or without `[n]` after it, from 0; a backslash takes the meaning from the next
/// character.
///
/// `[0]` is left out: what names an array names its first element.
///
/// # Errors
/// [`PathError`] when the text is not a path.
pub fn parse(path: &str) -> Result<Vec<Step>, PathError> {
    if path.len() >= MAX_NAME {
        return Err(PathError::TooLong);
    }
    let mut steps = Vec::new();
    let mut rest = path;
    loop {
        let (key, after) = take_key(rest);
        if key.is_empty() {
            return Err(PathError::EmptyKey);
        }
        steps.push(Step::Key(key));
        rest = after;
        while let Some(inside) = rest.strip_prefix('[') {
            let (number, after) = inside.split_once(']').ok_or(PathError::BadElement)?;
            let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
            let number: u32 = number.parse().ok().filter(|_| is_number).ok_or(PathError::BadElement)?;
            steps.extend((number > 0).then_some(Step::Element(number)));
            rest = after;
        }
        if steps.len() > MAX_STEPS {
            return Err(PathError::TooDeep);
        }
        match rest.strip_prefix('.') {
            Some(after) => rest = after,
            None if rest.is_empty() => return Ok(steps),
            None => return Err(PathError::BadElement),
        }
    }
}

/// The key that a path begins with, and what follows it.
fn take_key(path: &str) -> (String, &str) {
    let mut key = String::new();
    let mut chars = path.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '.' | '[' => return (key, &path[at..]),
            '\\' => key.extend(chars.next().map(|(_, escaped)| escaped)),
            _ => key.push(char),
        }
    }
    (key, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(keys: &[&str]) -> Vec<Step> {
        keys.iter().map(|key| Step::Key((*key).to_owned())).collect()
    }

    #[test]
    fn dots_lead_inside_and_a_backslash_makes_them_letters() {
        assert_eq!(parse("ts").unwrap(), keys(&["ts"]));
        assert_eq!(parse("request.headers.User-Agent").unwrap(), keys(&["request", "headers", "User-Agent"]));
        assert_eq!(parse(r"a\.b.c\\d\[").unwrap(), keys(&["a.b", r"c\d["]));
    }

    #[test]
    fn an_array_is_its_first_element() {
        assert_eq!(parse("a[0].b[0]"), parse("a.b"));
        assert_eq!(parse("a[2]").unwrap(), [keys(&["a"]), vec![Step::Element(2)]].concat());
    }

    #[test]
    fn what_names_no_key_is_refused() {
        for path in ["", ".", "a.", ".a", "a..b", "[0]", "a.[1]"] {
            assert_eq!(parse(path), Err(PathError::EmptyKey), "{path}");
        }
        for path in ["a[", "a[]", "a[x]", "a[+1]", "a[1]b", "a[99999999999]"] {
            assert_eq!(parse(path), Err(PathError::BadElement), "{path}");
        }
        assert_eq!(parse(&"a.".repeat(13)), Err(PathError::TooDeep));
        assert_eq!(parse(&"a".repeat(MAX_NAME)), Err(PathError::TooLong));
    }
}
