//! Parses formats whose values have names, with eleven columns; compared with handwritten readers: serde_json, into a borrowing struct and into
//! a tree of values, and the captures of a regular expression.
//!
//! The lines are those of a generated log, rewritten in each format. MB are of that text.

mod parsing;

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use logmill::log::{Column, Columns, Format, Parser, RawText, Record, Records, calendar};
use logmill_generate::{Settings, generate};
use regex::bytes::Regex;
use serde::Deserialize;

use parsing::{Batch, MAX_LINE_BYTES, lines, parse};

const LINES: u64 = 50_000;

const COLUMNS: Columns = Columns::of(&[
    Column::Host,
    Column::User,
    Column::Time,
    Column::Method,
    Column::Path,
    Column::Protocol,
    Column::Status,
    Column::Bytes,
    Column::Referer,
    Column::UserAgent,
    Column::RequestTime,
]);

/// The fields of a record as the formats write them.
struct Line {
    time: String,
    seconds: i64,
    host: String,
    request: String,
    method: String,
    target: String,
    status: u16,
    bytes: u64,
    referer: String,
    agent: String,
}

impl Line {
    /// The line of a record; `None` for an odd one.
    fn of(record: &Record<'_>) -> Option<Line> {
        let text = |column| record.text(column).unwrap_or("-").to_owned();
        let time = record.time()?;
        Some(Line {
            time: calendar::time_text(time),
            seconds: time / 1_000_000,
            host: text(Column::Host),
            request: text(Column::Request),
            method: record.method()?.to_owned(),
            target: text(Column::Target),
            status: record.status()?,
            bytes: record.bytes()?,
            referer: text(Column::Referer),
            agent: text(Column::UserAgent),
        })
    }

    fn nginx_json(&self, text: &mut String) {
        let Line { time, host, request, status, bytes, referer, agent, .. } = self;
        write_line(
            text,
            format_args!(
                r#"{{"time_iso8601":"{time}","remote_addr":"{host}","remote_user":"","request":"{request}","status":"{status}","body_bytes_sent":"{bytes}","http_referer":"{referer}","http_user_agent":"{agent}","request_time":"0.012","upstream_response_time":"0.011"}}"#
            ),
        );
    }

    fn caddy(&self, text: &mut String) {
        let Line { seconds, host, method, target, status, bytes, referer, agent, .. } = self;
        write_line(
            text,
            format_args!(
                r#"{{"level":"info","ts":{seconds}.25,"logger":"http.log.access","msg":"handled request","request":{{"remote_ip":"{host}","remote_port":"50114","client_ip":"{host}","proto":"HTTP/1.1","method":"{method}","host":"www.example.com","uri":"{target}","headers":{{"User-Agent":["{agent}"],"Referer":["{referer}"],"Accept-Encoding":["gzip, br"]}},"tls":{{"resumed":false,"version":772,"cipher_suite":4865,"proto":"h2","server_name":"www.example.com"}}}},"bytes_read":0,"user_id":"","duration":0.012093,"size":{bytes},"status":{status},"resp_headers":{{"Content-Type":["text/html; charset=utf-8"]}}}}"#
            ),
        );
    }

    fn logfmt(&self, text: &mut String) {
        let Line { time, host, method, target, status, bytes, referer, agent, .. } = self;
        write_line(
            text,
            format_args!(
                r#"ts={time} level=info method={method} path="{target}" remote_ip={host} status={status} bytes={bytes} duration=12.1ms referer="{referer}" user_agent="{agent}""#
            ),
        );
    }
}

/// Writes a line in a format.
type WriteLine = fn(&Line, &mut String);

fn write_line(text: &mut String, line: std::fmt::Arguments<'_>) {
    text.write_fmt(line).expect("writing to a string cannot fail");
    text.push('\n');
}

