//! Parses the formats of proxies and load balancers: checking lines only, and with all columns; compared with a loop over the captures of a
//! regular expression for the same fields. Also removes envelopes.

mod parsing;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use logmill::log::{Columns, Format, Parser};
use regex::bytes::Regex;

use parsing::{BATCH_BYTES, Batch, match_lines, parse};

const BATCHES: usize = 16;

const CLF: &str = r#"(\S+) (\S+) (\S+) \[([^\]]+)\] "(\S+) ([^" ]+) ([^" ]+)" (\d{3}) (\d+|-) "([^"]*)" "([^"]*)""#;
const BALANCED: &str = r#"(\S+) (\S+) (\S+):(\d+) (\S+) (\S+) (\S+) (\S+) (\d+|-) (\d+|-) (\d+) (\d+) "(\S+) ([^" ]+) ([^" ]+)" "([^"]*)" (\S+) (\S+)"#;

/// A regular expression with a group for each field of the format.
fn expression(format: &str) -> String {
    match format {
        "combined" => CLF.to_owned(),
        "nginx_main" => format!(r#"{CLF} "([^"]*)""#),
        "ingress_nginx" => format!(
            r"{CLF} (\d+) (\S+) \[([^\]]*)\] \[([^\]]*)\] (\S+(?:, \S+)*) (\S+(?:, \S+)*) (\S+(?:, \S+)*) (\S+(?:, \S+)*) (\S+)"
        ),
        "traefik" => format!(r#"{CLF} (\d+) "([^"]*)" "([^"]*)" (\d+)ms"#),
        "haproxy" => r#"haproxy\[\d+\]: (\S+):(\d+) \[([^\]]+)\] (\S+) ([^/]+)/(\S+) (-?\d+)/(-?\d+)/(-?\d+)/(-?\d+)/(\+?\d+) (\d+) (\+?\d+) (\S+) (\S+) (\S+) (\S+) (\S+) \{([^}]*)\} \{([^}]*)\} "(\S+) ([^" ]+) ([^"]*)""#.to_owned(),
        "elb" => BALANCED.to_owned(),
        "alb" => format!(r#"(\S+) {BALANCED} (\S+) "([^"]*)" "([^"]*)" "([^"]*)" (\S+) (\S+) "([^"]*)" "([^"]*)" "([^"]*)""#),
        _ => r#"(\S+) (\S+) \[([^\]]+)\] (\S+) (\S+) (\S+) (\S+) (\S+) "(\S+) ([^" ]+) ([^" ]+)" (\d+) (\S+) (\d+|-) (\d+|-) (\d+|-) (\d+|-) "([^"]*)" "([^"]*)" (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+)"#.to_owned(),
    }
}

/// The example, repeated.
fn batches(line: &str) -> Vec<Batch> {
    let text = format!("{line}\n").repeat(BATCH_BYTES / (line.len() + 1));
    let batch = parsing::batches(text.as_bytes());
    batch.iter().cycle().take(BATCHES * batch.len()).cloned().collect()
}

fn bytes(batches: &[Batch]) -> Throughput {
    Throughput::Bytes(parsing::bytes(batches))
}

fn formats(criterion: &mut Criterion) {
    for name in ["combined", "nginx_main", "ingress_nginx", "traefik", "haproxy", "elb", "alb", "s3"] {
        let format = Format::by_name(name).expect("a built-in format");
        let batches = batches(format.example());
        let mut group = criterion.benchmark_group(format!("format {name}"));
        group.sample_size(10).throughput(bytes(&batches));
        let mut records = 0;
        for (shown, columns) in [("no column", Columns::NONE), ("all columns", format.columns())] {
            let mut parser = Parser::new(columns, BATCH_BYTES);
            group.bench_function(shown, |bench| bench.iter(|| records = parse(&mut parser, &format, &batches)));
        }
        let expression = Regex::new(&format!("(?-u)^{}", expression(name))).expect("the pattern is well formed");
        // A few batches are representative, and take long enough.
        let few = &batches[..2];
        group.throughput(bytes(few));
        let mut matched = 0;
        group.bench_function("captures", |bench| bench.iter(|| matched = match_lines(&expression, few)));
        assert!(
            records == 0 || matched == 0 || matched * 8 == records,
            "{name}: {matched} match, {records} are records"
        );
        group.finish();
    }
}

fn envelopes(criterion: &mut Criterion) {
    let combined = Format::by_name("combined").expect("a built-in format");
    let line = combined.example();
    let escaped = line.replace('"', "\\\"");
    let mut group = criterion.benchmark_group("combined inside");
    group.sample_size(10);
    for (envelope, line) in [
        ("syslog", format!("<190>Mar  6 15:27:07 web-1 nginx: {line}")),
        ("docker", format!(r#"{{"log":"{escaped}\n","stream":"stdout","time":"2024-03-06T15:27:07.9Z"}}"#)),
        ("cri", format!("2024-03-06T15:27:07.945958123Z stdout F {line}")),
        ("compose", format!("web-1  | {line}")),
        (
            "json",
            format!(
                r#"{{"@timestamp":"2024-03-06T15:27:07.900Z","@metadata":{{"beat":"filebeat","type":"_doc","version":"8.12.0"}},"message":"{escaped}","input":{{"type":"log"}},"ecs":{{"version":"8.0.0"}},"host":{{"name":"web-1","ip":["10.0.0.5","fe80::1"]}},"agent":{{"type":"filebeat","version":"8.12.0","id":"0a1b2c3d"}},"log":{{"offset":123456,"file":{{"path":"/var/log/nginx/access.log"}}}}}}"#
            ),
        ),
        ("time inside kubectl", format!("[pod/web-6d4cf56db6-x7k2p/nginx] 2024-03-06T15:27:07.945958123Z {line}")),
    ] {
        let batches = batches(&line);
        let inside = envelope.parse().expect("a built-in envelope");
        let format = combined.clone().inside(Some(inside));
        group.throughput(bytes(&batches));
        let mut parser = Parser::new(format.columns(), BATCH_BYTES);
        group.bench_function(envelope, |bench| bench.iter(|| parse(&mut parser, &format, &batches)));
    }
    group.finish();
}

criterion_group!(benches, formats, envelopes);
criterion_main!(benches);
