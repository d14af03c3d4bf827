//! Formats with declared or fixed columns: how their lines are read, and what directives change.

use super::*;
use crate::log::calendar;

/// The outcome of each line: `ok`, `skipped`, or the reason and column of a fault.
fn fates(format: &str, text: &str) -> Vec<String> {
    let buffer = Buffer::from(text.as_bytes());
    let mut parser = Parser::new(Columns::all(), 10_000).with_fates();
    let parsed = parser.parse(&Format::by_name(format).expect("a format"), RawText::all(&buffer), Vec::new());
    let brief = |fate: &Fate| match fate {
        Fate::Record(_) => "ok".to_owned(),
        Fate::Malformed(reason, column) => format!("{}:{column}", reason.name()),
        Fate::Skipped(_) => "skipped".to_owned(),
    };
    parsed.fates.iter().map(brief).filter(|fate| fate != "skipped").collect()
}

#[track_caller]
fn assert_values(format: &str, text: &str, expected: &str) {
    let parsed = parse(format, text.as_bytes());
    assert_eq!(parsed.tally.parsed, 1, "{text:?}: {:?}", parsed.rejects);
    assert_eq!(values(&parsed, 0), expected.trim(), "{text:?}");
}

#[track_caller]
fn assert_notes(format: &str, text: &str, expected: &[Note]) {
    let parsed = parse(format, text.as_bytes());
    assert_eq!(parsed.tally.parsed, 1, "{text:?}: {:?}", parsed.rejects);
    let notes: Vec<_> = parsed.tally.notes.iter().map(|(note, _)| note).collect();
    assert_eq!(notes, expected, "{text:?}");
}

fn column(format: &str, text: &str, column: Column) -> Vec<Option<String>> {
    let parsed = parse(format, text.as_bytes());
    (0..parsed.records.num_rows()).map(|row| value(&parsed, row, column)).collect()
}

/// The times of the records of a `w3c` text.
fn times(text: &str) -> Vec<String> {
    let times = column("w3c", text, Column::Time).into_iter().flatten();
    times.map(|time| calendar::time_text(time.parse().expect("a number"))).collect()
}

/// A `w3c` text with these columns after date and time, and these values.
fn w3c(columns: &str, values: &str) -> String {
    format!("#Fields: date time {columns}\n2023-10-10 13:55:36 {values}\n")
}

#[test]
fn every_column_of_iis_is_found() {
    let columns = "s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version \
                   cs(User-Agent) cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken";
    let values = "W3SVC1 WEB-7 192.0.2.10 POST /a/b.aspx q=1&r 443 DOM\\eve 203.0.113.9 HTTP/1.1 \
                  Mozilla/5.0+(X11) s=1;+t=2 https://r.example/x shop.example:443 404 13 2148074254 5120 612 47";
    let text =
        format!("#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n{}", w3c(columns, values));
    assert_values(
        "w3c",
        &text,
        "host=203.0.113.9\nuser=DOM\\eve\ntime=1696946136000000\nmethod=POST\ntarget=/a/b.aspx?q=1&r\npath=/a/b.aspx\n\
         query=q=1&r\nprotocol=HTTP/1.1\nstatus=404\nbytes=5120\nreferer=https://r.example/x\nuser_agent=Mozilla/5.0+(X11)\n\
         vhost=shop.example\nport=443\ncookie=s=1;+t=2\nserver=WEB-7\nservice=W3SVC1\nrequest_time=47000\nrequest_bytes=612\n\
         win32_status=2148074254\nsubstatus=13",
    );
    assert_notes("w3c", &text, &[]);
}

#[test]
fn columns_of_other_servers_are_known() {
    let columns = "x-edge-location c-dns s-action sc(Content-Type) x-forwarded-for cs-uri s-reason cs-uri-scheme time-taken x-H(a)";
    assert_values(
        "w3c",
        &w3c(columns, "FRA client.example TCP_HIT text/html 10.0.0.1,+10.0.0.2 http://h.example/a?b - https 0.25 x"),
        "host=client.example\ntime=1696946136000000\ntarget=http://h.example/a?b\npath=/a\nquery=b\nforwarded_for=10.0.0.1,+10.0.0.2\n\
         scheme=https\nmime_type=text/html\ncache_status=TCP_HIT\nedge_location=FRA\nrequest_time=250000",
    );
}

#[test]
fn a_dash_is_null_in_every_column() {
    let columns = "c-ip cs-username cs-method cs-uri-stem cs-uri-query s-port sc-status sc-bytes sc-substatus time-taken cs(Cookie)";
    let text = w3c(columns, "- - - - - - - - - - -");
    assert_values("w3c", &text, "time=1696946136000000");
    assert_notes("w3c", &text, &[]);
}

