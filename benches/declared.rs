//! Parsing the formats with columns of their own: the lines checked and nothing kept, one column, every column that the format fills; beside
//! it a loop over the captures of a regular expression, as most log tools are written.

use std::fmt::Write;
use std::hint::black_box;

use arrow_buffer::Buffer;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use logmill::log::directives::Directives;
use logmill::log::{Column, Columns, Format, Parser, RawText};
use logmill::message::Spare;
use regex::bytes::Regex;

const LINES: usize = 40_000;
/// Text in a batch, as in the default job.
const BATCH_BYTES: usize = 1 << 20;
/// Longest line, as in the default job.
const MAX_LINE_BYTES: usize = 1 << 20;

/// A format, lines of it, and how others would read them.
struct Subject {
    format: &'static str,
    /// What stands before the lines.
    header: &'static str,
    /// One line.
    line: fn(&mut String, usize),
    /// A line, with a group for each field that has a column.
    expression: &'static str,
}

const AGENTS: [&str; 3] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/118.0",
    "curl/8.4.0",
];
const PATHS: [&str; 4] =
    ["/", "/shop/basket", "/static/css/site.min.css", "/catalogue/garden/tools/spade-and-fork.html"];

const SUBJECTS: [Subject; 4] = [
    Subject {
        format: "w3c",
        header: "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\n",
        line: |log, number| {
            let (path, agent, clock) = parts(number);
            let agent = agent.replace(' ', "+");
            let _ = writeln!(
                log,
                "2023-10-10 {clock} 192.0.2.10 GET {path} id={number} 443 - 203.0.113.{} {agent} https://www.example.com{path} 200 0 0 {}",
                number % 250,
                number % 977
            );
        },
        expression: r"(?-u)^(\S+ \S+) (\S+) (\S+) (\S+) (\S+) (\d+) (\S+) (\S+) (\S+) (\S+) (\d{3}) (\d+) (\d+) (\d+)$",
    },
    Subject {
        format: "cloudfront",
        header: "#Version: 1.0\n",
        line: |log, number| {
            let (path, agent, clock) = parts(number);
            let agent = agent.replace(' ', "%20");
            let _ = writeln!(
                log,
                "2023-10-10\t{clock}\tFRA56-P4\t{}\t203.0.113.{}\tGET\td2exampleshop.cloudfront.net\t{path}\t200\thttps://www.example.com{path}\t{agent}\tid={number}\t-\tHit\tzL3Gm7QexampleRequestId4Tq==\twww.example.com\thttps\t23\t0.001\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\t-\t-\t11040\t0.001\tHit\ttext/html\t78\t-\t-",
                number * 7,
                number % 250
            );
        },
        expression: r"(?-u)^(\S+\t\S+)\t(\S+)\t(\d+)\t(\S+)\t(\S+)\t(\S+)\t(\S+)\t(\d{3})\t([^\t]+)\t([^\t]+)\t([^\t]+)\t([^\t]+)\t(\S+)\t(\S+)\t(\S+)\t(\S+)\t(\d+)\t(\S+)\t([^\t]+)\t(\S+)\t(\S+)\t\S+\t(\S+)\t\S+\t\S+\t\S+\t(\S+)\t\S+\t(\S+)\t",
    },
    Subject {
        format: "gcs",
        header: "",
        line: |log, number| {
            let (path, agent, _) = parts(number);
            let _ = writeln!(
                log,
                "\"16969461{number:08}\",\"203.0.113.{}\",\"1\",\"\",\"GET\",\"/pictures{path}?id={number}\",\"200\",\"0\",\"{}\",\"31000\",\"storage.example.com\",\"https://www.example.com/\",\"{agent}\",\"AEnB2Uq{number}\",\"GET_Object\",\"pictures\",\"{path}\"",
                number % 250,
                number * 7
            );
        },
        expression: r#"(?-u)^"(\d+)","([^"]*)","[^"]*","[^"]*","([^"]*)","([^"]*)","(\d+)","(\d*)","(\d*)","(\d*)","([^"]*)","([^"]*)","((?:[^"]|"")*)","([^"]*)","([^"]*)","([^"]*)","([^"]*)""#,
    },
    Subject {
        format: "squid",
        header: "",
        line: |log, number| {
            let (path, _, _) = parts(number);
            let _ = writeln!(
                log,
                "16969461{:02}.250 {:6} 203.0.113.{} TCP_MISS/200 {} GET http://www.example.com{path}?id={number} alice HIER_DIRECT/192.0.2.10 text/html",
                number % 97,
                number % 9770,
                number % 250,
                number * 7
            );
        },
        expression: r"(?-u)^(\d+\.\d+) +(\d+) (\S+) ([A-Z_]+)/(\d{3}) (\d+) (\S+) (\S+) (\S+) ([A-Z_]+)/(\S+) (\S+)$",
    },
];

