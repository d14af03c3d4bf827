//! The user's routes and bots: what is refused, and what they do.

use std::fs;

use tempfile::TempDir;

use super::{REDUCER, SOURCE, errors_of, load_shipped};
use crate::config::{ConfigInput, Registry, Request, load, written_job};
use crate::engine::{Identity, inline};

const HEADER: &str = "token,name,operator,purpose\n";

fn refusal(text: &str) -> String {
    errors_of(format!("{text}\n{SOURCE}{REDUCER}"))
}

/// A job that counts by two expressions, with a log of one line.
fn job(directory: &TempDir, keys: &str) -> String {
    let log = directory.path().join("a.log");
    let line = "192.0.2.1 - - [10/Oct/2023:23:30:00 +0000] \"GET /users/ann/orders/7 HTTP/1.1\" 200 5 \"-\" \"Ourprobe/2 Chrome/1\"\n";
    fs::write(&log, line).expect("a file");
    let group_by = r#"["route(path) AS route", "bot(user_agent) AS bot", "day"]"#;
    format!("{keys}\n[[sources]]\npath = {log:?}\nformat = \"combined\"\n[[reducers]]\ngroup_by = {group_by}\n")
}

fn first_row(request: &Request) -> String {
    let plan = load(request, &Registry::builtin()).unwrap_or_else(|errors| panic!("{errors}"));
    let sum = inline::partials(&plan).expect("the log is there");
    let report = crate::engine::partials::finish(&plan, sum).expect("groups in memory");
    format!("{:?}", report.tables[0].table.rows[0])
}

fn identity(text: &str) -> Identity {
    Identity::of(&load_shipped(text).unwrap_or_else(|errors| panic!("{errors}")))
}

#[test]
fn wrong_templates_of_routes_are_all_reported_at_their_place() {
    assert_eq!(
        refusal(r#"routes = ["/users/{user}", "users", "/a/:id", "/users/{name}"]"#),
        "config.toml:1:28: routes[1] = \"users\": route 'users' does not begin with '/': write '/users'\n\
         config.toml:1:37: routes[2] = \"/a/:id\": route '/a/:id': ':id' is not a parameter here: write '{id}'\n\
         config.toml:1:47: routes[3] = \"/users/{name}\": route '/users/{name}' matches the same paths as '/users/{user}': \
         remove one of them"
    );
    assert_eq!(refusal("routes = 7"), "config.toml:1:10: routes = 7: must be text in quotes or a list of such texts");
}

#[test]
fn a_table_of_bots_that_cannot_be_used_is_refused_with_its_line() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("b.csv");
    let cases: [(&[u8], &str); 4] = [
        (b"token,name,operator\n", "line 1: column 'purpose' is missing"),
        (b"token,name,operator,purpose\nx1,X,,searching\n", "line 2: column 'purpose': 'searching' is unknown"),
        (
            b"token,name,operator,purpose\n# one\nx1,X,,other\nX1,Y,,other\n",
            "line 4: column 'token': 'X1' is already on line 3",
        ),
        (b"token,name,operator,purpose\nx\xff,X,,other\n", "line 2: it is not UTF-8 text here"),
    ];
    for (table, expected) in cases {
        fs::write(&path, table).expect("a file");
        let found = refusal(&format!("timezone = \"UTC\"\nbots = '{}'", path.display()));
        let start = "config.toml:2:8: bots = ";
        assert!(found.starts_with(start) && found.contains(&format!(": {expected}")), "{found}");
        assert!(!found.contains('\n'), "{found}");
    }
    fs::remove_file(&path).expect("the file is there");
    let missing = refusal(&format!("bots = '{}'", path.display()));
    assert!(missing.contains(": cannot read the file: "), "{missing}");
    assert_eq!(
        refusal("bots = \"\""),
        "config.toml:1:8: bots = \"\": must be the path of a CSV file; leave it out for the built-in table alone"
    );
}

#[test]
fn routes_and_bots_of_the_job_are_what_expressions_find() {
    let directory = tempfile::tempdir().expect("a directory");
    let bots = directory.path().join("b.csv");
    fs::write(&bots, format!("{HEADER}Ourprobe,Our probe,We,monitor\n")).expect("a file");
    let keys =
        format!("routes = [\"/users/{{user}}/orders/{{order}}\"]\nbots = '{}'\ntimezone = \"+02:00\"", bots.display());
    let with = first_row(&Request::new(ConfigInput::text("job.toml", job(&directory, &keys))));
    assert!(with.contains("\"/users/{user}/orders/{order}\"") && with.contains("\"Our probe\""), "{with}");
    let without = first_row(&Request::new(ConfigInput::text("job.toml", job(&directory, ""))));
    assert!(without.contains("\"/users/ann/orders/{id}\"") && !without.contains("Our probe"), "{without}");
}

