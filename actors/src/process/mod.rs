//! Worker processes: frames on pipes, and supervision that replaces workers that die, hang or send invalid answers.
//!
//! ```text
//! parent                                       worker
//! Duty ─▶ Workers (a thread for each) ─ frames ─▶ Parent ─▶ your function
//!              ▲ kill, reap, replace, retry          │
//!              └──────────── frames ◀────────────────┘
//! ```

mod child;
mod duty;
mod frame;
mod framing;
mod functions;
mod map;
mod pack;
mod parent;
mod pending_answers;
mod pool;
mod task;
mod workers;

pub use child::WorkerFault;
pub use frame::{FrameError, MAX_FRAME_BYTES, read_frame, write_frame};
pub use framing::Framing;
pub use functions::Functions;
pub use map::{ProcessMap, ProcessMapUnordered};
pub use parent::Parent;
pub use pool::{ProcessPool, ProcessPoolOptions};
pub use task::ProcessTask;
pub use workers::{Duty, Heard, Workers, WorkersSpec};