fn parts(number: usize) -> (&'static str, &'static str, String) {
    let clock = format!("{:02}:{:02}:{:02}", number / 3600 % 24, number / 60 % 60, number % 60);
    (PATHS[number % PATHS.len()], AGENTS[number % AGENTS.len()], clock)
}

/// Whole lines in batches of at most [`BATCH_BYTES`], and what stands before each.
fn batches(subject: &Subject) -> Vec<(Vec<u8>, Buffer)> {
    let mut log = subject.header.to_owned();
    (0..LINES).for_each(|number| (subject.line)(&mut log, number));
    let mut rest = log.as_bytes();
    let mut directives = Directives::default();
    let mut batches = Vec::new();
    while !rest.is_empty() {
        let window = &rest[..rest.len().min(BATCH_BYTES)];
        let end = memchr::memrchr(b'\n', window).expect("a line is shorter than a batch") + 1;
        batches.push((directives.lines().as_deref().unwrap_or_default().to_vec(), Buffer::from(&rest[..end])));
        directives.obey(&rest[..end]);
        rest = &rest[end..];
    }
    batches
}

/// Parses all batches, the memory of the columns going from one to the next as in a run. Answers with the number of records.
fn parse(parser: &mut Parser, format: &Format, batches: &[(Vec<u8>, Buffer)]) -> usize {
    let mut spare = Spare::default();
    let mut records = 0;
    for (header, batch) in batches {
        let parsed = parser.parse(format, RawText { header, ..RawText::all(batch) }, spare.views);
        records += parsed.records.num_rows();
        spare = Spare::new(Buffer::from_vec(Vec::<u8>::new()), parsed.records);
    }
    records
}

/// Matches line after line, and looks at every group. Answers with the number of lines that match.
fn match_lines(expression: &Regex, batches: &[(Vec<u8>, Buffer)]) -> usize {
    let mut groups = expression.capture_locations();
    let mut records = 0;
    for line in batches.iter().flat_map(|(_, batch)| batch.split(|byte| *byte == b'\n')) {
        if expression.captures_read(&mut groups, line).is_some() {
            records += 1;
            for group in 1..groups.len() {
                black_box(groups.get(group));
            }
        }
    }
    records
}

fn bench(criterion: &mut Criterion) {
    for subject in &SUBJECTS {
        let batches = batches(subject);
        let format = Format::by_name(subject.format).expect("the format is built in");
        let bytes = batches.iter().map(|(_, batch)| batch.len() as u64).sum();
        let mut group = criterion.benchmark_group(format!("parse {}", subject.format));
        group.sample_size(10).throughput(Throughput::Bytes(bytes));
        let path = Columns::of(&[Column::Path]);
        for (name, columns) in
            [("no column", Columns::NONE), ("path", path), ("every column", format.functions().columns())]
        {
            let mut parser = Parser::new(columns, MAX_LINE_BYTES);
            assert_eq!(parse(&mut parser, &format, &batches), LINES, "{} reads its lines", subject.format);
            group.bench_function(name, |bench| bench.iter(|| parse(&mut parser, &format, &batches)));
        }
        let expression = Regex::new(subject.expression).expect("the pattern is well formed");
        assert_eq!(match_lines(&expression, &batches), LINES, "the expression for {} matches", subject.format);
        group.bench_function("by regex", |bench| bench.iter(|| match_lines(&expression, &batches)));
        group.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
