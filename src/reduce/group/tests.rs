use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow_array::{
    ArrayRef, Date32Array, RecordBatch, StringViewArray, TimestampMicrosecondArray, UInt16Array, UInt64Array,
};
use arrow_schema::Schema;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::key::AnyKey;
use super::measure::{AnyMeasure, Chunk, Groups, Measure};
use super::*;
use crate::log::Column;
use crate::reduce::{Sketch, StateError, TableColumn, Value};

#[derive(Debug, Clone)]
struct Row {
    selected: bool,
    path: Option<String>,
    method: Option<String>,
    status: Option<u16>,
    day: Option<i32>,
    time: Option<i64>,
    bytes: Option<u64>,
}

fn batch(rows: &[Row]) -> (RecordBatch, BooleanBuffer) {
    let time = TimestampMicrosecondArray::from_iter(rows.iter().map(|row| row.time)).with_timezone("UTC");
    let columns: [(Column, ArrayRef); 6] = [
        (Column::Path, Arc::new(StringViewArray::from_iter(rows.iter().map(|row| row.path.as_deref())))),
        (Column::Method, Arc::new(StringViewArray::from_iter(rows.iter().map(|row| row.method.as_deref())))),
        (Column::Status, Arc::new(UInt16Array::from_iter(rows.iter().map(|row| row.status)))),
        (Column::Day, Arc::new(Date32Array::from_iter(rows.iter().map(|row| row.day)))),
        (Column::Time, Arc::new(time)),
        (Column::Bytes, Arc::new(UInt64Array::from_iter(rows.iter().map(|row| row.bytes)))),
    ];
    let schema = Schema::new(columns.iter().map(|(column, _)| column.field()).collect::<Vec<_>>());
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(Arc::new(schema), arrays).expect("equal lengths");
    (batch, rows.iter().map(|row| row.selected).collect())
}

fn group(settings: &str) -> Group {
    toml::from_str(settings).expect("good settings")
}

fn folded(group: &Group, rows: &[Row]) -> GroupState {
    let mut state = group.identity();
    let (batch, selected) = batch(rows);
    group.fold(&mut state, &batch, &selected).expect("all columns are there");
    state
}

fn text(value: &Option<String>) -> Value {
    value.clone().map_or(Value::Null, Value::Text)
}

fn int<T: Into<i128>>(value: Option<T>) -> Value {
    value.map_or(Value::Null, |value| Value::Int(value.into()))
}

fn field(row: &Row, column: Column) -> Value {
    match column {
        Column::Path => text(&row.path),
        Column::Method => text(&row.method),
        Column::Status => int(row.status),
        Column::Day => row.day.map_or(Value::Null, Value::Day),
        Column::Time => row.time.map_or(Value::Null, Value::Time),
        _ => int(row.bytes),
    }
}

/// A value as something that sorts: absent first.
fn sortable(value: &Value) -> (u8, i128, String) {
    match value {
        Value::Null => (0, 0, String::new()),
        Value::Text(text) => (1, 0, text.clone()),
        Value::Int(number) => (1, *number, String::new()),
        Value::Time(time) => (1, (*time).into(), String::new()),
        Value::Day(day) => (1, (*day).into(), String::new()),
        Value::Float(float) => (1, i128::from(float.to_bits()), String::new()),
    }
}

/// The value of a measure by its name, the slow way.
fn measured(measure: &AnyMeasure, rows: &[&Row]) -> Value {
    let values = |column| rows.iter().map(move |row| field(row, column)).filter(|value| *value != Value::Null);
    let total = |column| -> i128 { values(column).map(|value| sortable(&value).1).sum() };
    let name = measure.to_string();
    let (function, column) = name.trim_end_matches(')').split_once('(').unwrap_or((&name, "path"));
    let column = Column::named(column).expect("a column");
    match function {
        "count" => Value::Int(rows.len() as i128),
        "sum" => Value::Int(total(column)),
        "min" => values(column).min_by_key(sortable).unwrap_or(Value::Null),
        "max" => values(column).max_by_key(sortable).unwrap_or(Value::Null),
        "avg" => match values(column).count() {
            0 => Value::Null,
            count => Value::Float(total(column) as f64 / count as f64),
        },
        "spread" => match values(column).map(|value| sortable(&value)).collect::<BTreeSet<_>>().len() {
            0 => Value::Null,
            distinct => Value::Float(values(column).count() as f64 / distinct as f64),
        },
        _ => unreachable!("{name}"),
    }
}

