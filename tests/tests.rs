//! logmill as seen by its users: the command line, its answers, and what happens when something goes wrong.

/// Every executor and size gives the same answer for a plan, and the counts of every answer add up.
mod answer;
/// Golden whole-program cases: one file in tests/cases each.
mod cases;
/// Sources over the network, with the feature and without.
mod cloud;
/// Lines of public collections, if the environment names a file of them.
mod conformance;
/// The recipes of docs/COOKBOOK.md.
mod cookbook;
/// The commands and excerpts in the documents.
mod docs;
/// What collectors put around lines.
mod envelopes;
/// Filters that are programs, which are killed, hang or answer wrongly.
mod exec;
/// What docs/EXPRESSIONS.md lists.
mod expressions;
/// What fails, hangs, floods or goes away while logmill runs.
mod faults;
/// A file of cases for each format, and for each server that writes one.
mod format_cases;
/// What docs/FORMATS.md lists.
mod formats;
/// Arbitrary bytes: the bodies of the fuzz targets.
mod fuzz;
/// Logs of `logmill generate`.
mod generated;
/// Help, manual page and completions.
mod help;
/// Jobs that command lines are.
mod jobs;
/// Which module may import which: the rules of docs/ARCHITECTURE.md.
mod layering;
/// Single lines: `parse`, and the rejects file.
mod lines;
/// The keys of a job, in docs/CONFIG.md and config.toml.
mod options;
/// Compressed data and archives.
mod packed;
/// Tables of records as Parquet, with the feature and without.
mod parquet;
/// Partial results of many processes, and the recipes of docs/SCALE.md.
mod partials;
/// Worker processes that are killed, hang, send garbage or take too much memory, and what the run makes of it.
#[cfg(target_os = "linux")]
mod processes;
/// Expected texts in files, and how to rewrite them.
mod snapshot;
/// A fresh directory, and programs that run in it.
mod world;
