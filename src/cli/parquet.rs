//! `logmill parse --to parquet`: a table that query engines read column by column.

use super::arguments::ParseArguments;
use super::chosen::Written;
use super::renderer::Renderer;
use crate::engine::choice::Choice;
use crate::engine::stream::StreamJob;

/// Fails: this program was built without Parquet.
#[cfg(not(feature = "parquet"))]
pub fn write(_: &ParseArguments, _: Renderer, _: Choice, _: &StreamJob) -> anyhow::Result<Written> {
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
    use arrow_array::cast::AsArray;
    use arrow_array::{ArrayRef, RecordBatch};
    use arrow_schema::{ArrowError, Schema, SchemaRef};
    use arrow_select::interleave::interleave_record_batch;
    use parquet::arrow::ArrowWriter;
    use parquet::basic::Compression;
    use parquet::file::properties::WriterProperties;

    use super::*;
    use crate::cli::chosen::{Writing, stream_chosen};
    use crate::cli::output::write_file;
    use crate::engine::choice::Chosen;
    use crate::engine::ranking::Gather;
    use crate::log::{Column, Format};
    use crate::message::RawBatch;

    /// Records in a row group: enough for engines to skip groups, few enough to be held in memory.
    const GROUP_ROWS: usize = 128 * 1024;

    /// Writes the records to a file, whole or not at all.
    pub fn write(
        arguments: &ParseArguments,
        renderer: Renderer,
        choice: Choice,
        job: &StreamJob,
    ) -> anyhow::Result<Written> {
        if arguments.lines.timezone.as_deref() == Some("log") {
            anyhow::bail!("--timezone log: Parquet has points in time, which no clock of a line is; leave it out");
        }
        let path = arguments.output.file();
        let path = path.context("--to parquet: is written to a file; name it with -o FILE.parquet")?;
        let mut written = None;
        write_file(path, |out| {
            written = Some(write_table(renderer, choice, job, out)?);
            Ok(())
        })?;
        written.context("nothing was written")
    }

    fn write_table(
        renderer: Renderer,
        choice: Choice,
        job: &StreamJob,
        out: &mut (dyn Write + Send),
    ) -> anyhow::Result<Written> {
        let columns = renderer.columns.clone().unwrap_or_default();
        let field = |column: &Column| column.field().with_name(renderer.own.name_of(*column));
        let schema: SchemaRef = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .build();
        let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
        let wanted = columns.iter().copied().collect();
        let names_files = renderer.names_files;
        let is_kept = choice.order.is_some();
        let render = move |raw: &RawBatch, chosen: &Chosen| {
            let records = Table(in_order(&renderer.records(raw, &chosen.records), &columns, &schema)?);
            // Records that wait for their order do not keep the whole log in memory.
            if is_kept { Ok(records.compacted()?) } else { Ok(records) }
        };
        let write = |Table(records)| Ok(writer.write(&records)?);
        let written = stream_chosen(job, choice, move |_: &Format| wanted, Writing { names_files, render, write })?;
        writer.close()?;
        Ok(written)
    }

    /// The columns in the order and under the names of the table, which may differ from those of batches.
    fn in_order(records: &RecordBatch, order: &[Column], schema: &SchemaRef) -> anyhow::Result<RecordBatch> {
        let arrays = order.iter().map(|column| records.column_by_name(column.name()).cloned());
        let arrays = arrays.collect::<Option<Vec<_>>>().context("a column is missing")?;
        Ok(RecordBatch::try_new(Arc::clone(schema), arrays)?)
    }

    /// Records with the columns of the table.
    struct Table(RecordBatch);

    impl Table {
        /// The records without memory that other records use.
        fn compacted(self) -> Result<Table, ArrowError> {
            let (schema, columns, _) = self.0.into_parts();
            let compact = |array: ArrayRef| match array.as_string_view_opt() {
                Some(texts) => Arc::new(texts.gc()) as ArrayRef,
                None => array,
            };
            RecordBatch::try_new(schema, columns.into_iter().map(compact).collect()).map(Table)
        }
    }

    impl Gather for Table {
        type Error = ArrowError;

        fn gather(pieces: &[Table], indices: &[(usize, usize)]) -> Result<Table, ArrowError> {
            let batches: Vec<&RecordBatch> = pieces.iter().map(|Table(records)| records).collect();
            Table(interleave_record_batch(&batches, indices)?).compacted()
        }
    }
}
