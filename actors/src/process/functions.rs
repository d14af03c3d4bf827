//! Functions that worker processes know by name.

use std::any::type_name;
use std::collections::BTreeMap;
use std::fmt;
use std::process;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::parent::Parent;
use crate::panic::catch;

/// The variable of the environment that tells a process that it is a worker of a [`ProcessPool`](super::ProcessPool).
pub(super) const WORKER_VARIABLE: &str = "LOGMILL_ACTORS_WORKER";

/// A worker that fails by itself ends with this code: nobody reads its words.
const FAILURE: i32 = 70;

/// Some calls of one function: the items stand behind it, one by one.
#[derive(Serialize, Deserialize)]
pub(super) struct Calls<'a> {
    pub name: &'a str,
    pub items: u64,
}

/// Reads items, calls the function on each, and writes what came of it: a value, or the message of a panic.
type Wrapped = Box<dyn Fn(&mut &[u8], &mut Vec<u8>) -> postcard::Result<()>>;

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
        let call = move |items: &mut &[u8], out: &mut Vec<u8>| {
            let (item, rest) = postcard::take_from_bytes::<X>(items)?;
            *items = rest;
            let value = catch(|| f(item)).map_err(|panic| panic.message);
            *out = postcard::to_extend(&value, std::mem::take(out))?;
            Ok(())
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
                Err(error) => parent.answer(&[UNFIT, error.to_string().as_bytes()])?,
            }
        }
        Ok(())
    }

    /// Makes the calls of a frame.
    fn answer(&self, frame: &[u8]) -> postcard::Result<Vec<u8>> {
        let (calls, mut items) = postcard::take_from_bytes::<Calls<'_>>(frame)?;
        let function = self.by_name.get(calls.name).ok_or(postcard::Error::DeserializeBadEncoding)?;
        let mut values = Vec::new();
        for _ in 0..calls.items {
            (function.call)(&mut items, &mut values)?;
        }
        Ok(values)
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
/// What the first byte of an answer says: argument or value cannot be read or written; the reason follows.
pub(super) const UNFIT: &[u8] = b"U";

impl fmt::Debug for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.by_name.keys()).finish()
    }
}