/// A measure with words and a sketch: how often each different value occurs, on average. Its sketch is all values.
#[derive(Debug)]
struct Spread(Column);

#[derive(Default)]
struct Texts(BTreeSet<Vec<u8>>);

impl Sketch for Texts {
    fn bytes(&self) -> usize {
        self.0.iter().map(|text| text.len() + 1).sum()
    }

    fn encode(&self, out: &mut Vec<u8>) {
        for text in &self.0 {
            bytes::write_text(text, out);
        }
    }

    fn decode(encoded: &[u8]) -> Result<Texts, StateError> {
        let (mut bytes, mut texts) = (bytes::Reader(encoded), Texts::default());
        while !bytes.0.is_empty() {
            texts.0.insert(bytes.text()?.to_vec());
        }
        Ok(texts)
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "spread({})", self.0)
    }
}

impl Measure for Spread {
    const WORDS: usize = 1;
    type Sketch = Texts;

    fn column(&self) -> Option<Column> {
        Some(self.0)
    }

    fn kind(&self) -> ColumnKind {
        ColumnKind::Number
    }

    fn is_approximate(&self) -> bool {
        true
    }

    fn add(&self, groups: &mut Groups<'_, Spread>, records: &Chunk<'_>) {
        let mut add = |record, value: &[u8]| {
            groups.change(record, |words, texts| {
                words[0] += 1;
                if !texts.0.contains(value) {
                    texts.0.insert(value.to_vec());
                }
            });
        };
        records.texts(&mut add);
        records.numbers(|record, number| add(record, &number.to_be_bytes()));
    }

    fn merge(&self, words: &mut [u64], texts: &mut Texts, more: &[u64], more_texts: &Texts) {
        words[0] = words[0].saturating_add(more[0]);
        texts.0.extend(more_texts.0.iter().cloned());
    }

    fn rank(&self, words: &[u64], texts: &Texts) -> u128 {
        match self.value(words, texts) {
            Value::Float(spread) => 1 << 64 | u128::from(spread.to_bits()),
            _ => 0,
        }
    }

    fn value(&self, words: &[u64], texts: &Texts) -> Value {
        if texts.0.is_empty() { Value::Null } else { Value::Float(words[0] as f64 / texts.0.len() as f64) }
    }
}

/// The value of a key by its name, the slow way.
fn key_value(row: &Row, key: &AnyKey) -> Value {
    let of_time =
        |width: i64| row.time.map_or(Value::Null, |time| Value::Time(time.div_euclid(width).saturating_mul(width)));
    match key.to_string().as_str() {
        "time/hour" => of_time(3_600_000_000),
        "time/5min" => of_time(300_000_000),
        "path/1" => text(&row.path.as_ref().map(|path| {
            let start = path.find(|char| char != '/').unwrap_or(path.len());
            path[..path[start..].find('/').map_or(path.len(), |end| start + end)].to_owned()
        })),
        name => field(row, Column::named(name).expect("a column")),
    }
}

