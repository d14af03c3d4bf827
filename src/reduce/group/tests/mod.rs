mod measured;
mod records;
mod reference;
mod settings;
mod wide;

use arrow_array::RecordBatch;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::expression::Failures;
use crate::log::Column;
use crate::reduce::{Disk, DiskFile, Value};
use measured::MEASURES;
use records::{Row, batch, path_row, rows};
use reference::{CONDITIONS, KEYS, heading, reference};

fn made(settings: &GroupSettings) -> Group {
    Group::new(settings.clone(), &Context::default()).expect("good settings")
}

fn group(settings: &str) -> Group {
    made(&toml::from_str(settings).expect("settings"))
}

fn folded(group: &Group, rows: &[Row]) -> GroupState {
    let mut state = group.identity();
    let (batch, selected) = batch(rows);
    group.fold(&mut state, &batch, &selected).expect("all columns are there");
    state
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

/// A disk in memory.
struct Memory;

impl Disk for Memory {
    fn create(&self) -> std::io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(MemoryFile(Vec::new())))
    }
}

struct MemoryFile(Vec<u8>);

impl DiskFile for MemoryFile {
    fn append(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn read(&self, start: u64, bytes: &mut [u8]) -> std::io::Result<()> {
        bytes.copy_from_slice(&self.0[start as usize..][..bytes.len()]);
        Ok(())
    }
}

/// Settings of any keys, measures, condition and order.
fn settings() -> impl Strategy<Value = GroupSettings> {
    let keys: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
    let keys = prop_oneof![
        3 => proptest::sample::subsequence(keys, 0..4).prop_shuffle(),
        1 => Just(vec!["path"]),
    ];
    let measures = proptest::sample::subsequence(MEASURES.to_vec(), 1..6).prop_shuffle();
    let having = proptest::option::weighted(0.3, proptest::sample::select(CONDITIONS.to_vec()));
    let order = (any::<prop::sample::Index>(), 0..6_usize);
    (keys, measures, having, order, proptest::option::of(0..6_usize), any::<bool>()).prop_map(
        |(keys, measures, having, (column, order), top, other)| {
            let names: Vec<&str> = keys.iter().chain(&measures).map(|text| heading(text)).collect();
            let name = names[column.index(names.len())];
            let sort = match order {
                0 => None,
                1 => Some("key".to_owned()),
                2 => Some(name.to_owned()),
                3 => Some(format!("+{name}")),
                4 => Some(format!("{name} DESC")),
                _ => Some(format!("-{name}")),
            };
            GroupSettings {
                group_by: texts(&keys),
                measures: Some(texts(&measures)),
                having: having.map(str::to_owned),
                sort,
                top,
                other,
                pivot: None,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::default())]

    #[test]
    fn the_table_is_that_of_an_ordered_map(settings in settings(), rows in rows()) {
        let group = made(&settings);
        prop_assert_eq!(group.finish(folded(&group, &rows)), reference(&settings, &rows));
    }

    #[test]
    fn groups_on_disk_make_the_same_table(settings in settings(), parts in vec((rows(), any::<bool>()), 1..4)) {
        let group = made(&settings);
        let mut all = group.identity();
        let mut spilled = group.identity();
        for (rows, spills) in &parts {
            group.merge(&mut all, folded(&group, rows));
            let mut part = folded(&group, rows);
            if *spills {
                group.spill(&mut part, &Memory).expect("a disk");
                prop_assert_eq!(part.table.len(), 0);
            }
            group.merge(&mut spilled, part);
        }
        let (mut encoded, mut encoded_spilled) = (Vec::new(), Vec::new());
        all.encode(&group, &mut encoded).expect("groups can be written");
        spilled.encode(&group, &mut encoded_spilled).expect("groups can be read");
        prop_assert_eq!(encoded, encoded_spilled);
        let gathered = group.gather(spilled, &Memory).expect("groups can be read");
        prop_assert_eq!(group.finish(gathered), group.finish(all));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 2))]

    #[test]
    fn any_split_and_any_merge_tree_give_the_same_table(
        settings in settings(),
        rows in rows(),
        cuts in vec(any::<prop::sample::Index>(), 0..6),
        merges in vec(any::<(prop::sample::Index, prop::sample::Index)>(), 8),
    ) {
        let group = made(&settings);
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
    fn a_state_never_shrinks(settings in settings(), rows in rows(), more in rows()) {
        let group = made(&settings);
        let mut state = folded(&group, &rows);
        let before = group.state_bytes(&state);
        group.merge(&mut state, folded(&group, &more));
        prop_assert!(group.state_bytes(&state) >= before);
    }

    #[test]
    fn a_restricted_state_is_that_of_the_records_that_pass(
        rows in rows(),
        status in 199_u16..203,
        measures in proptest::sample::subsequence(MEASURES.to_vec(), 1..6),
    ) {
        let group_by = texts(&["status", "path/1", "time/hour", "length(path) AS length"]);
        let measures = Some(texts(&measures));
        let group = made(&GroupSettings { group_by, measures, top: Some(0), ..GroupSettings::default() });
        prop_assert_eq!(group.kept_columns(), Columns::of(&[Column::Status]));
        let keep = |records: &RecordBatch| {
            let statuses = crate::log::schema::status(records).expect("a kept column");
            statuses.iter().map(|own| own == Some(status)).collect()
        };
        let restricted = group.restrict(folded(&group, &rows), &keep);
        let passing: Vec<Row> = rows.into_iter().filter(|row| row.status == Some(status)).collect();
        // Which groups could not be computed is not known.
        let without_failures = |state| Table { failures: Failures::default(), ..group.finish(state) };
        prop_assert_eq!(without_failures(restricted), without_failures(folded(&group, &passing)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

    #[test]
    fn what_was_encoded_is_absorbed_as_if_it_were_merged(settings in settings(), rows in rows(), more in rows()) {
        let group = made(&settings);
        let mut encoded = Vec::new();
        folded(&group, &more).encode(&group, &mut encoded).expect("groups can be written");
        let (mut absorbed, mut merged) = (folded(&group, &rows), folded(&group, &rows));
        absorbed.absorb(&group, &encoded).expect("own bytes");
        group.merge(&mut merged, folded(&group, &more));
        prop_assert_eq!(group.finish(absorbed), group.finish(merged));
        prop_assert!(group.identity().absorb(&group, &encoded[..encoded.len() - 1]).is_err());
    }

    #[test]
    fn the_same_groups_are_the_same_bytes(settings in settings(), mut rows in rows()) {
        let group = made(&settings);
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
    fn any_bytes_are_absorbed_or_refused(settings in settings(), count in 0_u8..4, bytes in vec(any::<u8>(), 0..200)) {
        let group = made(&settings);
        let words = group.layout.encoded_words() as u8;
        let mut state = group.identity();
        for _ in 0..2 {
            if state.absorb(&group, &[&[words, 0, 1, 2, count], bytes.as_slice()].concat()).is_err() {
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
    let ([words, groups], no_failures) = ([3, 2], [0; 3]);
    assert_eq!(
        encoded,
        [&[words], no_failures.as_slice(), &[groups], b"\x02/a\x01\x01\x00", b"\x02/b\x02\xac\x02\x00"].concat()
    );
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
    for sort in ["measure", "key", "+sum(bytes)", "-path"] {
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
fn a_batch_without_the_column_is_an_error() {
    let group = group("group_by = ['host']");
    let (batch, selected) = batch(&[path_row("/", 1)]);
    let error = group.fold(&mut group.identity(), &batch, &selected).expect_err("no host");
    assert!(error.to_string().contains("`host`"), "{error}");
}
