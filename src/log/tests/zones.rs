//! Days, hours and times in the zone of a job.

use super::*;
use crate::log::SourceSettings;
use crate::log::format::own;
use crate::log::zone::Zone;

/// Time, day and hour of every record, as they are read in the zone of a job, by the fast path and by the definition.
fn shown(format: &Format, text: &str, zone: &str, source: &str) -> Vec<(String, String, String)> {
    let settings = SourceSettings::of_zone(source.parse().expect("a zone"));
    let settings = settings.shown_in(&Zone::of_job(zone).expect("a zone"));
    let format = format.clone().with_settings(&settings);
    let buffer = Buffer::from(text.as_bytes());
    let columns = Columns::of(&[Column::Time, Column::Day, Column::Hour]);
    let values = |parsed: Parsed| -> Vec<_> {
        let of = |row, column| value(&parsed, row, column).expect("a value");
        let time = |row| calendar::time_text(of(row, Column::Time).parse().expect("a number"));
        let day = |row| calendar::day_text(of(row, Column::Day).parse().expect("a number"));
        (0..parsed.records.num_rows()).map(|row| (time(row), day(row), of(row, Column::Hour))).collect()
    };
    let quick = values(Parser::new(columns, 1000).parse(&format, RawText::all(&buffer), Vec::new()));
    let slow = values(Parser::new(columns, 1000).by_definition().parse(&format, RawText::all(&buffer), Vec::new()));
    assert_eq!(quick, slow, "{format} in {zone}");
    quick
}

fn row(time: &str, day: &str, hour: &str) -> (String, String, String) {
    (time.to_owned(), day.to_owned(), hour.to_owned())
}

fn combined() -> (Format, String) {
    let line = |time: &str| format!("h - - [{time}] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"\n");
    let text = [line("31/Dec/2023:23:30:00 +0000"), line("01/Jan/2024:02:30:00 +0530")].concat();
    (Format::by_name("combined").expect("a format"), text)
}

#[test]
fn days_and_hours_are_those_of_the_zone_of_the_job() {
    let (format, text) = combined();
    let in_utc = [row("2023-12-31T23:30:00Z", "2023-12-31", "23"), row("2023-12-31T21:00:00Z", "2023-12-31", "21")];
    assert_eq!(shown(&format, &text, "UTC", "UTC"), in_utc);
    let in_berlin = [row("2023-12-31T23:30:00Z", "2024-01-01", "0"), row("2023-12-31T21:00:00Z", "2023-12-31", "22")];
    assert_eq!(shown(&format, &text, "Europe/Berlin", "UTC"), in_berlin);
    let behind = [row("2023-12-31T23:30:00Z", "2023-12-31", "18"), row("2023-12-31T21:00:00Z", "2023-12-31", "16")];
    assert_eq!(shown(&format, &text, "-05:00", "UTC"), behind);
}

#[test]
fn in_the_zone_of_the_log_times_are_what_each_line_shows() {
    let (format, text) = combined();
    let own = [row("2023-12-31T23:30:00Z", "2023-12-31", "23"), row("2024-01-01T02:30:00Z", "2024-01-01", "2")];
    assert_eq!(shown(&format, &text, "log", "UTC"), own);
}

#[test]
fn a_line_without_a_zone_shows_the_clock_of_its_source() {
    let format = own::nginx("own", "$time_iso8601 $status").expect("a format");
    let text = "2024-07-06T01:30:00 200\n2024-07-06T01:30:00-03:00 200\n";
    let clocks = [row("2024-07-06T01:30:00Z", "2024-07-06", "1"), row("2024-07-06T01:30:00Z", "2024-07-06", "1")];
    assert_eq!(shown(&format, text, "log", "Europe/Berlin"), clocks);
    let utc = [row("2024-07-05T23:30:00Z", "2024-07-05", "23"), row("2024-07-06T04:30:00Z", "2024-07-06", "4")];
    assert_eq!(shown(&format, text, "UTC", "Europe/Berlin"), utc);
}

#[test]
fn formats_of_every_kind_know_the_clock_of_their_lines() {
    let json = "{\"time\":\"2024-07-06T01:30:00+02:00\",\"method\":\"GET\",\"path\":\"/\",\"status\":200}\n";
    let logfmt = "time=2024-07-06T01:30:00+02:00 method=GET path=/ status=200\n";
    for (name, text) in [("json", json), ("logfmt", logfmt)] {
        let format = Format::by_name(name).expect("a format");
        assert_eq!(shown(&format, text, "log", "UTC"), [row("2024-07-06T01:30:00Z", "2024-07-06", "1")], "{name}");
    }
    // Seconds since 1970 have no clock: UTC's.
    let format = own::nginx("own", "$msec $status").expect("a format");
    assert_eq!(shown(&format, "1720222200.000 200\n", "log", "UTC"), [row("2024-07-05T23:30:00Z", "2024-07-05", "23")]);
    let regex = own::PatternFormat { regex: r"^(?P<time>\S+) (?P<status>\d+)$", ..own::PatternFormat::default() };
    let format = own::pattern("own", &regex).expect("a format");
    let text = "2024-07-06T01:30:00+02:00 200\n";
    assert_eq!(shown(&format, text, "log", "UTC"), [row("2024-07-06T01:30:00Z", "2024-07-06", "1")]);
    let w3c = Format::by_name("w3c").expect("a format");
    let text = "#Fields: date time cs-method cs-uri-stem sc-status\n2024-07-05 23:30:00 GET / 200\n";
    assert_eq!(shown(&w3c, text, "Europe/Berlin", "UTC"), [row("2024-07-05T23:30:00Z", "2024-07-06", "1")]);
}

#[test]
fn only_in_the_zone_of_the_log_the_offsets_of_clocks_are_known() {
    let (format, text) = combined();
    let offsets = |zone: &str| {
        let settings = SourceSettings::default().shown_in(&Zone::of_job(zone).expect("a zone"));
        let buffer = Buffer::from(text.as_bytes());
        let columns = Columns::of(&[Column::ClockOffset]);
        let format = format.clone().with_settings(&settings);
        let parsed = Parser::new(columns, 1000).parse(&format, RawText::all(&buffer), Vec::new());
        [0, 1].map(|row| value(&parsed, row, Column::ClockOffset))
    };
    assert_eq!(offsets("log"), [Some("0".to_owned()), Some("19800".to_owned())]);
    assert_eq!(offsets("UTC"), [None, None]);
    assert_eq!(offsets("Europe/Berlin"), [None, None]);
}
