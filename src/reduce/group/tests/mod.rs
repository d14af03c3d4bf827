mod records;
mod spread;

use arrow_array::RecordBatch;
use proptest::collection::vec;
use proptest::prelude::*;

use super::key::AnyKey;
use super::measure::AnyMeasure;
use super::*;
use crate::log::Column;
use crate::reduce::Value;
use records::{Row, batch, path_row, reference, rows};
use spread::Spread;

fn group(settings: &str) -> Group {
    toml::from_str(settings).expect("good settings")
}

fn folded(group: &Group, rows: &[Row]) -> GroupState {
    let mut state = group.identity();
    let (batch, selected) = batch(rows);
    group.fold(&mut state, &batch, &selected).expect("all columns are there");
    state
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