#[test]
fn the_columns_change_with_the_directive() {
    let text = "000\n#Fields: date time c-ip\n2023-10-10 13:55:36 a\n#Fields: c-ip time date\nb 13:55:37 2023-10-10\n\
                #fields:\tdate\ttime\tsc-status\n2023-10-10 13:55:38 204\n2023-10-10 13:55:38 2x4\n#Fields:\n2023-10-10 13:55:38 204\n";
    assert_eq!(fates("w3c", text), ["no_fields:1", "ok", "ok", "ok", "bad_status:21", "no_fields:1"]);
    assert_eq!(column("w3c", text, Column::Host), [Some("a".to_owned()), Some("b".to_owned()), None]);
}

#[test]
fn a_line_with_another_number_of_values_is_malformed() {
    let text = "#Fields: date time c-ip sc-status\n2023-10-10 13:55:36 a 200 x y\n2023-10-10 13:55:36 a\n2023-10-10\n";
    assert_eq!(fates("w3c", text), ["column_count:27", "column_count:22", "column_count:11"]);
    assert_eq!(fates("w3c", "#Fields: 0\nx\nx y\n"), ["missing_time:2", "column_count:3"]);
}

#[test]
fn of_columns_of_the_same_name_the_first_counts() {
    let text = "#Fields: date date time c-ip  c-ip cs-uri-stem\n2023-10-10 x 13:55:36 a b /\n";
    assert_eq!(column("w3c", text, Column::Host), [Some("a".to_owned())]);
}

#[test]
fn whitespace_and_quotes_separate_values() {
    let columns = "cs-method cs-uri-stem cs(User-Agent) sc-status";
    for values in [
        "GET  /x \t UA  200  ",
        "GET\t/x\tUA\t200",
        "\"GET\" \"/x\" \"UA\" \"200\"",
        "GET /x \"U A\" 200",
        "GET /x \"a \"\"U\"\" A\" 200",
        "GET /x \"\" 200",
    ] {
        let text = w3c(columns, values);
        assert_eq!(column("w3c", &text, Column::Status), [Some("200".to_owned())], "{values}");
        assert_notes("w3c", &text, &[]);
    }
    let agents = |values: &str| column("w3c", &w3c(columns, values), Column::UserAgent);
    assert_eq!(agents("GET /x \"a \"\"U\"\" A\" 200"), [Some("a \"\"U\"\" A".to_owned())]);
    assert_eq!(agents("GET /x \"\" 200"), [Some(String::new())]);
    assert_eq!(times("#Fields: date time\n\"2023-10-10\" \"13:55:36\"\n"), ["2023-10-10T13:55:36Z"]);
}

#[test]
fn spaces_belong_to_values_separated_by_tabs() {
    let text =
        "#Fields: date\ttime\tcs-username\tc-agent\tsc-status\n2023-10-10\t13:55:36\t\tMozilla/4.0 (Windows; I)\t200\n";
    assert_values("w3c", text, "user=\ntime=1696946136000000\nstatus=200\nuser_agent=Mozilla/4.0 (Windows; I)");
}

#[test]
fn quotes_of_clients_do_not_lose_the_line() {
    let columns = "cs(User-Agent) cs(Referer) sc-status";
    let agent = |values: &str| column("w3c", &w3c(columns, values), Column::UserAgent);
    assert_eq!(agent("\"x y 200"), [Some("\"x".to_owned())]);
    assert_eq!(agent("\"x y\" 200"), [Some("\"x".to_owned())]);
    assert_eq!(agent("\"x \"y z\" - 200"), [Some("x \"y z".to_owned())]);
    for values in ["\"x y 200", "\"x y\" 200", "\"x \"y z\" - 200", "\"\"garbage\"\" \"-\" 200"] {
        assert_notes("w3c", &w3c(columns, values), &[Note::UnescapedQuote]);
    }
    assert_eq!(fates("w3c", &w3c(columns, "\"x y z 200")), ["unterminated_quote:21"]);
}

#[test]
fn a_wall_of_quotes_takes_linear_time() {
    for wall in ["\"", "\" ", "\"a ", "\"\" ", "\"\t", "#", " #", "\"\"\"a "] {
        parse("w3c", w3c("c-ip", &wall.repeat(2_000)).as_bytes());
        parse("gcs", format!("\"1\",{wall}\n").repeat(3).as_bytes());
    }
}

