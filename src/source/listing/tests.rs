use tempfile::TempDir;

use super::*;

fn folder(names: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    for name in names {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("there is room for a folder");
        fs::write(path, name).expect("there is room for a file");
    }
    folder
}

/// Files with their source, failures, and duplicates with the first name.
type Listed = (Vec<(u32, String)>, Vec<String>, Vec<(String, String)>);

/// Lists the paths of one source for each slice, relative to the folder, and names what comes out in the same way.
fn list(folder: &TempDir, sources: &[&[&str]]) -> Listed {
    let prefix = format!("{}/", folder.path().display());
    let plans: Vec<SourcePlan> = sources
        .iter()
        .map(|paths| SourcePlan {
            name: "site".to_owned(),
            paths: paths.iter().map(|path| format!("{prefix}{path}")).collect(),
            choice: NameChoice::default(),
            format: FormatChoice::Auto,
        })
        .collect();
    let listing = list_inputs(&plans);
    let short = |text: &str| text.replace(&prefix, "");
    let numbers: Vec<u32> = listing.files.iter().map(|file| file.file).collect();
    assert_eq!(numbers, (0..).take(numbers.len()).collect::<Vec<u32>>());
    (
        listing.files.iter().map(|file| (file.source, short(&file.shown))).collect(),
        listing.failures.iter().map(|failure| short(&failure.error.to_string())).collect(),
        listing.duplicates.iter().map(|duplicate| (short(&duplicate.shown), short(&duplicate.first))).collect(),
    )
}

fn of(source: u32, names: &[&str]) -> Vec<(u32, String)> {
    names.iter().map(|name| (source, (*name).to_owned())).collect()
}

#[test]
fn files_are_sorted_by_name_inside_each_source() {
    let folder = folder(&["b.log", "a.log", "c.log", "x/d.log", "x/y/e.log", ".hidden.log"]);
    let (files, failures, duplicates) = list(&folder, &[&["c.log", "[ab].log"], &["**/?.log"]]);
    assert_eq!(files, [of(0, &["a.log", "b.log", "c.log"]), of(1, &["x/d.log", "x/y/e.log"])].concat());
    assert_eq!(failures, [""; 0]);
    assert_eq!(duplicates.len(), 3);
}

#[test]
fn a_file_that_looks_like_a_pattern_is_that_file() {
    let folder = folder(&["a[1].log", "a1.log"]);
    assert_eq!(list(&folder, &[&["a[1].log"]]).0, of(0, &["a[1].log"]));
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_read() {
    let folder = folder(&["access.log", "old/1.log"]);
    fs::create_dir(folder.path().join("empty")).expect("there is room for a folder");
    let (files, failures, _) = list(&folder, &[&["empty", "acess.log", "old/", "*.gz", "a[", "access.log", "zzz/no"]]);
    assert_eq!(files, of(0, &["access.log"]));
    let expected = [
        "empty: there is no file to read in this directory",
        "*.gz: no file matches this pattern",
        "a[: is not a valid pattern: invalid range pattern at character",
        "acess.log: no such file; there is `access.log`",
        "zzz/no: cannot be opened: no such file or directory",
    ];
    assert_eq!(failures.len(), expected.len(), "{failures:?}");
    for (failure, expected) in failures.iter().zip(expected) {
        assert!(failure.starts_with(expected), "{failure}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_is_read_once_whatever_its_names() {
    let folder = folder(&["a.log", "same-text.log"]);
    let at = |name: &str| folder.path().join(name);
    fs::write(at("same-text.log"), "a.log").expect("there is room for a file");
    fs::hard_link(at("a.log"), at("hard.log")).expect("links can be made");
    std::os::unix::fs::symlink("a.log", at("soft.log")).expect("links can be made");
    let (files, _, duplicates) = list(&folder, &[&["*.log"], &["a.log"]]);
    assert_eq!(files, of(0, &["a.log", "same-text.log"]));
    let again = ["hard.log", "soft.log", "a.log"].map(|name| (name.to_owned(), "a.log".to_owned()));
    assert_eq!(duplicates, again);
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_are_told() {
    let folder = folder(&[]);
    std::os::unix::fs::symlink("gone.log", folder.path().join("dangling.log")).expect("links can be made");
    std::os::unix::fs::symlink("loop.log", folder.path().join("loop.log")).expect("links can be made");
    let (_, failures, _) = list(&folder, &[&["*.log"]]);
    assert_eq!(failures[0], "dangling.log: is a link to `gone.log`, which does not exist");
    assert_eq!(failures[1], "loop.log: cannot be opened: too many levels of symbolic links");
}

#[test]
fn standard_input_is_named_by_a_dash() {
    let (paths, format) = (vec!["-".into(), "-".into()], FormatChoice::Auto);
    let plan = SourcePlan { name: "site".to_owned(), paths, choice: NameChoice::default(), format };
    let listing = list_inputs(&[plan]);
    assert_eq!(listing.files.len(), 1);
    assert_eq!((&listing.files[0].input, listing.files[0].shown.as_str()), (&Input::Stdin, "-"));
    assert_eq!(listing.duplicates.len(), 1);
}
