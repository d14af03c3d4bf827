//! What stands behind an error.

use std::error::Error;
use std::io;
use std::iter::successors;

use crate::source::error::reason;

/// The first error of a type among an error and those behind it.
pub(super) fn find<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// The reason behind all others, as a part of our sentence.
pub(super) fn root(error: &(dyn Error + 'static)) -> String {
    let last = causes(error).last().map_or_else(String::new, |last| reason(&last));
    last.lines().next().unwrap_or_default().to_owned()
}

/// An error and all that are behind it, also those that stand in an error of the operating system's type.
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
    fn an_error_that_stands_in_one_of_the_system_is_found() {
        let inner = io::Error::other("  ".parse::<u8>().expect_err("that is no number"));
        let outer = io::Error::other(inner);
        assert!(find::<std::num::ParseIntError>(&outer).is_some());
        assert_eq!(root(&outer), "invalid digit found in string");
    }
}
