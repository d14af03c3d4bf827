//! Streams chosen records of `logmill parse` to a writer, in the order of the log or in one of their own.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::arguments::ParseArguments;
use crate::config::{present, selection};
use crate::engine::choice::{Choice, Chosen, Order};
use crate::engine::ranking::{Gather, Ranking};
use crate::engine::stream::{StreamError, StreamJob, Streamed, stream};
use crate::expression::{Context, Expression, Failures};
use crate::log::spelling::quoted;
use crate::log::{Columns, Format, OwnColumns, Parsed};
use crate::message::RawBatch;

/// Which records are wanted. `own` names the columns of the job's own formats.
///
/// # Errors
/// A condition or an order that is not valid.
pub fn choice(arguments: &ParseArguments, own: &OwnColumns) -> anyhow::Result<Choice> {
    let (zone, geo) = (arguments.lines.zone()?, arguments.geo.open()?);
    let context = Context { zone, geo, now: present(), own_columns: Arc::new(own.clone()), ..Context::default() };
    Ok(Choice {
        conditions: selection(&arguments.selection.question(), &context)?,
        order: arguments.sort.as_deref().map(|sort| order(sort, &context)).transpose()?,
        most: arguments.top.filter(|top| *top > 0),
    })
}

/// The order that `--sort` names.
fn order(sort: &str, context: &Context) -> anyhow::Result<Order> {
    let text = sort.strip_prefix(['-', '+']).unwrap_or(sort);
    let by = Expression::parse(text, context).map_err(|error| anyhow::anyhow!("--sort {}: {error}", quoted(text)))?;
    if !by.has_values() {
        anyhow::bail!(
            "--sort {}: an interval has no values to sort by; name a column, such as --sort -request_time",
            quoted(text)
        );
    }
    Ok(Order { by, descending: sort.starts_with('-') })
}

/// What was read, and what could not be computed.
pub struct Written {
    /// The outcomes of the files.
    pub streamed: Streamed,
    /// Values of conditions and orders that are null because they could not be computed.
    pub failures: Failures,
    /// Whether the rest of the log was not read.
    pub is_cut: bool,
}

/// What is written: how records of a batch become pieces, and where these go.
pub struct Writing<R, W> {
    /// Whether the places of records name their file.
    pub names_files: bool,
    /// Makes a piece of chosen records; called on several threads.
    pub render: R,
    /// Writes pieces, in order.
    pub write: W,
}

/// Streams chosen records. `columns` are those that the pieces need.
///
/// # Errors
/// Those of the writer, of the pieces, and of the threads.
pub fn stream_chosen<G, R, W>(
    job: &StreamJob,
    choice: Choice,
    columns: impl Fn(&Format) -> Columns + Send + Sync + 'static,
    writing: Writing<R, W>,
) -> anyhow::Result<Written>
where
    G: Gather<Error: Into<anyhow::Error>> + Send + 'static,
    R: Fn(&RawBatch, &Chosen) -> anyhow::Result<G> + Send + Sync + 'static,
    W: FnMut(G) -> anyhow::Result<()>,
{
    let Writing { names_files, render, mut write } = writing;
    let (most, is_ordered) = (choice.most, choice.order.is_some());
    let own = choice.columns();
    let make = move |raw: &RawBatch, parsed: &Parsed| {
        let mut chosen = choice.choose(raw, parsed, names_files)?;
        let piece = render(raw, &chosen)?;
        anyhow::Ok((std::mem::take(&mut chosen.keys), piece, chosen.places.len(), chosen.failures))
    };
    let mut ranking = Ranking::new(most);
    let (mut failures, mut left) = (Failures::default(), most.unwrap_or(usize::MAX));
    let sink = |made: anyhow::Result<_>| {
        let (keys, piece, count, more) = made?;
        failures.merge(more);
        if is_ordered {
            if count > 0 {
                ranking.add(keys, piece).map_err(Into::into)?;
            }
            return Ok(ControlFlow::Continue(()));
        }
        let piece = match count > left {
            true => {
                let first: Vec<(usize, usize)> = (0..left).map(|record| (0, record)).collect();
                G::gather(&[piece], &first).map_err(Into::into)?
            }
            false => piece,
        };
        left = left.saturating_sub(count);
        write(piece)?;
        Ok(if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    };
    let streamed = stream(job, move |format: &Format| columns(format).union(own), make, sink).map_err(of_stream)?;
    if is_ordered {
        ranking.finish().try_for_each(|piece| write(piece.map_err(Into::into)?))?;
    }
    Ok(Written { streamed, failures, is_cut: left == 0 && !is_ordered })
}

/// Why a stream ended early.
pub fn of_stream(error: StreamError<anyhow::Error>) -> anyhow::Error {
    match error {
        StreamError::Sink(error) => error,
        StreamError::Start(error) => error.into(),
        error => anyhow::anyhow!("{error}"),
    }
}
