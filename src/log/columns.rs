//! Builds the Arrow columns: for every requested column, one loop over a chunk of lines.
//!
//! Here `-` becomes null, hosts lose brackets and port, and derived values are computed.

use std::sync::Arc;

use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Int64Type, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt64Type,
};
use arrow_array::{ArrayRef, PrimitiveArray, RecordBatch, RecordBatchOptions};
use arrow_schema::{Schema, SchemaRef};

use super::bytes::split_port;
use super::column::{Column, ColumnKind};
use super::fields::{CoreFields, Extra, ExtraFieldsMut, FieldsMut, NO_TIME, Span};
use super::nulls::{Nulls, extend};
use super::request;
use super::schema::Columns;
use super::text::{Text, TextColumn};
use super::time;
use super::window::may_hold;
use super::zone::{Zone, ZoneClock};

/// The Arrow schema of a set of columns.
pub fn schema(columns: Columns) -> SchemaRef {
    Arc::new(Schema::new(columns.iter().map(Column::field).collect::<Vec<_>>()))
}

/// Records buffered before they are written to the columns; a chunk fits the L1 cache.
const CHUNK: usize = 64;

/// The columns of a batch while they are built.
pub struct RecordColumns<'t> {
    text: &'t Text,
    schema: SchemaRef,
    columns: Vec<(Column, Values<'t>)>,
    /// The first `held` entries are valid.
    chunk: Box<[CoreFields; CHUNK]>,
    held: usize,
    /// The extra fields, if any are requested. Kept apart so that other formats do not touch this memory.
    extras: Option<Box<Extras>>,
    rows: usize,
    /// The clock of days and hours.
    clock: ZoneClock<'t>,
}

/// The extra fields of a chunk.
struct Extras {
    fields: [Extra; CHUNK],
    /// One bit for each record that has extra fields.
    present: u64,
}

const _: () = assert!(CHUNK == u64::BITS as usize, "a bit for each record of a chunk");

enum Values<'t> {
    Text(TextColumn<'t>),
    Time(Vec<i64>, Nulls),
    Small(Vec<u16>, Nulls),
    Count(Vec<u64>, Nulls),
    Day(Vec<i32>, Nulls),
    Hour(Vec<u8>, Nulls),
    Offset(Vec<i64>, Nulls),
}

