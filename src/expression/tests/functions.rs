//! What functions make of the records of [`super::batch`]: all of them with columns, nulls and odd arguments.

use super::assert_values;

#[test]
fn functions_of_texts_count_characters() {
    assert_values(&[
        ("lower(path)", "/blog/a|/api/%20_x|null|/é/\\n日本"),
        ("upper('straße')", "STRASSE"),
        ("length(path)", "7|10|null|6"),
        ("char_length('é')", "1"),
        ("length(NULL)", "null"),
        ("substr(path, 2, 4)", "blog|API/|null|é/\\n日"),
        ("substring(path FROM 2 FOR 4)", "blog|API/|null|é/\\n日"),
        ("substring(path, 2)", "blog/a|API/%20_x|null|é/\\n日本"),
        ("substr('abc', -1, 3)", "a"),
        ("substr('abc', 0)", "abc"),
        ("substr('abc', 9)", ""),
        ("substr('abc', 1, 9223372036854775807)", "abc"),
        ("substr('abc', -9223372036854775807, 1)", ""),
        ("substr(path, length(path))", "a|x|null|本"),
        ("left(path, 2)", "/b|/A|null|/é"),
        ("left('abc', -1)", "ab"),
        ("left('abc', -9)", ""),
        ("right('abc', 2)", "bc"),
        ("right('abc', -1)", "bc"),
        ("right('abc', 9)", "abc"),
        ("right('abc', 0)", ""),
        ("strpos(path, '/')", "1|1|null|1"),
        ("position('log' IN path)", "3|0|null|0"),
        ("strpos('日本語', '語')", "3"),
        ("strpos('abc', '')", "1"),
        ("strpos(path, referer)", "1|0|null|null"),
        ("split_part(path, '/', 2)", "blog|API|null|é"),
        ("split_part(path, '/', -1)", "a|%20_x|null|\\n日本"),
        ("split_part(path, '/', 9)", "||null|"),
        ("split_part('a///b', '//', -1)", "/b"),
        ("split_part('a///b', '//', -2)", "a"),
        ("split_part('a', '', 1)", "a"),
        ("starts_with(path, '/b')", "true|false|null|false"),
        ("ends_with(path, referer)", "true|false|null|null"),
        ("contains(path, 'API')", "false|true|null|false"),
        ("replace(path, '/', '')", "bloga|API%20_x|null|é\\n日本"),
        ("replace('aaa', 'a', 'aa')", "aaaaaa"),
        ("replace('abc', '', 'x')", "abc"),
        ("trim('  a ')", "a"),
        ("trim(BOTH '/' FROM path)", "blog/a|API/%20_x|null|é/\\n日本"),
        ("trim(LEADING '/b' FROM path)", "log/a|API/%20_x|null|é/\\n日本"),
        ("ltrim(path, '/')", "blog/a|API/%20_x|null|é/\\n日本"),
        ("rtrim('/a//', '/')", "/a"),
        ("btrim('xxaxx', 'x')", "a"),
        ("concat(method, ' ', status)", "GET 200|POST 404| |GET 0"),
        ("concat(NULL)", ""),
        ("method || ' ' || status", "GET 200|POST 404|null|GET 0"),
        ("method || NULL", "null"),
        ("1 || 'a'", "1a"),
        ("concat(true, 1.5, DATE '2026-01-31')", "true1.52026-01-31"),
    ]);
}

#[test]
fn functions_of_patterns_find_and_replace() {
    assert_values(&[
        ("regexp_like(path, '^/api', 'i')", "false|true|null|false"),
        ("regexp_match(path, '/([a-z]+)/')", "blog|null|null|null"),
        ("regexp_match(path, '[a-z]+')", "blog|x|null|null"),
        ("regexp_match('ac', 'a(b)?c')", "null"),
        ("regexp_replace(path, '[a-z]', '#', 'g')", "/####/#|/API/%20_#|null|/é/\\n日本"),
        ("regexp_replace('a-b', '(.)-(.)', '\\2-\\1')", "b-a"),
        ("regexp_replace('ab', 'b', '[\\&]$1')", "a[b]$1"),
        ("regexp_replace('aXbX', 'x', '', 'gi')", "ab"),
        ("regexp_replace(path, NULL, 'x')", "null"),
    ]);
}

