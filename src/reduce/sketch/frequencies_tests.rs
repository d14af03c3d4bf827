use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::reduce::sketch::laws::test_laws;

type Counted = (Vec<u8>, u64);

/// Lists of few and of many texts, short ones more often.
fn values() -> impl Strategy<Value = Vec<Counted>> {
    let text = prop_oneof![
        4 => vec(b'a'..b'e', 0..3),
        1 => vec(any::<u8>(), 0..20),
        1 => vec(any::<u8>(), 100..300),
    ];
    let count = prop_oneof![4 => 0..4_u64, 1 => Just(u64::MAX), 1 => any::<u64>()];
    let counted = (text, count);
    prop_oneof![vec(counted.clone(), 0..4), vec(counted, 0..60)]
}

test_laws!(Frequencies, Counted, values(), |sketch, (text, count)| sketch.add(text, *count), Frequencies::merge);

fn of(texts: &[&str]) -> Frequencies {
    let mut sketch = Frequencies::default();
    texts.iter().for_each(|text| sketch.add(text.as_bytes(), 1));
    sketch
}

#[test]
fn the_most_frequent_texts_come_first_and_equal_ones_in_their_order() {
    let sketch = of(&["b", "c", "a", "c", "", "b", "d", "d", "d"]);
    assert_eq!(sketch.top(3), [(b"d".as_slice(), 3), (b"b", 2), (b"c", 2)]);
    assert_eq!(sketch.top(10), [(b"d".as_slice(), 3), (b"b", 2), (b"c", 2), (b"", 1), (b"a", 1)]);
    assert_eq!((sketch.top(0), sketch.total()), (vec![], 9));
}

#[test]
fn a_count_of_zero_adds_nothing() {
    let mut sketch = of(&[]);
    sketch.add(b"a", 0);
    assert_eq!((sketch.top(1), sketch.total(), sketch.bytes()), (vec![], 0, 0));
}

#[test]
fn counts_stay_at_their_limit() {
    let mut sketch = of(&["a", "b"]);
    sketch.add(b"a", u64::MAX);
    assert_eq!((sketch.top(1), sketch.total()), (vec![(b"a".as_slice(), u64::MAX)], u64::MAX));
}

#[test]
fn few_texts_take_little_more_memory_than_they_are_long() {
    assert_eq!(of(&["/index.html", "/index.html"]).bytes(), 1 + 11 + 8);
    let many: Vec<String> = (0..10_000).map(|n| format!("/{n:05}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let bytes = of(&many).bytes();
    assert!((10_000 * (6 + 24)..10_000 * (6 + 45)).contains(&bytes), "{bytes}");
}

#[test]
fn states_that_cannot_be_are_errors() {
    let state = |texts: &[(&[u8], u64)]| {
        let mut bytes = Vec::new();
        write_number(texts.len() as u64, &mut bytes);
        for (text, count) in texts {
            write_text(text, &mut bytes);
            write_number(*count, &mut bytes);
        }
        Frequencies::decode(&bytes)
    };
    assert!(state(&[(b"a", 1), (b"b", 1)]).is_ok());
    assert!(state(&[(b"b", 1), (b"a", 1)]).is_err());
    assert!(state(&[(b"a", 1), (b"a", 1)]).is_err());
    assert!(state(&[(b"a", 0)]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::default())]

    #[test]
    fn counts_are_those_of_a_map(texts in vec((vec(b'a'..b'd', 0..5), 1..9_u64), 0..300), k in 0..100_usize) {
        let (mut sketch, mut map) = (Frequencies::default(), BTreeMap::<&[u8], u64>::new());
        for (text, count) in &texts {
            sketch.add(text, *count);
            *map.entry(text).or_default() += count;
        }
        prop_assert_eq!(sketch.total(), map.values().sum::<u64>());
        let mut expected: Vec<_> = map.into_iter().collect();
        // The sort is stable: texts of equal counts stay in their order.
        expected.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        expected.truncate(k);
        prop_assert_eq!(sketch.top(k), expected);
    }
}
