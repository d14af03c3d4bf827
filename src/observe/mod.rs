//! Shows the actors: their graph before a run, their traffic during it. Pure; the command line draws on the terminal.

pub mod drawing;
pub mod watch;
