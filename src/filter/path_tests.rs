use std::sync::Arc;

use arrow_array::{RecordBatch, StringViewArray};
use arrow_schema::Schema;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn kept(settings: PathSettings, paths: &[Option<&str>]) -> Vec<bool> {
    let array = StringViewArray::from_iter(paths.iter().copied());
    let schema = Arc::new(Schema::new(vec![Column::Path.field()]));
    let batch = RecordBatch::try_new(schema, vec![Arc::new(array)]).expect("one column");
    let filter = PathFilter::try_from(settings).expect("good settings");
    filter.keep(&batch).expect("the column is there").values().iter().collect()
}

/// The rules as the documentation states them.
fn naive(settings: &PathSettings, path: Option<&str>) -> bool {
    let Some(path) = path else { return false };
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let ends = |extension: &String| {
        let extension = format!(".{}", extension.trim_start_matches('.')).to_ascii_lowercase();
        segments.last().is_some_and(|last| last.to_ascii_lowercase().ends_with(&extension))
    };
    !segments.iter().any(|segment| settings.exclude_segments.iter().any(|name| name.eq_ignore_ascii_case(segment)))
        && !settings.exclude_extensions.iter().any(ends)
        && settings.first_segment.as_deref().is_none_or(|first| segments.first() == Some(&first))
        && segments.len() >= settings.min_segments
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn static_files_are_dropped() {
    let settings = PathSettings {
        exclude_segments: names(&["favicon.ico", "robots.txt"]),
        exclude_extensions: names(&[".png", "css"]),
        ..PathSettings::default()
    };
    let cases = [
        (Some("/favicon.ico"), false),
        (Some("/a/robots.txt/b"), false),
        (Some("/my-favicon.ico"), true),
        (Some("/img/x.png"), false),
        (Some("/x.png/"), false),
        (Some("/x.png/y"), true),
        (Some("/.png"), false),
        (Some("/png"), true),
        (Some("/x.PNG"), false),
        (Some("/x.Png/"), false),
        (Some("/FAVICON.ICO"), false),
        (Some("/a/Robots.TXT/b"), false),
        (Some("/a/SITE.CSS"), false),
        (Some("/xpng"), true),
        (Some("/x.pn@"), true),
        (Some("/a/site.css"), false),
        (Some(""), true),
        (Some("/"), true),
        (Some("*"), true),
        (None, false),
    ];
    assert_eq!(kept(settings, &cases.map(|case| case.0)), cases.map(|case| case.1));
}

#[test]
fn lists_ignore_case_on_both_sides_and_only_that_of_ascii() {
    let settings = PathSettings {
        exclude_segments: names(&["PING", "Grüße"]),
        exclude_extensions: names(&["JPG", ".Webmanifest", "É"]),
        ..PathSettings::default()
    };
    let cases = [
        ("/a.jpg", false),
        ("/A.JPG", false),
        ("/a.jPg/", false),
        ("/ping/x", false),
        ("/Ping", false),
        ("/app.webmanifest", false),
        ("/APP.WEBMANIFEST", false),
        ("/grÜße", true),
        ("/GRüßE", false),
        ("/x.É", false),
        ("/x.é", true),
    ];
    assert_eq!(kept(settings, &cases.map(|case| Some(case.0))), cases.map(|case| case.1));
}

#[test]
fn the_first_segment_is_compared_whole() {
    let settings = PathSettings { first_segment: Some("item".into()), ..PathSettings::default() };
    let paths = [Some("/item"), Some("//item//x"), Some("/items"), Some("/a/item"), Some("/"), Some("/Item"), None];
    assert_eq!(kept(settings, &paths), [true, true, false, false, false, false, false]);
}

#[test]
fn empty_segments_do_not_count() {
    let settings = PathSettings { min_segments: 2, ..PathSettings::default() };
    assert_eq!(kept(settings, &[Some("/a/b"), Some("//a//"), Some("a//b/"), Some("///")]), [true, false, true, false]);
}

#[test]
fn settings_that_could_never_match_are_refused() {
    let cases = [
        ("exclude_segments = ['/ping']", "exclude_segments: '/ping' cannot be a path segment"),
        ("exclude_segments = ['']", "exclude_segments: '' cannot be a path segment"),
        ("first_segment = 'a/b'", "first_segment: 'a/b' cannot be a path segment"),
        ("exclude_extensions = ['.']", "exclude_extensions: '.' is not an extension; write it as '.png' or 'png'"),
        ("exclude_extension = ['png']", "unknown field"),
    ];
    for (settings, message) in cases {
        let error = toml::from_str::<PathFilter>(settings).expect_err(settings).to_string();
        assert!(error.contains(message), "{error}");
    }
}

fn path() -> impl Strategy<Value = Option<String>> {
    let piece = prop_oneof![
        Just("/".to_owned()),
        Just("ping".to_owned()),
        Just("_images".to_owned()),
        Just("Favicon.ICO".to_owned()),
        Just(".png".to_owned()),
        Just(".PnG".to_owned()),
        Just(".woff2-LONG".to_owned()),
        "[a-cA-C.é/]{0,9}",
    ];
    proptest::option::weighted(0.95, vec(piece, 0..12).prop_map(|pieces| pieces.concat()))
}

fn settings() -> impl Strategy<Value = PathSettings> {
    let name = prop_oneof![Just("ping"), Just("_Images"), Just("favicon.ico"), Just("a"), Just("BC.")];
    let extension = prop_oneof![Just(".png"), Just("A"), Just(".woff2-long"), Just("é")];
    let first = proptest::option::weighted(0.2, prop_oneof![Just("a".to_owned()), Just("ping".to_owned())]);
    (vec(name, 0..4), vec(extension, 0..3), first, 0_usize..4).prop_map(
        |(segments, extensions, first_segment, min_segments)| PathSettings {
            exclude_segments: names(&segments),
            exclude_extensions: names(&extensions),
            first_segment,
            min_segments,
        },
    )
}

proptest! {
    #[test]
    fn the_filter_agrees_with_the_rules_as_written(settings in settings(), paths in vec(path(), 0..80)) {
        let paths: Vec<Option<&str>> = paths.iter().map(Option::as_deref).collect();
        let expected: Vec<bool> = paths.iter().map(|path| naive(&settings, *path)).collect();
        prop_assert_eq!(kept(settings, &paths), expected);
    }
}
