use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::reduce::sketch::codec::write_signed;
use crate::reduce::sketch::laws::{encoded, test_laws};

/// Lists of few or many times, close to one another or not.
fn values() -> impl Strategy<Value = Vec<i64>> {
    const START: i64 = 1_700_000_000 * MICROS;
    let time = prop_oneof![
        4 => START..START + 100 * MICROS,
        2 => START - 3000 * MICROS..START + 9000 * MICROS,
        1 => -50 * MICROS..50 * MICROS,
        1 => any::<i64>(),
        1 => proptest::sample::select(vec![i64::MIN, i64::MAX, 0, -1]),
    ];
    let close = START..START + 300 * MICROS;
    prop_oneof![vec(time.clone(), 0..4), vec(time, 0..200), vec(close, 0..300)]
}

test_laws!(Timeline, i64, values(), |timeline, micros| timeline.add(*micros), Timeline::merge);

fn of(micros: impl IntoIterator<Item = i64>) -> Timeline {
    let mut timeline = Timeline::default();
    micros.into_iter().for_each(|micros| timeline.add(micros));
    timeline
}

fn of_seconds(seconds: impl IntoIterator<Item = i64>) -> Timeline {
    of(seconds.into_iter().map(|second| second * MICROS + 5))
}

fn buckets(timeline: &Timeline) -> (i64, Vec<(i64, u64)>) {
    (timeline.width_micros() / MICROS, timeline.buckets().map(|(start, count)| (start / MICROS, count)).collect())
}

#[test]
fn an_empty_timeline_has_no_buckets() {
    let timeline = Timeline::default();
    assert!(timeline.is_empty());
    assert_eq!(buckets(&timeline), (1, vec![]));
    assert!(!of([0]).is_empty());
}

#[test]
fn gaps_are_buckets_of_zero() {
    assert_eq!(buckets(&of_seconds([7, 10, 7, 8])), (1, vec![(7, 2), (8, 1), (9, 0), (10, 1)]));
}

#[test]
fn the_width_doubles_when_the_span_exceeds_128_buckets() {
    for first in [0, -200] {
        let (width, counts) = buckets(&of_seconds(first..first + 128));
        assert_eq!((width, counts), (1, (first..first + 128).map(|second| (second, 1)).collect()));
        let (width, counts) = buckets(&of_seconds(first..=first + 128));
        assert_eq!((width, counts.len()), (2, 65));
        assert_eq!(counts[..2], [(first, 2), (first + 2, 2)]);
        assert_eq!(counts[64], (first + 128, 1));
    }
}

#[test]
fn buckets_begin_at_multiples_of_their_width() {
    let (width, counts) = buckets(&of_seconds([-3, 300]));
    assert_eq!(width, 4);
    assert_eq!((counts[0], counts[75]), ((-4, 1), (296, 0)));
    assert_eq!(counts.last(), Some(&(300, 1)));
    // 127 widths and a second apart: two of them cross one more border of a bucket than the others do.
    assert_eq!(
        (buckets(&of_seconds([0, 127])).0, buckets(&of_seconds([1, 255])).0, buckets(&of_seconds([1, 256])).0),
        (1, 2, 4)
    );
}

#[test]
fn times_before_1970_are_in_the_second_that_they_belong_to() {
    assert_eq!(buckets(&of([-1, -MICROS, -MICROS - 1])), (1, vec![(-2, 1), (-1, 2)]));
}

#[test]
fn the_earliest_and_the_latest_time_are_in_one_timeline() {
    let timeline = of([i64::MIN, i64::MAX, 0]);
    let all: Vec<_> = timeline.buckets().collect();
    assert!((64..=128).contains(&all.len()), "{}", all.len());
    assert_eq!(all[0], (i64::MIN, 1));
    assert_eq!(all.last().map(|(_, count)| *count), Some(1));
    assert!(i64::MAX - all[all.len() - 1].0 < timeline.width_micros());
    assert_eq!(buckets(&of([i64::MIN])).1.len(), 1);
}

#[test]
fn few_seconds_take_little_memory_and_many_that_of_buckets() {
    assert_eq!(of_seconds([5, 5]).bytes(), 0);
    assert_eq!(of_seconds([5, 7, 9_000_000]).bytes(), 3 * 16);
    assert_eq!(of_seconds(0..64).bytes(), 64 * 16);
    assert_eq!(of_seconds(0..65).bytes(), size_of::<Buckets>());
    assert_eq!(of_seconds(0..1_000_000).bytes(), size_of::<Buckets>());
}

#[test]
fn states_that_cannot_be_are_errors() {
    let state = |shift: u64, first: i64, counts: &[u64]| {
        let mut bytes = Vec::new();
        write_number(SECONDS as u64 + 1, &mut bytes);
        write_number(shift, &mut bytes);
        write_signed(first, &mut bytes);
        write_number(counts.len() as u64 - 1, &mut bytes);
        counts.iter().for_each(|count| write_number(*count, &mut bytes));
        Timeline::decode(&bytes).map(|timeline| assert_eq!(encoded(&timeline), bytes))
    };
    assert!(state(0, 7, &[1; 65]).is_ok());
    assert!(state(0, 7, &[2; 64]).is_err(), "64 seconds are kept one by one");
    assert!(state(0, 7, &[1; 129]).is_err(), "too many buckets");
    assert!(state(1, 7, &[2; 65]).is_ok());
    assert!(state(1, 7, &[2; 64]).is_err(), "half the width suffices");
    assert!(state(1, 7, &[&[1; 65][..], &[0; 10], &[1]].concat()).is_ok());
    assert!(state(1, 7, &[&[1; 65][..], &[0]].concat()).is_err(), "the last bucket is empty");
    assert!(state(1, 7, &[&[0][..], &[1; 65]].concat()).is_err(), "the first bucket is empty");
    assert!(state(37, 60, &[1; 100]).is_err(), "no time is as late");
    assert!(state(0, LAST_SECOND - 64, &[1; 65]).is_ok());
    assert!(state(0, LAST_SECOND - 64, &[1; 66]).is_err(), "no time is in the last bucket");
    assert!(state(0, !LAST_SECOND - 1, &[1; 66]).is_err(), "no time is in the first bucket");
    assert!(state(64, 0, &[1; 65]).is_err(), "no width is as great");
    assert!(state(0, i64::MAX, &[1; 65]).is_err(), "no time is as late");
}

proptest! {
    #![proptest_config(ProptestConfig::default())]

    #[test]
    fn buckets_are_those_of_the_definition(times in values().prop_filter("times", |times| !times.is_empty())) {
        let timeline = of(times.iter().copied());
        let fits = |shift: u32| {
            let bucket = |time: &i64| time.div_euclid(MICROS) >> shift;
            let buckets = times.iter().map(bucket);
            buckets.clone().max().zip(buckets.min()).is_some_and(|(last, first)| last - first < 128)
        };
        let shift = (0..63).find(|shift| fits(*shift)).expect("some width suffices");
        prop_assert_eq!(timeline.width_micros(), MICROS << shift);
        let total: u64 = timeline.buckets().map(|(_, count)| count).sum();
        prop_assert_eq!(total, times.len() as u64);
        for (start, count) in timeline.buckets() {
            let end = i128::from(start.div_euclid(timeline.width_micros()) + 1) * i128::from(timeline.width_micros());
            let inside = times.iter().filter(|time| **time >= start && i128::from(**time) < end);
            prop_assert_eq!(inside.count() as u64, count);
        }
    }
}
