//! Formats that users describe, on the same lines: as a member of the Common Log Format's family, as any other layout by its quick
//! way and by its definition, and as a regular expression; beside them the built-in format.

mod parsing;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use logmill::generate::{Layout, Settings, generate};
use logmill::log::format::own;
use logmill::log::{Column, Columns, Format, Parser};

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

/// Whole lines in batches of at most [`parsing::BATCH_BYTES`]; `tail` is added to each line.
fn batches(tail: &str) -> Vec<Batch> {
    let mut log = Vec::new();
    generate(&Settings { lines: 100_000, layout: Layout::Combined, ..Settings::default() }, &mut log)
        .expect("memory takes what is written");
    let log = String::from_utf8(log).expect("the log is text").replace('\n', &format!("{tail}\n")).into_bytes();
    parsing::batches(&log)
}

fn bench(criterion: &mut Criterion) {
    let built_in = Format::by_name("combined").expect("a built-in format");
    let apache = |text| Format::own(own::apache("own", text).expect("a description"));
    // `%k` keeps it out of the family, `%D` off the quick way.
    let family = apache(r#"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i""#);
    let layout = apache(r#"%h %k %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i""#);
    let timed = apache(r#"%h %k %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D"#);
    let pattern = own::PatternFormat {
        regex: r#"^(?P<host>\S+) \S+ \S+ \[(?P<time>[^\]]+)\] "(?P<request>[^"]*)" (?P<status>\d{3}|-) (?P<bytes>\d+|-)(?: "(?P<referer>[^"]*)" "(?P<user_agent>[^"]*)")?"#,
        ..own::PatternFormat::default()
    };
    let pattern = Format::own(own::pattern("own", &pattern).expect("a description"));
    let (plain, with_time) = (batches(""), batches(" 1234"));
    let cases = [
        ("built in", &built_in, &plain),
        ("family", &family, &plain),
        ("layout", &layout, &plain),
        ("layout with a duration", &timed, &with_time),
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
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
