use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use logmill::log::format::own;
use logmill::log::{Column, Format};
use logmill_actors::catch;

use super::mutants::{Mutants, Stock, formats, job, stocks};
use super::plan_tester::{PlanTester, Variant, sorted_lines};
use crate::fuzz::bodies::{Readers, time};
use crate::snapshot::difference;
use crate::world::World;

/// The files of so many hostile lines of every stock, and a job that groups their records by all columns.
fn world_of(seed: u64, lines: usize) -> (World, String) {
    let (world, stocks) = (World::new(), stocks());
    let mut mutants = Mutants::new(seed);
    for (number, stock) in stocks.iter().enumerate() {
        world.write(&stock.name, mutants.text(&stocks, number, lines));
    }
    let sources: Vec<&str> = stocks.iter().map(|stock| &*stock.name).collect();
    let columns: Vec<&str> = Column::NAMED.into_iter().map(Column::name).collect();
    let job = job(&stocks, &world.path(""))
        + "[pipeline]\nmax_line_bytes = 2000\n\n"
        + &format!("[[reducers]]\nname = \"records\"\ninputs = {sources:?}\ngroup_by = {columns:?}\ntop = 0\n");
    (world, job)
}

#[test]
fn hostile_lines_of_every_format_give_one_answer_whatever_the_sizes() {
    let (world, job) = world_of(1, 5);
    let tester = PlanTester::of_job(job, world.path("rejects"));
    let sizes = [1, 7, 100, 1 << 20];
    let variants = [1, 3].into_iter().flat_map(|parsers| {
        sizes.map(|batch_bytes| Variant { parsers, batch_bytes, buffers: 2, readers: parsers, instances: 1 })
    });
    tester.assert_same_answer(&variants.collect::<Vec<_>>());
}

#[test]
fn a_time_of_nuls_is_malformed_wherever_a_batch_begins() {
    let good = r#"h - - [10/Oct/2023:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "-" "UA""#;
    let odd = good.replace("10/Oct/2023:", &"\0".repeat(12)).replace(" +0000] ", &"\0".repeat(8));
    let world = World::new();
    let plain = world.write("a.log", [&odd, good, &odd, good].join("\n"));
    let tester = PlanTester::new("combined", &[plain], &[world.write("b.log", "")]);
    assert_eq!(tester.inline().input.tally.malformed, 2);
    tester.assert_same_answer(&Variant::some());
}

#[cfg(target_os = "linux")]
#[test]
fn hostile_lines_give_the_same_answer_from_processes_however_the_files_are_cut() {
    same_from_processes(2, 8, &[("1", "auto"), ("2", "400")]);
}

#[cfg(target_os = "linux")]
#[test]
fn hostile_lines_give_the_same_answer_from_parts_shorter_than_a_line() {
    same_from_processes(3, 2, &[("2", "90")]);
}

/// Compares threads with numbers of workers and sizes of splits.
#[cfg(target_os = "linux")]
fn same_from_processes(seed: u64, lines: usize, variants: &[(&str, &str)]) {
    let (world, job) = world_of(seed, lines);
    world.write("job.toml", job);
    let run = |more: &[&str]| {
        let arguments = [&["run", "-q", "-c", "job.toml", "--to", "json", "--rejects", "rejects"], more].concat();
        let mut report = world.run(world.logmill(arguments), b"").report();
        let keys = report.as_object_mut().expect("an object");
        keys.remove("actors").and_then(|_| keys.remove("elapsed_seconds")).expect("the traffic and the time");
        (report, sorted_lines(&world.path("rejects")))
    };
    let threads = run(&[]);
    let counts = ["parsed", "malformed", "skipped"].map(|count| threads.0["input"][count].as_u64().unwrap_or_default());
    assert!(counts.iter().all(|count| *count > 9), "{counts:?}");
    for (workers, split_bytes) in variants {
        let split = format!("pipeline.split_bytes={split_bytes}");
        let processes = run(&["--executor", "processes", "--workers", workers, "--set", &split]);
        assert!(processes.1 == threads.1, "{workers} workers, {split}: other lines are malformed");
        let [expected, actual] = [&threads.0, &processes.0].map(|report| format!("{report:#}"));
        let difference = difference(&expected, &actual);
        assert!(difference.is_none(), "{workers} workers, {split}: {}", difference.unwrap_or_default());
    }
}

/// Milliseconds that a MiB of text may take to read, plus a little for each batch. A short line counts as 32 bytes.
fn limit(text: &[u8], millis: u64) -> Duration {
    let bytes: usize = text.split(|byte| *byte == b'\n').map(|line| line.len().max(32)).sum();
    Duration::from_micros(500) + Duration::from_millis(millis).mul_f64(bytes as f64 / f64::from(1 << 20))
}

/// A format with hostile lines, sometimes with a repeated piece, and the number of lines.
fn check(readers: &mut Readers, stocks: &[Stock], formats: &[Format], seed: u64, millis: u64) -> u64 {
    let mut mutants = Mutants::new(seed);
    let (of, lines) = (mutants.below(stocks.len()), 1 + mutants.below(8));
    let described = if mutants.below(4) == 0 { mutants.description() } else { None };
    let format = described.as_ref().unwrap_or(&formats[of]);
    let text = match described {
        Some(_) => mutants.fields(lines),
        None => mutants.text(stocks, of, lines),
    };
    let shown = |text: &[u8]| {
        let grammar = &format.about().grammar;
        format!("seed {seed}: {format:?} {grammar:?} of \"{}\"", text.escape_ascii())
    };
    if let Err(panic) = catch(|| readers.check(format, &text)) {
        panic!("{}\n{}", panic.message, shown(&text));
    }
    // A regular expression takes as long as it takes.
    let is_timed = described.is_some() || !stocks[of].is_regex();
    if is_timed && mutants.below(50) == 0 {
        let bytes = 1 << (12 + mutants.below(6));
        let text = mutants.pumped(text, bytes);
        let limit = limit(&text, millis);
        let time = time(format, &text, limit);
        assert!(time < limit, "{time:?} for {} bytes\n{}", text.len(), shown(&text[..text.len().min(300)]));
    }
    lines as u64
}

