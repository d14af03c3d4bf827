//! The headings of `--help`, in their order.

/// What is read, and how.
pub const READ: &str = "What to read";
/// What is asked of the records.
pub const QUESTIONS: &str = "Questions";
/// What is written, and where.
pub const OUTPUT: &str = "Output";
/// How the work is done; never changes the answer.
pub const SPEED: &str = "Speed";
/// About the command line itself.
pub const HELP: &str = "Help";
