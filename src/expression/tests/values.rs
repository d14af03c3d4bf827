//! What every operator, cast and form makes of the records of [`batch`].

use arrow_buffer::BooleanBuffer;
use arrow_select::concat::concat_batches;

use super::batch::batch;
use super::{assert_values, parsed, shown};
use crate::expression::{Context, Expression, Failures, function};
use crate::log::zone::Zone;

#[test]
fn parts_that_occur_twice_are_computed_of_few_records_too() {
    let few = batch().slice(0, 1);
    let others = std::iter::repeat_n(batch().slice(1, 1), 15);
    let batches: Vec<_> = std::iter::once(few).chain(others).collect();
    let records = concat_batches(&batch().schema(), &batches).expect("one schema");
    for text in ["length(path) + status IN (207, port)", "length(path) + status BETWEEN port - 300 AND bytes"] {
        let condition = parsed(&format!("port IS NOT NULL AND {text}"));
        let all = BooleanBuffer::new_set(records.num_rows());
        let holds = condition.holds(&records, &all, &mut Failures::default()).expect("every column is there");
        assert_eq!(holds.set_indices().collect::<Vec<_>>(), [0], "{text}");
    }
}

#[test]
fn comparisons_are_null_where_a_side_is() {
    assert_values(&[
        ("status = 200", "true|false|null|false"),
        ("status <> 200", "false|true|null|true"),
        ("status != 200", "false|true|null|true"),
        ("status < 200", "false|false|null|true"),
        ("status <= 200", "true|false|null|true"),
        ("status > 200", "false|true|null|false"),
        ("status >= 200", "true|true|null|false"),
        ("200 < status", "false|true|null|false"),
        ("STATUS >= 400", "false|true|null|false"),
        ("Status = '404'", "false|true|null|false"),
        ("'404' = status", "false|true|null|false"),
        ("status = 404.0", "false|true|null|false"),
        ("status > 199.5", "true|true|null|false"),
        ("status = NULL", "null"),
        ("NULL <> status", "null"),
        ("NULL = NULL", "null"),
        ("status < port", "true|null|null|true"),
        ("status < 100000", "true|true|null|true"),
        ("bytes > -1", "true|true|null|true"),
        ("bytes >= -5", "true|true|null|true"),
        ("bytes > 9223372036854775807", "false|false|null|true"),
        ("bytes > status", "true|false|null|true"),
        ("bytes > status + 1", "true|false|null|true"),
        ("-1 < bytes + 0 OR bytes IS DISTINCT FROM -1 + status", "true|true|null|true"),
        ("coalesce(port, 0) - 1 <> bytes", "true|true|null|true"),
        ("-1 NOT IN (hour, bytes)", "true|true|null|true"),
        ("bytes = 1000", "true|false|null|false"),
        ("bytes > '0.5 kB'", "true|false|null|true"),
        ("bytes < request_time", "true|true|null|false"),
        ("request_time >= '250ms'", "true|true|null|false"),
        ("request_time = '1.5s'", "false|true|null|false"),
        ("request_time > INTERVAL '1 second'", "false|true|null|false"),
        ("path = referer", "true|false|null|null"),
        ("path <> referer", "false|true|null|null"),
        ("path < referer", "false|true|null|null"),
        ("method > 'GET'", "false|true|null|false"),
        ("user = ''", "false|true|null|false"),
        ("user = 'O''Neil'", "false|false|null|true"),
        (r"user = E'O\'Neil'", "false|false|null|true"),
        ("user = $$ann$$", "true|false|null|false"),
        ("(status = 200) = true", "true|false|null|false"),
        ("(status = 200) = (method = 'GET')", "true|true|null|false"),
        ("(status = 200) < true", "false|true|null|true"),
        ("1 = 1", "true"),
        ("1 < 1.5", "true"),
        ("'a' < 'b'", "true"),
        ("'B' < 'a'", "true"),
        ("0.0 = -0.0", "true"),
        ("-1.0 * 0 = 0", "true"),
        ("0.1 + 0.2 = 0.3", "false"),
        ("'10' > 9", "true"),
        ("true > false", "true"),
    ]);
}

