//! The example lines of the formats, each against every format.

use proptest::prelude::*;

use super::*;

/// Formats that cannot be told apart by their lines; `auto` takes the first.
const ALIKE: [(&str, &str); 1] = [("nginx", "combined")];

#[test]
fn the_example_of_each_format_is_detected_as_it() {
    for format in Format::all().filter(|format| !format.about().is_by_name_only) {
        let sample = format!("{0}\n{0}\n", format.example());
        let found = detect(&[sample.as_bytes()]);
        let alike = ALIKE.iter().find(|(name, _)| *name == format.name());
        assert_eq!(found.format.name(), alike.map_or(format.name(), |(_, first)| first));
        assert_eq!((found.matched, found.sampled), (2, 2), "{format:?}");
    }
}

#[test]
fn json_lines_and_pairs_are_read_by_formats_of_their_kind_only() {
    let json = crate::log::tests::examples::JSON;
    for format in Format::all() {
        for example in Format::all() {
            let is_one = |of: &Format| json.contains(&of.name());
            let may_match =
                is_one(&format) == is_one(&example) && (format.name() == "logfmt") == (example.name() == "logfmt");
            let tally = parse_with(format.clone(), example.example().as_bytes()).tally;
            assert!(may_match || tally.parsed == 0, "{format:?} reads the example of {example:?}");
        }
    }
}

/// Bytes that mean something in some format.
const ODD: &[u8] = b"\"\\{}[]:,.=-0 \n\t";

proptest! {
    #[test]
    fn mutilated_examples_are_accounted_for(
        format in any::<prop::sample::Index>(),
        example in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..6),
    ) {
        let formats: Vec<Format> = Format::all().collect();
        let mut text = example.get(&formats).example().as_bytes().to_vec();
        for (place, byte, kind) in damage {
            let at = place.index(text.len());
            match kind {
                0 => text[at] = byte,
                1 => text.insert(at, byte),
                2 => text.insert(at, ODD[usize::from(byte) % ODD.len()]),
                _ => text.truncate(at.max(1)),
            }
        }
        parse_with(format.get(&formats).clone(), &text);
    }
}