/// What the documentation promises, by an ordered map of all rows.
fn reference(group: &Group, rows: &[Row]) -> Table {
    let GroupSettings { group_by, measures, sort, top } = &group.settings;
    let mut groups: BTreeMap<Vec<(u8, i128, String)>, Vec<&Row>> = BTreeMap::new();
    let selected: Vec<&Row> = rows.iter().filter(|row| row.selected).collect();
    if group_by.is_empty() {
        groups.insert(Vec::new(), selected.clone());
    } else {
        for row in &selected {
            let key = group_by.iter().map(|key| sortable(&key_value(row, key))).collect();
            groups.entry(key).or_default().push(row);
        }
    }
    let row = |members: &Vec<&Row>| -> Vec<Value> {
        let key = group_by.iter().map(|key| key_value(members[0], key));
        key.chain(measures.iter().map(|measure| measured(measure, members))).collect()
    };
    let mut table_rows: Vec<Vec<Value>> = groups.values().map(row).collect();
    // A stable sort keeps the map's order of keys among equals.
    if *sort == Sort::Measure {
        table_rows.sort_by_key(|row| std::cmp::Reverse(sortable(&row[group_by.len()])));
    }
    table_rows.truncate(if *top == 0 { usize::MAX } else { *top });
    let total = |measure: &AnyMeasure| match measured(measure, &selected) {
        Value::Int(total) if ["count", "sum(bytes)"].contains(&measure.to_string().as_str()) => Some(total),
        _ => None,
    };
    let key = group_by.iter().map(|key| TableColumn::key(key.to_string(), key.kind()));
    let columns = key.chain(measures.iter().map(|measure| TableColumn {
        total: total(measure),
        is_approximate: measure.to_string().starts_with("spread"),
        ..TableColumn::measure(measure.to_string(), measure.kind())
    }));
    Table { columns: columns.collect(), rows: table_rows, groups: groups.len() as u64 }
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let path = prop_oneof![
        Just(String::new()),
        Just("/a/path/that/is/longer/than/a/view/holds".to_owned()),
        "/[ab]{0,3}",
        "/[a-d]{7,18}",
        "é[\u{fe}\u{ff}\u{0}]{0,2}",
    ];
    let bytes = prop_oneof![Just(u64::MAX), 0_u64..4, any::<u64>()];
    let fields = (
        proptest::bool::weighted(0.8),
        option::weighted(0.9, path),
        option::weighted(0.9, "[AB]{0,2}"),
        option::weighted(0.9, 199_u16..203),
        option::weighted(0.9, -2_i32..3),
        option::weighted(0.9, any::<i64>()),
        option::weighted(0.7, bytes),
    );
    let row = fields.prop_map(|(selected, path, method, status, day, time, bytes)| Row {
        selected,
        path,
        method,
        status,
        day,
        time,
        bytes,
    });
    vec(row, 0..200)
}