#[test]
fn times_without_a_date_start_with_the_directive_and_advance_at_midnight() {
    let text = "#Fields: time c-ip\n01:00:00 a\n#Date: 2023-10-10 22:00:00\n21:59:59 a\n23:59:59 a\n00:00:01 a\n21:59:59 a\n\
                03:00:00 a\n01:30:00 late\n00:30:00 a\n\
                #Date: 12-Jan-1996\n00:34:23 a\n#Date: rubbish\n00:34:23 a\n";
    let expected = [
        "2023-10-10T21:59:59Z",
        "2023-10-10T23:59:59Z",
        "2023-10-11T00:00:01Z",
        "2023-10-11T21:59:59Z",
        "2023-10-12T03:00:00Z",
        "2023-10-12T01:30:00Z",
        "2023-10-13T00:30:00Z",
        "1996-01-12T00:34:23Z",
    ];
    assert_eq!(times(text), expected);
    assert_eq!(fates("w3c", text)[0], "missing_time:11");
    assert_eq!(fates("w3c", text)[9], "missing_time:11");
    assert_eq!(parse("w3c", text.as_bytes()).tally.notes.get(Note::NoDate), 8);
}

#[test]
fn lines_after_midnight_in_the_file_of_the_day_before_are_ordinary_records() {
    let text = "#Date: 2023-10-10 12:00:00\n#Fields: date time\n2023-10-11 00:00:01\n2023-10-10 11:00:00\n";
    assert_eq!(times(text), ["2023-10-11T00:00:01Z", "2023-10-10T11:00:00Z"]);
}

#[test]
fn a_bad_time_status_or_size_is_malformed_and_other_bad_values_are_noted() {
    let line =
        |date: &str, rest: &str| format!("#Fields: date time sc-status sc-bytes s-port sc-substatus\n{date} {rest}\n");
    for (date, rest, fault) in [
        ("2023-02-30", "13:55:36 200 1 1 1", "bad_time:1"),
        ("2023-10-10", "24:00:00 200 1 1 1", "bad_time:12"),
        ("-", "- 200 1 1 1", "bad_time:1"),
        ("2023-10-10", "13:55:36 20 1 1 1", "bad_status:21"),
        ("2023-10-10", "13:55:36 200 -5 1 1", "bad_size:25"),
        ("2023-10-10", "13:55:36 200 18446744073709551616 1 1", "bad_size:25"),
    ] {
        assert_eq!(fates("w3c", &line(date, rest)), [fault]);
    }
    assert_notes("w3c", &line("2023-10-10", "13:55:36 0 1 https 65536"), &[Note::UnreadField]);
    assert_notes("w3c", &line("2023-10-10", "13:55:36 200 1 65536 x"), &[Note::UnreadField]);
}

#[test]
fn the_unit_of_time_taken_depends_on_the_software() {
    let text = |before: &str| format!("{before}{}", w3c("time-taken", "15"));
    let taken = |format: &str, before: &str| column(format, &text(before), Column::RequestTime)[0].clone();
    assert_eq!(taken("w3c", "").as_deref(), Some("15000000"));
    assert_eq!(taken("w3c", "#Software: Apache Tomcat/9\n").as_deref(), Some("15000000"));
    assert_eq!(taken("w3c", "#Software: Microsoft Internet Information Services 8.5\n").as_deref(), Some("15000"));
    assert_eq!(taken("w3c", "#Software: SGOS 6.5\n").as_deref(), Some("15000"));
    assert_eq!(taken("iis", "").as_deref(), Some("15000"));
}

#[test]
fn bytes_that_are_not_utf8_harm_no_directive() {
    let text = b"\xef\xbb\xbf#Software: \xff\n#Fields: date time x-\xe4 c-ip cs(User-Agent)\n2023-10-10 13:55:36 1 h \xfcber\n";
    let parsed = parse("w3c", text);
    assert_eq!(value(&parsed, 0, Column::UserAgent).as_deref(), Some("‹fc›ber"));
    assert_eq!(value(&parsed, 0, Column::Host).as_deref(), Some("h"));
}

#[test]
fn iis_without_directives_has_the_default_columns() {
    let line = "2023-10-10 13:55:36 192.0.2.10 GET /x - 80 - 203.0.113.9 UA - 200 0 64 1500\n";
    assert_values(
        "iis",
        line,
        "host=203.0.113.9\ntime=1696946136000000\nmethod=GET\ntarget=/x\npath=/x\nstatus=200\nuser_agent=UA\nport=80\n\
         server=192.0.2.10\nrequest_time=1500000\nwin32_status=64\nsubstatus=0",
    );
    assert_notes("iis", line, &[Note::DefaultFields]);
    assert_eq!(detected(&line.repeat(5)), "iis");
    let with_fields = w3c("c-ip sc-status", "h 200").repeat(3);
    assert_notes("iis", &w3c("c-ip sc-status", "h 200"), &[]);
    assert_eq!(detected(&with_fields), "w3c");
}