#[test]
fn distinct_takes_null_for_a_value() {
    assert_values(&[
        ("status IS DISTINCT FROM 200", "false|true|true|true"),
        ("status IS NOT DISTINCT FROM 200", "true|false|false|false"),
        ("status IS DISTINCT FROM NULL", "true|true|false|true"),
        ("status IS NOT DISTINCT FROM NULL", "false|false|true|false"),
        ("port IS NOT DISTINCT FROM query", "refused"),
        ("query IS DISTINCT FROM referer", "true|true|false|true"),
        ("query IS NOT DISTINCT FROM NULL::text", "false|true|true|false"),
        ("status / 2.0 IS NOT DISTINCT FROM NULL::double precision", "false|false|true|false"),
        ("status IS DISTINCT FROM NULL::bigint", "true|true|false|true"),
        ("time IS NOT DISTINCT FROM NULL::timestamp", "false|false|true|false"),
        ("NULL IS NOT DISTINCT FROM NULL", "true"),
        ("NULL IS DISTINCT FROM 1", "true"),
        ("(status = 200) = path ~ 'blog'", "true|true|null|true"),
        ("path ~ 'z' BETWEEN path !~* 'BLOG' AND true", "true|false|null|false"),
        ("status IS DISTINCT FROM 200 AND bytes > -1", "false|true|null|true"),
        ("status IS NOT DISTINCT FROM 200 OR status = 404", "true|true|null|false"),
    ]);
}

#[test]
fn junctions_have_three_values() {
    assert_values(&[
        ("true AND NULL", "null"),
        ("false AND NULL", "false"),
        ("NULL AND false", "false"),
        ("true OR NULL", "true"),
        ("NULL OR true", "true"),
        ("false OR NULL", "null"),
        ("NULL AND NULL", "null"),
        ("NOT NULL", "null"),
        ("NOT (NULL AND false)", "true"),
        ("NOT (NULL OR true)", "false"),
        ("NOT true", "false"),
        ("NOT NOT true", "true"),
        ("status = 200 AND method = 'GET'", "true|false|null|false"),
        ("status = 200 OR method = 'POST'", "true|true|null|false"),
        ("NOT status = 200", "false|true|null|true"),
        ("NOT (status = 200 OR method = 'POST')", "false|false|null|true"),
        ("NOT (status = 200 AND method = 'GET')", "false|true|null|true"),
        ("query = 'q=1&r=2' AND status = 200", "true|false|null|false"),
        ("query = 'q=1&r=2' OR status = 404", "true|true|null|false"),
        ("true OR false AND false", "true"),
        ("(true OR false) AND false", "false"),
        ("NOT false AND false", "false"),
        ("status", "200|404|null|0"),
    ]);
}

#[test]
fn tests_of_truth_and_null_are_never_null() {
    assert_values(&[
        ("status IS NULL", "false|false|true|false"),
        ("status IS NOT NULL", "true|true|false|true"),
        ("status NOTNULL", "true|true|false|true"),
        ("query IS NULL", "false|true|true|false"),
        ("(status = 200) IS NULL", "false|false|true|false"),
        ("(status = 200 AND NULL) IS NULL", "true|false|true|false"),
        ("(status = 200) IS TRUE", "true|false|false|false"),
        ("(status = 200) IS NOT TRUE", "false|true|true|true"),
        ("(status = 200) IS FALSE", "false|true|false|true"),
        ("(status = 200) IS NOT FALSE", "true|false|true|false"),
        ("(status = 200) IS UNKNOWN", "false|false|true|false"),
        ("(status = 200) IS NOT UNKNOWN", "true|true|false|true"),
        ("NULL IS NULL", "true"),
        ("NULL IS TRUE", "false"),
        ("1 / 0 IS NULL", "true"),
    ]);
}