/// Whole lines in batches of at most [`parsing::BATCH_BYTES`].
fn batches(write: WriteLine) -> Vec<Batch> {
    let mut log = Vec::new();
    generate(&Settings { lines: LINES, ..Settings::default() }, &mut log).expect("writing to memory succeeds");
    let combined = Format::by_name("combined").expect("a built-in format");
    let parsed = Parser::new(Columns::all(), MAX_LINE_BYTES).parse(&combined, RawText::all(&log.into()), Vec::new());
    let records = Records::new(&parsed.records);
    let mut text = String::new();
    for line in (0..records.len()).filter_map(|row| Line::of(&records.get(row))) {
        let start = text.len();
        write(&line, &mut text);
        // A hexadecimal escape would not be JSON for serde.
        if text[start..].contains("\\x") {
            text.truncate(start);
        }
    }
    parsing::batches(text.as_bytes())
}

/// The same columns of a line of nginx, for serde.
#[derive(Deserialize)]
#[expect(dead_code, reason = "what is measured is reading them")]
struct NginxLine<'l> {
    time_iso8601: &'l str,
    remote_addr: &'l str,
    remote_user: &'l str,
    #[serde(borrow)]
    request: std::borrow::Cow<'l, str>,
    status: &'l str,
    body_bytes_sent: &'l str,
    #[serde(borrow)]
    http_referer: std::borrow::Cow<'l, str>,
    #[serde(borrow)]
    http_user_agent: std::borrow::Cow<'l, str>,
    request_time: &'l str,
}

/// Reads every line; returns how many could be read.
fn read_each(batches: &[Batch], mut is_read: impl FnMut(&[u8]) -> bool) -> u64 {
    lines(batches).map(|line| u64::from(is_read(line))).sum()
}

/// The pairs of a line in the order in which the benchmark writes them.
fn logfmt_expression() -> Regex {
    let quoted = r#""([^"\\]*(?:\\.[^"\\]*)*)""#;
    let pattern = format!(
        r#"(?-u)^ts=(\S+) level=\S+ method=(\S+) path={quoted} remote_ip=(\S+) status=(\d+) bytes=(\d+) duration=(\S+) referer={quoted} user_agent={quoted}$"#
    );
    Regex::new(&pattern).expect("the pattern is well formed")
}

fn bench(criterion: &mut Criterion) {
    let kinds: [(&str, WriteLine); 4] = [
        ("nginx_json", Line::nginx_json),
        ("json", Line::nginx_json),
        ("caddy", Line::caddy),
        ("logfmt", Line::logfmt),
    ];
    for (name, write) in kinds {
        let batches = batches(write);
        let format = Format::by_name(name).expect("a built-in format");
        let bytes = parsing::bytes(&batches);
        let mut group = criterion.benchmark_group(format!("format {name}"));
        group.sample_size(10).throughput(Throughput::Bytes(bytes));
        let mut parser = Parser::new(COLUMNS, MAX_LINE_BYTES);
        assert_eq!(parse(&mut parser, &format, &batches), lines(&batches).count() as u64, "every line is a record");
        group.bench_function("eleven columns", |bench| bench.iter(|| parse(&mut parser, &format, &batches)));
        let mut none = Parser::new(Columns::NONE, MAX_LINE_BYTES);
        group.bench_function("no column", |bench| bench.iter(|| parse(&mut none, &format, &batches)));
        match name {
            "nginx_json" => {
                let read = |line: &[u8]| serde_json::from_slice::<NginxLine<'_>>(line).map(black_box).is_ok();
                group.bench_function("a struct by serde_json", |bench| bench.iter(|| read_each(&batches, read)));
            }
            "json" | "caddy" => {
                let read = |line: &[u8]| serde_json::from_slice::<serde_json::Value>(line).map(black_box).is_ok();
                group.bench_function("values by serde_json", |bench| bench.iter(|| read_each(&batches, read)));
            }
            _ => {
                let expression = logfmt_expression();
                let mut groups = expression.capture_locations();
                let mut read = |line: &[u8]| expression.captures_read(&mut groups, line).map(black_box).is_some();
                assert_eq!(read_each(&batches, &mut read), lines(&batches).count() as u64, "every line matches");
                group.bench_function("eleven columns by regex", |bench| bench.iter(|| read_each(&batches, &mut read)));
            }
        }
        group.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
