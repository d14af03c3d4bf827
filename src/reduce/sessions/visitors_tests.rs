use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const LINKAGE: Linkage = Linkage { gap: 10, by_day: false };

fn add(visitors: &mut Visitors, visitor: u32, time: i64) {
    let texts = EndTexts::new();
    visitors.add(visitor, &Visit::of_request(time, 0, true, 1), Ends::of_request(time, 0, 0), LINKAGE, &texts);
}

/// Start, end and hits of each visit.
fn visits(visitors: &Visitors, visitor: u32) -> Vec<(i64, i64, u64)> {
    visitors.visits(visitor).map(|(visit, _)| (visit.start, visit.end, visit.hits)).collect()
}

proptest! {
    #[test]
    fn visits_are_the_runs_of_sorted_times(times in vec(0..4000_i64, 0..300), keeps_ends: bool) {
        let mut visitors = Visitors::new(keeps_ends);
        let visitor = visitors.number(7);
        times.iter().for_each(|time| add(&mut visitors, visitor, *time));
        let mut sorted = times;
        sorted.sort_unstable();
        let runs = sorted.chunk_by(|a, b| b - a <= LINKAGE.gap);
        let expected: Vec<_> = runs.map(|run| (run[0], run[run.len() - 1], run.len() as u64)).collect();
        prop_assert_eq!(visits(&visitors, visitor), expected);
        let mut spans: Vec<i64> = sorted.iter().map(|time| time / LINKAGE.gap).collect();
        spans.dedup();
        prop_assert_eq!(visitors.spans, spans.len() as u64);
    }
}

#[test]
fn many_visitors_survive_the_growth_of_the_table() {
    let mut visitors = Visitors::new(false);
    let hash = |i: u32| u128::from(i).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    for i in 0..20_000_u32 {
        let visitor = visitors.number(hash(i % 7_000));
        add(&mut visitors, visitor, i64::from(i));
    }
    assert_eq!(visitors.len(), 7_000);
    let hashes: Vec<VisitorHash> = (0..7_000).rev().map(hash).collect();
    for hashes in hashes.chunks(CHUNK) {
        let mut numbers = [0; CHUNK];
        visitors.numbers(hashes, &mut numbers);
        hashes.iter().zip(numbers).for_each(|(hash, number)| assert_eq!(visitors.hash(number), *hash));
    }
    assert_eq!(visitors.len(), 7_000);
    let own = visitors.number(hash(3));
    assert_eq!(visits(&visitors, own), [(3, 3, 1), (7_003, 7_003, 1), (14_003, 14_003, 1)]);
}

#[test]
fn visitors_whose_hashes_differ_in_one_half_are_apart() {
    let mut visitors = Visitors::new(false);
    let numbers = [1, 2, 1 << 64, 2 << 64, 1 << 64 | 1].map(|hash| visitors.number(hash));
    assert_eq!(numbers, [0, 1, 2, 3, 4]);
}

#[test]
fn the_place_of_a_visit_that_was_united_is_used_again() {
    let mut visitors = Visitors::new(true);
    let [ann, bob] = [1, 2].map(|hash| visitors.number(hash));
    [0, 20, 10].into_iter().for_each(|time| add(&mut visitors, ann, time));
    assert_eq!(visits(&visitors, ann), [(0, 20, 3)]);
    add(&mut visitors, bob, 5);
    add(&mut visitors, ann, 40);
    assert_eq!(visitors.visits.len(), 3, "one was free");
    assert_eq!((visits(&visitors, ann), visits(&visitors, bob)), (vec![(0, 20, 3), (40, 40, 1)], vec![(5, 5, 1)]));
}