impl<'t> RecordColumns<'t> {
    /// Empty columns over `text`. `memory` is reused for text columns.
    pub fn new(
        text: &'t Text,
        wanted: Columns,
        schema: SchemaRef,
        zone: &'t Zone,
        memory: &mut Vec<Vec<u128>>,
    ) -> RecordColumns<'t> {
        let columns = wanted.iter().map(|column| {
            let values = match column.kind() {
                ColumnKind::Time => Values::Time(Vec::new(), Nulls::default()),
                ColumnKind::Code | ColumnKind::Port => Values::Small(Vec::new(), Nulls::default()),
                ColumnKind::Size | ColumnKind::Duration | ColumnKind::Number => {
                    Values::Count(Vec::new(), Nulls::default())
                }
                ColumnKind::Day => Values::Day(Vec::new(), Nulls::default()),
                ColumnKind::Hour => Values::Hour(Vec::new(), Nulls::default()),
                ColumnKind::Text => Values::Text(TextColumn::new(text, memory.pop().unwrap_or_default())),
                ColumnKind::Integer => Values::Offset(Vec::new(), Nulls::default()),
                ColumnKind::Float | ColumnKind::Boolean | ColumnKind::Share => {
                    unreachable!("no column of a log is of a computed kind")
                }
            };
            (column, values)
        });
        let extras = || Box::new(Extras { fields: [Extra::NONE; CHUNK], present: 0 });
        RecordColumns {
            text,
            schema,
            columns: columns.collect(),
            chunk: Box::new([CoreFields::default(); CHUNK]),
            held: 0,
            extras: wanted.iter().any(Column::is_extra).then(extras),
            rows: 0,
            clock: ZoneClock::new(zone),
        }
    }

    /// The slot of the next record, to be filled and then kept. It may hold stale values.
    #[inline(always)]
    pub fn fields_mut(&mut self) -> FieldsMut<'_> {
        let extra = self.extras.as_mut().map(|extras| &mut extras.fields[self.held]);
        FieldsMut::new(&mut self.chunk[self.held], ExtraFieldsMut::new(extra))
    }

    /// Adds the record in the slot. `has_extra` says whether it has extra fields.
    #[inline(always)]
    pub fn keep(&mut self, has_extra: bool) {
        if has_extra && let Some(extras) = &mut self.extras {
            extras.present |= 1 << self.held;
        }
        self.held += 1;
        if self.held == CHUNK {
            self.flush();
        }
    }

    /// Writes the buffered records to the columns. Call it after the last record.
    pub fn flush(&mut self) {
        let text = self.text.bytes();
        if self.clock.zone().is_of_lines() {
            self.chunk[..self.held].iter_mut().filter(|fields| fields.time != NO_TIME).for_each(CoreFields::show_clock);
        }
        let chunk = &self.chunk[..self.held];
        let extras = self.extras.as_deref();
        let extra = |index: usize| extras.filter(|extras| extras.present >> index & 1 == 1).map(|e| &e.fields[index]);
        let extras = (0..chunk.len()).map(extra);
        for (column, values) in &mut self.columns {
            let column = *column;
            match values {
                Values::Text(values) if column.is_extra() => {
                    values.extend(extras.clone().map(|extra| extra_text(text, extra, column)));
                }
                Values::Text(values) => push_text(column, values, text, chunk),
                Values::Time(values, nulls) => extend(values, nulls, chunk.iter(), CoreFields::time),
                Values::Small(values, nulls) => match column {
                    Column::Port => extend(values, nulls, chunk.iter(), |fields| port(text, fields)),
                    Column::Status => extend(values, nulls, chunk.iter(), |fields| fields.status),
                    // Formats ensure that the number fits.
                    _ => extend(values, nulls, extras.clone(), |extra| extra?.number(column)?.try_into().ok()),
                },
                Values::Count(values, nulls) if column == Column::Bytes => {
                    extend(values, nulls, chunk.iter(), |fields| fields.bytes);
                }
                Values::Count(values, nulls) => extend(values, nulls, extras.clone(), |extra| extra?.number(column)),
                Values::Offset(values, nulls) => {
                    let is_shown = self.clock.zone().is_of_lines();
                    let offset = |fields: &CoreFields| fields.time().filter(|_| is_shown).map(|_| fields.offset.into());
                    extend(values, nulls, chunk.iter(), offset);
                }
                Values::Day(values, nulls) => {
                    let shown = chunk.iter().map(|fields| fields.time().map(|time| self.clock.shown(time)));
                    extend(values, nulls, shown, |shown| shown.map(|shown| shown.div_euclid(time::DAY) as i32));
                }
                Values::Hour(values, nulls) => {
                    let shown = chunk.iter().map(|fields| fields.time().map(|time| self.clock.shown(time)));
                    let hour = |shown: i64| (shown.rem_euclid(time::DAY) / time::HOUR) as u8;
                    extend(values, nulls, shown, |shown| shown.map(hour));
                }
            }
        }
        if let Some(extras) = &mut self.extras {
            extras.present = 0;
        }
        self.rows += self.held;
        self.held = 0;
    }

    /// The columns as an Arrow batch that shares the text.
    pub fn finish(self) -> RecordBatch {
        let arrays = self.columns.into_iter().map(|(_, values)| finish(values)).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        RecordBatch::try_new_with_options(self.schema, arrays, &options)
            .expect("the arrays are made to the schema, one value a record")
    }
}

fn finish(values: Values<'_>) -> ArrayRef {
    match values {
        Values::Text(column) => Arc::new(column.finish()),
        Values::Time(values, nulls) => {
            let times = primitive::<TimestampMicrosecondType>(values, nulls);
            Arc::new(times.with_data_type(Column::Time.data_type()))
        }
        Values::Small(values, nulls) => Arc::new(primitive::<UInt16Type>(values, nulls)),
        Values::Count(values, nulls) => Arc::new(primitive::<UInt64Type>(values, nulls)),
        Values::Day(values, nulls) => Arc::new(primitive::<Date32Type>(values, nulls)),
        Values::Hour(values, nulls) => Arc::new(primitive::<UInt8Type>(values, nulls)),
        Values::Offset(values, nulls) => Arc::new(primitive::<Int64Type>(values, nulls)),
    }
}

fn primitive<T: ArrowPrimitiveType>(values: Vec<T::Native>, nulls: Nulls) -> PrimitiveArray<T> {
    PrimitiveArray::new(values.into(), nulls.finish())
}

fn extra_text(text: &[u8], extra: Option<&Extra>, column: Column) -> Span {
    extra.map_or(Span::NONE, |extra| unless_dash(text, extra.text(column)))
}

