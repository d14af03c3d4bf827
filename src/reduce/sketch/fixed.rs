//! Sums of fractions that do not depend on the order in which they are added: fixed point with 64 bits after the point.

/// 2^64, by which a number is multiplied.
const ONE: f64 = (1_u128 << 64) as f64;

/// A number in fixed point: the nearest multiple of 2^-64, the even one of two. Exact if all bits of the number lie within 64 bits
/// after the point.
///
/// `None` for NaN, for infinity, and from 2^62 on, so that two numbers at least fit a sum.
#[inline]
pub fn from_f64(value: f64) -> Option<i128> {
    const LIMIT: f64 = (1_u64 << 62) as f64;
    // Multiplying by a power of two is exact.
    (value.abs() < LIMIT).then(|| (value * ONE).round_ties_even() as i128)
}

/// The sum of two numbers in fixed point. From 2^63 on it stays at the greatest number, below -2^63 at the least.
///
/// As long as it stays within that, the order in which numbers are added makes no difference.
#[inline]
pub fn add(sum: i128, more: i128) -> i128 {
    sum.saturating_add(more)
}

/// The number closest to one in fixed point.
#[inline]
pub fn to_f64(sum: i128) -> f64 {
    sum as f64 / ONE
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn sum(values: &[f64]) -> i128 {
        values.iter().filter_map(|value| from_f64(*value)).fold(0, add)
    }

    #[test]
    fn numbers_round_to_the_nearest_multiple_and_to_even_between_two() {
        let unit = 1.0 / ONE;
        for (value, fixed) in [
            (0.0, 0),
            (-0.0, 0),
            (1.0, 1 << 64),
            (-1.0, -(1 << 64)),
            (0.5 * unit, 0),
            (0.51 * unit, 1),
            (unit, 1),
            (1.5 * unit, 2),
            (2.5 * unit, 2),
            (-2.5 * unit, -2),
            (-3.5 * unit, -4),
            (f64::MIN_POSITIVE, 0),
            (5e-324, 0),
        ] {
            assert_eq!(from_f64(value), Some(fixed), "{value:e}");
        }
    }

    #[test]
    fn numbers_out_of_range_have_no_fixed_point() {
        let limit = (1_u64 << 62) as f64;
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, limit, -limit] {
            assert_eq!(from_f64(value), None, "{value:e}");
        }
        assert_eq!(from_f64(limit.next_down()).map(to_f64), Some(limit.next_down()));
    }

    #[test]
    fn sums_stay_at_their_limits() {
        let large = from_f64((1_u64 << 61) as f64).expect("less than 2^62");
        assert_eq!([large; 5].into_iter().fold(0, add), i128::MAX);
        assert_eq!([-large; 5].into_iter().fold(0, add), i128::MIN);
    }

    #[test]
    fn small_numbers_are_not_lost_beside_large_ones() {
        assert_eq!(to_f64(sum(&[1e17, 0.25, -1e17])), 0.25);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 4))]

        #[test]
        fn numbers_whose_bits_fit_round_trip(mantissa in -(1_i64 << 53)..=1 << 53, exponent in -64..9) {
            let value = mantissa as f64 * 2_f64.powi(exponent);
            prop_assume!(value.abs() < 2_f64.powi(62));
            prop_assert_eq!(from_f64(value).map(to_f64), Some(value));
        }

        #[test]
        fn sums_are_equal_in_any_order(
            (values, shuffled) in vec(-1e15..1e15, 0..50)
                .prop_flat_map(|values| (Just(values.clone()), Just(values).prop_shuffle())),
            split in 0..50_usize,
        ) {
            let (one, other) = shuffled.split_at(split.min(shuffled.len()));
            prop_assert_eq!(sum(&values), add(sum(one), sum(other)));
        }
    }
}
