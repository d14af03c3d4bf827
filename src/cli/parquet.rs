//! `logmill parse --output parquet`: a table that query engines read column by column.

use anyhow::bail;

use super::arguments::ParseArguments;
use crate::engine::stream::{StreamJob, Streamed};
use crate::log::Column;

/// Says that this program cannot.
pub fn write(_: &ParseArguments, _: Vec<Column>, _: bool, _: &StreamJob) -> anyhow::Result<Streamed> {
    bail!(
        "--output parquet: this logmill was built without it; build it with `cargo build --release --features parquet`"
    )
}
