//! Detection, and files with lines of several formats of a family.

use arrow_buffer::Buffer;
use proptest::prelude::*;

use super::*;

const COMMON: &str = "h - - [10/Oct/2023:13:55:36 +0000] \"GET /a HTTP/1.1\" 200 5";
const HEADERS: &str = " \"-\" \"UA\"";

fn combined() -> String {
    format!("{COMMON}{HEADERS}\n")
}

#[test]
fn detection_prefers_the_format_that_leaves_nothing_over() {
    for (headers, vhost, expected) in [
        (HEADERS, "", "combined"),
        ("", "", "common"),
        (HEADERS, "v:80 ", "vhost_combined"),
        ("", "v:80 ", "vhost_common"),
    ] {
        let mut text = format!("{vhost}{COMMON}{headers}\n").repeat(3);
        text.push_str("garbage\n# comment\n");
        let found = detect(&[text.as_bytes()]);
        assert_eq!((found.format.name(), found.matched, found.sampled), (expected, 3, 4));
    }
    assert_eq!(detect(&[b""]).format.name(), "combined");
    assert_eq!(detect(&[]).format.name(), "combined");
}

#[test]
fn few_lines_that_fit_do_not_outweigh_many_that_are_read() {
    let text = format!("{COMMON}{HEADERS} tail\n").repeat(9) + &format!("v:80 {COMMON}{HEADERS}\n");
    assert_eq!(detect(&[text.as_bytes()]).format.name(), "combined");
}

#[test]
fn all_samples_count_and_the_next_best_format_is_known() {
    let [head, middle] = [combined(), format!("{COMMON}\n").repeat(3)];
    let found = detect(&[head.as_bytes(), middle.as_bytes(), b"garbage\n"]);
    assert_eq!((found.format.name(), found.matched, found.sampled), ("common", 4, 5));
    assert_eq!(found.runner_up().map(|next| (next.format.name(), next.read, next.perfect)), Some(("combined", 4, 1)));
    assert_eq!(detect(&[b"garbage\n"]).runner_up(), None);
}

#[test]
fn other_logs_are_read_by_no_format() {
    for text in [
        "[Sun Dec 04 04:47:44 2005] [error] mod_jk child workerEnv in error state 6\n",
        "2023/10/10 13:55:36 [error] 7#7: *1 open() \"/srv/x\" failed (2: No such file), client: 10.0.0.1\n",
        "Oct 10 13:55:36 host sshd[1]: Accepted publickey for root from 10.0.0.1 port 22\n",
        "lorem ipsum dolor sit amet\n",
    ] {
        let found = detect(&[text.repeat(3).as_bytes()]);
        assert_eq!((found.matched, found.sampled), (0, 3), "{text} as {}", found.format.name());
    }
}

/// Reads a text as `auto` reads a file of the format.
fn in_family(name: &str, text: &str) -> Parsed {
    parse_with(Format::by_name(name).expect("a format").with_family(), text.as_bytes())
}

fn notes(parsed: &Parsed) -> Vec<(&'static str, u64)> {
    parsed.tally.notes.iter().map(|(note, count)| (note.name(), count)).collect()
}

#[test]
fn lines_of_the_whole_family_are_read_in_a_file_whose_format_was_guessed() {
    let with_vhost = format!("v:80 {COMMON}{HEADERS}\n");
    let text = format!("{}{with_vhost}{COMMON}\ngarbage\n", combined());
    for name in ["combined", "nginx", "common"] {
        let parsed = in_family(name, &text);
        assert_eq!((parsed.tally.parsed, parsed.tally.malformed), (3, 1), "{name}");
        let agents: Vec<_> = (0..3).map(|row| value(&parsed, row, Column::UserAgent)).collect();
        let vhosts: Vec<_> = (0..3).map(|row| value(&parsed, row, Column::Vhost)).collect();
        assert_eq!(agents, [Some("UA".to_owned()), Some("UA".to_owned()), None], "{name}");
        assert_eq!(vhosts, [None, Some("v".to_owned()), None], "{name}");
    }
    assert_eq!(notes(&in_family("combined", &text)), [("short_line", 1), ("other_format", 1)]);
    // As `common`, the two lines with headers would have something left over.
    assert_eq!(notes(&in_family("common", &text)), [("other_format", 2)]);
    let parsed = in_family("vhost_common", &text);
    assert_eq!((parsed.tally.parsed, notes(&parsed)), (3, vec![("other_format", 3)]));
}

#[test]
fn a_malformed_line_is_malformed_for_the_reason_of_the_files_own_format() {
    let parsed = in_family("vhost_combined", "h - - [10/Oct/2023:13:55:36 +0000] \"GET /a HTTP/1.1\" 2OO 5\n");
    assert_eq!(parsed.rejects[0].reason, RejectReason::MissingVhost);
    let plain = parse("combined", format!("v:80 {COMMON}{HEADERS}\n").as_bytes());
    assert_eq!(plain.rejects[0].reason, RejectReason::UnexpectedVhost, "a format that was named is read strictly");
}

proptest! {
    #[test]
    fn a_file_of_one_format_is_read_the_same_by_its_family(
        lines in prop::collection::vec((any::<bool>(), "[ -~]{0,12}", 0_u16..1200), 0..12),
    ) {
        let line = |(headers, agent, status): &(bool, String, u16)| {
            let headers = if *headers { format!(" \"-\" \"{agent}\"") } else { String::new() };
            format!("h - - [10/Oct/2023:13:55:36 +0000] \"GET /a HTTP/1.1\" {status} 5{headers}\n")
        };
        let text: String = lines.iter().map(line).collect();
        let format = Format::by_name("combined").expect("a format");
        let buffer = Buffer::from(text.as_bytes());
        let own = Parser::new(Columns::all(), 1000).parse(&format, RawText::all(&buffer), Vec::new());
        let family = Parser::new(Columns::all(), 1000).parse(&format.with_family(), RawText::all(&buffer), Vec::new());
        prop_assert_eq!(&own.tally.parsed, &family.tally.parsed);
        prop_assert_eq!(own.rejects, family.rejects);
        let extra = own.tally.notes.get(Note::ExtraFields);
        if extra == 0 {
            prop_assert_eq!(own.records, family.records);
        }
    }
}