#[test]
fn lists_and_ranges_follow_comparisons() {
    assert_values(&[
        ("status IN (200, 404)", "true|true|null|false"),
        ("status IN (200, NULL)", "true|null|null|null"),
        ("status NOT IN (200, NULL)", "false|null|null|null"),
        ("status NOT IN (200, 500)", "false|true|null|true"),
        ("status IN (NULL)", "null"),
        ("NULL IN (1, 2)", "null"),
        ("status IN ('200', 404)", "true|true|null|false"),
        ("status IN (200, 404.5)", "true|false|null|false"),
        ("status / 2.0 IN (100, 202)", "true|true|null|false"),
        ("method IN ('GET')", "true|false|null|true"),
        ("method IN ('GET', NULL)", "true|null|null|true"),
        ("path IN (referer, '/x')", "true|false|null|null"),
        ("'/blog/a' IN (path, referer)", "true|false|null|null"),
        ("status IN (port - 243, bytes)", "true|null|null|false"),
        ("bytes IN (1000, 18446744073709551615)", "true|false|null|true"),
        ("day IN ('2026-01-31')", "true|false|null|false"),
        ("day IN ('2026-01-31', TIMESTAMP '1970-01-01 00:00')", "true|false|null|true"),
        ("time IN ('2026-01-31 14:20:05')", "true|false|null|false"),
        ("(status = 200) IN (true)", "true|false|null|false"),
        ("status BETWEEN 200 AND 404", "true|true|null|false"),
        ("status NOT BETWEEN 200 AND 404", "false|false|null|true"),
        ("status BETWEEN 404 AND 200", "false|false|null|false"),
        ("status BETWEEN 300 AND NULL", "false|null|null|false"),
        ("status NOT BETWEEN 300 AND NULL", "true|null|null|true"),
        ("method BETWEEN 'A' AND 'H'", "true|false|null|true"),
        ("time BETWEEN '2026-01-31' AND '2026-02-01'", "true|false|null|false"),
        ("1 BETWEEN 1 AND 1", "true"),
    ]);
}

#[test]
fn patterns_match_texts() {
    assert_values(&[
        ("path LIKE '/blog/%'", "true|false|null|false"),
        ("path NOT LIKE '/blog/%'", "false|true|null|true"),
        ("path LIKE '%a'", "true|false|null|false"),
        ("path LIKE '%log%'", "true|false|null|false"),
        ("path LIKE '/blog/_'", "true|false|null|false"),
        ("path LIKE '/_/%'", "false|false|null|true"),
        ("path LIKE '/_/__'", "false|false|null|false"),
        ("path LIKE '/_/___'", "false|false|null|true"),
        (r"path LIKE '/API/\%20%'", "false|true|null|false"),
        (r"path LIKE '%\_x'", "false|true|null|false"),
        ("path LIKE '/API/!%20%' ESCAPE '!'", "false|true|null|false"),
        (r"'a\b' LIKE 'a\b' ESCAPE ''", "true"),
        (r"'a\b' LIKE 'a\\b'", "true"),
        ("path LIKE '/api/%'", "false|false|null|false"),
        ("path ILIKE '/api/%'", "false|true|null|false"),
        ("path NOT ILIKE '/api/%'", "true|false|null|true"),
        ("'É' ILIKE 'é'", "true"),
        ("path ~~ '/blog/%'", "true|false|null|false"),
        ("path ~~* '/BLOG/%'", "true|false|null|false"),
        ("path LIKE NULL", "null"),
        ("NULL LIKE 'a'", "null"),
        ("'' LIKE ''", "true"),
        ("'' LIKE '%'", "true"),
        ("path ~ '^/[a-z]+/'", "true|false|null|false"),
        ("path ~* '^/[a-z]+/'", "true|true|null|false"),
        ("path !~ '^/[a-z]+/'", "false|true|null|true"),
        ("path !~* '^/[a-z]+/'", "false|false|null|true"),
        ("path ~ NULL", "null"),
        ("'a.b' ~ 'a\\.b'", "true"),
    ]);
}

