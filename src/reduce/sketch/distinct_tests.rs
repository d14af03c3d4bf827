use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::reduce::sketch::RELATIVE_ERROR;
use crate::reduce::sketch::laws::{encoded, test_laws};

/// A permutation of all 64-bit numbers that looks random.
fn mix(n: u64) -> u64 {
    let n = (n ^ n >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let n = (n ^ n >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ n >> 31
}

fn of(numbers: impl IntoIterator<Item = u64>) -> Distinct {
    let mut sketch = Distinct::default();
    numbers.into_iter().for_each(|n| sketch.add(mix(n)));
    sketch
}

/// Runs of numbers whose hashes are added.
type Run = (u64, u64);

/// Lists of few hashes, of as many as a sorted list and a table hold, and of more than are exact. Zero is the hash of 0, and runs
/// overlap.
fn values() -> impl Strategy<Value = Vec<Run>> {
    let one = prop_oneof![(0..40_u64), any::<u64>()].prop_map(|n| (n, 1));
    let few = (0..60_u64, 0..20_u64);
    let many = (0..4000_u64, 3000..7000_u64);
    prop_oneof![3 => vec(one, 0..5), 3 => vec(few, 0..6), 1 => vec(many, 1..4)]
}

test_laws!(
    Distinct,
    Run,
    values(),
    |sketch, (first, len)| (0..*len).for_each(|n| sketch.add(mix(first.wrapping_add(n)))),
    Distinct::merge
);

#[test]
fn hashes_are_those_of_xxh3() {
    for (bytes, expected) in [
        (b"".as_slice(), 0x2D06_8005_38D3_94C2),
        (b"203.0.113.7", 0x5A3C_5731_3081_7A24),
        (&[b'/'; 300], 0x8409_27D6_3A42_7B1F),
    ] {
        assert_eq!(hash(bytes), expected, "{:?}", bytes.escape_ascii().to_string());
    }
}

#[test]
fn ten_thousand_hashes_are_exact_and_one_more_is_not() {
    let mut sketch = of([]);
    let mut bytes = 0;
    for n in 0..=10_000_u64 {
        assert_eq!((sketch.estimate(), sketch.is_exact()), (n, true));
        sketch.add(mix(n));
        sketch.add(mix(n / 2));
        assert!(sketch.bytes() >= bytes, "{n}");
        bytes = sketch.bytes();
    }
    assert!(!sketch.is_exact());
    assert!(sketch.estimate() > 10_000);
    assert_eq!(encoded(&sketch).len(), 2 + 12 * 1024);
}

#[test]
fn sketches_that_are_exact_alone_are_estimates_together() {
    let mut sketch = of(0..6000);
    sketch.merge(&of(3000..10_000));
    assert_eq!((sketch.estimate(), sketch.is_exact()), (10_000, true));
    sketch.merge(&of(9999..10_001));
    assert!(!sketch.is_exact());
    assert_eq!(encoded(&sketch), encoded(&of(0..10_001)));
}

#[test]
fn the_hash_zero_counts_like_any_other() {
    let zero = |len: u64| {
        let mut sketch = of(1..len);
        sketch.add(0);
        sketch.add(0);
        sketch
    };
    for len in [1, 32, 33, 34, 10_000] {
        let mut sketch = zero(len);
        assert_eq!(sketch.estimate(), len);
        sketch.merge(&zero(len));
        assert_eq!(sketch.estimate(), len);
        assert_eq!(encoded(&sketch), encoded(&Distinct::decode(&encoded(&sketch)).expect("encoded")));
    }
}

#[test]
fn estimates_are_within_two_percent() {
    for n in [20_000, 100_000, 1_000_000, 10_000_000] {
        let estimate = of(0..n).estimate();
        assert!(estimate.abs_diff(n) <= n / 50, "{estimate} for {n}");
    }
}

#[test]
fn estimates_have_the_standard_error_that_is_stated_and_no_bias() {
    const RUNS: u64 = 60;
    const N: u64 = 30_000;
    let errors = (1..=RUNS).map(|run| of(run << 32..(run << 32) + N).estimate() as f64 / N as f64 - 1.0);
    let (mut sum, mut squares) = (0.0, 0.0);
    errors.for_each(|error| (sum, squares) = (sum + error, squares + error * error));
    let (bias, deviation) = (sum / RUNS as f64, (squares / RUNS as f64).sqrt());
    // Four standard errors of the mean, and of the deviation.
    assert!(bias.abs() < 4.0 * RELATIVE_ERROR / (RUNS as f64).sqrt(), "{bias}");
    assert!((deviation / RELATIVE_ERROR - 1.0).abs() < 0.37, "{deviation}");
}

#[test]
fn tables_merge_as_quickly_as_they_fill() {
    // Both hold hashes of all ranks; in a table without room, those merged would crowd the first slots.
    let mut sketch = of(0..5000);
    sketch.merge(&of(5000..10_000));
    assert_eq!(encoded(&sketch), encoded(&of(0..10_000)));
}

#[test]
fn states_that_cannot_be_are_errors() {
    let number = |n| {
        let mut bytes = Vec::new();
        write_number(n, &mut bytes);
        bytes
    };
    let hashes = |hashes: &[u64]| {
        let hashes = hashes.iter().flat_map(|hash| hash.to_le_bytes());
        [number(hashes.clone().count() as u64 / 8), hashes.collect()].concat()
    };
    assert!(Distinct::decode(&hashes(&[1, 2])).is_ok());
    assert!(Distinct::decode(&hashes(&[2, 1])).is_err());
    assert!(Distinct::decode(&hashes(&[1, 1])).is_err());
    let too_many: Vec<u64> = (1..=10_002).collect();
    assert!(Distinct::decode(&hashes(&too_many[..10_000])).is_ok());
    assert!(Distinct::decode(&hashes(&too_many)).is_err());
    let registers = |byte| [number(10_001), vec![byte; 12 * 1024]].concat();
    assert!(Distinct::decode(&registers(0)).is_err(), "no hash");
    assert!(Distinct::decode(&registers(0b1010_1010)).is_ok());
    assert!(Distinct::decode(&registers(0xFF)).is_err(), "more zeros than a hash has");
}

#[test]
fn memory_is_that_of_the_hashes() {
    assert_eq!(of(0..1).bytes(), 0);
    assert_eq!(of(0..3).bytes(), 24);
    let exact = of(0..10_000).bytes();
    assert!((8 * 10_000..8 * 17_000).contains(&exact), "{exact}");
    assert_eq!(of(0..20_000).bytes(), exact);
}
