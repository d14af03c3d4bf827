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
        (
            "own1 = 'acme'",
            "line 1, column 1: 'own1' is not a column; `logmill columns` lists them; a text is written in single quotes: 'own1'",
        ),
        ("status = 1 OR\n  byts > 5", "line 2, column 3: 'byts' is not a column; did you mean 'bytes'?"),
        (
            "path = \"/blog\"",
            "line 1, column 8: \"/blog\" in double quotes is the name of a column, and there is none; a text is written in single quotes: '/blog'",
        ),
        (
            "\"stats\" = 1",
            "line 1, column 1: \"stats\" in double quotes is the name of a column, and there is none; a text is written in single quotes: 'stats'",
        ),
        (
            "log.status = 200",
            "line 1, column 1: 'log.status' is not a column; write the name of a column alone, or extra.KEY for a value of a key=value tail",
        ),
        ("lowr(path) = 'a'", "line 1, column 1: there is no function 'lowr'; did you mean lower(text)?"),
        ("lenght(path) > 5", "line 1, column 1: there is no function 'lenght'; did you mean length(text)?"),
        (
            "frobnicate(path) = 'a'",
            "line 1, column 1: there is no function 'frobnicate'; `logmill functions` lists them",
        ),
        (
            "count() > 5",
            "line 1, column 1: 'count' measures many records and cannot be used for one; use it in measures, or in having",
        ),
        (
            "status > avg(status)",
            "line 1, column 10: 'avg' measures many records and cannot be used for one; use it in measures, or in having",
        ),
        (
            "lower(p95(bytes)) = 'a'",
            "line 1, column 7: 'p95' measures many records and cannot be used for one; use it in measures, or in having",
        ),
        (
            "current_user = 'ann'",
            "line 1, column 1: there is no function 'current_user'; `logmill functions` lists them",
        ),
    ]);
}

#[test]
fn types_that_do_not_fit() {
    assert_refused(&[
        ("status", "line 1, column 1: status is a code, not a condition; compare it, such as status >= 500"),
        (
            "path",
            "line 1, column 1: path is a text, not a condition; compare it, such as path = '..' or path LIKE '/api/%'",
        ),
        (
            "time",
            "line 1, column 1: time is a point in time, not a condition; compare it, such as time >= '2026-01-31 14:20'",
        ),
        ("day", "line 1, column 1: day is a day, not a condition; compare it, such as day = '2026-01-31'"),
        (
            "request_time",
            "line 1, column 1: request_time is a duration, not a condition; compare it, such as request_time > '500ms'",
        ),
        ("1 + 1", "line 1, column 1: 1 + 1 is a whole number, not a condition; compare it, such as 1 + 1 >= 500"),
        (
            "INTERVAL '1 day'",
            "line 1, column 10: INTERVAL '1 day' is an interval, not a condition; compare it, such as time > now() - INTERVAL '1 day'",
        ),
        ("status AND true", "line 1, column 1: status is a code, not a condition; compare it, such as status >= 500"),
        (
            "NOT path",
            "line 1, column 5: path is a text, not a condition; compare it, such as path = '..' or path LIKE '/api/%'",
        ),
        (
            "path = 5",
            "line 1, column 1: path (a text) and 5 (a whole number) cannot be compared; write 5::text to use it as a text",
        ),
        (
            "path = status",
            "line 1, column 1: path (a text) and status (a code) cannot be compared; write status::text to use it as a text",
        ),
        (
            "time > 5",
            "line 1, column 1: time (a point in time) and 5 (a whole number) cannot be compared; write both as values of one type",
        ),
        ("path + 1 > 2", "line 1, column 1: an operand of + must be a number, and path is a text"),
        ("path * 2 > 2", "line 1, column 1: an operand of * must be a number, and path is a text"),
        ("-path = 'a'", "line 1, column 2: the value after - must be a number, and path is a text"),
        ("+path = 'a'", "line 1, column 2: the value after + must be a number, and path is a text"),
        (
            "time + time > now()",
            "line 1, column 1: time (a point in time) and time (a point in time) cannot be combined; a time and an interval can be added, and two times subtracted",
        ),
        (
            "time * 2 > now()",
            "line 1, column 1: time (a point in time) and 2 (a whole number) cannot be combined; a time and an interval can be added, and two times subtracted",
        ),
        ("status LIKE '4%'", "line 1, column 1: the value of LIKE must be a text, and status is a code"),
        ("bytes ~ '1'", "line 1, column 1: the value of ~ must be a text, and bytes is a size in bytes"),
        (
            "path LIKE method",
            "line 1, column 11: a pattern of LIKE that depends on the record is not supported; write it as 'text'",
        ),
        (
            "path ~ method",
            "line 1, column 8: a regular expression that depends on the record is not supported; write it as 'text'",
        ),
        (
            "status IN (200, path)",
            "line 1, column 1: status (a code) and path (a text) cannot be compared; write status::text to use it as a text",
        ),
        ("status BETWEEN 'a' AND 5", "line 1, column 16: 'a' is not a whole number; write it in digits"),
        (
            "CASE WHEN status THEN true END",
            "line 1, column 11: status is a code, not a condition; compare it, such as status >= 500",
        ),
        (
            "CASE WHEN true THEN 1 ELSE path END = 1",
            "line 1, column 21: 1 (a whole number) and path (a text) cannot be the result of one CASE; write 1::text to use it as a text",
        ),
        (
            "coalesce(path, 5) = 'a'",
            "line 1, column 10: path (a text) and 5 (a whole number) cannot be values of one call; write 5::text to use it as a text",
        ),
        ("lower(status) = 'a'", "line 1, column 7: the first argument must be a text, and status is a code"),
        ("length(path, 2) > 5", "line 1, column 1: length: 2 arguments are given; write length(text)"),
        ("substr(path, 'a') = 'a'", "line 1, column 14: the second argument must be a whole number, and 'a' is a text"),
        ("abs(path) > 1", "line 1, column 5: the first argument must be a number, and path is a text"),
        (
            "time::bigint > 5",
            "line 1, column 1: the cast time::BIGINT is not supported; cast between text, numbers, and days and times",
        ),
        (
            "path::jsonb = 'a'",
            "line 1, column 1: the type JSONB is not supported; there are text, bigint, double precision, boolean, timestamp and date",
        ),
        (
            "(status = 200) + 1 > 1",
            "line 1, column 2: an operand of + must be a number, and (status = 200) is a condition",
        ),
        (
            "request_time > 0.5",
            "line 1, column 16: '0.5' is not a duration; a duration has a unit: write '0.5s' or '0.5ms'",
        ),
    ]);
}

