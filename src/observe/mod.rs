//! Seeing the actors: their graph before a run, their traffic during it. Pure; drawing on a terminal is left to the command line.

pub mod drawing;
pub mod watch;
