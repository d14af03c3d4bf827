use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::reduce::sketch::codec::write_signed;
use crate::reduce::sketch::laws::test_laws;

/// Lists of few or many numbers: small and whole ones, fractions, and any.
fn values() -> impl Strategy<Value = Vec<f64>> {
    let whole = prop_oneof![(-3..200_i32).prop_map(f64::from), (0..5_000_000_i32).prop_map(f64::from)];
    let number = prop_oneof![
        4 => whole,
        2 => -1.0..1000.0,
        1 => proptest::num::f64::ANY,
        1 => proptest::sample::select(vec![0.0, -0.0, f64::MAX, f64::MIN, f64::INFINITY, f64::NEG_INFINITY, 5e-324]),
    ];
    // Enough on either side of zero that a range of buckets takes less memory.
    let close = vec((64..190_i32, any::<bool>()).prop_map(|(n, minus)| f64::from(if minus { -n } else { n })), 0..500);
    prop_oneof![vec(number.clone(), 0..4), vec(number, 0..150), close]
}

test_laws!(Quantiles, f64, values(), |sketch, value| sketch.add(*value), Quantiles::merge);

fn of(values: impl IntoIterator<Item = f64>) -> Quantiles {
    let mut sketch = Quantiles::default();
    values.into_iter().for_each(|value| sketch.add(value));
    sketch
}