#[test]
fn numbers_are_computed_as_whole_numbers_or_fractions() {
    assert_values(&[
        ("status + 1", "201|405|null|1"),
        ("status - 300", "-100|104|null|-300"),
        ("status * 2", "400|808|null|0"),
        ("status / 3", "66|134|null|0"),
        ("-7 / 2", "-3"),
        ("-7 % 2", "-1"),
        ("7 % -2", "1"),
        ("status % 100", "0|4|null|0"),
        ("status / 2.5", "80|161.6|null|0"),
        ("7.5 % 2", "1.5"),
        ("1 / 2.0", "0.5"),
        ("1 / 0", "null"),
        ("1 % 0", "null"),
        ("1.0 / 0", "null"),
        ("0.0 / 0", "null"),
        ("1e308 * 10", "null"),
        ("9223372036854775807 + 1", "null"),
        ("-9223372036854775807 - 2", "null"),
        ("3037000500 * 3037000500", "null"),
        ("bytes + 0", "1000|0|null|null"),
        ("bytes / bytes", "1|null|null|null"),
        ("-status", "-200|-404|null|0"),
        ("- -status", "200|404|null|0"),
        ("+status", "200|404|null|0"),
        ("-(-1.5)", "1.5"),
        ("1 + NULL", "null"),
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("10 - 4 - 3", "3"),
        ("100 / 10 / 5", "2"),
        ("-2 + 1", "-1"),
        ("1_000 + 1", "1001"),
        ("1.5e2", "150"),
        ("bytes * 1.5", "1500|0|null|27670116110564327000"),
        ("status / 2 * 2.0", "200|404|null|0"),
    ]);
}

#[test]
fn times_are_compared_with_texts_and_moved_by_intervals() {
    assert_values(&[
        ("time", "2026-01-31T14:20:05Z|2026-02-01T14:20:05Z|null|1970-01-01T00:00:00Z"),
        ("day", "2026-01-31|2026-02-01|null|1970-01-01"),
        ("time >= '2026-02-01'", "false|true|null|false"),
        ("time = '2026-01-31 14:20:05'", "true|false|null|false"),
        ("time = '2026-01-31T15:20:05+01:00'", "true|false|null|false"),
        ("time < TIMESTAMP '2026-01-31 14:20:06'", "true|false|null|true"),
        ("time >= DATE '2026-02-01'", "false|true|null|false"),
        ("day = '2026-01-31'", "true|false|null|false"),
        ("day < time", "true|true|null|false"),
        ("day = TIMESTAMP '2026-01-31 00:00'", "true|false|null|false"),
        ("time + INTERVAL '1 day' = '2026-02-01 14:20:05'", "true|false|null|false"),
        ("time - INTERVAL '1 hour 20 min'", "2026-01-31T13:00:05Z|2026-02-01T13:00:05Z|null|1969-12-31T22:40:00Z"),
        ("INTERVAL '1' day + day", "2026-02-01T00:00:00Z|2026-02-02T00:00:00Z|null|1970-01-02T00:00:00Z"),
        ("time + INTERVAL '1 month'", "2026-02-28T14:20:05Z|2026-03-01T14:20:05Z|null|1970-02-01T00:00:00Z"),
        ("time + (- INTERVAL '5 s')", "2026-01-31T14:20:00Z|2026-02-01T14:20:00Z|null|1969-12-31T23:59:55Z"),
        ("time - time", "0|0|null|0"),
        ("time - '2026-01-31 14:20:00'", "refused"),
        ("time - TIMESTAMP '2026-01-31 14:20:00' = '5s'", "true|false|null|false"),
        ("day - DATE '2026-01-30'", "1|2|null|-20483"),
        ("day + 1", "2026-02-01|2026-02-02|null|1970-01-02"),
        ("day - 1", "2026-01-30|2026-01-31|null|1969-12-31"),
        ("time > now() - INTERVAL '1 s'", "true|true|null|false"),
        ("now() = '2026-01-31 14:20:05'", "true"),
        ("NULL::timestamp + INTERVAL '1 day'", "null"),
        ("NULL::date + INTERVAL '1 day'", "null"),
        ("hour", "14|14|null|0"),
        ("user", "ann||null|O'Neil"),
    ]);
}

