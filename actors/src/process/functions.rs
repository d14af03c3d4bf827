//! Functions that worker processes call by name.

use std::any::type_name;
use std::collections::BTreeMap;
use std::fmt;
use std::process;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::pack::Pack;
use super::parent::Parent;
use crate::executor::TaskError;
use crate::panic::{Panic, catch};

/// The environment variable that marks a process as a worker of a [`ProcessPool`](super::ProcessPool).
pub(super) const WORKER_VARIABLE: &str = "LOGMILL_ACTORS_WORKER";

/// Exit code of a worker that fails; nobody reads its messages.
const FAILURE: i32 = 70;

/// Decodes an item, calls the function, and adds the encoded result.
type Wrapped = Box<dyn Fn(&[u8], &mut Pack)>;

/// Why a call has no value.
#[derive(Serialize, Deserialize)]
enum Failure {
    /// The message of the panic.
    Panicked(String),
    /// Why argument or value cannot be encoded or decoded.
    Unfit(String),
}

/// Decodes the result of a call.
pub(super) fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, TaskError> {
    match postcard::from_bytes::<Result<T, Failure>>(bytes) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(Failure::Panicked(message))) => Err(TaskError::Panicked(Panic { message })),
        Ok(Err(Failure::Unfit(reason))) => Err(TaskError::Unfit { reason }),
        Err(error) => Err(unfit(&error)),
    }
}

/// Returns whether an encoded result is a failure, without decoding it.
pub(super) fn is_failure(bytes: &[u8]) -> bool {
    bytes.first() != Some(&0)
}

/// The error of an item that cannot be sent.
pub(super) fn unfit(error: &postcard::Error) -> TaskError {
    TaskError::Unfit { reason: error.to_string() }
}

struct Function {
    call: Wrapped,
    types: Types,
}

/// The types of a function's argument and value, as named by the compiler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Types {
    argument: &'static str,
    value: &'static str,
}

impl Types {
    pub(super) fn of<X, T>() -> Types {
        Types { argument: type_name::<X>(), value: type_name::<T>() }
    }
}

impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {}", self.argument, self.value)
    }
}

/// Functions by name, for a [`ProcessPool`](super::ProcessPool). A closure cannot be sent to another process, but a name can: the worker is the
/// same program and finds the function by it.
///
/// See [`ProcessPool`](super::ProcessPool) for an example.
#[derive(Default)]
pub struct Functions {
    by_name: BTreeMap<String, Function>,
}

impl Functions {
    /// Creates an empty list.
    pub fn new() -> Functions {
        Functions::default()
    }

    /// Adds a function, replacing one with the same name. Argument and value are serialized.
    #[must_use]
    pub fn with<F, X, T>(mut self, name: &str, f: F) -> Functions
    where
        F: Fn(X) -> T + 'static,
        X: DeserializeOwned,
        T: Serialize,
    {
        let call = move |item: &[u8], values: &mut Pack| {
            let before = values.len();
            let made = catch(|| values.push(&Ok::<T, Failure>(f(postcard::from_bytes(item)?))));
            let failure = match made {
                Ok(Ok(())) => return,
                Ok(Err(error)) => Failure::Unfit(error.to_string()),
                Err(panic) => Failure::Panicked(panic.message),
            };
            values.truncate(before);
            // Texts can always be encoded; if not, the answer would be one value short, which is noticed.
            let _ = values.push(&Err::<(), Failure>(failure));
        };
        let types = Types::of::<X, T>();
        self.by_name.insert(name.to_owned(), Function { call: Box::new(call), types });
        self
    }

    /// Returns whether this process was started as a worker of a pool.
    pub fn is_worker() -> bool {
        std::env::var_os(WORKER_VARIABLE).is_some()
    }

    /// In a worker, serves the pool and then ends the process; does nothing in any other process. Call it first in `main`: whatever precedes
    /// it is done in every worker, too.
    pub fn serve_if_worker(&self) {
        if Functions::is_worker() {
            let served = Parent::attach(|_| false).and_then(|parent| self.serve(parent));
            process::exit(if served.is_ok() { 0 } else { FAILURE });
        }
    }

    fn serve(&self, parent: Parent) -> std::io::Result<()> {
        while let Some(frame) = parent.next() {
            if frame.is_empty() {
                parent.answer(&[READY])?;
                continue;
            }
            match self.answer(&frame) {
                Ok(values) => parent.answer(&[VALUES, &values])?,
                Err(reason) => parent.answer(&[UNFIT, reason.as_bytes()])?,
            }
        }
        Ok(())
    }

    /// Makes the calls of a frame: a name, and the items.
    fn answer(&self, frame: &[u8]) -> Result<Vec<u8>, String> {
        let (name, items) = postcard::take_from_bytes::<&str>(frame).map_err(|error| error.to_string())?;
        let items = Pack::read(items).ok_or("the items cannot be separated")?;
        let function = self.by_name.get(name).ok_or_else(|| format!("the worker knows no function `{name}`"))?;
        let (mut values, mut answer) = (Pack::default(), Vec::new());
        items.iter().for_each(|item| (function.call)(item, &mut values));
        values.write(0..values.len(), &mut answer).map_err(|error| error.to_string())?;
        Ok(answer)
    }

    /// Returns the types of every function.
    pub(super) fn types(&self) -> BTreeMap<String, Types> {
        self.by_name.iter().map(|(name, function)| (name.clone(), function.types)).collect()
    }
}

/// First byte of an answer: the worker is ready.
pub(super) const READY: &[u8] = b"R";
/// First byte of an answer: values follow.
pub(super) const VALUES: &[u8] = b"V";
/// First byte of an answer: no call could be made; the reason follows.
pub(super) const UNFIT: &[u8] = b"U";

impl fmt::Debug for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.by_name.keys()).finish()
    }
}
