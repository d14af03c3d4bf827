use super::super::{PatternFormat, apache, apache_of_job, nginx, nginx_of_job, pattern};
use super::*;
use crate::log::OwnColumns;

const OWN: [Column; 3] = [Column::Own1, Column::Own2, Column::Own3];

/// The names of a format's own columns, in order.
fn names(format: &Compiled) -> Vec<&str> {
    format.as_ref().expect("a format").own_columns().iter().map(|(_, name)| name).collect()
}

#[test]
fn variables_that_are_no_column_are_columns_of_their_own() {
    let format =
        nginx("own", r#"$remote_addr $tenant [$time_iso8601] "$request" $status "$http_x_shop" $upstream_pid"#);
    assert_eq!(names(&format), ["tenant", "http_x_shop", "upstream_pid"]);
    let time = "2023-10-10T13:55:36Z";
    assert_lines(
        &format,
        &OWN,
        &[
            (
                &format!(r#"1.1.1.1 acme [{time}] "GET / HTTP/1.1" 200 "a \"b\"" 1, 2"#),
                r#"own1="acme" own2="a \\\"b\\\"" own3="1, 2""#,
            ),
            // What nothing encloses may hold whitespace.
            (&format!(r#"1.1.1.1 acme inc [{time}] "GET / HTTP/1.1" 200 "-" -"#), r#"own1="acme inc" own2=- own3=-"#),
            (&format!(r#"1.1.1.1 - [{time}] "GET / HTTP/1.1" 200 "" 7"#), r#"own1=- own2="" own3="7""#),
            (&format!(r#"1.1.1.1 acme [{time}] "GET / HTTP/1.1" 200"#), r#"own1="acme" own2=- own3=- (short_line)"#),
        ],
    );
}

#[test]
fn directives_with_a_name_are_columns_of_their_own() {
    let text = r#"%h %l %u %t "%r" %>s %b "%{X-Tenant}i" %{shop}n %k %{X-Tenant}o"#;
    let format = apache("own", text);
    assert_eq!(names(&format), ["x_tenant", "shop"]);
    let line = r#"1.1.1.1 - - [10/Oct/2023:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "acme" north 3 -"#;
    // Of a name that comes twice, the last value is kept.
    assert_eq!(read(&format, line, &OWN), r#"own1=- own2="north" own3=-"#);
    let line = line.replace(" 3 -", " 3 inc");
    assert_eq!(read(&format, &line, &OWN), r#"own1="inc" own2="north" own3=-"#);
}

#[test]
fn a_field_between_client_and_time_is_kept() {
    let format = nginx("own", r#"$remote_addr $tenant [$time_local] "$request" $status $body_bytes_sent"#);
    let line = r#"1.1.1.1 acme [10/Oct/2023:13:55:36 +0000] "GET / HTTP/1.1" 200 5"#;
    assert_eq!(read(&format, line, &[Column::Own1, Column::User]), r#"own1="acme" user=-"#);
}

#[test]
fn fields_with_nothing_between_them_have_no_column() {
    let format = nginx("own", "$time_iso8601 $status $tenant$shop $region");
    let columns = format.as_ref().expect("a format").columns();
    assert!(!columns.contains(Column::Own1) && !columns.contains(Column::Own2) && columns.contains(Column::Own3));
    assert_eq!(read(&format, "2023-10-10T13:55:36Z 200 acmenorth eu", &OWN), r#"own1=- own2=- own3="eu""#);
}

#[test]
fn groups_that_are_no_column_are_columns_of_their_own() {
    let compile = |regex| pattern("own", &PatternFormat { regex, ..PatternFormat::default() });
    let format = compile(r"^(?P<time>\S+) (?P<status>\d+)(?: (?P<Tenant>.*))?$");
    assert_eq!(names(&format), ["tenant"]);
    assert_eq!(read(&format, "2023-10-10T13:55:36Z 200 acme inc", &OWN[..1]), r#"own1="acme inc""#);
    assert_eq!(read(&format, "2023-10-10T13:55:36Z 200", &OWN[..1]), "own1=-");
    let message = fault(compile(r"^(?P<time>\S+) (?P<status>\d+) (?P<refferer>\S+)$"));
    assert!(
        message.starts_with("group 'refferer' cannot be a column of your own; did you mean 'referer'?"),
        "{message}"
    );
    let message = fault(compile(r"^(?P<time>\S+) (?P<status>\d+) (?P<class>\S+)$"));
    assert!(message.contains("choose another name"), "{message}");
}

#[test]
fn formats_of_a_job_share_their_columns() {
    let mut own = OwnColumns::default();
    let first = apache_of_job("a", "%t %>s %{shop}n %{Tenant}i", &mut own).expect("a format");
    let second = nginx_of_job("b", "$time_iso8601 $status $tenant", &mut own).expect("a format");
    assert!(first.columns().contains(Column::Own1) && first.columns().contains(Column::Own2));
    assert!(!second.columns().contains(Column::Own1) && second.columns().contains(Column::Own2));
    assert_eq!(own.iter().count(), 2);
}