/// The values of CloudFront's 33 columns.
const CLOUDFRONT: &str = "2023-10-10\t13:55:36\tFRA56-P4\t2390\t2001:db8::9\tGET\td2exampleshop.cloudfront.net\t/a%20b.html\t000\thttps://r.example/\tMozilla/5.0%20(X11)\tq=1\tc=2\tError\tzL3Gm7Q==\twww.example.com\thttps\t23\t0.001\t10.0.0.1,%2010.0.0.2\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tMiss\tHTTP/2.0\t-\t-\t11040\t0.002\tClientCommError\ttext/html\t78\t-\t-";

#[test]
fn every_column_of_cloudfront_is_found() {
    let expected = "host=2001:db8::9\ntime=1696946136000000\nmethod=GET\ntarget=/a%20b.html?q=1\npath=/a%20b.html\nquery=q=1\nprotocol=HTTP/2.0\nstatus=0\nbytes=2390\n\
         referer=https://r.example/\nuser_agent=Mozilla/5.0%20(X11)\nvhost=www.example.com\nforwarded_for=10.0.0.1,%2010.0.0.2\nscheme=https\ncookie=c=2\nmime_type=text/html\n\
         request_id=zL3Gm7Q==\nserver=d2exampleshop.cloudfront.net\ncache_status=Error\ntls_protocol=TLSv1.3\ntls_cipher=TLS_AES_128_GCM_SHA256\nedge_location=FRA56-P4\n\
         request_time=1000\nfirst_byte_time=2000\nrequest_bytes=23";
    assert_values("cloudfront", CLOUDFRONT, expected);
    assert_notes("cloudfront", CLOUDFRONT, &[Note::DefaultFields]);
    let grammar = Format::by_name("cloudfront").unwrap().about().grammar.clone();
    let declared = format!("#Version: 1.0\n#Fields: {grammar}\n{CLOUDFRONT}\n");
    assert_values("cloudfront", &declared, expected);
    assert_notes("cloudfront", &declared, &[]);
    assert_eq!(detected(&declared), "cloudfront");
    assert_eq!(detected(CLOUDFRONT), "cloudfront");
}

#[test]
fn columns_that_amazon_adds_are_extra_and_those_cut_off_are_noted() {
    let longer = format!("{CLOUDFRONT}\tnew\tnewer");
    assert_eq!(column("cloudfront", &longer, Column::Extra), [Some("new\tnewer".to_owned())]);
    assert_notes("cloudfront", &longer, &[Note::DefaultFields]);
    let columns: Vec<&str> = CLOUDFRONT.split('\t').collect();
    assert_notes("cloudfront", &columns[..26].join("\t"), &[Note::ShortLine, Note::DefaultFields]);
    assert_eq!(fates("cloudfront", &columns[..8].join("\t")), ["column_count:91"]);
    assert_eq!(fates("cloudfront", &w3c("c-ip", "a")), ["no_fields:1"]);
    let reordered = "#Fields: c-ip\tx-edge-location\ttime\tdate\n10.0.0.1\tFRA\t13:55:36\t2023-10-10\n";
    assert_values("cloudfront", reordered, "host=10.0.0.1\ntime=1696946136000000\nedge_location=FRA");
}

const GCS: &str = r#""1696946136250000","203.0.113.9","1","","GET","/b/o,1?alt=media","206","12","48211","31000","storage.example.com","https://r.example/","a ""b"", c","reqid","storage.objects.get","pictures","cats/cat.png""#;

#[test]
fn every_column_of_gcs_is_found() {
    assert_values(
        "gcs",
        GCS,
        "host=203.0.113.9\ntime=1696946136250000\nmethod=GET\ntarget=/b/o,1?alt=media\npath=/b/o,1\nquery=alt=media\nstatus=206\nbytes=48211\n\
         referer=https://r.example/\nuser_agent=a \"\"b\"\", c\nvhost=storage.example.com\nrequest_id=reqid\nbucket=pictures\nobject_key=cats/cat.png\n\
         operation=storage.objects.get\nrequest_time=31000\nrequest_bytes=12",
    );
    assert_notes("gcs", GCS, &[]);
}

