//! The example of each format: a line of it, and of no other format.

use proptest::prelude::*;

use super::*;

/// Formats whose lines another one reads just as well, so that `auto` takes that one.
const TWINS: [(&str, &str); 1] = [("nginx", "combined")];

#[test]
fn every_example_is_a_line_of_its_format() {
    for format in Format::all() {
        let parsed = parse_with(format.clone(), format.example().as_bytes());
        assert_eq!((parsed.tally.parsed, parsed.tally.malformed), (1, 0), "{format:?}");
        // What `iis` reads and `w3c` does not is without directives.
        let notes: Vec<_> = parsed.tally.notes.iter().map(|(note, _)| note).collect();
        assert!(notes.iter().all(|note| *note == Note::DefaultFields), "{format:?}: {notes:?}");
    }
}

#[test]
fn the_example_of_each_format_is_detected_as_it() {
    for format in Format::all() {
        let twin = TWINS.iter().find(|(name, _)| *name == format.name()).map(|(_, twin)| *twin);
        assert_eq!(detected(&[format.example(), "\n"].concat()), twin.unwrap_or(format.name()));
    }
}

#[test]
fn no_format_fills_a_column_that_it_does_not_name() {
    for format in Format::all() {
        let parsed = parse_with(format.clone(), format.example().as_bytes());
        let columns = format.functions().columns();
        let derived = Columns::of(&[
            Column::Path,
            Column::Query,
            Column::Day,
            Column::Hour,
            Column::StatusClass,
            Column::Extension,
            Column::FirstSegment,
            Column::Target,
            Column::Bytes,
        ]);
        for column in Column::ALL.into_iter().filter(|column| !columns.union(derived).contains(*column)) {
            assert_eq!(value(&parsed, 0, column), None, "{format:?} {column}");
        }
    }
}

proptest! {
    #[test]
    fn damaged_examples_of_every_format_are_accounted_for(
        damage in prop::collection::vec(
            (any::<prop::sample::Index>(), prop::sample::select(b"\" \t,\n\r#-:/.\\0[]\xff\xc3\xa9".to_vec()), 0..3u8),
            1..8,
        ),
    ) {
        for format in Format::all() {
            let mut text = format.example().repeat(2).into_bytes();
            for (place, byte, kind) in &damage {
                let place = place.index(text.len());
                match kind {
                    0 => text[place] = *byte,
                    1 => text.insert(place, *byte),
                    _ => text.truncate(place.max(1)),
                }
            }
            parse_with(format, &text);
        }
    }
}
