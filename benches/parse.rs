//! Parses each format: checking lines only, with one column, and with eleven; compared with a loop over the captures of a regular
//! expression, as in most log tools. Then detection, and writing lines as JSON.

mod parsing;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use logmill::log::zone::Zone;
use logmill::log::{Column, Columns, Format, Parser, RawText, detect};
use logmill::report::records::{LinePlace, write_lines};
use logmill_generate::{Layout, Settings, generate};
use regex::bytes::Regex;

use parsing::{Batch, MAX_LINE_BYTES, match_lines, parse};

const LINES: u64 = 100_000;

const ONE: Columns = Columns::of(&[Column::Path]);
const ELEVEN: Columns = Columns::of(&[
    Column::Host,
    Column::Ident,
    Column::User,
    Column::Time,
    Column::Method,
    Column::Path,
    Column::Protocol,
    Column::Status,
    Column::Bytes,
    Column::Referer,
    Column::UserAgent,
]);

/// Whole lines in batches of at most [`parsing::BATCH_BYTES`].
fn batches(layout: Layout) -> Vec<Batch> {
    let mut log = Vec::new();
    generate(&Settings { lines: LINES, layout, ..Settings::default() }, &mut log).expect("writing to memory succeeds");
    parsing::batches(&log)
}

/// A line of the layout, with a group for each of the columns. What follows the size may be missing. Odd requests do not match, so that
/// there is only one way to match a line: the engine is then up to twice as fast.
fn expression(layout: Layout, columns: Columns) -> Regex {
    let field = |column: Column, body: &str| match columns.contains(column) {
        true => format!("({body})"),
        false => format!("(?:{body})"),
    };
    let host = field(Column::Host, r"\S+");
    let ident = field(Column::Ident, r"\S+");
    let user = field(Column::User, r"\S+");
    let time = field(Column::Time, r"\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}");
    let method = field(Column::Method, "[A-Z]+");
    let path = field(Column::Path, r#"[^ "?#]*"#);
    let protocol = field(Column::Protocol, r"HTTP/[\d.]+");
    let status = field(Column::Status, r"\d{3}");
    let bytes = field(Column::Bytes, r"\d+|-");
    let quoted = r#"[^"\\]*(?:\\.[^"\\]*)*"#;
    let request = format!(r#"{method} {path}(?:[?#][^ "]*)?(?: {protocol})?"#);
    let vhost = if layout == Layout::VhostCombined { r"\S+ " } else { "" };
    let tail = match layout {
        Layout::Common => String::new(),
        _ => {
            format!(r#"(?: "{}" "{}")?"#, field(Column::Referer, quoted), field(Column::UserAgent, quoted))
        }
    };
    let pattern = format!(r#"(?-u)^{vhost}{host} {ident} {user} \[{time}\] "{request}" {status} {bytes}{tail}"#);
    Regex::new(&pattern).expect("the pattern is well formed")
}

fn bench(criterion: &mut Criterion) {
    for layout in Layout::ALL {
        let batches = batches(layout);
        let format = Format::by_name(layout.name()).expect("every layout is a format");
        let bytes = parsing::bytes(&batches);
        let mut group = criterion.benchmark_group(format!("parse {}", layout.name()));
        group.sample_size(10).throughput(Throughput::Bytes(bytes));
        for (name, columns) in [("no column", Columns::NONE), ("path", ONE), ("eleven columns", ELEVEN)] {
            let mut parser = Parser::new(columns, MAX_LINE_BYTES);
            group.bench_function(name, |bench| bench.iter(|| parse(&mut parser, &format, &batches)));
        }
        let records = parse(&mut Parser::new(ONE, MAX_LINE_BYTES), &format, &batches);
        for (name, columns) in [("path by regex", ONE), ("eleven columns by regex", ELEVEN)] {
            let expression = expression(layout, columns);
            let matched = match_lines(&expression, &batches);
            assert!(matched.abs_diff(records) * 50 < records, "{name}: {matched} lines match, {records} are records");
            group.bench_function(name, |bench| bench.iter(|| match_lines(&expression, &batches)));
        }
        group.finish();
    }
}

/// Tries all formats on as much of a file as a reader samples.
fn detection(criterion: &mut Criterion) {
    const SAMPLE_BYTES: usize = 64 * 1024;
    let batches = batches(Layout::Combined);
    let sample = &batches[0][..SAMPLE_BYTES];
    criterion.bench_function("detect", |bench| bench.iter(|| detect(&[black_box(sample)])));
}

/// Writes every line of a batch as JSON, from existing columns.
fn lines(criterion: &mut Criterion) {
    let batches = batches(Layout::Combined);
    let format = Format::by_name("combined").expect("a format");
    let columns: Vec<(Column, &str)> = ELEVEN.iter().map(|column| (column, column.name())).collect();
    let utc = Zone::utc();
    let mut parser = Parser::new(ELEVEN, MAX_LINE_BYTES).with_fates();
    let parsed = parser.parse(&format, RawText::all(&batches[0].text), Vec::new());
    let mut group = criterion.benchmark_group("lines");
    group.sample_size(20).throughput(Throughput::Bytes(batches[0].len() as u64));
    let mut out = Vec::new();
    group.bench_function("json", |bench| {
        bench.iter(|| {
            out.clear();
            let place = LinePlace { file: None, line: 1 };
            let none = std::iter::repeat(&b""[..]);
            write_lines(&parsed.records, &columns, &parsed.fates, none, place, &utc, &mut out)
        })
    });
    group.finish();
}

criterion_group!(benches, bench, detection, lines);
criterion_main!(benches);