#[test]
fn functions_of_numbers_keep_their_type() {
    assert_values(&[
        ("abs(status - 300)", "100|104|null|300"),
        ("abs(-1.5)", "1.5"),
        ("abs(-9223372036854775807 - 1)", "null"),
        ("abs(NULL::double precision)", "null"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(-0.4) = 0", "true"),
        ("round(status / 3.0, 2)", "66.67|134.67|null|0"),
        ("round(1e300, 15)", "1e300"),
        ("round(7)", "7"),
        ("floor(-1.5)", "-2"),
        ("ceil(1.2)", "2"),
        ("ceiling(-0.5) = 0", "true"),
        ("floor(bytes)", "1000|0|null|18446744073709551615"),
    ]);
}

#[test]
fn functions_of_times_follow_the_calendar() {
    assert_values(&[
        ("date_trunc('minute', time)", "2026-01-31T14:20:00Z|2026-02-01T14:20:00Z|null|1970-01-01T00:00:00Z"),
        ("date_trunc('HOURS', time)", "2026-01-31T14:00:00Z|2026-02-01T14:00:00Z|null|1970-01-01T00:00:00Z"),
        ("date_trunc('day', time)", "2026-01-31|2026-02-01|null|1970-01-01"),
        ("date_trunc('week', time)", "2026-01-26|2026-01-26|null|1969-12-29"),
        ("date_trunc('month', time)", "2026-01-01|2026-02-01|null|1970-01-01"),
        ("date_trunc('quarter', TIMESTAMP '2026-05-31')", "2026-04-01"),
        ("date_trunc('year', day)", "2026-01-01|2026-01-01|null|1970-01-01"),
        ("date_trunc('hour', NULL)", "null"),
        ("date_bin('15 min', time)", "2026-01-31T14:15:00Z|2026-02-01T14:15:00Z|null|1970-01-01T00:00:00Z"),
        ("date_bin(INTERVAL '7 hours', time)", "2026-01-31T08:00:00Z|2026-02-01T12:00:00Z|null|1970-01-01T00:00:00Z"),
        (
            "date_bin('15 min', time, '2026-01-01 00:10')",
            "2026-01-31T14:10:00Z|2026-02-01T14:10:00Z|null|1969-12-31T23:55:00Z",
        ),
        ("date_bin('1 day', time)", "2026-01-31|2026-02-01|null|1970-01-01"),
        ("date_bin('1 day', NULL)", "null"),
        ("extract(year FROM time)", "2026|2026|null|1970"),
        ("extract(month FROM time) * 100 + extract(day FROM time)", "131|201|null|101"),
        ("extract(dow FROM time)", "6|0|null|4"),
        ("extract(isodow FROM time)", "6|7|null|4"),
        ("extract(week FROM day)", "5|5|null|1"),
        ("extract(doy FROM time)", "31|32|null|1"),
        ("extract(minute FROM time)", "20|20|null|0"),
        ("extract(second FROM TIMESTAMP '2026-01-31 14:20:05.75')", "5.75"),
        ("extract(milliseconds FROM TIMESTAMP '2026-01-31 14:20:05.75')", "5750"),
        ("extract(epoch FROM time)", "1769869205|1769955605|null|0"),
        ("date_part('hour', time)", "14|14|null|0"),
        ("to_timestamp(0.5)", "1970-01-01T00:00:00.5Z"),
        ("to_timestamp(status)", "1970-01-01T00:03:20Z|1970-01-01T00:06:44Z|null|1970-01-01T00:00:00Z"),
        ("to_timestamp('17/May/2015:10:05:03 +0000')", "2015-05-17T10:05:03Z"),
        ("to_timestamp(user)", "null"),
        ("to_timestamp(1e300)", "null"),
    ]);
}

#[test]
fn functions_that_choose_skip_nulls() {
    assert_values(&[
        ("coalesce(query, referer, 'none')", "q=1&r=2|https://a.example/|none|"),
        ("coalesce(port, status)", "443|404|null|65535"),
        ("coalesce(NULL, NULL)", "null"),
        ("coalesce(status)", "200|404|null|0"),
        ("coalesce(NULL, status, 0.5)", "200|404|0.5|0"),
        ("coalesce(100 / status, -1)", "0|0|-1|-1"),
        ("nullif(status, 0)", "200|404|null|null"),
        ("nullif(status, 200.0)", "null|404|null|0"),
        ("nullif(user, '')", "ann|null|null|O'Neil"),
        ("nullif(path, referer)", "null|/API/%20_x|null|/é/\\n日本"),
        ("nullif(NULL, 1)", "null"),
        ("nullif(1, NULL)", "1"),
        ("greatest(status, port)", "443|404|null|65535"),
        ("least(status, port)", "200|404|null|0"),
        ("greatest(status, 200.5, NULL)", "200.5|404|200.5|200.5"),
        ("least('b', method, 'a')", "GET|POST|a|GET"),
        ("greatest(day, time)", "2026-01-31T14:20:05Z|2026-02-01T14:20:05Z|null|1970-01-01T00:00:00Z"),
        ("greatest(NULL, NULL)", "null"),
        ("least(true, status = 200)", "true|false|true|false"),
        ("greatest(status)", "200|404|null|0"),
    ]);
}

#[test]
fn functions_of_addresses_and_paths_leave_other_texts() {
    assert_values(&[
        ("ip_in(host, '203.0.113.0/24')", "true|false|null|false"),
        ("ip_in(host, '10.0.0.0/8', '2001:db8::/32')", "false|true|null|false"),
        ("ip_in('::ffff:10.0.0.1', '10.0.0.0/8')", "true"),
        ("ip_in(host, NULL)", "null"),
        ("ip_network(host, 24)", "203.0.113.0/24|2001:db8::/48|null|a.example"),
        #[cfg(feature = "geo")]
        ("country(host)", "FR|SE|null|null"),
        #[cfg(feature = "geo")]
        ("city(host)", "null|Malmö|null|null"),
        #[cfg(feature = "geo")]
        ("asn(host)", "64496|null|null|null"),
        ("ip_network(host, 8, 16)", "203.0.0.0/8|2001::/16|null|a.example"),
        ("path_prefix(path, 1)", "/blog|/API|null|/é"),
        ("path_prefix(path, 9)", "/blog/a|/API/%20_x|null|/é/\\n日本"),
    ]);
}

/// Every further argument would take twice the time if it was computed again with each one after it.
#[test]
fn many_arguments_take_no_more_time_each() {
    let list = |last: &str| (0..200).map(|n| format!("status - {n}, ")).collect::<String>() + last;
    assert_values(&[
        (&format!("greatest({})", list("1")), "200|404|1|1"),
        (&format!("least({})", list("1")), "1|1|1|-199"),
        (&format!("coalesce({})", list("1")), "200|404|1|0"),
        (&format!("concat({}) = ''", list("''")), "false|false|true|false"),
    ]);
}