#[test]
fn a_few_hostile_lines_are_read_alike_on_both_paths_alone_and_together() {
    let (stocks, mut readers) = (stocks(), Readers::new());
    let formats = formats(&stocks);
    for seed in 0..1_500 {
        check(&mut readers, &stocks, &formats, seed, 20_000);
    }
}

/// `LOGMILL_LINES=10000000 cargo test --release --test tests millions_of_hostile_lines -- --ignored --nocapture`
#[test]
#[ignore = "takes minutes"]
fn millions_of_hostile_lines_are_read_alike_and_fast() {
    let number = |name: &str, default| std::env::var(name).map_or(default, |text| text.parse().expect("a number"));
    let (wanted, first) = (number("LOGMILL_LINES", 1_000_000), number("LOGMILL_SEED", 1 << 32));
    let (seed, lines, faults) = (AtomicU64::new(first), AtomicU64::new(0), Mutex::new(Vec::new()));
    let work = || {
        let (stocks, mut readers) = (stocks(), Readers::new());
        let formats = formats(&stocks);
        while lines.load(Ordering::Relaxed) < wanted {
            let seed = seed.fetch_add(1, Ordering::Relaxed);
            match catch(|| check(&mut readers, &stocks, &formats, seed, 100)) {
                Ok(more) => drop(lines.fetch_add(more, Ordering::Relaxed)),
                Err(panic) => {
                    readers = Readers::new();
                    faults.lock().expect("no thread panics").push(panic.message);
                    lines.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    };
    thread::scope(|scope| {
        (0..thread::available_parallelism().map_or(1, usize::from)).for_each(|_| drop(scope.spawn(work)));
    });
    let faults = faults.into_inner().expect("no thread panics");
    println!("{} lines, {} faults", lines.into_inner(), faults.len());
    assert!(faults.is_empty(), "{}", faults[..faults.len().min(50)].join("\n\n"));
}

/// Lines that the two paths once read differently, each a kind of its own.
#[test]
fn lines_that_were_once_read_differently_are_read_alike() {
    let mut readers = Readers::new();
    let named = |name| Format::by_name(name).expect("a format");
    let goaccess = |log_format| {
        let description =
            own::GoaccessFormat { log_format, date_format: None, time_format: None, datetime_format: None };
        own::goaccess("own", &description).expect("a description")
    };
    let apache = |text| own::apache("own", text).expect("a description");
    let ms = |client| format!(r#"{client} [20/Jul/2016:10:16:17 +0000] "GET / HTTP/1.1" 200 5 "-" "UA" 342"#);
    let bunny =
        |referer, target| format!("HIT|200|1507167062421|412|390|163.172.53.229|{referer}|{target}|WA|UA|322b|DE");
    let [alb, squid] = [named("alb"), named("squid")].map(|format| format.example());
    for (format, lines) in [
        (named("combined_ms"), vec![ms("h - fra[nk"), ms("h - -"), ms("h 10.0.0.1 frank"), ms("a b - -")]),
        (named("alb"), vec![alb.to_owned(), alb.replacen("https", "jttps", 1), alb.replacen("https", "", 1)]),
        (
            named("squid"),
            vec![squid.to_owned(), squid.replace("DIRECT/", "DIRECT/ "), squid.replace(" alice", "  alice"), squid.replace("TCP_MISS/", "/"), "1696946136.250 0 h NONE_NONE/000 - - - HIER_NONE0 /- -".to_owned()],
        ),
        (apache("%r|%b"), vec!["| , \tGET /a HTTP/1.1|200".to_owned(), "GET /a HTTP/1.1|".to_owned(), "|5".to_owned(), "-|5".to_owned(), " GET /a HTTP/1.1|5".to_owned()]),
        (apache("%h, %r "), ["a, b, .", "1.1.1.1|2.2.2.2, ", ", 01:02:03 PM \t|/a, ", " 5.200 -.200 \"UA\", ", "[10/Oct], 01:02:03 PM"].map(str::to_owned).to_vec()),
        (named("bunny"), vec!["HIT|200|150716706242390|1631|412|.172.53.229|-|https://example.b-cdn.net/assets/image.jpg?a=1|WA|Mo1illa/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko)|322b688bd63fb63f2babe9de30a5d262|DE".to_owned()]),
        (named("bunny"), vec![bunny("-", "\u{ef}ttps://h/"), bunny("-", "[::1]:443"), bunny("-", "-://")]),
        (apache("[%{%F %T}t] %h %>s %{ms}T %U%q"), ["\r03.0.113.9", "\u{b}3.0.113.9", "203.0.113.9\r", "\0\x33.0.113.9"].map(|host| format!("[2023-10-10 13:55:36] {host} 200 12 /a?b")).to_vec()),
        (named("bunny"), vec![bunny("-", ""), bunny("", ""), bunny("", "x"), bunny("a|b", "/"), bunny("-", " ")]),
        (
            goaccess("~h{|}|%r"),
            ["|GET / HTTP/1.1", "||GET / HTTP/1.1", "|", "1.1.1.1|GET /", "|1.1.1.1|GET /"].map(str::to_owned).to_vec(),
        ),
    ] {
        readers.check(&format, (lines.join("\n") + "\n").as_bytes());
    }
}