#[test]
fn casts_read_and_write_texts() {
    assert_values(&[
        ("'42'::bigint", "42"),
        ("' 42 '::int + 1", "43"),
        ("CAST('1.5' AS double precision)", "1.5"),
        ("1.5::bigint", "2"),
        ("2.5::bigint", "2"),
        ("-2.5::bigint", "-2"),
        ("1e300::bigint", "null"),
        ("7::text", "7"),
        ("1.5::text", "1.5"),
        ("true::text", "true"),
        ("true::int", "1"),
        ("0::boolean", "false"),
        ("'yes'::boolean", "true"),
        ("'TRU'::boolean", "true"),
        ("'of'::boolean", "false"),
        ("split_part('o', '/', 1)::boolean", "null"),
        ("status::text || 'x'", "200x|404x|null|0x"),
        ("status::text = '404'", "false|true|null|false"),
        ("bytes::text", "1000|0|null|18446744073709551615"),
        ("status::float8 / 8", "25|50.5|null|0"),
        ("(status = 200)::int", "1|0|null|0"),
        ("time::date", "2026-01-31|2026-02-01|null|1970-01-01"),
        ("day::timestamp", "2026-01-31T00:00:00Z|2026-02-01T00:00:00Z|null|1970-01-01T00:00:00Z"),
        ("time::text", "2026-01-31T14:20:05Z|2026-02-01T14:20:05Z|null|1970-01-01T00:00:00Z"),
        ("day::text", "2026-01-31|2026-02-01|null|1970-01-01"),
        ("extra.rt::double precision", "0.5|null|null|null"),
        ("extra.big::bigint + 1", "10|null|null|null"),
        ("user::bigint", "null"),
        ("NULL::bigint", "null"),
        ("NULL::double precision::bigint", "null"),
        ("NULL::timestamp::date", "null"),
        ("NULL::date::text", "null"),
        ("NULL::bigint + 1", "null"),
        ("INTERVAL '1.5 s'::bigint", "1500000"),
        ("request_time::bigint / 1000", "250|1500|null|0"),
    ]);
}

#[test]
fn case_takes_the_first_that_holds() {
    assert_values(&[
        ("CASE WHEN status >= 400 THEN 'bad' WHEN status >= 200 THEN 'good' ELSE 'none' END", "good|bad|none|none"),
        ("CASE WHEN status >= 400 THEN 'bad' END", "null|bad|null|null"),
        ("CASE status WHEN 200 THEN 1 WHEN 404 THEN 2 ELSE 3 END", "1|2|3|3"),
        ("CASE method WHEN 'GET' THEN path ELSE method END = '/blog/a'", "true|false|null|false"),
        ("CASE WHEN status = 200 THEN bytes ELSE 0.5 END", "1000|0.5|0.5|0.5"),
        ("CASE WHEN bytes = 0 THEN NULL ELSE 100 / bytes END", "0|null|null|null"),
        ("CASE WHEN true THEN NULL END", "null"),
        ("CASE WHEN NULL THEN 1 ELSE 2 END", "2"),
        ("CASE WHEN status = 200 THEN time END", "2026-01-31T14:20:05Z|null|null|null"),
        ("CASE WHEN status = 200 THEN time ELSE day END = day", "false|true|null|true"),
        ("CASE WHEN status = 200 THEN status = 200 ELSE NULL END", "true|null|null|null"),
    ]);
}