#[test]
fn values_that_are_none() {
    assert_refused(&[
        ("status = 'ok'", "line 1, column 10: 'ok' is not a whole number; write it in digits"),
        ("status >= '4xx'", "line 1, column 11: '4xx' is not a whole number; write it in digits"),
        (
            "time > 'yesterday'",
            "line 1, column 8: 'yesterday' is not a point in time; write '2026-01-31 14:20', with a zone such as +02:00 or Z if it is another",
        ),
        ("day = '2026-02-30'", "line 1, column 7: '2026-02-30' is not a day; write '2026-01-31'"),
        ("request_time > '5 parsecs'", "line 1, column 16: '5 parsecs' is not a duration; write '500ms' or '1.5s'"),
        ("bytes > 'many'", "line 1, column 9: 'many' is not a size; write a number of bytes, or '10 MiB'"),
        ("'maybe'::boolean", "line 1, column 1: 'maybe' is not a condition; write true or false"),
        (
            "TIMESTAMP 'soon' < time",
            "line 1, column 11: 'soon' is not a point in time; write '2026-01-31 14:20', with a zone such as +02:00 or Z if it is another",
        ),
        (
            "time > now() - INTERVAL '5 parsecs'",
            "line 1, column 25: '5 parsecs' is not an interval; write INTERVAL '5 minutes', with ms, s, min, h, days, weeks, months or years",
        ),
        ("bytes > 1e400", "line 1, column 9: '1e400' is not a number that fits; write a smaller one"),
        ("status = 1000", "line 1, column 10: 1000 is not a value of 'status'; write a whole number from 0 to 999"),
        (
            "status IN (200, 4040)",
            "line 1, column 17: 4040 is not a value of 'status'; write a whole number from 0 to 999",
        ),
        ("status < 0", "line 1, column 10: status < 0 never holds; 'status' is a whole number from 0 to 999"),
        ("hour = 24", "line 1, column 8: 24 is not a value of 'hour'; write a whole number from 0 to 23"),
        ("port <> 70000", "line 1, column 9: 70000 is not a value of 'port'; write a whole number from 0 to 65535"),
        ("bytes >= 0 AND bytes = -1", "line 1, column 25: -1 is not a value of 'bytes'; write a whole number of bytes"),
        ("method = 'get'", "line 1, column 10: 'get' is not a value of 'method'; did you mean 'GET'?"),
        ("method IN ('GET', 'post')", "line 1, column 19: 'post' is not a value of 'method'; did you mean 'POST'?"),
        (
            "host = '10.0.0.0/8'",
            "line 1, column 8: '10.0.0.0/8' is not a value of 'host'; write ip_in(host, '10.0.0.0/8')",
        ),
        (
            "host = '192.168.1.*'",
            "line 1, column 8: '192.168.1.*' is not a value of 'host'; write host LIKE '192.168.1.%'",
        ),
        (
            "user = '-'",
            "line 1, column 8: '-' is not a value of 'user'; logs write '-' for no value: write user IS NULL",
        ),
        ("path = '/a?b=1'", "line 1, column 8: '/a?b=1' is not a value of 'path'; did you mean '/a'?"),
        ("status_class = '4XX'", "line 1, column 16: '4XX' is not a value of 'status_class'; did you mean '4xx'?"),
        (
            "ip_in(host, '10.0.0.0/33')",
            "line 1, column 1: ip_in: `10.0.0.0/33` is neither an address nor a network; write ip_in(host, '10.0.0.0/8', ..)",
        ),
        (
            "ip_network(host, 40) = 'a'",
            "line 1, column 1: ip_network: an IPv4 network has 1 to 32 bits; write ip_network(host, 24, 48)",
        ),
        ("path ~ '('", "line 1, column 8: '(' is not a regular expression that can be used: unclosed group"),
        (
            "path ~ '\\w{9999}'",
            "line 1, column 8: '\\w{9999}' is not a regular expression that can be used: compiled regex exceeds size limit of 10485760 bytes",
        ),
        (
            "path LIKE 'a\\'",
            "line 1, column 11: 'a\\' is not a pattern of LIKE; it ends with the escape \\, which is written twice to mean itself",
        ),
        (
            "path LIKE 'a' ESCAPE 'ab'",
            "line 1, column 11: ESCAPE 'ab' is not supported; write one character, such as ESCAPE '!'",
        ),
        (
            "regexp_like(path, 'a', 'x')",
            "line 1, column 1: regexp_like: there is no flag 'x', only i (ignore case) and g (all matches); write regexp_like(text, pattern, flags)",
        ),
        (
            "split_part(path, '/', 0) = 'a'",
            "line 1, column 1: split_part: parts count from 1, or from -1 at the end; write split_part(text, separator, n)",
        ),
        (
            "date_trunc('fortnight', time) = day",
            "line 1, column 1: date_trunc: 'fortnight' is not a unit; there are microsecond, millisecond, second, minute, hour, day, week, month, quarter, year; write date_trunc('hour', time)",
        ),
        (
            "date_bin('1 month', time) = time",
            "line 1, column 1: date_bin: months differ in length; use date_trunc('month', time); write date_bin('5 minutes', time)",
        ),
        (
            "extract(century FROM time) = 1",
            "line 1, column 22: extract: 'century' is not a part of a time; there are year, quarter, month, week, isoyear, day, dow, isodow, doy, hour, minute, microsecond, second, millisecond, epoch; write extract(hour FROM time)",
        ),
        ("round(1.5, 99) = 1", "line 1, column 1: round: 99 digits are not 0 to 15; write round(number, digits)"),
    ]);
}

