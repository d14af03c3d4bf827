//! Functions that worker processes know by name.

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

/// The variable of the environment that tells a process that it is a worker of a [`ProcessPool`](super::ProcessPool).
pub(super) const WORKER_VARIABLE: &str = "LOGMILL_ACTORS_WORKER";

/// A worker that fails by itself ends with this code: nobody reads its words.
const FAILURE: i32 = 70;

/// Reads an item, calls the function on it, and adds what came of it.
type Wrapped = Box<dyn Fn(&[u8], &mut Pack)>;

/// Why a call that was made, or was to be made, has no value.
#[derive(Serialize, Deserialize)]
enum Failure {
    /// What the panic said.
    Panicked(String),
    /// Why argument or value cannot be read or written.
    Unfit(String),
}

/// Reads what came of a call.
pub(super) fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, TaskError> {
    match postcard::from_bytes::<Result<T, Failure>>(bytes) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(Failure::Panicked(message))) => Err(TaskError::Panicked(Panic { message })),
        Ok(Err(Failure::Unfit(reason))) => Err(TaskError::Unfit { reason }),
        Err(error) => Err(unfit(&error)),
    }
}

/// Tells, without reading it, whether what came of a call is a failure.
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

/// The types of a function's argument and value, as the compiler names them.
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

/// Functions by name, for a [`ProcessPool`](super::ProcessPool). A closure cannot be sent to another process; a name can, and the worker, which
/// is the same program, finds the function under it.
///
/// See [`ProcessPool`](super::ProcessPool) for an example.
#[derive(Default)]
pub struct Functions {
    by_name: BTreeMap<String, Function>,
}

impl Functions {
    /// Creates a list without functions.
    pub fn new() -> Functions {
        Functions::default()
    }

    /// Adds a function; one of the same name is replaced. Argument and value travel as bytes, so both have serde's traits.
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
            // A text can always be written, and were it not so, the answer would be one value short, which is noticed.
            let _ = values.push(&Err::<(), Failure>(failure));
        };
        let types = Types::of::<X, T>();
        self.by_name.insert(name.to_owned(), Function { call: Box::new(call), types });
        self
    }

    /// Returns whether this process was started as a worker, by a pool that waits for it.
    pub fn is_worker() -> bool {
        std::env::var_os(WORKER_VARIABLE).is_some()
    }

    /// Serves the pool that started this process, and then ends the process; does nothing in any other process. It is the first thing
    /// that `main` does: what comes before it is done in every worker, too.
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

    /// The types of every function.
    pub(super) fn types(&self) -> BTreeMap<String, Types> {
        self.by_name.iter().map(|(name, function)| (name.clone(), function.types)).collect()
    }
}

/// What the first byte of an answer says: the worker is ready.
pub(super) const READY: &[u8] = b"R";
/// What the first byte of an answer says: values follow.
pub(super) const VALUES: &[u8] = b"V";
/// What the first byte of an answer says: no call could be made; the reason follows.
pub(super) const UNFIT: &[u8] = b"U";

impl fmt::Debug for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.by_name.keys()).finish()
    }
}
