use std::net::TcpListener;
use std::process::Stdio;

use super::server::{Manner, Server};
use super::with_cloud::{log, logmill, parsed, run};
use crate::world::{Ran, World, signal};

/// Runs on a URL and on a good file beside it; the report must have the file, and the message the URL.
#[track_caller]
fn run_beside(server: &Server, url: &str) -> Ran {
    let world = World::new();
    world.write("good.log", log(20));
    let ran = run(&world, server, &["good.log", url]);
    ran.assert_code(2);
    assert!(ran.stderr().contains(url), "{ran}");
    ran
}

#[track_caller]
fn assert_reported(server: &Server, url: &str, expected: &str) {
    let ran = run_beside(server, url);
    assert!(ran.stderr().contains(&format!("{url}: {expected}")), "expected {expected}\n{ran}");
    assert_eq!(parsed(&ran), 18, "{ran}");
}

#[test]
fn a_refusal_says_what_to_do_and_others_are_read() {
    let server = Server::start();
    let missing = format!("{}/no.log", server.origin());
    assert_reported(&server, &missing, "the server answered 404; check the path");
    let login = server.add("/login.log", "", Manner::Refuse(401, ""));
    assert_reported(
        &server,
        &login,
        "the server answered 401; it may have expired, or need a login: download it with `curl",
    );
    let denied = "<Error><Code>AccessDenied</Code><Message>secret</Message></Error>";
    server.add("/bucket/denied.log", "", Manner::Refuse(403, denied));
    assert_reported(
        &server,
        "s3://bucket/denied.log",
        "the server answered 403 AccessDenied; check credentials and region",
    );
    assert_reported(
        &server,
        "s3://bucket/no.log",
        "the server answered 404; check bucket and key; the name of a prefix ends with `/`",
    );
    server.add("/bucket/far.log", "", Manner::Refuse(301, ""));
    assert_reported(&server, "s3://bucket/far.log", "the bucket is in another region; name it in AWS_REGION");
}

#[test]
fn a_request_to_a_busy_server_is_repeated() {
    let (world, server) = (World::new(), Server::start());
    let url = server.add("/a.log", log(20), Manner::Busy(2));
    let ran = run(&world, &server, &[&url]);
    ran.assert_code(0);
    assert_eq!((parsed(&ran), server.requests().len()), (18, 3));
    let url = server.add("/b.log", log(20), Manner::Busy(100));
    assert_reported(&server, &url, "the server answered 503; repeated requests failed too; try again later");
}

#[test]
fn a_server_that_does_not_answer_is_reported() {
    let server = Server::start();
    let unused = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
    let expected = "no connection: connection refused; check the name of the host and the port";
    assert_reported(&server, &format!("http://{unused}/a.log"), expected);
    // The server does not speak TLS.
    assert_reported(
        &server,
        &format!("{}/a.log", server.origin().replace("http:", "https:")),
        "no secure connection: ",
    );
    assert_reported(&server, "http://h:port/a.log", "is not a URL that can be read: invalid port number");
}

#[test]
fn a_circle_of_redirections_is_reported() {
    let server = Server::start();
    let url = format!("{}/circle.log", server.origin());
    server.add("/circle.log", "", Manner::Redirect(url.clone()));
    assert_reported(&server, &url, "is redirected again and again; name the URL where it ends");
}

#[test]
fn lines_before_the_place_where_a_connection_broke_are_counted() {
    let (server, text) = (Server::start(), log(2000));
    let end = text.len() / 2;
    let url = server.add("/cut.log", &text[..], Manner::Cut(end));
    let ran = run_beside(&server, &url);
    let expected = format!("{url}: reading failed after {end} bytes of text: the connection broke (");
    assert!(ran.stderr().contains(&expected), "{ran}");
    let lines = text[..end].iter().filter(|byte| **byte == b'\n').count() as u64;
    assert!((lines - 2 + 18..=lines - 1 + 18).contains(&parsed(&ran)), "{lines}: {ran}");
}

#[test]
fn after_a_broken_connection_the_rest_of_the_same_version_is_requested() {
    let (world, server, text) = (World::new(), Server::start(), log(20_000));
    let url = server.add("/a.log", &text[..], Manner::CutOnce(text.len() / 3));
    let ran = run(&world, &server, &[&url]);
    ran.assert_code(0);
    assert_eq!((parsed(&ran), server.requests().len()), (19_998, 2));
}

#[test]
fn a_user_in_a_url_is_not_shown_and_not_sent() {
    let (world, server) = (World::new(), Server::start());
    let url = server.origin().replace("//", "//me:secret@") + "/a.log";
    let ran = run(&world, &server, &[&url]);
    ran.assert_code(1);
    assert!(ran.stderr().contains("a user and a password in a URL are not sent"), "{ran}");
    assert!(!ran.stderr().contains("secret"), "{ran}");
    assert_eq!(server.requests(), [""; 0]);
}

#[test]
fn without_credentials_the_message_names_the_variables_to_set() {
    let (world, server) = (World::new(), Server::start());
    server.add("/bucket/a.log", log(20), Manner::Whole);
    let without = |more: &[(&str, &str)]| {
        let mut command = logmill(&world, &server, &["-q", "s3://bucket/a.log", "s3://bucket/b/"]);
        command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY").envs(more.iter().copied());
        world.run(command, b"")
    };
    // The server plays the metadata service of EC2, of which it knows nothing.
    for more in [("AWS_METADATA_ENDPOINT", server.origin().as_str()), ("AWS_EC2_METADATA_DISABLED", "true")] {
        let ran = without(&[more]);
        ran.assert_code(1);
        let messages = ran.stderr().matches("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY").count();
        assert_eq!(messages, 2, "{ran}");
    }
    assert_eq!(server.requests(), ["PUT /latest/api/token"], "once for a bucket");
    assert_eq!(without(&[("AWS_SKIP_SIGNATURE", "true")]).code(), Some(2), "only the prefix has nothing");
}

#[test]
fn an_endpoint_that_is_not_encrypted_must_be_allowed() {
    let (world, server) = (World::new(), Server::start());
    let mut command = logmill(&world, &server, &["s3://bucket/a.log"]);
    command.env_remove("AWS_ALLOW_HTTP");
    let ran = world.run(command, b"");
    ran.assert_code(1);
    assert!(ran.stderr().contains("is not encrypted; set AWS_ALLOW_HTTP=true to allow that"), "{ran}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_does_not_wait_for_a_silent_server() {
    let (world, server, text) = (World::new(), Server::start(), log(5000));
    let url = server.add("/stuck.log", &text[..], Manner::Stuck(text.len() / 2));
    let mut command = logmill(&world, &server, &["-q", "--to", "json", &url]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the program can be started");
    server.wait_until_stuck();
    signal(child.id(), "INT");
    let ran = world.wait(&command, child);
    ran.assert_code(130);
    assert!(ran.report()["interrupted"].as_bool().expect("a truth"), "{ran}");
}