#[test]
fn sql_that_is_not_supported() {
    assert_refused(&[
        (
            "status IN (SELECT 200)",
            "line 1, column 11: a subquery is not supported; write the values themselves, IN ('a', 'b')",
        ),
        (
            "EXISTS (SELECT 1)",
            "line 1, column 8: a subquery is not supported; write the values themselves, IN ('a', 'b')",
        ),
        (
            "status = ANY (ARRAY[200])",
            "line 1, column 1: ANY or ALL is not supported; join the conditions with OR or AND",
        ),
        ("path SIMILAR TO 'a'", "line 1, column 1: SIMILAR TO is not supported; write ~ with a regular expression"),
        (
            "path COLLATE \"C\" = 'a'",
            "line 1, column 1: COLLATE is not supported; texts are compared by their bytes; use lower(..)",
        ),
        (
            "time AT TIME ZONE 'UTC' > now()",
            "line 1, column 1: AT TIME ZONE is not supported; set the zone of the whole run with --timezone",
        ),
        (
            "(status, bytes) = (200, 5)",
            "line 1, column 2: a row of values is not supported; compare the columns one by one, with AND",
        ),
        (
            "extra -> 'rt' = 'a'",
            "line 1, column 1: the operator -> is not supported; there are = <> < <= > >= ~ ~* !~ !~* LIKE ILIKE + - * / % ||",
        ),
        ("status & 1 = 1", "line 1, column 1: & is not supported; write AND"),
        (
            "status ^ 2 > 1",
            "line 1, column 1: the operator ^ is not supported; there are = <> < <= > >= ~ ~* !~ !~* LIKE ILIKE + - * / % ||",
        ),
        (
            "status << 1 > 1",
            "line 1, column 1: the operator << is not supported; there are = <> < <= > >= ~ ~* !~ !~* LIKE ILIKE + - * / % ||",
        ),
        ("lower(DISTINCT path) = 'a'", "line 1, column 1: DISTINCT here is not supported; leave it out"),
        (
            "lower(path) OVER () = 'a'",
            "line 1, column 1: OVER, FILTER or WITHIN GROUP here is not supported; leave it out",
        ),
        ("path = X'1F'", "line 1, column 8: the literal X'1F' is not supported; write a number or 'text'"),
        (
            "bytes > ALL (ARRAY[1, 2])",
            "line 1, column 1: ANY or ALL is not supported; join the conditions with OR or AND",
        ),
        ("left(a := path, 2) = 'a'", "line 1, column 8: := is not supported; write = for equality"),
    ]);
}

