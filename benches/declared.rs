//! Parses formats with declared columns: checking lines only, with one column, and with every column of the format; compared with a loop
//! over the captures of a regular expression, as in most log tools.

mod parsing;

use std::fmt::Write;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use logmill::log::{Column, Columns, Format, Parser};
use regex::bytes::Regex;

use parsing::{Batch, MAX_LINE_BYTES, match_lines, parse};

const LINES: usize = 40_000;

/// A format, lines of it, and how other tools would read them.
struct Subject {
    format: &'static str,
    /// What precedes the lines.
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

/// Whole lines in batches of at most [`parsing::BATCH_BYTES`], and what precedes each.
fn batches(subject: &Subject) -> Vec<Batch> {
    let mut log = subject.header.to_owned();
    (0..LINES).for_each(|number| (subject.line)(&mut log, number));
    parsing::batches(log.as_bytes())
}

fn bench(criterion: &mut Criterion) {
    for subject in &SUBJECTS {
        let batches = batches(subject);
        let format = Format::by_name(subject.format).expect("the format is built in");
        let bytes = parsing::bytes(&batches);
        let mut group = criterion.benchmark_group(format!("parse {}", subject.format));
        group.sample_size(10).throughput(Throughput::Bytes(bytes));
        let path = Columns::of(&[Column::Path]);
        for (name, columns) in [("no column", Columns::NONE), ("path", path), ("every column", format.columns())] {
            let mut parser = Parser::new(columns, MAX_LINE_BYTES);
            assert_eq!(parse(&mut parser, &format, &batches), LINES as u64, "{} reads its lines", subject.format);
            group.bench_function(name, |bench| bench.iter(|| parse(&mut parser, &format, &batches)));
        }
        let expression = Regex::new(subject.expression).expect("the pattern is well formed");
        assert_eq!(match_lines(&expression, &batches), LINES as u64, "the expression for {} matches", subject.format);
        group.bench_function("by regex", |bench| bench.iter(|| match_lines(&expression, &batches)));
        group.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