#[test]
fn a_request_with_its_files_read_needs_them_no_longer() {
    let directory = tempfile::tempdir().expect("a directory");
    let bots = directory.path().join("b.csv");
    fs::write(&bots, format!("{HEADER}Ourprobe,Our probe,We,monitor\n")).expect("a file");
    let text = job(&directory, &format!("bots = '{}'", bots.display()));
    let request = Request::new(ConfigInput::text("job.toml", text)).with_file_read().expect("a job");
    fs::write(&bots, format!("{HEADER}Ourprobe,Another,We,monitor\n")).expect("a file");
    let again = request.with_file_read().expect("a job");
    assert!(first_row(&again).contains("\"Our probe\""), "the table of the first reading");
}

#[test]
fn what_is_looked_up_and_the_zone_belong_to_the_identity_of_a_plan() {
    let directory = tempfile::tempdir().expect("a directory");
    let bots = |name: &str, bot: &str| {
        let path = directory.path().join(name);
        fs::write(&path, format!("{HEADER}Ourprobe,{bot},We,monitor\n")).expect("a file");
        format!("bots = '{}'", path.display())
    };
    let rest = job(&directory, "");
    let of = |keys: &str| identity(&format!("{keys}\n{rest}"));
    let difference = |ours: &str, theirs: &str| of(ours).difference(&of(theirs)).map(|found| found.to_string());
    let same = bots("a.csv", "Ours");
    assert_eq!(difference(&same, &bots("copy.csv", "Ours")), None, "the path of a table does not matter");
    let other = difference(&same, &bots("b.csv", "Theirs")).expect("another table");
    assert!(other.starts_with("bots = a table with the XXH3 hash "), "{other}");
    assert_eq!(difference(r#"routes = ["/a", "/{b}"]"#, r#"routes = ["/{b}", "/a"]"#), None);
    assert_eq!(difference(r#"routes = ["/a"]"#, "").as_deref(), Some(r#"routes = ["/a"], the other leaves it out"#));
    assert_eq!(
        difference(r#"timezone = "Europe/Berlin""#, r#"timezone = "UTC""#).as_deref(),
        Some(r#"timezone = "Europe/Berlin", the other has "UTC""#)
    );
}

#[test]
fn a_written_job_keeps_what_is_looked_up() {
    let keys = "routes = [\"/users/{user}\"]\nbots = \"none.csv\"\ntimezone = \"+02:00\"\n";
    let request = Request::new(ConfigInput::text("job.toml", format!("{keys}{SOURCE}{REDUCER}")));
    let job = written_job(&request).unwrap_or_else(|errors| panic!("{errors}"));
    let expected = "bots = \"none.csv\"\nroutes = [\"/users/{user}\"]\ntimezone = \"+02:00\"\n\n[[sources]]";
    assert!(job.starts_with(expected), "{job}");
}

#[test]
fn a_database_that_cannot_be_read_is_refused_with_its_path() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("a.mmdb");
    fs::write(&path, "no database").expect("a file");
    let at = |text: &str| refusal(text).replace(&directory.path().display().to_string(), "DIR");
    let missing = at(&format!("geo = '{}x'", path.display()));
    let wrong = at(&format!("geo = ['{}']", path.display()));
    if crate::geo::IS_BUILT {
        assert!(missing.starts_with("config.toml:1:7: geo = \"DIR/a.mmdbx\": cannot read the file: "), "{missing}");
        let start =
            "config.toml:1:8: geo[0] = \"DIR/a.mmdb\": it is not a database of the MaxMind DB format, or damaged: ";
        assert!(wrong.starts_with(start), "{wrong}");
    } else {
        assert!(missing.contains("build one with `cargo build"), "{missing}");
    }
}

#[cfg(feature = "geo")]
#[test]
fn a_database_belongs_to_the_identity_of_plans_that_look_addresses_up() {
    use crate::geo::writer::{city, database};

    let directory = tempfile::tempdir().expect("a directory");
    let written = |name: &str, country: &'static str| {
        let path = directory.path().join(name);
        fs::write(&path, database("GeoLite2-City", 6, 24, &[("192.0.2.0", 24, city(country, "X"))])).expect("a file");
        format!("geo = '{}'", path.display())
    };
    let (here, there, copy) = (written("a.mmdb", "NO"), written("b.mmdb", "SE"), written("c.mmdb", "NO"));
    let rest = job(&directory, "").replace("route(path) AS route", "country(host) AS country");
    let of = |keys: &str, rest: &str| identity(&format!("{keys}\n{rest}"));
    let row = first_row(&Request::new(ConfigInput::text("job.toml", format!("{here}\n{rest}"))));
    assert!(row.contains("\"NO\""), "{row}");
    assert_eq!(of(&here, &rest).difference(&of(&copy, &rest)), None);
    let difference = of(&here, &rest).difference(&of(&there, &rest)).expect("another database").to_string();
    assert!(difference.starts_with("geo = databases with the XXH3 hashes "), "{difference}");
    let unused = job(&directory, "");
    assert_eq!(of(&here, &unused).difference(&of("", &unused)), None);
}
