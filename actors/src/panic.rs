//! Unwinds as values.

use std::any::Any;
use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A panic that was caught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panic {
    /// What the panic said.
    pub message: String,
}

impl Panic {
    fn from_payload(payload: &(dyn Any + Send)) -> Panic {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        Panic { message: text.unwrap_or("a panic without a message").to_owned() }
    }
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Calls a function and turns its panic into a value.
///
/// The process's panic hook still runs and, unless it was replaced, prints to standard error. What the function had
/// borrowed mutably may be left half changed: it is for the caller to discard it or to know that it is sound. Nothing unwinds out
/// of this, not even what the panic carried and that panics when it is dropped.
///
/// # Errors
/// Returns the panic.
///
/// ```
/// assert_eq!(logmill_actors::catch(|| 1 + 1), Ok(2));
/// ```
pub fn catch<T>(f: impl FnOnce() -> T) -> Result<T, Panic> {
    catch_unwind(AssertUnwindSafe(f)).map_err(|payload| {
        let panic = Panic::from_payload(&*payload);
        discard(payload);
        panic
    })
}

/// Drops what a panic carried. When that panics in its turn, what comes of it is forgotten: dropping it might go on for ever.
fn discard(payload: Box<dyn Any + Send>) {
    if let Err(thrown) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        mem::forget(thrown);
    }
}

#[cfg(test)]
mod tests {
    use std::panic::resume_unwind;

    use super::*;

    fn message_of(payload: Box<dyn Any + Send>) -> String {
        catch(|| resume_unwind(payload)).map(|()| String::new()).unwrap_or_else(|panic| panic.to_string())
    }

    #[test]
    fn a_panic_carries_its_message_whatever_its_type() {
        assert_eq!(message_of(Box::new("a literal")), "a literal");
        assert_eq!(message_of(Box::new(format!("number {}", 7))), "number 7");
        assert_eq!(message_of(Box::new(7_u8)), "a panic without a message");
    }

    #[test]
    fn a_value_passes_through() {
        assert_eq!(catch(|| "fine"), Ok("fine"));
    }
}
