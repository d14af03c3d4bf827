//! What is said about mistakes: where, what, and what to write.

use super::context;
use crate::expression::Expression;

/// Checks the whole message about each text, as a condition.
fn assert_refused(cases: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let found = match Expression::condition(text, &context().columns(), &context()) {
            Ok(_) => "accepted".to_owned(),
            Err(error) => error.to_string(),
        };
        if found != *expected {
            wrong.push(format!("{text}\n  found    {found}\n  expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_that_mean_nothing() {
    assert_refused(&[
        ("stats >= 500", "line 1, column 1: 'stats' is not a column; did you mean 'status'?"),
        ("tenent = 'acme'", "line 1, column 1: 'tenent' is not a column; did you mean 'tenant'?"),
        (
            "tenant = '-'",
            "line 1, column 10: '-' is not a value of 'tenant'; logs write '-' for no value: write tenant IS NULL",
        ),
        ("own1 = 'acme'", "line 1, column 1: 'own1' is not a column; `logmill columns` lists them"),
        ("status = 1 OR\n  byts > 5", "line 2, column 3: 'byts' is not a column; did you mean 'bytes'?"),
        ("method = GET", ""),
        ("path = \"/blog\"", ""),
        ("\"stats\" = 1", ""),
        ("log.status = 200", ""),
        ("lowr(path) = 'a'", ""),
        ("lenght(path) > 5", ""),
        ("frobnicate(path) = 'a'", ""),
        ("count() > 5", ""),
        ("status > avg(status)", ""),
        ("lower(p95(bytes)) = 'a'", ""),
        ("current_user = 'ann'", ""),
    ]);
}

#[test]
fn types_that_do_not_fit() {
    assert_refused(&[
        ("status", ""),
        ("path", ""),
        ("time", ""),
        ("day", ""),
        ("request_time", ""),
        ("1 + 1", ""),
        ("INTERVAL '1 day'", ""),
        ("status AND true", ""),
        ("NOT path", ""),
        ("path = 5", ""),
        ("path = status", ""),
        ("time > 5", ""),
        ("path + 1 > 2", ""),
        ("path * 2 > 2", ""),
        ("-path = 'a'", ""),
        ("+path = 'a'", ""),
        ("time + time > now()", ""),
        ("time * 2 > now()", ""),
        ("status LIKE '4%'", ""),
        ("bytes ~ '1'", ""),
        ("path LIKE method", ""),
        ("path ~ method", ""),
        ("status IN (200, path)", ""),
        ("status BETWEEN 'a' AND 5", ""),
        ("CASE WHEN status THEN true END", ""),
        ("CASE WHEN true THEN 1 ELSE path END = 1", ""),
        ("coalesce(path, 5) = 'a'", ""),
        ("lower(status) = 'a'", ""),
        ("length(path, 2) > 5", ""),
        ("substr(path, 'a') = 'a'", ""),
        ("abs(path) > 1", ""),
        ("time::bigint > 5", ""),
        ("path::jsonb = 'a'", ""),
        ("(status = 200) + 1 > 1", ""),
        ("request_time > 0.5", ""),
    ]);
}

#[test]
fn values_that_are_none() {
    assert_refused(&[
        ("status = 'ok'", ""),
        ("status >= '4xx'", ""),
        ("time > 'yesterday'", ""),
        ("day = '2026-02-30'", ""),
        ("request_time > '5 parsecs'", ""),
        ("bytes > 'many'", ""),
        ("'maybe'::boolean", ""),
        ("TIMESTAMP 'soon' < time", ""),
        ("time > now() - INTERVAL '5 parsecs'", ""),
        ("bytes > 1e400", ""),
        ("status = 1000", ""),
        ("status IN (200, 4040)", ""),
        ("status < 0", ""),
        ("hour = 24", ""),
        ("port <> 70000", ""),
        ("bytes >= 0 AND bytes = -1", ""),
        ("method = 'get'", ""),
        ("method IN ('GET', 'post')", ""),
        ("host = '10.0.0.0/8'", ""),
        ("host = '192.168.1.*'", ""),
        ("user = '-'", ""),
        ("path = '/a?b=1'", ""),
        ("status_class = '4XX'", ""),
        ("ip_in(host, '10.0.0.0/33')", ""),
        ("ip_network(host, 40) = 'a'", ""),
        ("path ~ '('", ""),
        ("path ~ '\\w{9999}'", ""),
        ("path LIKE 'a\\'", ""),
        ("path LIKE 'a' ESCAPE 'ab'", ""),
        ("regexp_like(path, 'a', 'x')", ""),
        ("split_part(path, '/', 0) = 'a'", ""),
        ("date_trunc('fortnight', time) = day", ""),
        ("date_bin('1 month', time) = time", ""),
        ("extract(century FROM time) = 1", ""),
        ("round(1.5, 99) = 1", ""),
    ]);
}

#[test]
fn sql_that_is_not_supported() {
    assert_refused(&[
        ("status IN (SELECT 200)", ""),
        ("EXISTS (SELECT 1)", ""),
        ("status = ANY (ARRAY[200])", ""),
        ("path SIMILAR TO 'a'", ""),
        ("path COLLATE \"C\" = 'a'", ""),
        ("time AT TIME ZONE 'UTC' > now()", ""),
        ("(status, bytes) = (200, 5)", ""),
        ("extra -> 'rt' = 'a'", ""),
        ("status & 1 = 1", ""),
        ("status ^ 2 > 1", ""),
        ("status << 1 > 1", ""),
        ("lower(DISTINCT path) = 'a'", ""),
        ("lower(path) OVER () = 'a'", ""),
        ("path = X'1F'", ""),
        ("bytes > ALL (1, 2)", ""),
        ("left(a := path, 2) = 'a'", ""),
    ]);
}

#[test]
fn syntax_of_other_languages() {
    assert_refused(&[
        ("", ""),
        ("   ", ""),
        ("-- nothing", ""),
        ("status == 200", ""),
        ("status = 200 && bytes > 5", ""),
        ("status = 200 || bytes > 5", ""),
        ("status = 200 | bytes > 5", ""),
        ("!(status = 200)", ""),
        ("status =", ""),
        ("status = 200 AND", ""),
        ("status = 200 bytes > 5", ""),
        ("(status = 200", ""),
        ("status = 200)", ""),
        ("status IN ()", ""),
        ("status IN 200", ""),
        ("path = 'a", ""),
        ("status BETWEEN 1", ""),
        ("CASE WHEN true THEN 1", ""),
        ("WHERE status = 200", ""),
        ("status = 200;", ""),
        ("status, bytes", ""),
        ("path = `a`", ""),
        ("path contains 'a'", ""),
    ]);
}
