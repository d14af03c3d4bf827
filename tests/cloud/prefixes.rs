use super::server::{Manner, Server};
use super::with_cloud::{log, paths, run};
use crate::world::World;

/// A bucket with logs, what is hidden, the mark of a folder, and other things.
fn bucket() -> Server {
    let server = Server::start();
    let keys = [
        "logs/2023-12.log",
        "logs/2024-01.log",
        "logs/2024-02.log",
        "logs/.tmp.log",
        "logs/x/.y/a.log",
        "logs/x/b.log",
    ];
    for key in keys.into_iter().chain(["logs/x/notes.txt", "other.log"]) {
        server.add(&format!("/bucket/{key}"), log(20), Manner::Whole);
    }
    server.add("/bucket/logs/x", "", Manner::Whole);
    server
}

/// The keys that are read of a path.
fn read(path: &str, more: &[&str]) -> Vec<String> {
    let (world, server) = (World::new(), bucket());
    let ran = run(&world, &server, &[&[path], more].concat());
    ran.assert_code(0);
    paths(&ran).iter().map(|path| path.trim_start_matches("s3://bucket/").to_owned()).collect()
}

#[test]
fn a_prefix_names_all_objects_below_it_that_are_not_hidden() {
    let below = ["logs/2023-12.log", "logs/2024-01.log", "logs/2024-02.log", "logs/x/b.log", "logs/x/notes.txt"];
    assert_eq!(read("s3://bucket/logs/", &[]), below);
    assert_eq!(read("s3://bucket", &[]), [&below[..], &["other.log"]].concat());
}

#[test]
fn a_pattern_is_matched_as_it_is_for_files() {
    assert_eq!(read("s3://bucket/logs/2024-*.log", &[]), ["logs/2024-01.log", "logs/2024-02.log"]);
    assert_eq!(read("s3://bucket/logs/**/[!2]*.log", &[]), ["logs/x/b.log"]);
}

#[test]
fn names_are_selected_as_in_a_directory() {
    assert_eq!(
        read("s3://bucket/logs/", &["--include", "*.log", "--exclude", "2024*"]),
        ["logs/2023-12.log", "logs/x/b.log"]
    );
}

#[test]
fn a_list_begins_at_the_longest_literal_prefix_and_goes_on_to_its_last_page() {
    let (world, server) = (World::new(), bucket());
    run(&world, &server, &["s3://bucket/logs/2*.log"]).assert_code(0);
    let lists: Vec<String> = server.requests().into_iter().filter(|request| request.contains("list-type")).collect();
    assert_eq!(lists.len(), 2, "{lists:?}");
    for list in lists {
        assert!(list.ends_with("list-type=2&prefix=logs%2F2"), "{list}");
    }
}

#[test]
fn a_key_that_a_prefix_names_again_is_read_once() {
    let (world, server) = (World::new(), bucket());
    let ran = run(&world, &server, &["s3://bucket/logs/x/", "s3://bucket/logs/x/b.log", "s3://bucket/logs/x/*.log"]);
    ran.assert_code(0);
    assert_eq!(paths(&ran), ["s3://bucket/logs/x/b.log", "s3://bucket/logs/x/notes.txt"]);
}

#[test]
fn a_prefix_or_pattern_without_objects_is_reported_and_the_rest_is_read() {
    let (world, server) = (World::new(), bucket());
    let expected = [
        ("s3://bucket/none/", "s3://bucket/none/: there is no object to read below this prefix;"),
        ("s3://bucket/*.gz", "s3://bucket/*.gz: no object matches this pattern"),
        ("s3:///a.log", "s3:///a.log: is not a URL that can be read: `` is not the name of a bucket"),
    ];
    let mut wrong: Vec<&str> = expected.iter().map(|(path, _)| *path).collect();
    world.write("list", "s3://bucket/logs/a[\n");
    wrong.extend(["s3://bucket/other.log", "@list"]);
    let ran = run(&world, &server, &wrong);
    ran.assert_code(2);
    let expected_of_list =
        ("@list", "list:1: s3://bucket/logs/a[: is not a valid pattern: invalid range pattern at character 19");
    for (_, expected) in expected.into_iter().chain([expected_of_list]) {
        assert!(ran.stderr().contains(expected), "{expected}\n{ran}");
    }
    let ran = run(&world, &server, &["s3://bucket/logs/", "--include", "*.gz"]);
    ran.assert_code(1);
    assert!(ran.stderr().contains("s3://bucket/logs/: `include` and `exclude` leave no file to read"), "{ran}");
}