#[test]
fn syntax_of_other_languages() {
    assert_refused(&[
        ("", "line 1, column 1: expected an expression, such as status >= 500, found nothing"),
        ("   ", "line 1, column 1: expected an expression, such as status >= 500, found nothing"),
        ("-- nothing", "line 1, column 1: expected an expression, such as status >= 500, found nothing"),
        ("status == 200", "line 1, column 8: == is not supported; write = for equality"),
        ("status = 200 && bytes > 5", "line 1, column 10: && is not supported; write AND"),
        (
            "status = 200 || bytes > 5",
            "line 1, column 10: 200 (a whole number) and bytes (a size in bytes) cannot be joined as texts; write OR between conditions, or make one a text with ::text",
        ),
        ("status = 200 | bytes > 5", "line 1, column 10: | is not supported; write OR"),
        ("!(status = 200)", "line 1, column 1: ! is not supported; write NOT"),
        ("status =", "line 1, column 9: expected an expression, found the end"),
        ("status = 200 AND", "line 1, column 17: expected an expression, found the end"),
        ("status = 200 bytes > 5", "line 1, column 14: expected an operator or the end, found: bytes"),
        ("(status = 200", "line 1, column 14: expected ), found the end"),
        ("status = 200)", "line 1, column 13: expected an operator or the end, found: )"),
        ("status IN ()", "line 1, column 12: expected an expression, found: )"),
        ("status IN 200", "line 1, column 11: expected (, found: 200"),
        ("path = 'a", "line 1, column 8: unterminated string literal"),
        ("status BETWEEN 1", "line 1, column 17: expected AND, found the end"),
        ("CASE WHEN true THEN 1", "line 1, column 22: expected END, found the end"),
        ("WHERE status = 200", "line 1, column 1: WHERE is not supported; write the condition alone"),
        ("status = 200;", "line 1, column 13: expected an operator or the end, found: ;"),
        ("status, bytes", "line 1, column 7: expected an operator or the end, found: ,"),
        ("path = `a`", "line 1, column 8: expected an expression, found: `"),
        ("path contains 'a'", "line 1, column 6: expected an operator or the end, found: contains"),
    ]);
}

#[test]
fn a_text_without_quotes_is_answered_with_quotes() {
    let error = Expression::parse("method = GET", &context()).expect_err("no column").to_string();
    assert_eq!(
        error,
        "line 1, column 10: 'GET' is not a column; `logmill columns` lists them; a text is written in single quotes: 'GET'"
    );
}
