//! The chain of causes of an error.

use std::error::Error;
use std::io;
use std::iter::successors;

/// The first error of a type in the chain.
pub(super) fn find<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// The root cause, as a part of a sentence: first line, lower case, without error number.
pub(super) fn root(error: &(dyn Error + 'static)) -> String {
    let text = causes(error).last().map(ToString::to_string).unwrap_or_default();
    let text = text.lines().next().unwrap_or_default().split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// An error and its causes, including those wrapped in an [`io::Error`].
fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    successors(Some(error), |&error| match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner as &(dyn Error + 'static)),
        None => error.source(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_inside_an_io_error_is_found() {
        let inner = io::Error::other("  ".parse::<u8>().expect_err("that is no number"));
        let outer = io::Error::other(inner);
        assert!(find::<std::num::ParseIntError>(&outer).is_some());
        assert_eq!(root(&outer), "invalid digit found in string");
        assert_eq!(root(&io::Error::from_raw_os_error(2)), "no such file or directory");
    }
}
