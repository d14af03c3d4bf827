use std::collections::HashMap;

use super::*;

fn log_of(settings: &Settings) -> Vec<u8> {
    let mut log = Vec::new();
    generate(settings, &mut log).expect("writing to memory succeeds");
    log
}

fn text_of(settings: &Settings) -> String {
    String::from_utf8_lossy(&log_of(settings)).into_owned()
}

/// FNV-1a, 64 bits.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn the_same_seed_always_gives_the_same_bytes() {
    let logs = Layout::ALL.map(|layout| {
        fingerprint(&log_of(&Settings {
            lines: 5_000,
            seed: 42,
            layout,
            bad_per_million: 2_000,
            ..Settings::default()
        }))
    });
    assert_eq!(
        logs,
        [1_273_930_890_776_593_375, 3_325_560_749_422_383_912, 10_910_756_479_059_070_664, 14_387_644_242_671_594_624]
    );
}

#[test]
fn another_seed_gives_another_log() {
    let settings = Settings { lines: 100, ..Settings::default() };
    assert_ne!(log_of(&settings), log_of(&Settings { seed: 2, ..settings }));
}

#[test]
fn a_log_has_as_many_lines_as_requested() {
    for lines in [0, 1, 2, 999] {
        let log = log_of(&Settings { lines, bad_per_million: 500_000, ..Settings::default() });
        assert_eq!(log.iter().filter(|byte| **byte == b'\n').count() as u64, lines);
    }
}

#[test]
fn the_shape_of_a_line_is_that_of_its_layout() {
    let host = r"\S+ - (?:\S+|john doe)";
    let time = r"\[\d\d/Jan/2024:\d\d:\d\d:\d\d \+0000\]";
    let value = r#""(?:[^"\\]|\\.)+""#;
    let apache_value = r#""(?:[ !#-\[\]-~]|\\["\\bnrtv]|\\x[0-9a-f]{2})+""#;
    let nginx_value = r#""(?:[ !#-\[\]-~]|\\x[0-9A-F]{2})+""#;
    let shapes = [
        (
            Layout::Combined,
            format!(r"^{host} {time} {apache_value} \d{{3}} (?:-|[1-9]\d*) {apache_value} {apache_value}$"),
        ),
        (Layout::Common, format!(r"^{host} {time} {value} \d{{3}} (?:-|[1-9]\d*)$")),
        (
            Layout::VhostCombined,
            format!(r"^[a-z.]+:\d+ {host} {time} {apache_value} \d{{3}} \d+ {apache_value} {apache_value}$"),
        ),
        (Layout::Nginx, format!(r"^{host} {time} {nginx_value} \d{{3}} \d+ {nginx_value} {nginx_value}$")),
    ];
    for (layout, shape) in shapes {
        let shape = regex::Regex::new(&shape).expect("the pattern is valid");
        let text = text_of(&Settings { lines: 20_000, layout, bad_per_million: 0, ..Settings::default() });
        assert_eq!(text.lines().find(|line| !shape.is_match(line)), None, "{layout:?}");
    }
}

#[test]
fn malformed_lines_are_as_frequent_as_requested() {
    let settings = Settings { lines: 20_000, layout: Layout::Common, ..Settings::default() };
    let shape = regex::Regex::new(r#"^\S+ - .+ \[\d\d/.+\] ".+" \d{3} (-|\d+)$"#).expect("the pattern is valid");
    let malformed = |bad_per_million| {
        let text = text_of(&Settings { bad_per_million, ..settings });
        text.lines().filter(|line| !shape.is_match(line)).count()
    };
    assert_eq!(malformed(0), 0);
    assert_eq!(malformed(1_000_000), 20_000);
    let some = malformed(100_000);
    assert!((1_800..2_200).contains(&some), "{some}");
}

#[test]
fn a_log_holds_what_real_logs_hold() {
    let text = text_of(&Settings { lines: 50_000, layout: Layout::VhostCombined, ..Settings::default() });
    let ingredients = [
        "GET /book/",
        "GET /blog/202",
        "\"GET / HTTP",
        "/api/v1/search?q=",
        "POST /api/v1/cart",
        ".png ",
        ".css",
        ".js",
        "/favicon.ico",
        "/robots.txt",
        "/wp-login.php",
        " 404 ",
        " 304 ",
        "\"-\" 408 0",
        "\"\\x16\\x03\\x01\" 400",
        "\\\"",
        "\\xc3\\xa9",
        "Googlebot",
        "Firefox",
        "curl/",
        " 2001:db8:",
        " - alice [",
        " - john doe [",
        "www.example.org:80 ",
        "api.example.org:443 ",
        "blog.example.net:8080 ",
    ];
    let missing: Vec<&str> = ingredients.into_iter().filter(|part| !text.contains(part)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn few_hosts_make_most_requests_and_new_pages_keep_coming() {
    let text = text_of(&Settings { lines: 40_000, bad_per_million: 0, ..Settings::default() });
    let mut hosts: HashMap<&str, usize> = HashMap::new();
    let mut pages = HashMap::new();
    for (number, line) in text.lines().enumerate() {
        *hosts.entry(line.split(' ').next().unwrap_or_default()).or_default() += 1;
        if let Some(page) = line.split('"').nth(1).filter(|request| request.contains("/book/")) {
            pages.entry(page).or_insert(number);
        }
    }
    let mut counts: Vec<usize> = hosts.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let top: usize = counts.iter().take(counts.len() / 10).sum();
    assert!(top > 12_000, "the first tenth of {} hosts made {top} requests", counts.len());
    let late = pages.values().filter(|first| **first >= 20_000).count();
    assert!(late > 300, "{late} of {} pages came late", pages.len());
}

#[test]
fn extreme_settings_are_accepted() {
    let settings = Settings { lines: 3, hosts: 0, days: 0, bad_per_million: u32::MAX, ..Settings::default() };
    assert_eq!(text_of(&settings).lines().count(), 3);
    let start = 253_370_764_800;
    assert!(text_of(&Settings { lines: 1, start, bad_per_million: 0, ..settings }).contains("/Jan/9999:"));
}

#[test]
fn a_layout_is_found_by_its_name() {
    for layout in Layout::ALL {
        assert_eq!(Layout::by_name(layout.name()), Some(layout));
    }
    assert_eq!(Layout::by_name("w3c"), None);
}
