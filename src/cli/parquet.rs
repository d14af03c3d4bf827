//! `logmill parse --to parquet`: a table that query engines read column by column.

use super::arguments::ParseArguments;
use super::renderer::Renderer;
use crate::engine::stream::{StreamJob, Streamed};
use crate::log::Column;

/// Fails: this program was built without Parquet.
#[cfg(not(feature = "parquet"))]
pub fn write(_: &ParseArguments, _: &[Column], _: Renderer, _: &StreamJob) -> anyhow::Result<Streamed> {
    anyhow::bail!(
        "parquet: this logmill was built without it; build it with `cargo build --release --features parquet`"
    )
}

#[cfg(feature = "parquet")]
pub use with_parquet::write;

#[cfg(feature = "parquet")]
mod with_parquet {
    use std::io::Write;
    use std::sync::Arc;

    use anyhow::Context;
    use arrow_array::RecordBatch;
    use arrow_schema::{Schema, SchemaRef};
    use parquet::arrow::ArrowWriter;
    use parquet::basic::Compression;
    use parquet::file::properties::WriterProperties;

    use super::*;
    use crate::cli::output::write_file;
    use crate::engine::stream::{StreamError, stream};
    use crate::log::{Format, Parsed};
    use crate::message::RawBatch;

    /// Records in a row group: enough for engines to skip groups, few enough to be held in memory.
    const GROUP_ROWS: usize = 128 * 1024;

    /// Writes the records to a file, whole or not at all.
    pub fn write(
        arguments: &ParseArguments,
        columns: &[Column],
        renderer: Renderer,
        job: &StreamJob,
    ) -> anyhow::Result<Streamed> {
        if arguments.lines.timezone.as_deref() == Some("log") {
            anyhow::bail!("--timezone log: Parquet has points in time, which no clock of a line is; leave it out");
        }
        let path = arguments.output.file();
        let path = path.context("--to parquet: is written to a file; name it with -o FILE.parquet")?;
        let mut streamed = None;
        write_file(path, |out| {
            streamed = Some(write_table(columns, renderer, job, out)?);
            Ok(())
        })?;
        streamed.context("nothing was written")
    }

    fn write_table(
        columns: &[Column],
        renderer: Renderer,
        job: &StreamJob,
        out: &mut (dyn Write + Send),
    ) -> anyhow::Result<Streamed> {
        let field = |column: &Column| column.field().with_name(renderer.own.name_of(*column));
        let schema: SchemaRef = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .build();
        let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
        let wanted = columns.iter().copied().collect();
        let order = columns.to_vec();
        let make = move |raw: &RawBatch, parsed: &Parsed| in_order(&renderer.records(raw, parsed), &order, &schema);
        let sink = |records: anyhow::Result<RecordBatch>| -> anyhow::Result<()> { Ok(writer.write(&records?)?) };
        let streamed = stream(job, move |_: &Format| wanted, make, sink).map_err(|error| match error {
            StreamError::Sink(error) => error,
            error => anyhow::anyhow!("{error}"),
        })?;
        writer.close()?;
        Ok(streamed)
    }

    /// The columns in the order and under the names of the table, which may differ from those of batches.
    fn in_order(records: &RecordBatch, order: &[Column], schema: &SchemaRef) -> anyhow::Result<RecordBatch> {
        let arrays = order.iter().map(|column| records.column_by_name(column.name()).cloned());
        let arrays = arrays.collect::<Option<Vec<_>>>().context("a column is missing")?;
        Ok(RecordBatch::try_new(Arc::clone(schema), arrays)?)
    }
}
