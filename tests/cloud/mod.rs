#[cfg(not(feature = "cloud"))]
#[test]
fn a_program_without_urls_says_how_to_get_one_with_them() {
    let world = crate::world::World::new();
    for (url, instead) in [
        ("HTTPS://h.example/a.log", "curl -sfL https://h.example/a.log | logmill -"),
        ("s3://bucket/a.log", "aws s3 cp s3://bucket/a.log - | logmill -"),
    ] {
        let ran = world.run(world.logmill([url]), b"");
        ran.assert_code(1);
        let expected = format!("build it with `cargo build --release --features cloud`, or use `{instead}`");
        assert!(ran.stderr().contains(&expected), "{ran}");
    }
}

/// Errors of servers and connections, and their messages.
#[cfg(feature = "cloud")]
mod faults;
/// URLs of single objects.
#[cfg(feature = "cloud")]
mod objects;
/// Prefixes and patterns of buckets.
#[cfg(feature = "cloud")]
mod prefixes;
#[cfg(feature = "cloud")]
mod server;

#[cfg(feature = "cloud")]
mod with_cloud {
    use std::fmt::Write as _;
    use std::process::Command;

    use super::server::Server;
    use crate::world::{Ran, World};

    /// Lines of a log, two of which are malformed.
    pub fn log(lines: usize) -> Vec<u8> {
        let mut log = String::new();
        for line in 0..lines {
            let path = line % 7;
            let _ = match line {
                3 | 11 => writeln!(log, "junk"),
                _ => writeln!(
                    log,
                    "10.0.0.1 - - [10/Oct/2023:13:55:36 +0000] \"GET /{path} HTTP/1.1\" 200 {line} \"-\" \"UA\""
                ),
            };
        }
        log.into_bytes()
    }

    /// The program with access to the server's bucket, isolated from the environment of the test run.
    pub fn logmill(world: &World, server: &Server, arguments: &[&str]) -> Command {
        let mut command = world.logmill(arguments);
        for (name, _) in std::env::vars_os() {
            let upper = name.to_string_lossy().to_uppercase();
            if upper.starts_with("AWS_") || upper.ends_with("_PROXY") {
                command.env_remove(name);
            }
        }
        command
            .env("AWS_ENDPOINT_URL", server.origin())
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_REGION", "eu-central-1");
        command.env("AWS_ACCESS_KEY_ID", "key").env("AWS_SECRET_ACCESS_KEY", "secret");
        command
    }

    /// Runs it on these paths.
    pub fn run(world: &World, server: &Server, paths: &[&str]) -> Ran {
        let arguments: Vec<&str> = ["-q", "--to", "json"].iter().chain(paths).copied().collect();
        world.run(logmill(world, server, &arguments), b"")
    }

    /// The report without what differs from run to run, with `name` in the place of `called`.
    pub fn answer(ran: &Ran, called: &str, name: &str) -> serde_json::Value {
        let text = ran.stdout().replace(called, name);
        let mut report: serde_json::Value =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{ran}"));
        for key in ["actors", "elapsed_seconds"] {
            report.as_object_mut().expect("an object").remove(key).expect("it is always there");
        }
        report
    }

    /// The paths of a report.
    pub fn paths(ran: &Ran) -> Vec<String> {
        let report = ran.report();
        let sources = report["sources"].as_array().expect("a list");
        sources.iter().map(|source| source["path"].as_str().expect("a text").to_owned()).collect()
    }

    pub fn parsed(ran: &Ran) -> u64 {
        ran.report()["input"]["parsed"].as_u64().expect("a number")
    }
}
