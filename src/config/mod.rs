//! From what the user wrote (file, environment, command line) to a validated [`Plan`].

pub mod plan;

pub use plan::{FilterPlan, FormatChoice, Input, Output, PipelinePlan, Plan, ReducerPlan, ReportPlan, SourcePlan};
