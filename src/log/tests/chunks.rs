//! Formats with directives give the same records however their text is cut into batches.

use proptest::prelude::*;

use super::directives::Directives;
use super::*;

/// The outcomes of the lines of batches; each batch starts with the directives of those before it.
fn read(format: &str, batches: &[&[u8]]) -> (Vec<String>, Vec<Fate>) {
    let format = Format::by_name(format).expect("a format");
    let mut parser = Parser::new(Columns::all(), 10_000).with_fates();
    let mut directives = Directives::default();
    let (mut records, mut fates) = (Vec::new(), Vec::new());
    for batch in batches {
        let buffer = Buffer::from(*batch);
        let header = directives.lines();
        let raw = RawText { header: header.as_deref().unwrap_or_default(), ..RawText::all(&buffer) };
        let parsed = parser.parse(&format, raw, Vec::new());
        records.extend((0..parsed.records.num_rows()).map(|row| values(&parsed, row)));
        fates.extend(parsed.fates);
        directives.obey(batch);
    }
    (records, fates)
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => "#Fields: (date(-local)? )?time(-local)?( c-ip| sc-status|  cs-uri-stem|\tx){0,3}",
        1 => "#Date: (2023-10-(09|10)( 1[0-9]:00(:00)?)?|10-Oct-2023|x)",
        1 => "#Software: (Microsoft IIS|Tomcat)",
        1 => "[ \t]?(\u{feff})? ?#(fields: time time-taken|FIELDS:|Version: 1.0| Fields: time|)",
        4 => "(2023-10-10 )?1[0-9]:00:0[0-9]( [a-z]| 200| \"a b\"|\t/x){0,3}",
        4 => "\"?([01][0-9]|2[0-4]):00:0[0-9](\\.5)?\"? [0-9]{1,2}",
        1 => "[ -~]{0,20}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 2))]

    #[test]
    fn records_do_not_depend_on_where_batches_begin(
        lines in prop::collection::vec((line(), prop::sample::select(vec!["\n", "\r\n"]), any::<bool>()), 0..30),
        is_invalid in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut text = Vec::new();
        let mut starts = vec![0];
        for (line, end, is_cut) in &lines {
            text.extend_from_slice(line.as_bytes());
            text.extend_from_slice(end.as_bytes());
            if *is_cut {
                starts.push(text.len());
            }
        }
        if let Some(place) = is_invalid.filter(|_| !text.is_empty()).map(|place| place.index(text.len()))
            && text[place].is_ascii_graphic()
        {
            text[place] = 0xff;
        }
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let batches: Vec<&[u8]> = starts.iter().zip(ends).map(|(start, end)| &text[*start..end]).collect();
        for format in ["w3c", "iis", "cloudfront", "combined"] {
            prop_assert_eq!(read(format, &[&text]), read(format, &batches), "{}", format);
        }
    }
}
