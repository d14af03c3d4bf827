use super::*;
use crate::reduce::Value;
use crate::report::example;
use crate::report::text::{drives_terminal, width};

fn options(width: Option<usize>) -> TableOptions {
    TableOptions {
        width,
        color: false,
        actors: true,
        bottleneck: Some("parser: busy 86 % of\u{1b}[2J the time".into()),
        sizing: Some("parser: 2 of at most 8 (auto): 3 of the first 256 batches found all at work".into()),
    }
}

fn rendered(width: Option<usize>) -> String {
    render(&example::report(), &options(width))
}

#[test]
fn a_table_shows_names_numbers_shares_and_what_was_cut() {
    let expected = "\
7,512 of 10,000 records, that filter pages keeps

hits_by_path  top 4 of 232,000 groups
  path                              status  count      %     sum(bytes)      %  avg(bytes)  max(time)
  ────────────────────────────────  ──────  ─────  ─────  ─────────────  ─────  ──────────  ───────────────────────────
  /item/123/presentations/logstash     200  8,123  81.2%  524,288.0 EiB  50.0%     1.5 KiB  2015-05-17T10:05:03Z
  /\\x1b]0;owned\\x07\\u{202e}\\x9b2J      404      7   0.1%            0 B   0.0%           -  2015-05-17T10:05:03Z
  /日本語                                -      2   0.0%          812 B   0.0%       406 B  -
  -                                    400      1   0.0%            0 B   0.0%         0 B  1969-12-31T23:59:59.999999Z
  … 231,996 more

hits\\x9b_by_day  1 group
  day         count       %
  ──────────  ─────  ──────
  2015-05-17      3  100.0%
";
    assert!(rendered(None).starts_with(expected), "{}", rendered(None));
}

#[test]
fn the_account_follows_the_tables() {
    let expected = "
lines      10,009 = parsed 10,000 + malformed 7 + skipped 2
files      3
  file                  format                                    lines  parsed  malformed  skipped
  ────────────────────  ────────────────────────────────────────  ─────  ──────  ─────────  ───────
  logs/access.log       combined, detected from 100 of 100 lines  8,000   8,000          0        0
  logs/access.log.1     combined, detected from 100 of 100 lines  2,009   2,009          0        0
  logs/\\x1b[31m.log.gz  not read                                      0       0          0        0
filter     pages: in 10,000 = kept 7,512 + dropped 2,488
malformed  missing_time 2, bad_status 5
  logs/\\x1b[31m.log:118:27: bad_status: 127.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /\\x1b[2J HTTP/1.1\" 2OO 203023 \"-\" \"-\"
  … 6 more
hint       logs/access.log.1: format `alb` would read 85 % of the malformed lines, of 7 that were tried
warning    interrupted: this is a partial report, of what had been read by then
warning    logs/\\x1b[31m.log.gz: the file ends in the middle of the compressed data
";
    assert!(rendered(None).contains(expected), "{}", rendered(None));
}

#[test]
fn speed_and_bottleneck_come_last_and_actors_on_request() {
    let end = "
speed      2.3 MiB in 163 ms: 15 MB/s, 61,405 lines/s
bottleneck parser: busy 86 % of\\x1b[2J the time
";
    let pool = "pool       parser: 2 of at most 8 (auto): 3 of the first 256 batches found all at work\n";
    assert!(rendered(None).ends_with(&format!("{end}{pool}")), "{}", rendered(None));
    let row = "  parser        pool          2         454          454   2,000,000    1,500,000  281 ms    12 ms  100 ms        3  16.0 MiB         0       0\n";
    assert!(rendered(None).contains(row), "{}", rendered(None));
    let without = render(&example::report(), &TableOptions { actors: false, ..options(None) });
    assert!(!without.contains("pool") && without.ends_with(end), "{without}");
}

#[test]
fn nothing_in_a_report_drives_the_terminal() {
    let is_loose = |char| drives_terminal(char) && char != '\n';
    for width in [None, Some(0), Some(40), Some(100)] {
        let text = rendered(width);
        assert!(!text.contains(is_loose), "{text:?}");
        assert_eq!(text.lines().count(), rendered(None).lines().count(), "a line break of the log became one here");
    }
}

#[test]
fn colours_change_nothing_but_colours() {
    let painted = render(&example::report(), &TableOptions { color: true, ..options(Some(100)) });
    assert!(painted.contains("\u{1b}[1mhits_by_path\u{1b}[0m"), "{painted:?}");
    let mut plain = String::new();
    for (i, piece) in painted.split('\u{1b}').enumerate() {
        plain.push_str(if i == 0 { piece } else { piece.split_once('m').expect("a colour ends with m").1 });
    }
    assert_eq!(plain, rendered(Some(100)));
}

#[test]
fn texts_are_cut_to_the_width() {
    let text = render(&example::report(), &TableOptions { actors: false, ..options(Some(100)) });
    // Warnings and hints are never cut.
    for line in text.lines().filter(|line| !line.starts_with("warning") && !line.starts_with("hint")) {
        assert!(width(line) <= 100, "{} columns: {line}", width(line));
    }
    assert!(text.contains("  /ite…logstash  "), "{text}");
}

#[test]
fn only_the_first_files_are_listed() {
    let mut report = example::report();
    let file = report.sources[0].clone();
    report.sources = vec![file; 1_014];
    let text = render(&report, &options(None));
    assert_eq!(text.matches("  logs/access.log  ").count(), 10);
    assert!(text.contains("files      1,014\n") && text.contains("  … 1,004 more\n"), "{text}");
}

#[test]
fn a_report_about_nothing_is_short() {
    let mut report = example::report();
    report.tables = Vec::new();
    (report.sources, report.filters, report.malformed) = (Vec::new(), Vec::new(), Vec::new());
    (report.input.tally, report.interrupted, report.elapsed_seconds) = (Default::default(), false, 0.0);
    let expected = "lines      0 = parsed 0 + malformed 0 + skipped 0\nspeed      0 B in 0 µs\n";
    assert_eq!(render(&report, &TableOptions::default()), expected);
}

#[test]
fn empty_text_null_and_zero_are_distinguished() {
    let mut report = example::report();
    report.tables.truncate(1);
    report.tables[0].table.rows =
        vec![vec![Value::Text(String::new()), Value::Null, Value::Int(0), Value::Null, Value::Null, Value::Null]];
    report.tables[0].table.columns[2].total = Some(0);
    let text = render(&report, &options(None));
    let row: Vec<&str> = text.lines().nth(5).expect("the row").split_whitespace().collect();
    assert_eq!(row, ["\"\"", "-", "0", "-", "-", "-", "-", "-"]);
}
