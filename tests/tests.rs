//! x

mod partials;