/// Adds one text column's values of a chunk.
fn push_text(column: Column, values: &mut TextColumn<'_>, text: &[u8], chunk: &[CoreFields]) {
    match column {
        Column::Host => each(values, chunk, |fields| host(text, fields)),
        Column::Ident => each(values, chunk, |fields| unless_dash(text, fields.ident)),
        Column::User => each(values, chunk, |fields| unless_dash(text, fields.user)),
        Column::Request => each(values, chunk, |fields| unless_dash(text, fields.request)),
        Column::Method => each(values, chunk, |fields| fields.method),
        Column::Target if chunk.iter().any(|fields| fields.path.is_some()) => {
            chunk.iter().for_each(|fields| push_target(values, fields));
        }
        Column::Target => each(values, chunk, |fields| fields.target),
        Column::Protocol => each(values, chunk, |fields| fields.protocol),
        Column::Referer => each(values, chunk, |fields| unless_dash(text, fields.referer)),
        Column::UserAgent => each(values, chunk, |fields| unless_dash(text, fields.user_agent)),
        Column::Vhost => each(values, chunk, |fields| unless_dash(text, fields.vhost)),
        Column::Query => each(values, chunk, |fields| query(text, fields)),
        Column::Extension => each(values, chunk, |fields| path_part(text, fields, request::extension)),
        Column::FirstSegment => each(values, chunk, |fields| path_part(text, fields, request::first_segment)),
        Column::Path => each(values, chunk, |fields| path(text, fields)),
        Column::StatusClass => chunk.iter().for_each(|fields| push_class(values, fields.status)),
        // The others are numbers, or extra.
        _ => {}
    }
}

/// Monomorphised for each kind of value, so that the column is chosen outside the loop.
#[inline(always)]
fn each(values: &mut TextColumn<'_>, chunk: &[CoreFields], span: impl Fn(&CoreFields) -> Span) {
    values.extend(chunk.iter().map(span));
}

fn unless_dash(text: &[u8], span: Span) -> Span {
    if span.of(text) == Some(b"-") { Span::NONE } else { span }
}

/// The host without IPv6 brackets and port.
#[inline(always)]
fn host(text: &[u8], fields: &CoreFields) -> Span {
    let span = unless_dash(text, fields.host);
    if !may_hold(text, span.start(), span.end(), [b':', b'[']) { span } else { bare_host(text, span) }
}

fn bare_host(text: &[u8], span: Span) -> Span {
    let Some(logged) = span.of(text) else { return Span::NONE };
    let (name, _) = split_port(logged);
    let is_bracketed = name.len() >= 2 && name.starts_with(b"[") && name.ends_with(b"]");
    let bracket = usize::from(is_bracketed);
    Span::new(span.start() + bracket, span.start() + name.len() - bracket)
}

/// The port of the virtual host, or else that of the client.
fn port(text: &[u8], fields: &CoreFields) -> Option<u16> {
    let host = fields.host;
    fields.port.or_else(|| may_hold(text, host.start(), host.end(), [b':']).then(|| split_port(host.of(text)?).1)?)
}

/// The part of `span` that `find` locates in its text.
fn inside(span: Span, text: &[u8], find: impl Fn(&[u8]) -> Option<(usize, usize)>) -> Span {
    match span.of(text).and_then(find) {
        Some((start, end)) => Span::new(span.start() + start, span.start() + end),
        None => Span::NONE,
    }
}

/// The target. Where path and query are logged apart, they are joined.
fn push_target(values: &mut TextColumn<'_>, fields: &CoreFields) {
    if !fields.target.is_some() && fields.path.is_some() && fields.query.is_some() {
        values.push_joined(fields.path, b'?', fields.query);
    } else {
        let target = if fields.target.is_some() { fields.target } else { fields.path };
        values.extend(std::iter::once(target));
    }
}

fn query(text: &[u8], fields: &CoreFields) -> Span {
    if fields.target.is_some() { inside(fields.target, text, request::query) } else { unless_dash(text, fields.query) }
}

/// The path of the target: usually all of it.
#[inline(always)]
fn path(text: &[u8], fields: &CoreFields) -> Span {
    let target = fields.target;
    let is_plain = target.of(text).is_some_and(|target| target[0] == b'/');
    if is_plain && !may_hold(text, target.start(), target.end(), [b'?', b'#']) {
        return target;
    }
    if !target.is_some() {
        return unless_dash(text, fields.path);
    }
    let is_connect = fields.method.of(text) == Some(b"CONNECT");
    if is_connect { Span::NONE } else { inside(target, text, request::path) }
}

#[inline(always)]
fn path_part(text: &[u8], fields: &CoreFields, find: impl Fn(&[u8]) -> Option<(usize, usize)>) -> Span {
    inside(path(text, fields), text, find)
}

fn push_class(values: &mut TextColumn<'_>, status: Option<u16>) {
    const CLASSES: [&str; 10] = ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx", "7xx", "8xx", "9xx"];
    match status.and_then(|status| CLASSES.get(usize::from(status / 100))) {
        Some(class) => values.push_short(class),
        None => values.push_null(),
    }
}