fn groups() -> impl Strategy<Value = Group> {
    let keys = ["path", "method", "status", "day", "time", "bytes", "time/hour", "time/5min", "path/1"];
    let keys = keys.map(|key| key.parse::<AnyKey>().expect("a key"));
    let measures =
        ["count", "sum(bytes)", "min(bytes)", "max(bytes)", "avg(bytes)", "min(time)", "max(day)", "max(status)"];
    let measures = measures.map(|measure| measure.parse::<AnyMeasure>().expect("a measure"));
    let sketched = [Spread(Column::Path), Spread(Column::Bytes)].map(AnyMeasure::from);
    let measures: Vec<AnyMeasure> = measures.into_iter().chain(sketched).collect();
    let key = prop_oneof![
        3 => proptest::sample::subsequence(keys.to_vec(), 0..4).prop_shuffle(),
        1 => Just(vec![AnyKey::from(Column::Path)]),
    ];
    let measures = proptest::sample::subsequence(measures, 1..5).prop_shuffle();
    let sort = proptest::sample::select(vec![Sort::Measure, Sort::Key]);
    (key, measures, sort, 0_usize..6).prop_map(|(group_by, measures, sort, top)| {
        Group::try_from(GroupSettings { group_by, measures, sort, top }).expect("good settings")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_table_is_that_of_an_ordered_map(group in groups(), rows in rows()) {
        prop_assert_eq!(group.finish(folded(&group, &rows)), reference(&group, &rows));
    }

    #[test]
    fn any_split_and_any_merge_tree_give_the_same_table(
        group in groups(),
        rows in rows(),
        cuts in vec(any::<prop::sample::Index>(), 0..6),
        merges in vec(any::<(prop::sample::Index, prop::sample::Index)>(), 8),
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(rows.len() + 1)).collect();
        cuts.extend([0, rows.len()]);
        cuts.sort_unstable();
        let mut states: Vec<GroupState> = cuts.windows(2).map(|cut| folded(&group, &rows[cut[0]..cut[1]])).collect();
        for (a, b) in merges {
            if states.len() == 1 {
                break;
            }
            let other = states.swap_remove(a.index(states.len()));
            let at = b.index(states.len());
            group.merge(&mut states[at], other);
        }
        let mut state = states.pop().expect("at least one part");
        states.into_iter().for_each(|other| group.merge(&mut state, other));
        let whole = folded(&group, &rows);
        prop_assert_eq!(group.state_bytes(&state), group.state_bytes(&whole));
        prop_assert_eq!(group.finish(state), group.finish(whole));
    }

    #[test]
    fn a_state_never_shrinks(group in groups(), rows in rows(), more in rows()) {
        let mut state = folded(&group, &rows);
        let before = group.state_bytes(&state);
        group.merge(&mut state, folded(&group, &more));
        prop_assert!(group.state_bytes(&state) >= before);
    }

    #[test]
    fn a_restricted_state_is_that_of_the_records_that_pass(rows in rows(), status in 199_u16..203) {
        let group = group("group_by = ['status', 'path/1', 'time/hour']\nmeasures = ['sum(bytes)', 'count']\ntop = 0");
        let group = Group::try_from(GroupSettings {
            measures: [group.settings.measures, vec![Spread(Column::Path).into()]].concat(),
            ..group.settings
        }).expect("good settings");
        prop_assert_eq!(group.kept_columns(), Columns::of(&[Column::Status]));
        let keep = |records: &RecordBatch| {
            let statuses = crate::log::schema::status(records).expect("a kept column");
            statuses.iter().map(|own| own == Some(status)).collect()
        };
        let restricted = group.restrict(folded(&group, &rows), &keep);
        let passing: Vec<Row> = rows.into_iter().filter(|row| row.status == Some(status)).collect();
        prop_assert_eq!(group.finish(restricted), group.finish(folded(&group, &passing)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_encoded_is_absorbed_as_if_it_were_merged(group in groups(), rows in rows(), more in rows()) {
        let mut encoded = Vec::new();
        folded(&group, &more).encode(&group, &mut encoded).expect("groups can be written");
        let (mut absorbed, mut merged) = (folded(&group, &rows), folded(&group, &rows));
        absorbed.absorb(&group, &encoded).expect("own bytes");
        group.merge(&mut merged, folded(&group, &more));
        prop_assert_eq!(group.finish(absorbed), group.finish(merged));
        prop_assert!(group.identity().absorb(&group, &encoded[..encoded.len() - 1]).is_err());
    }

    #[test]
    fn the_same_groups_are_the_same_bytes(group in groups(), mut rows in rows()) {
        let encoded = |rows: &[Row]| {
            let mut bytes = Vec::new();
            folded(&group, rows).encode(&group, &mut bytes).expect("groups can be written");
            bytes
        };
        let forward = encoded(&rows);
        rows.reverse();
        prop_assert_eq!(forward, encoded(&rows));
    }

    #[test]
    fn any_bytes_are_absorbed_or_refused(group in groups(), count in 0_u8..4, bytes in vec(any::<u8>(), 0..200)) {
        let words = group.layout.encoded_words() as u8;
        let mut state = group.identity();
        for _ in 0..2 {
            if state.absorb(&group, &[&[words, count], bytes.as_slice()].concat()).is_err() {
                return Ok(());
            }
        }
        group.finish(state);
    }
}

fn path_row(path: &str, bytes: u64) -> Row {
    Row {
        selected: true,
        path: Some(path.to_owned()),
        method: None,
        status: None,
        day: None,
        time: None,
        bytes: Some(bytes),
    }
}

/// Fails when the layout changes: then the version of encoded partials must, too.
#[test]
fn a_group_is_written_as_its_key_and_its_numbers() {
    let group = group("group_by = ['path']\nmeasures = ['count', 'sum(bytes)']");
    let mut encoded = Vec::new();
    folded(&group, &[path_row("/b", 300), path_row("/a", 1), path_row("/b", 0)])
        .encode(&group, &mut encoded)
        .expect("groups");
    let [words, groups] = [3, 2];
    assert_eq!(encoded, [&[words, groups], b"\x02/a\x01\x01\x00".as_slice(), b"\x02/b\x02\xac\x02\x00"].concat());
}

#[test]
fn a_state_of_other_measures_is_refused() {
    let mut encoded = Vec::new();
    let counts = group("group_by = ['path']");
    folded(&counts, &[path_row("/a", 1)]).encode(&counts, &mut encoded).expect("groups");
    let other = group("group_by = ['path']\nmeasures = ['count', 'sum(bytes)']");
    let error = other.identity().absorb(&other, &encoded).expect_err("other measures");
    assert_eq!(error.to_string(), "its state has 1 numbers for each group, not 3");
}

#[test]
fn many_groups_survive_the_growth_of_the_table() {
    let group = group("group_by = ['path']\ntop = 3\nmeasures = ['count', 'sum(bytes)']");
    let rows: Vec<Row> = (0..20_000).map(|i| path_row(&format!("/item/{}/detail", i % 9_999), i)).collect();
    let table = group.finish(folded(&group, &rows));
    assert_eq!(table.groups, 9_999);
    assert_eq!(table.columns[1].total, Some(20_000));
    let row = |path: &str, count, sum| vec![Value::Text(path.to_owned()), Value::Int(count), Value::Int(sum)];
    let first = [row("/item/0/detail", 3, 29_997), row("/item/1/detail", 3, 30_000), row("/item/10/detail", 2, 10_019)];
    assert_eq!(table.rows, first);
}

#[test]
fn parts_with_gaps_add_up_whatever_was_there_before() {
    let group = group("group_by = ['path']\ntop = 0\nmeasures = ['count', 'sum(bytes)']");
    // Short keys of one length, as `/1` and `/2`, and longer ones; every key, ever fewer of them, none that was there, all again.
    let steps = [(0, 1), (0, 2), (1, 7), (3, 40), (5_000, 1), (0, 1_999), (0, 1)];
    let parts = steps.map(|(start, step)| -> Vec<Row> {
        (start..start + 4_000)
            .step_by(step)
            .map(|i| path_row(&format!("/{i:x}{}", "x".repeat(i % 3 * i % 40)), i as u64))
            .collect()
    });
    for first in 0..parts.len() {
        let mut sum = group.identity();
        for part in parts.iter().cycle().skip(first).take(parts.len()) {
            let mut encoded = Vec::new();
            folded(&group, part).encode(&group, &mut encoded).expect("groups");
            sum.absorb(&group, &encoded).expect("own bytes");
        }
        assert_eq!(group.finish(sum), group.finish(folded(&group, &parts.concat())), "part {first} first");
    }
}

#[test]
fn the_first_rows_are_the_beginning_of_all_rows() {
    // The sums fall, rise and repeat, so that what is cut back early comes from all sides.
    let rows: Vec<Row> = (0..9_000_u64).map(|i| path_row(&format!("/{i}"), (i * 7_919) % 4_001)).collect();
    for sort in ["measure", "key"] {
        let table = |top: usize| {
            let group = group(&format!("group_by = ['path']\nmeasures = ['sum(bytes)']\nsort = '{sort}'\ntop = {top}"));
            group.finish(folded(&group, &rows)).rows
        };
        let all = table(0);
        assert_eq!(all.len(), 9_000);
        for top in [1, 7, 500, 8_999, 9_000, 10_000] {
            assert_eq!(table(top), all[..top.min(9_000)], "top {top} by {sort}");
        }
    }
}

#[test]
fn sums_exceed_64_bits() {
    let group = group("group_by = []\nmeasures = ['sum(bytes)', 'avg(bytes)', 'max(bytes)']");
    let table = group.finish(folded(&group, &vec![path_row("/", u64::MAX); 3]));
    let sum = 3 * i128::from(u64::MAX);
    assert_eq!(table.rows, [[Value::Int(sum), Value::Float(sum as f64 / 3.0), Value::Int(u64::MAX.into())]]);
}

#[test]
fn totals_are_one_row_even_of_nothing() {
    let group = group("group_by = []\nmeasures = ['count', 'min(time)']");
    let table = group.finish(group.identity());
    assert_eq!(table.rows, [[Value::Int(0), Value::Null]]);
    assert_eq!((table.groups, table.columns[0].total), (1, Some(0)));
}

#[test]
fn settings_have_defaults_and_say_what_is_possible() {
    let group = group("group_by = ['path']");
    assert_eq!((group.settings.top, group.settings.measures), (20, vec![measure::Count.into()]));
    let cases = [
        ("group_by = ['pth']", "'pth' is not a column; did you mean 'path'?"),
        ("group_by = ['path', 'host', 'path']", "group_by[2]: 'path' is named twice"),
        ("group_by = ['time/hour', 'time/1h']", "group_by[1]: 'time/hour' is named twice"),
        ("group_by = []\nmeasures = []", "measures = []: name at least one measure"),
        ("group_by = []\nmeasures = ['count', 'count']", "measures[1]: 'count' is named twice"),
        ("group_by = []\nmeasures = ['sum(path)']", "sum is not possible for 'path'; it is for bytes"),
        ("group_by = []\nmeasures = ['sum(status)']", "sum is not possible for 'status'; it is for bytes"),
        ("group_by = []\nmeasures = ['sum(port)']", "sum is not possible for 'port'"),
        ("group_by = []\nmeasures = ['avg(upstream_status)']", "avg is not possible for 'upstream_status'"),
        ("group_by = []\nmeasures = ['sum(win32_status)']", "sum is not possible for 'win32_status'"),
        ("group_by = []\nmeasures = ['avg(time)']", "avg is not possible for 'time'"),
        ("group_by = []\nmeasures = ['sum(hour)']", "sum is not possible for 'hour'"),
        ("group_by = []\nmeasures = ['min(host)']", "it is for time, status, bytes, port, day, hour"),
        ("group_by = []\nmeasures = ['max(byte)']", "'max(byte)': 'byte' is not a column; did you mean 'bytes'?"),
        (
            "group_by = []\nmeasures = ['median(bytes)']",
            "'median(bytes)' is not a measure; write count, sum(..), min(..), max(..) or avg(..), such as",
        ),
        ("group_by = []\nmeasures = ['count(path)']", "'count(path)' is not a measure"),
        ("group_by = []\nmeasures = ['sum']", "'sum' is not a measure"),
        ("group_by = []\nmeasures = ['sum(bytes']", "'sum(bytes' is not a measure"),
        ("group_by = []\nlimit = 3", "unknown field"),
        ("top = 3", "missing field `group_by`"),
    ];
    for (settings, message) in cases {
        let error = toml::from_str::<Group>(settings).expect_err(settings).to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn a_batch_without_the_column_is_an_error() {
    let group = group("group_by = ['host']");
    let (batch, selected) = batch(&[path_row("/", 1)]);
    let error = group.fold(&mut group.identity(), &batch, &selected).expect_err("no host");
    assert!(error.to_string().contains("`host`"), "{error}");
}
