//! The examples of the formats: each is read and detected as what it is, and as nothing else.

use super::*;

#[test]
fn every_example_is_a_line_of_its_format() {
    for format in Format::all() {
        let parsed = parse_with(format.clone(), format.example().as_bytes());
        assert_eq!(parsed.tally.parsed, 1, "{format:?}");
        // HAProxy logs no zone.
        let odd = parsed.tally.notes.iter().filter(|(note, _)| *note != Note::NoZone).count();
        assert_eq!(odd, 0, "{format:?} {:?}", parsed.tally);
    }
}

#[test]
fn the_example_of_each_format_is_detected_as_it() {
    for format in Format::all() {
        let found = detect(format.example().as_bytes());
        // The two have the same fields, and the first one is preferred.
        let expected = if format.name() == "nginx" { "combined" } else { format.name() };
        assert_eq!((found.format.name(), found.matched), (expected, 1), "{}", format.example());
    }
}

/// Whether a line has the frame of the common format, so that the formats of that family read it, with a note.
fn has_the_frame(line: &str) -> bool {
    let tally = parse("common", line.as_bytes()).tally;
    let vhost = parse("vhost_common", line.as_bytes()).tally;
    tally.parsed + vhost.parsed > 0
}

#[test]
fn no_format_reads_the_example_of_another_family() {
    const COMMON_FAMILY: [&str; 6] = ["combined", "common", "vhost_combined", "vhost_common", "nginx", "nginx_main"];
    for reader in Format::all() {
        for written in Format::all().filter(|written| *written != reader) {
            if COMMON_FAMILY.contains(&reader.name()) && has_the_frame(written.example()) {
                continue;
            }
            let tally = parse_with(reader.clone(), written.example().as_bytes()).tally;
            assert_eq!(tally.parsed, 0, "{reader:?} reads the example of {written:?}");
        }
    }
}
