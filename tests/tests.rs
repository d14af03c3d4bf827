//! x
mod docs;
