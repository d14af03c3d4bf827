use tempfile::TempDir;

use super::*;
use crate::config::FormatChoice;

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

/// Lists the paths of one source for each slice; all paths are relative to the folder.
fn list(folder: &TempDir, sources: &[&[&str]]) -> Listed {
    list_selected(folder, sources, &NameChoice::default())
}

/// The same, of files with selected names.
fn list_selected(folder: &TempDir, sources: &[&[&str]], choice: &NameChoice) -> Listed {
    let prefix = format!("{}/", folder.path().display());
    let plans: Vec<SourcePlan> = sources
        .iter()
        .map(|paths| SourcePlan {
            name: "site".to_owned(),
            paths: paths.iter().map(|path| in_folder(&prefix, path)).collect(),
            choice: choice.clone(),
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

/// A path below the folder; the `@` of a list stays before it.
fn in_folder(prefix: &str, path: &str) -> String {
    match path.strip_prefix('@') {
        Some(list) => format!("@{prefix}{list}"),
        None => format!("{prefix}{path}"),
    }
}

fn choice(include: &[&str], exclude: &[&str]) -> NameChoice {
    let patterns =
        |texts: &[&str]| texts.iter().map(|text| glob::Pattern::new(text).expect("the pattern is good")).collect();
    NameChoice { include: patterns(include), exclude: patterns(exclude) }
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
fn an_unreadable_path_is_reported_and_the_rest_is_read() {
    let folder = folder(&["access.log", "old/1.log"]);
    fs::create_dir(folder.path().join("empty")).expect("there is room for a folder");
    let (files, failures, _) = list(&folder, &[&["empty", "acess.log", "old/", "*.gz", "a[", "access.log", "zzz/no"]]);
    assert_eq!(files, of(0, &["access.log", "old/1.log"]));
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
fn dangling_links_are_reported() {
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

#[test]
fn a_directory_names_all_its_files_but_hidden_ones() {
    let folder = folder(&["b.log", "x/a.log", "x/y/c.gz", ".hidden.log", ".git/d.log", "x/.e.log", "x y.log"]);
    let (files, failures, duplicates) = list(&folder, &[&[""]]);
    assert_eq!(files, of(0, &["b.log", "x y.log", "x/a.log", "x/y/c.gz"]));
    assert_eq!((failures.len(), duplicates.len()), (0, 0));
    assert_eq!(list(&folder, &[&[".git", "x/y/"]]).0, of(0, &[".git/d.log", "x/y/c.gz"]));
}

#[test]
fn a_file_in_two_directories_that_overlap_is_read_once() {
    let folder = folder(&["x/a.log", "x/y/b.log"]);
    let (files, _, duplicates) = list(&folder, &[&["x/y"], &["x"]]);
    assert_eq!(files, [of(0, &["x/y/b.log"]), of(1, &["x/a.log"])].concat());
    assert_eq!(duplicates, [("x/y/b.log".to_owned(), "x/y/b.log".to_owned())]);
}

#[test]
fn files_are_selected_by_name_or_by_path() {
    let folder = folder(&["access.log", "access.log.1", "error.log", "old/access.log", "old/2023/access.log", "a.tmp"]);
    let chosen = |paths: &[&str], include: &[&str], exclude: &[&str]| {
        let (files, failures, _) = list_selected(&folder, &[paths], &choice(include, exclude));
        (files.into_iter().map(|(_, name)| name).collect::<Vec<_>>(), failures)
    };
    let all = ["access.log", "access.log.1", "old/2023/access.log", "old/access.log"];
    assert_eq!(chosen(&[""], &["access.log*"], &[]).0, all);
    assert_eq!(chosen(&[""], &["access.log*"], &["old/*"]).0, [all[0], all[1], all[2]]);
    assert_eq!(chosen(&[""], &["access.log*"], &["old/**"]).0, [all[0], all[1]]);
    assert_eq!(chosen(&["*"], &[], &["*.tmp", "error*"]).0, [all[0], all[1]]);
    assert_eq!(chosen(&["a.tmp", "error.log"], &[], &["*.tmp"]).0, ["error.log"]);
    let none = chosen(&["old", "*.tmp"], &["*.gz"], &[]);
    assert_eq!(none.0, [""; 0]);
    let expected = [
        "old: there is no file to read in this directory; hidden files, and those that `include` and `exclude` leave out, \
         do not count",
        "*.tmp: `include` and `exclude` leave no file to read",
    ];
    assert_eq!(none.1, expected);
    assert_eq!(chosen(&["a.tmp"], &[], &["*.tmp"]).1, ["a.tmp: `include` and `exclude` leave no file to read"]);
}

#[test]
fn the_members_of_a_named_archive_are_selected_and_not_the_archive() {
    let folder = folder(&["plain.txt", "other.txt"]);
    let mut header = tar::Header::new_gnu();
    header.set_path("a.log").expect("the name is short");
    header.set_size(0);
    header.set_cksum();
    fs::write(folder.path().join("logs.tar"), header.as_bytes()).expect("there is room for a file");
    let chosen = |path: &str, exclude: &[&str]| list_selected(&folder, &[&[path]], &choice(&["*a.log"], exclude));
    assert_eq!(chosen("logs.tar", &[]).0, of(0, &["logs.tar"]));
    assert_eq!(chosen("logs.tar", &["*.tar"]).1, ["logs.tar: `include` and `exclude` leave no file to read"]);
    assert_eq!(chosen("plain.txt", &[]).1, ["plain.txt: `include` and `exclude` leave no file to read"]);
    assert_eq!(chosen("*.tar", &[]).1, ["*.tar: `include` and `exclude` leave no file to read"]);
}

#[test]
fn a_pattern_matches_files_only() {
    let folder = folder(&["a.log", "x.log/b.log"]);
    assert_eq!(list(&folder, &[&["*.log"]]).0, of(0, &["a.log"]));
    assert_eq!(list(&folder, &[&["x*"]]).1, ["x*: no file matches this pattern"]);
}

#[test]
fn errors_in_a_list_of_paths_name_the_line() {
    let folder = folder(&["a.log", "b.log", "x/c.log"]);
    let prefix = folder.path().display();
    let text = format!(
        "\u{feff}# yesterday\n{prefix}/a.log\r\n\n  {prefix}/x \n{prefix}/gone.log\n{prefix}/[bc].log\n@{prefix}/other\n{prefix}/d*\n"
    );
    fs::write(folder.path().join("files.txt"), [text.as_bytes(), b"\xff\n"].concat())
        .expect("there is room for a file");
    let (files, failures, _) = list(&folder, &[&["@files.txt"], &["@no.txt"], &["@empty.txt"]]);
    assert_eq!(files, of(0, &["a.log", "b.log", "x/c.log"]));
    let expected = [
        "files.txt:7: @other: a list cannot name another list; name both of them as paths",
        "files.txt:8: d*: no file matches this pattern",
        "files.txt:9: the path is not valid UTF-8; name its directory, or match it with a pattern",
        "files.txt:5: gone.log: cannot be opened: no such file or directory",
        "@no.txt: the list of files cannot be read: no such file or directory",
        "@empty.txt: the list of files cannot be read: no such file or directory",
    ];
    assert_eq!(failures, expected);
    fs::write(folder.path().join("empty.txt"), "# nothing\n").expect("there is room for a file");
    assert_eq!(list(&folder, &[&["@empty.txt"]]).1, ["@empty.txt: the list names no file"]);
}

#[cfg(unix)]
#[test]
fn links_in_a_directory_are_followed_but_not_in_circles() {
    let folder = folder(&["x/a.log", "elsewhere/b.log"]);
    let link = |target: &str, name: &str| {
        std::os::unix::fs::symlink(target, folder.path().join(name)).expect("links can be made");
    };
    link("../elsewhere", "x/there");
    link("..", "x/up");
    link("../x", "elsewhere/back");
    let (files, failures, _) = list(&folder, &[&["x"]]);
    let names: Vec<String> = files.into_iter().map(|(_, name)| name).collect();
    assert!(names.contains(&"x/a.log".to_owned()) && names.contains(&"x/there/b.log".to_owned()), "{names:?}");
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(failures, [""; 0]);
    link("gone", "x/there/dangling");
    let expected = ["elsewhere/dangling: is a link to `gone`, which does not exist"];
    assert_eq!(list(&folder, &[&["elsewhere/[bd]*"]]).1, expected);
    fs::remove_file(folder.path().join("x/up")).expect("it is there");
    assert_eq!(list(&folder, &[&["x"]]).1, ["x/there/dangling: is a link to `gone`, which does not exist"]);
}

#[cfg(unix)]
#[test]
fn a_pattern_for_directories_of_any_depth_goes_through_each_of_them_once() {
    let folder = folder(&["x/a.log", "x/y/b.log", "x/y/.hidden.log", "x/.z/c.log", "x/c.txt"]);
    for name in ["x/here", "x/y/again"] {
        std::os::unix::fs::symlink(".", folder.path().join(name)).expect("links can be made");
    }
    std::os::unix::fs::symlink("gone", folder.path().join("x/dangling")).expect("links can be made");
    let list = |path: &str| list(&folder, &[&[path]]);
    assert_eq!(list("x/**/*.log"), (of(0, &["x/a.log", "x/y/b.log"]), Vec::new(), Vec::new()));
    assert_eq!(list("**/b.*").0, of(0, &["x/y/b.log"]));
    assert_eq!(list("x/**/.z/*").0, of(0, &["x/.z/c.log"]));
    assert_eq!(list("x/y/**").0, of(0, &["x/y/b.log"]));
    assert_eq!(list("x/**/d*").1, ["x/dangling: is a link to `gone`, which does not exist"]);
    assert_eq!(list("w/**/*.log").1, ["w/**/*.log: no file matches this pattern"]);
    let expected = "x/a**: is not a valid pattern: recursive wildcards must form a single path component at character ";
    assert!(list("x/a**").1[0].starts_with(expected), "{:?}", list("x/a**").1);
}