/// Uniform numbers from 0 to 1, of a fixed sequence.
fn uniform() -> impl FnMut() -> f64 {
    let mut state = 7_u64;
    move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ state >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        ((mixed ^ mixed >> 32) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn is_close(found: f64, exact: f64) -> bool {
    (found - exact).abs() <= 0.01 * exact.abs()
}

/// Compares quantiles of a million numbers, and of the same rounded to whole ones, with the exact ones.
fn check(distribution: &str, mut next: impl FnMut() -> f64) {
    const N: usize = 1_000_000;
    let fractional: Vec<f64> = (0..N).map(|_| next()).collect();
    let whole = fractional.iter().map(|value| value.round()).collect();
    for (is_whole, mut values) in [(false, fractional), (true, whole)] {
        let sketch = of(values.iter().copied());
        assert_eq!(sketch.count(), N as u64);
        for per_mille in [500, 900, 950, 990, 999] {
            let rank = N / 1000 * per_mille;
            let exact = *values.select_nth_unstable_by(rank - 1, f64::total_cmp).1;
            let found = sketch.quantile(per_mille as f64 / 1000.0, is_whole).expect("there are numbers");
            assert!(is_close(found, exact), "{distribution}, whole: {is_whole}, {per_mille}: {found}, exactly {exact}");
            assert!(!is_whole || found.fract() == 0.0, "{distribution}: {found}");
        }
    }
}

#[test]
fn quantiles_of_uniform_numbers_are_close() {
    let mut next = uniform();
    check("uniform", || 5000.0 * next());
}

#[test]
fn quantiles_of_normal_numbers_are_close() {
    let mut next = uniform();
    check("normal", || 1000.0 + 150.0 * normal(&mut next));
}

#[test]
fn quantiles_of_log_normal_numbers_are_close() {
    let mut next = uniform();
    check("log-normal", || (4.0 + 1.5 * normal(&mut next)).exp());
}

#[test]
fn quantiles_of_exponential_numbers_are_close() {
    let mut next = uniform();
    check("exponential", || -120.0 * (1.0 - next()).ln());
}

#[test]
fn quantiles_of_pareto_numbers_with_two_modes_are_close() {
    let mut next = uniform();
    check("pareto", || if next() < 0.7 { 3.0 + next() } else { 400.0 * (1.0 - next()).powf(-0.8) });
}

/// Box and Muller's transform.
fn normal(next: &mut impl FnMut() -> f64) -> f64 {
    (-2.0 * (1.0 - next()).ln()).sqrt() * (std::f64::consts::TAU * next()).cos()
}

#[test]
fn whole_numbers_below_130_are_exact() {
    for number in -129..130 {
        let number = f64::from(number);
        let expected = if number.abs() == 129.0 { number - number.signum() } else { number };
        assert_eq!(of([number]).quantile(0.5, true), Some(expected));
    }
}

#[test]
fn ranks_are_nearest_ranks() {
    let hundred = of((1..=100).map(f64::from));
    for (q, expected) in
        [(0.0, 1), (0.001, 1), (0.01, 1), (0.011, 2), (0.07, 7), (0.29, 29), (0.5, 50), (0.99, 99), (0.999, 100)]
    {
        assert_eq!(hundred.quantile(q, true), Some(f64::from(expected)), "{q}");
    }
    for q in [1.0, 2.0, f64::INFINITY] {
        assert_eq!(hundred.quantile(q, true), Some(100.0), "{q}");
    }
    assert_eq!(hundred.quantile(-1.0, true), Some(1.0));
}

#[test]
fn no_numbers_have_no_quantile() {
    let sketch = of([f64::NAN, -f64::NAN]);
    assert_eq!((sketch.count(), sketch.quantile(0.5, false)), (0, None));
}

#[test]
fn extreme_numbers_have_buckets() {
    let sketch = of([f64::NEG_INFINITY, f64::MIN, -0.0, 0.0, 5e-324, f64::MAX, f64::INFINITY]);
    let at = |rank| sketch.quantile(f64::from(rank) / 7.0, false).expect("there are numbers");
    assert_eq!([at(1), at(3), at(4), at(5), at(7)], [f64::NEG_INFINITY, 0.0, 0.0, 0.0, f64::INFINITY]);
    assert!(is_close(at(2), f64::MIN) && is_close(at(6), f64::MAX), "{} {}", at(2), at(6));
    assert!(sketch.quantile(0.8, true).expect("there are numbers").is_finite());
}

#[test]
fn few_numbers_take_little_memory_and_many_take_that_of_their_range() {
    assert_eq!(of([5.0, 5.0]).bytes(), 0);
    assert_eq!(of([5.0, 7.0, 1e9]).bytes(), 3 * 16);
    let dense = of((0..10_000).map(f64::from));
    assert!(matches!(dense.0, Counts::Dense(_)));
    // 14 powers of two of 64 buckets, and a quarter of them as room.
    assert!(dense.bytes() < 14 * 64 * 10 + 100, "{}", dense.bytes());
    let mut sparse = dense;
    sparse.add(1e300);
    assert!(matches!(sparse.0, Counts::Sparse(_)));
    assert!(sparse.bytes() < 14 * 64 * 16, "{}", sparse.bytes());
}

#[test]
fn counts_stay_at_their_limit() {
    let mut bytes = vec![1];
    write_signed(bucket_of(3.0).into(), &mut bytes);
    write_number(u64::MAX, &mut bytes);
    let mut sketch = Quantiles::decode(&bytes).expect("one bucket");
    sketch.add(3.0);
    sketch.merge(&of([3.0, 4.0]));
    assert_eq!((sketch.count(), sketch.quantile(1.0, true)), (u64::MAX, Some(3.0)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 4))]

    #[test]
    fn buckets_are_in_the_order_of_their_numbers_and_close_to_them(
        a in proptest::num::f64::NORMAL,
        b in proptest::num::f64::NORMAL,
    ) {
        prop_assert!(a > b || bucket_of(a) <= bucket_of(b));
        // Closer to zero than 2^-1022 * (1 + 1/64), the first bucket of normal numbers begins.
        prop_assert!((middle(bucket_of(a), false) - a).abs() <= a.abs() / 128.0, "{} for {}", middle(bucket_of(a), false), a);
        prop_assert_eq!(bucket_of(middle(bucket_of(a), true)), bucket_of(a));
    }

    #[test]
    fn quantiles_are_those_of_sorted_numbers(mut numbers in vec(prop_oneof![-190..-60_i64, -1000..1000_i64], 1..400), q in 0.0..=1.0_f64) {
        let sketch = of(numbers.iter().map(|number| *number as f64));
        numbers.sort_unstable();
        let rank = (q * numbers.len() as f64).ceil().max(1.0) as usize;
        let exact = numbers[rank - 1] as f64;
        prop_assert!(is_close(sketch.quantile(q, true).expect("there are numbers"), exact));
    }
}
