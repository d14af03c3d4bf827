use arrow_array::{ArrayRef, StringViewArray, UInt16Array};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::reduce::{Group, GroupSettings};

fn group() -> Arc<dyn AnyReducer> {
    let settings = GroupSettings { group_by: vec!["status".into()], ..GroupSettings::default() };
    Arc::new(Group::new(settings, &Context::default()).expect("good settings"))
}

fn split(by: &str) -> Arc<dyn AnyReducer> {
    Arc::new(Split::new(group(), by, &Context::default()).expect("an expression"))
}

type Row = (Option<&'static str>, u16);

fn batch(rows: &[Row]) -> RecordBatch {
    let vhosts: ArrayRef = Arc::new(rows.iter().map(|(vhost, _)| *vhost).collect::<StringViewArray>());
    let status: ArrayRef = Arc::new(UInt16Array::from_iter_values(rows.iter().map(|(_, status)| *status)));
    RecordBatch::try_from_iter_with_nullable([("vhost", vhosts, true), ("status", status, true)]).expect("columns")
}

fn folded(split: &Arc<dyn AnyReducer>, rows: &[Row]) -> AnyState {
    let mut state = split.identity();
    split.fold(&mut state, &batch(rows), &BooleanBuffer::new_set(rows.len())).expect("columns");
    state
}

/// The tables of a reducer without a split, of the records of each value.
fn reference(rows: &[Row]) -> Vec<(Option<Part>, Table)> {
    let mut by_vhost: BTreeMap<Part, Vec<Row>> = BTreeMap::new();
    for row in rows {
        by_vhost.entry(Part(row.0.map(str::to_owned))).or_default().push(*row);
    }
    let table = |rows: Vec<Row>| {
        let group = group();
        let mut state = group.identity();
        group.fold(&mut state, &batch(&rows), &BooleanBuffer::new_set(rows.len())).expect("columns");
        group.finish(state)
    };
    by_vhost.into_iter().map(|(part, rows)| (Some(part), table(rows))).collect()
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let vhost = prop_oneof![Just(None), Just(Some("")), Just(Some("a.example")), Just(Some("b.example"))];
    vec((vhost, 200..204_u16), 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

    #[test]
    fn each_value_has_the_table_of_its_records(first in rows(), second in rows()) {
        let split = split("vhost");
        let mut merged = folded(&split, &first);
        split.merge(&mut merged, folded(&split, &second));
        let mut encoded = Vec::new();
        split.encode(&folded(&split, &second), &mut encoded).expect("it can be written");
        let mut absorbed = folded(&split, &first);
        split.absorb(&mut absorbed, &encoded).expect("own bytes");
        prop_assert_eq!(split.state_bytes(&merged), split.state_bytes(&absorbed));
        let expected = reference(&[first, second].concat());
        prop_assert_eq!(&split.finish_parts(merged), &expected);
        prop_assert_eq!(&split.finish_parts(absorbed), &expected);
    }
}

#[test]
fn values_of_other_types_are_written_as_texts() {
    let split = split("status");
    let parts = split.finish_parts(folded(&split, &[(None, 404), (None, 200)]));
    let parts: Vec<_> = parts.into_iter().map(|(part, _)| part).collect();
    assert_eq!(parts, ["200", "404"].map(|status| Some(Part(Some(status.to_owned())))));
}

#[test]
fn too_many_values_end_the_run() {
    let split = split("vhost");
    let hosts: Vec<String> = (0..=MOST_PARTS).map(|number| number.to_string()).collect();
    let vhosts: ArrayRef = Arc::new(StringViewArray::from_iter_values(&hosts));
    let status: ArrayRef = Arc::new(UInt16Array::from(vec![200; hosts.len()]));
    let batch = RecordBatch::try_from_iter([("vhost", vhosts), ("status", status)]).expect("columns");
    let error = split.fold(&mut split.identity(), &batch, &BooleanBuffer::new_set(hosts.len())).expect_err("too many");
    assert!(error.to_string().starts_with("'vhost' has more than 10000 values"), "{error}");
}
