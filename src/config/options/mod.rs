//! The options of a job: one entry for each key, from which come the tables of docs/CONFIG.md, the help of the flags that set a key, and
//! the ranges that are checked and that errors name.

mod entry;
mod jobs;
mod types;

pub use entry::{Form, JobOption, MAX_INSTANCES, Unset};

/// The keys that every job can have, in the order of config.toml.
pub fn of_jobs() -> &'static [JobOption] {
    jobs::OPTIONS
}

/// The keys of the filter and reducer types.
pub fn of_types() -> &'static [JobOption] {
    types::OPTIONS
}

/// The option with that path.
pub fn find(key: &str) -> Option<&'static JobOption> {
    of_jobs().iter().chain(of_types()).find(|option| option.key == key)
}

/// The help of the flag that sets the option with that path.
///
/// # Panics
/// There is no such option: a defect that any test of the command line finds.
pub fn help(key: &str) -> String {
    find(key).unwrap_or_else(|| panic!("no option `{key}`")).help()
}
