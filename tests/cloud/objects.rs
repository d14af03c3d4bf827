use super::server::{Manner, Server};
use super::with_cloud::{answer, log, logmill, parsed, paths, run};
use crate::packed::pack;
use crate::world::{World, gzip};

/// Runs on a file and on the same bytes from a server, and compares the reports.
#[track_caller]
fn assert_same(name: &str, bytes: &[u8], manner: Manner, executor: &str) {
    let (world, server) = (World::new(), Server::start());
    world.write(name, bytes);
    let local = run(&world, &server, &["--set", executor, name]);
    local.assert_code(0);
    let urls = [server.add(&format!("/logs/{name}"), bytes, manner.clone()), format!("s3://bucket/{name}")];
    server.add(&format!("/bucket/{name}"), bytes, manner);
    for url in urls {
        let ran = run(&world, &server, &["--set", executor, &url]);
        ran.assert_code(0);
        assert_eq!(answer(&ran, &url, name), answer(&local, name, name), "{url}");
    }
}

const THREADS: &str = "pipeline.executor=\"threads\"";

#[test]
fn an_object_is_read_as_the_same_file_is() {
    let text = log(300);
    assert_same("a.log", &text, Manner::Whole, THREADS);
    assert_same("a.log", &text, Manner::Unmeasured, THREADS);
    assert_same("a.log", &text, Manner::Trickle(11), THREADS);
    assert_same("a.log.gz", &gzip(&[&text[..]]), Manner::Whole, THREADS);
    let more = [&log(20)[..], b"junk\n"].concat();
    let archive = gzip(&[&pack::tar(&[("one.log", &text[..]), ("more/two.log", &more)])]);
    assert_same("a.tar.gz", &archive, Manner::Trickle(100), THREADS);
}

#[test]
fn worker_processes_leave_objects_to_the_run_and_the_report_is_the_same() {
    assert_same("a.log.gz", &gzip(&[&log(300)]), Manner::Whole, "pipeline.executor=\"processes\"");
}

#[test]
fn what_is_much_longer_than_the_memory_for_it_comes_whole() {
    let (world, server) = (World::new(), Server::start());
    let url = server.add("/long.log", log(60_000), Manner::Whole);
    let small = ["--set", "pipeline.batch_bytes=10000", "--set", "pipeline.buffers=1", url.as_str()];
    let ran = run(&world, &server, &small);
    ran.assert_code(0);
    assert_eq!(parsed(&ran), 59_998);
}

#[test]
fn a_url_arrives_as_it_was_written_and_its_query_is_not_shown() {
    let (world, server) = (World::new(), Server::start());
    let url = server.add("/a%20b%2Fc%41.log", log(20), Manner::Whole);
    let secret = format!("{url}?X-Amz-Signature=s%2Bcret&n=1");
    let ran = world.run(logmill(&world, &server, &[&secret]), b"");
    ran.assert_code(0);
    assert_eq!(server.requests(), ["GET /a%20b%2Fc%41.log?X-Amz-Signature=s%2Bcret&n=1"]);
    assert!(ran.stdout().contains("/a%20b%2Fc%41.log?…"), "{ran}");
    let missing = format!("{}/no.log?X-Amz-Signature=s%2Bcret", server.origin());
    let failed = world.run(logmill(&world, &server, &[&missing]), b"");
    let left_out = world.run(logmill(&world, &server, &[&missing, "--exclude", "*.log"]), b"");
    assert!(left_out.stderr().contains("/no.log?…: `include` and `exclude` leave no file to read"), "{left_out}");
    for text in [ran.stdout(), ran.stderr(), failed.stderr(), left_out.stderr()] {
        assert!(!text.contains("Signature") && !text.contains("cret"), "{text}");
    }
}

#[test]
fn a_key_with_odd_letters_arrives_as_it_was_written() {
    let (world, server) = (World::new(), Server::start());
    server.add("/bucket/a%20b%23c%2541.log", log(20), Manner::Whole);
    run(&world, &server, &["s3://bucket/a b#c%41.log"]).assert_code(0);
}

#[test]
fn the_same_url_is_read_once_and_reported() {
    let (world, server) = (World::new(), Server::start());
    let url = server.add("/a.log", log(20), Manner::Whole);
    world.write("list", format!("# a list\n{url}\n"));
    let again = url.replace("http:", "HTTP:");
    let ran = world.run(logmill(&world, &server, &["--to", "json", &url, &again, "@list"]), b"");
    ran.assert_code(0);
    assert_eq!((parsed(&ran), server.requests().len()), (18, 1), "{ran}");
    assert_eq!(ran.stderr().matches(&format!("{url}: the same file as {url}, read once")).count(), 2, "{ran}");
}

#[test]
fn urls_and_files_in_a_configuration_are_sorted_together() {
    let (world, server) = (World::new(), Server::start());
    world.write("z.log", log(20));
    let url = server.add("/a.log", log(20), Manner::Whole);
    let job = format!("[[sources]]\npath = [\"z.log\", \"{url}\"]\n[[reducers]]\ngroup_by = [\"path\"]\n");
    world.write("config.toml", job);
    let ran = run(&world, &server, &[]);
    ran.assert_code(0);
    assert_eq!(paths(&ran), [url.as_str(), "z.log"]);
    let checked = world.run(logmill(&world, &server, &["check"]), b"");
    checked.assert_code(0);
    assert_eq!(server.requests().len(), 1, "checking asks no server");
}

#[test]
fn a_file_that_looks_like_a_url_is_that_file() {
    let (world, server) = (World::new(), Server::start());
    world.write("s3:/bucket/a.log", log(20));
    run(&world, &server, &["s3://bucket/a.log"]).assert_code(0);
    assert_eq!(server.requests(), [""; 0]);
}

#[test]
fn the_query_of_a_url_is_never_a_pattern() {
    let (world, server) = (World::new(), Server::start());
    let url = server.add("/a[.log", log(20), Manner::Whole);
    run(&world, &server, &[&format!("{url}?filter[x=***")]).assert_code(0);
}

#[test]
fn a_url_is_followed_to_where_it_leads() {
    let (world, server) = (World::new(), Server::start());
    let url = server.add("/new.log", log(20), Manner::Whole);
    let old = server.add("/old.log", "", Manner::Redirect(url));
    let ran = run(&world, &server, &[&old]);
    ran.assert_code(0);
    assert_eq!((parsed(&ran), paths(&ran)), (18, vec![old]));
}

#[test]
fn a_table_of_fields_and_the_scores_of_formats_are_made_of_objects() {
    let (world, server) = (World::new(), Server::start());
    let url = server.add("/a.log.gz", gzip(&[&log(20)]), Manner::Whole);
    let ran = world.run(logmill(&world, &server, &["parse", "-q", &url]), b"");
    ran.assert_code(0);
    assert_eq!(ran.stdout().lines().count(), 20);
    let ran = world.run(logmill(&world, &server, &["detect", &url]), b"");
    ran.assert_code(0);
    assert!(ran.stdout().contains("combined"), "{ran}");
}
