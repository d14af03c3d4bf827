//! Panics as values.

use std::any::Any;
use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A caught panic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panic {
    /// Its message.
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

/// Calls a function and returns its panic as a value.
///
/// The process's panic hook still runs; the default one prints to standard error. Data that the function had borrowed mutably may be
/// inconsistent: the caller must discard it or know that it is sound. Nothing unwinds out of this function, not even a panic payload that
/// panics when it is dropped.
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

/// Drops a panic payload. If that panics, the second payload is leaked, because dropping it might panic again.
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
