//! User-defined formats on the same lines: as a member of the Common Log Format's family, as layouts with the same or another beginning, and as a
//! regular expression; compared with the built-in format and with grok, which Logstash and others use, and which only makes texts of the
//! groups.

mod parsing;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use grok::Grok;
use logmill::log::format::own;
use logmill::log::{Column, Columns, Format, Parser};
use logmill_generate::{Layout, Settings, generate};

use parsing::{Batch, MAX_LINE_BYTES, parse};

const WANTED: Columns = Columns::of(&[
    Column::Host,
    Column::Time,
    Column::Path,
    Column::Status,
    Column::Bytes,
    Column::Referer,
    Column::UserAgent,
]);

/// Whole lines in batches of at most [`parsing::BATCH_BYTES`]; `inside` follows the first field of each line, `tail` the last one.
fn batches(inside: &str, tail: &str) -> Vec<Batch> {
    let mut log = Vec::new();
    generate(&Settings { lines: 100_000, layout: Layout::Combined, ..Settings::default() }, &mut log)
        .expect("writing to memory succeeds");
    let log = String::from_utf8(log).expect("the log is text");
    let mut changed = String::new();
    for line in log.lines() {
        let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
        changed.extend([first, inside, " ", rest, tail, "\n"]);
    }
    parsing::batches(changed.as_bytes())
}

fn bench(criterion: &mut Criterion) {
    let built_in = Format::by_name("combined").expect("a built-in format");
    let apache = |text| own::apache("own", text).expect("a description");
    // `%k` keeps it out of the family, `%L` gives it another beginning.
    let family = apache(r#"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i""#);
    let layout = apache(r#"%h %k %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i""#);
    let timed = apache(r#"%h %k %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D"#);
    let other = apache(r#"%h %L %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i""#);
    let pattern = own::PatternFormat {
        regex: r#"^(?P<host>\S+) \S+ \S+ \[(?P<time>[^\]]+)\] "(?P<request>[^"]*)" (?P<status>\d{3}|-) (?P<bytes>\d+|-)(?: "(?P<referer>[^"]*)" "(?P<user_agent>[^"]*)")?"#,
        ..own::PatternFormat::default()
    };
    let pattern = own::pattern("own", &pattern).expect("a description");
    let (plain, with_time) = (batches("", ""), batches("", " 1234"));
    let with_id = batches(" 0", "");
    let cases = [
        ("built in", &built_in, &plain),
        ("family", &family, &plain),
        ("layout", &layout, &plain),
        ("layout with a duration", &timed, &with_time),
        ("another layout", &other, &with_id),
        ("regex", &pattern, &plain),
    ];
    let mut group = criterion.benchmark_group("own formats");
    for (name, format, batches) in cases {
        let bytes = parsing::bytes(batches);
        group.sample_size(10).throughput(Throughput::Bytes(bytes));
        for (columns, wanted) in [("no column", Columns::NONE), ("seven columns", WANTED)] {
            let mut parser = Parser::new(wanted, MAX_LINE_BYTES);
            assert!(parse(&mut parser, format, batches) > 95_000, "{name} reads the lines");
            group.bench_function(format!("{name}, {columns}"), |bench| {
                bench.iter(|| parse(&mut parser, format, batches))
            });
        }
    }
    let grok = grok_pattern();
    assert!(match_all(&grok, &plain) > 95_000, "grok reads the lines");
    group.throughput(Throughput::Bytes(parsing::bytes(&plain)));
    group.bench_function("grok", |bench| bench.iter(|| match_all(&grok, &plain)));
    group.finish();
}

/// The fields of `combined`, as a pattern of grok.
fn grok_pattern() -> grok::Pattern {
    let mut grok = Grok::with_default_patterns();
    grok.add_pattern("INSIDE", r#"[^"]*"#);
    let pattern = r#"^%{IPORHOST:host} %{USER:ident} %{USER:user} \[%{HTTPDATE:time}\] "%{INSIDE:request}" %{INT:status} (?:%{INT:bytes}|-) "%{INSIDE:referer}" "%{INSIDE:user_agent}""#;
    grok.compile(pattern, true).expect("a pattern")
}

/// Matches every line and looks at every group. Returns the number of lines that match.
fn match_all(pattern: &grok::Pattern, batches: &[Batch]) -> u64 {
    let mut records = 0;
    for line in parsing::lines(batches) {
        let Ok(line) = str::from_utf8(line) else { continue };
        if let Some(groups) = pattern.match_against(line) {
            records += 1;
            groups.iter().for_each(|group| {
                black_box(group);
            });
        }
    }
    records
}

criterion_group!(benches, bench);
criterion_main!(benches);
