#![doc = include_str!("../README.md")]

pub mod metrics;
pub mod process;

mod batch_message;
mod cancel;
mod credit;
mod drain_counter;
mod error;
mod executor;
mod filter;
mod fold;
mod gate;
mod host;
mod lifeline;
mod outlet;
mod panic;
mod pipeline;
mod pool;
mod pool_size;
mod reader;
mod roles;
mod spec;
mod step;

pub use cancel::Cancel;
pub use error::{RunError, StartError};
pub use executor::{Map, MapReduce, MapUnordered, Pool, PoolOptions, Task, TaskError};
pub use metrics::{Bottleneck, Histogram, Sizing, StageKind, StageSnapshot, bottleneck, sizing};
pub use panic::{Panic, catch};
pub use pipeline::{Outcome, OutcomeOf, Running, start};
pub use pool_size::{PoolSize, WATCHED};
pub use process::{Functions, ProcessMap, ProcessMapUnordered, ProcessPool, ProcessPoolOptions, ProcessTask};
pub use roles::{BoxError, Fold, Load, Pulled, Source, Transform};
pub use spec::{FilterSpec, FoldSpec, PipelineSpec, PoolSpec, ReaderSpec, Route, Upstream};