#[test]
fn the_header_of_gcs_is_skipped_and_empty_values_are_null() {
    let header = "\"time_micros\",\"c_ip\",\"c_ip_type\"\n";
    let empty =
        "\"1696946136250000\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"\n";
    assert_eq!(fates("gcs", &format!("{header}{empty}")), ["ok"]);
    assert_values("gcs", &format!("{header}{empty}"), "time=1696946136250000");
    assert_notes("gcs", empty, &[]);
}

#[test]
fn odd_lines_of_gcs_are_records_if_they_have_its_fields() {
    assert_notes("gcs", &GCS.replace("\"\"b\"\"", "\"b\""), &[Note::UnescapedQuote]);
    assert_notes("gcs", &GCS[..GCS.len() - 4], &[Note::ShortLine]);
    assert_notes("gcs", GCS.split(",\"a ").next().unwrap(), &[Note::ShortLine]);
    assert_values(
        "gcs",
        "1696946136250000,h,,,GET,/,200",
        "host=h\ntime=1696946136250000\nmethod=GET\ntarget=/\npath=/\nstatus=200",
    );
    assert_eq!(column("gcs", &format!("{GCS},\"new\""), Column::Extra), [Some("new".to_owned() + "\"")]);
    for (text, fault) in [
        ("\"bucket\",\"storage_byte_hours\"", "column_count:30"),
        ("\"1696946136250000\",\"h", "unterminated_quote:20"),
        (&GCS.replace("\"1696946136250000\"", "\"x\""), "bad_time:2"),
        (&GCS.replace("\"206\"", "\"2006\""), "bad_status:67"),
        (&GCS.replace("\"48211\"", "\"-1\""), "bad_size:78"),
    ] {
        assert_eq!(fates("gcs", text), [fault], "{text}");
    }
}

#[test]
fn every_field_of_squid_is_found() {
    let line = "1696946136.250     87 203.0.113.9 TCP_MISS_ABORTED/000 5120 GET http://www.example.com/a/cat.png?x alice HIER_DIRECT/2001:db8::1 image/png\n";
    assert_values(
        "squid",
        line,
        "host=203.0.113.9\nuser=alice\ntime=1696946136250000\nmethod=GET\ntarget=http://www.example.com/a/cat.png?x\npath=/a/cat.png\nquery=x\nstatus=0\nbytes=5120\n\
         mime_type=image/png\nupstream_addr=2001:db8::1\ncache_status=TCP_MISS_ABORTED\nhierarchy=HIER_DIRECT\nrequest_time=87000",
    );
    assert_notes("squid", line, &[]);
    let tunnel = "1696946136.250 1000000 h TCP_TUNNEL/200 39 CONNECT www.example.com:443 - HIER_NONE/- -\n";
    assert_values(
        "squid",
        tunnel,
        "host=h\ntime=1696946136250000\nmethod=CONNECT\ntarget=www.example.com:443\nstatus=200\nbytes=39\ncache_status=TCP_TUNNEL\nhierarchy=HIER_NONE\nrequest_time=1000000000",
    );
}

#[test]
fn odd_lines_of_squid_are_records_if_they_have_its_fields() {
    let line = |elapsed: &str, rest: &str| format!("1696946136.250 {elapsed} h TCP_HIT/200 1 {rest}");
    let peer = "- HIER_NONE/- text/html";
    assert_notes("squid", &line("1", &format!("GET /x {peer} more")), &[Note::ExtraFields]);
    assert_notes("squid", &line("-1", &format!("GET /x {peer}")), &[]);
    assert_notes("squid", &line("x", &format!("GET /x {peer}")), &[Note::UnreadField]);
    for rest in ["GET /x", "GET /x -", "GET /x - HIER_NONE/-"] {
        assert_notes("squid", &line("1", rest), &[Note::ShortLine]);
    }
    let blanks = line("1", &format!("GET http://h/a b  c {peer}"));
    assert_eq!(column("squid", &blanks, Column::Target), [Some("http://h/a b  c".to_owned())]);
    assert_notes("squid", &blanks, &[]);
    assert_eq!(column("squid", &line("1", &format!("- - {peer}")), Column::Target), [None]);
    for (text, fault) in [
        ("1696946136 1 h TCP_HIT/200 1 GET / - N/- -", "bad_time:1"),
        ("1696946136.250 1 h TCP_HIT 1 GET / - N/- -", "bad_status:20"),
        ("1696946136.250 1 h TCP_HIT/20 1 GET / - N/- -", "bad_status:28"),
        ("1696946136.250 1 h TCP_HIT/200 x GET / - N/- -", "bad_size:32"),
        ("1696946136.250 1 h TCP_HIT/200 1 GET ", "missing_field:38"),
    ] {
        assert_eq!(fates("squid", text), [fault], "{text}");
    }
}
