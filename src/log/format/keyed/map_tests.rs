use super::super::aliases::general;
use super::super::path;
use super::*;

const KEYS: &[Aliases] = &[
    Aliases::of(Column::Method, "http.request.method verb").after(&["req"]),
    Aliases::of(Column::RequestTime, "took"),
    Aliases::of(Column::Host, "verb"),
];

fn loose() -> KeyMap {
    KeyMap::loose(Unit::Milliseconds).with(&[KEYS]).with_wrappers("data")
}

fn exact(keys: &[(&str, Column)]) -> KeyMap {
    let mut map = KeyMap::new();
    for (key, column) in keys {
        map.add(&path::parse(key).expect("a key"), *column, None);
    }
    map
}

fn find(map: &KeyMap, keys: &[&str]) -> Option<NodeId> {
    keys.iter().try_fold(NodeId::ROOT, |id, key| map.inside(id, key.as_bytes()))
}

fn columns(map: &KeyMap, keys: &[&str]) -> Option<Vec<Column>> {
    find(map, keys).map(|id| map.node(id).rules.iter().map(|rule| rule.column).collect())
}

#[test]
fn a_loose_key_is_found_however_it_is_spelled_and_grouped() {
    let map = loose();
    for keys in [
        &["http.request.method"][..],
        &["http", "request", "method"],
        &["http.request", "method"],
        &["httpRequest", "Method"],
        &["HTTP_REQUEST_METHOD"],
        &["_http-request method"],
    ] {
        assert_eq!(columns(&map, keys), Some(vec![Column::Method]), "{keys:?}");
    }
    assert_eq!(columns(&map, &["http"]), Some(vec![]));
    for keys in [&["method"][..], &["http."], &["."], &["httpre", "questmethod"], &["http", "-"]] {
        assert!(columns(&map, keys).is_none_or(|columns| columns.is_empty()), "{keys:?}");
    }
    assert_eq!(columns(&map, &["verb"]), Some(vec![Column::Method, Column::Host]), "a key may fill two columns");
}

#[test]
fn an_exact_key_has_one_spelling_and_any_grouping() {
    let map = exact(&[("http.request.method", Column::Method), (r"a\.b", Column::User)]);
    for keys in [&["http.request.method"][..], &["http", "request", "method"], &["http.request", "method"]] {
        assert_eq!(columns(&map, keys), Some(vec![Column::Method]), "{keys:?}");
    }
    assert_eq!(columns(&map, &["a.b"]), Some(vec![Column::User]));
    for keys in [&["http", "Request", "method"][..], &["http_request_method"], &["http.request.Method"]] {
        assert_eq!(columns(&map, keys), None, "{keys:?}");
    }
}

#[test]
fn words_before_a_key_make_it_a_better_source_and_a_wrapper_a_worse_one() {
    let map = loose();
    let rank = |keys: &[&str]| {
        let id = find(&map, keys)?;
        Some(map.node(id).rules.first()?.rank + u8::from(id.is_wrapped()))
    };
    let ranks =
        [&["req_verb"][..], &["data", "req", "verb"], &["verb"], &["data.verb"], &["data", "data", "verb"]].map(rank);
    assert!(ranks.is_sorted() && ranks.iter().all(Option::is_some), "{ranks:?}");
    assert_eq!(ranks[3], ranks[4]);
    assert_ne!(ranks[2], ranks[3]);
}

#[test]
fn a_duration_may_have_the_name_of_a_unit_after_it() {
    let map = loose();
    let meaning = |key: &str| find(&map, &[key]).map(|id| map.node(id).rules[0].meaning);
    for (key, unit) in [
        ("took", Unit::Milliseconds),
        ("took_sec", Unit::Seconds),
        ("tookMSec", Unit::Milliseconds),
        ("took_us", Unit::Microseconds),
        ("TookNanos", Unit::Nanoseconds),
    ] {
        assert_eq!(meaning(key), Some(Meaning::Duration(Column::RequestTime, unit)), "{key}");
    }
    assert_eq!(meaning("took_x"), None);
}

#[test]
fn the_first_element_of_an_array_is_the_array() {
    let map = exact(&[("list[2].x", Column::User)]);
    let list = find(&map, &["list"]).expect("the array");
    assert_eq!(map.element(list, 0), Some(list));
    assert_eq!(map.element(list, 1), None);
    let element = map.element(list, 2).expect("the element");
    assert!(map.inside(element, b"x").is_some());
}

#[test]
fn the_spelling_of_some_keys_counts() {
    let sign = |keys: &[&str]| {
        let map = general(&[], Unit::Milliseconds);
        find(&map, keys).and_then(|id| map.node(id).sign)
    };
    assert_eq!(sign(&["clientip"]), Some(Sign::Shipper));
    assert_eq!(
        [sign(&["client_ip"]), sign(&["clientIP"]), sign(&["client", "ip"]), sign(&["data", "clientip"])],
        [None; 4]
    );
}

#[test]
fn the_columns_of_a_map_are_those_that_its_keys_fill() {
    let aliases = [Aliases::of(Column::Request, "r"), Aliases::of(Column::Host, "h r")];
    let map = KeyMap::loose(Unit::Milliseconds).with(&[&aliases]);
    let wanted = [Column::Host, Column::Request, Column::Method, Column::Target, Column::Protocol, Column::Port];
    assert_eq!(map.columns(), wanted.into_iter().collect());
}

#[test]
fn no_column_has_more_keys_than_ranks() {
    let map = general(&[], Unit::Milliseconds);
    assert!(map.ranks.iter().all(|rank| *rank < LAST_RANK), "{:?}", map.ranks);
}