#[test]
fn names_are_columns_whatever_sql_makes_of_them() {
    assert_values(&[
        ("\"status\" = 200", "true|false|null|false"),
        ("USER = 'ann'", "true|false|null|false"),
        ("user || '!'", "ann!|!|null|O'Neil!"),
        ("upper(user)", "ANN||null|O'NEIL"),
        ("hour = 14 AND day = '2026-01-31' AND time IS NOT NULL", "true|false|false|false"),
        ("extract(hour FROM time) = hour", "true|true|null|true"),
        ("coalesce(user, host)", "ann||null|O'Neil"),
        ("extra.rt", "0.5|null|null|bad"),
        ("EXTRA.tenant", "acme inc|null|null|null"),
        ("extra.\"big\"", "9|null|null|null"),
        ("extra.missing IS NULL", "true"),
        ("extra.Path", "7|null|null|null"),
        ("extra.path IS NULL", "true"),
        ("extra.order", "1|null|null|null"),
        ("extra.\"x-id\"", "q9|null|null|null"),
        ("extra.rt::float + 1", "1.5|null|null|null"),
        ("tenant", "acme|null|null|"),
        ("TENANT = 'acme'", "true|null|null|false"),
        ("upper(\"Tenant\")", "ACME|null|null|"),
        ("status /* of the response */ = 200 -- the end", "true|false|null|false"),
        ("status\n=\n200", "true|false|null|false"),
    ]);
}

#[test]
fn every_function_gives_what_its_example_says() {
    let mut seen = 0;
    // Without their feature, functions of databases are refused.
    let is_left_out =
        |name: &str| !cfg!(feature = "geo") && function::geo::FUNCTIONS.iter().any(|geo| geo.name == name);
    for function in function::all().filter(|function| !is_left_out(function.name)) {
        let (text, expected) = function.example;
        let (values, failures) = super::computed(&parsed(text), &batch());
        assert_eq!((shown(&values, 0).as_str(), failures.is_empty()), (expected, true), "{text}");
        assert!(text.contains(&format!("{}(", function.name)), "{text} is no example of {}", function.name);
        assert!(function.form.starts_with(&format!("{}(", function.name)), "{}", function.form);
        seen += 1;
    }
    assert!(seen > 25, "{seen} functions");
}

/// The value of the first record in a zone.
fn first_in(zone: &str, text: &str) -> String {
    let context = Context { zone: Zone::of_job(zone).expect("a zone"), ..super::context() };
    let expression = Expression::parse(text, &context).unwrap_or_else(|error| panic!("{text}: {error}"));
    shown(&super::computed(&expression, &batch()).0, 0)
}

#[test]
fn times_are_written_and_taken_apart_in_the_zone() {
    for (zone, text, expected) in [
        ("Europe/Berlin", "time::text", "2026-01-31T15:20:05+01:00"),
        ("Europe/Berlin", "'at ' || time", "at 2026-01-31T15:20:05+01:00"),
        ("Europe/Berlin", "(time + INTERVAL '6 months')::text", "2026-07-31T15:20:05+02:00"),
        ("Europe/Berlin", "date_trunc('hour', time)::text", "2026-01-31T15:00:00+01:00"),
        ("Europe/Berlin", "hour", "15"),
        ("Europe/Berlin", "time = '2026-01-31 15:20:05'", "true"),
        ("Europe/Berlin", "time::text::timestamp = time", "true"),
        ("-10:30", "time::text", "2026-01-31T03:50:05-10:30"),
        ("-15:00", "day", "2026-01-30"),
        ("log", "time::text", "2026-01-31T14:20:05"),
        ("log", "date_trunc('hour', time)::text", "2026-01-31T14:00:00"),
        ("log", "hour", "14"),
        ("log", "time = '2026-01-31 14:20:05'", "true"),
        // A clock with another zone shows the same.
        ("log", "time = '2026-01-31T14:20:05+05:00'", "true"),
    ] {
        assert_eq!(first_in(zone, text), expected, "{text} in {zone}");
    }
}
