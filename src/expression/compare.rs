//! Comparisons of arrays of one type, value by value or with one value. `arrow-ord` has them, too: it compiles for a minute, for many more
//! types than ours, and tells a zero with a sign from one without.

use std::cmp::Ordering;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType, UInt8Type,
    UInt16Type, UInt64Type,
};
use arrow_array::{Array, BooleanArray, Datum};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer};
use arrow_schema::DataType;

use super::node::Comparison;
use crate::log::Views;

/// Rows of which the truths are one word.
const WORD: usize = 64;

/// Applies a comparison to values of one type.
///
/// # Panics
/// If the types differ: a defect of the caller.
pub fn compare(comparison: Comparison, left: &dyn Datum, right: &dyn Datum) -> BooleanArray {
    let ((left, is_one_left), (right, is_one_right)) = (left.get(), right.get());
    assert_eq!(left.data_type(), right.data_type(), "both sides were given one type");
    // Only the right side can be one value for all rows.
    let (comparison, left, right, is_one) = match is_one_left && !is_one_right {
        true => (comparison.mirrored(), right, left, true),
        false => (comparison, left, right, is_one_right),
    };
    let values = Pair { wanted: Wanted::by(comparison), left, right, is_one }.values();
    let valid = |array: &dyn Array| array.logical_nulls();
    let right_valid = match is_one {
        true => right.is_null(0).then(|| NullBuffer::new_null(left.len())),
        false => valid(right),
    };
    let (left_valid, rows) = (valid(left), left.len());
    match comparison {
        Comparison::Distinct => !&not_distinct(&!&values, left_valid, right_valid, rows),
        Comparison::NotDistinct => not_distinct(&values, left_valid, right_valid, rows),
        _ => return BooleanArray::new(values, NullBuffer::union(left_valid.as_ref(), right_valid.as_ref())),
    }
    .into()
}

/// Where both values are present and equal, or both are null.
fn not_distinct(
    equal: &BooleanBuffer,
    left: Option<NullBuffer>,
    right: Option<NullBuffer>,
    rows: usize,
) -> BooleanBuffer {
    let present =
        |valid: Option<NullBuffer>| valid.map_or_else(|| BooleanBuffer::new_set(rows), |valid| valid.inner().clone());
    let (left, right) = (present(left), present(right));
    &(&(&left & &right) & equal) | &!&(&left | &right)
}

/// The orders of two values for which a comparison holds: bits of less, equal and greater. So there is one loop for all comparisons.
#[derive(Clone, Copy)]
struct Wanted(u8);

impl Wanted {
    fn by(comparison: Comparison) -> Wanted {
        Wanted(match comparison {
            Comparison::Less => 0b001,
            Comparison::Equal | Comparison::NotDistinct => 0b010,
            Comparison::AtMost => 0b011,
            Comparison::Greater => 0b100,
            Comparison::NotEqual | Comparison::Distinct => 0b101,
            Comparison::AtLeast => 0b110,
        })
    }

    #[inline(always)]
    fn has(self, order: Ordering) -> bool {
        self.0 >> (order as i8 + 1) & 1 == 1
    }

    /// Whether values that are equal, or not, are all that is asked for.
    fn is_equality(self) -> bool {
        [Wanted::by(Comparison::Equal), Wanted::by(Comparison::NotEqual)].iter().any(|equality| equality.0 == self.0)
    }
}

/// What is compared; `right` can be one value for all rows.
struct Pair<'a> {
    wanted: Wanted,
    left: &'a dyn Array,
    right: &'a dyn Array,
    is_one: bool,
}

impl Pair<'_> {
    /// The truths, of no meaning where a value is null.
    fn values(&self) -> BooleanBuffer {
        match self.left.data_type() {
            DataType::UInt8 => self.numbers::<UInt8Type>(Ord::cmp),
            DataType::UInt16 => self.numbers::<UInt16Type>(Ord::cmp),
            DataType::UInt64 => self.numbers::<UInt64Type>(Ord::cmp),
            DataType::Int64 => self.numbers::<Int64Type>(Ord::cmp),
            DataType::Decimal128(..) => self.numbers::<Decimal128Type>(Ord::cmp),
            DataType::Date32 => self.numbers::<Date32Type>(Ord::cmp),
            DataType::Timestamp(..) => self.numbers::<TimestampMicrosecondType>(Ord::cmp),
            // Zero has one sign, and NaN is the largest number and equals itself.
            DataType::Float64 => self.numbers::<Float64Type>(|left, right| (left + 0.0).total_cmp(&(right + 0.0))),
            DataType::Utf8View => self.texts(),
            DataType::Boolean => self.truths(),
            other => unreachable!("no expression has values of type {other}"),
        }
    }

    fn numbers<T: ArrowPrimitiveType>(&self, order: impl Fn(&T::Native, &T::Native) -> Ordering) -> BooleanBuffer {
        let (left, right) = (self.left.as_primitive::<T>().values(), self.right.as_primitive::<T>().values());
        match (self.is_one, &**right) {
            (true, [one, ..]) => collect(left.len(), left.chunks(WORD), |number| self.wanted.has(order(number, one))),
            _ => {
                let pairs = left.chunks(WORD).zip(right.chunks(WORD)).map(|(left, right)| left.iter().zip(right));
                collect(left.len(), pairs, |(left, right)| self.wanted.has(order(left, right)))
            }
        }
    }

    fn texts(&self) -> BooleanBuffer {
        let (left, right) = (Views::new(self.left.as_string_view()), Views::new(self.right.as_string_view()));
        let text = |row: usize| left.get(row).unwrap_or_default();
        let other = |row: usize| right.get(row).unwrap_or_default();
        match (self.is_one, self.wanted.is_equality()) {
            (true, true) => {
                let (one, is_equal) = (other(0), self.wanted.has(Ordering::Equal));
                // Most texts have another length, so this takes no look at them.
                BooleanBuffer::collect_bool(left.len(), |row| (text(row) == one) == is_equal)
            }
            (true, false) => {
                let one = other(0);
                BooleanBuffer::collect_bool(left.len(), |row| self.wanted.has(text(row).cmp(one)))
            }
            (false, _) => BooleanBuffer::collect_bool(left.len(), |row| self.wanted.has(text(row).cmp(other(row)))),
        }
    }

    fn truths(&self) -> BooleanBuffer {
        let (left, right) = (self.left.as_boolean().values(), self.right.as_boolean().values());
        let other = |row: usize| right.value(if self.is_one { 0 } else { row });
        BooleanBuffer::collect_bool(left.len(), |row| self.wanted.has(left.value(row).cmp(&other(row))))
    }
}

/// The truths of rows, which come in chunks of [`WORD`].
fn collect<C: IntoIterator>(
    rows: usize,
    chunks: impl Iterator<Item = C>,
    holds: impl Fn(C::Item) -> bool,
) -> BooleanBuffer {
    let bits = |chunk: C| chunk.into_iter().map(&holds).enumerate();
    let word = |chunk| bits(chunk).fold(0_u64, |word, (bit, truth)| word | u64::from(truth) << bit);
    BooleanBuffer::new(Buffer::from_vec(chunks.map(word).collect()), 0, rows)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Float64Array, Scalar, StringViewArray, UInt8Array};

    use super::*;

    const ALL: [Comparison; 8] = [
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Less,
        Comparison::AtMost,
        Comparison::Greater,
        Comparison::AtLeast,
        Comparison::Distinct,
        Comparison::NotDistinct,
    ];

    /// The truth by definition.
    fn truth<T: PartialOrd>(comparison: Comparison, left: Option<T>, right: Option<T>) -> Option<bool> {
        match (comparison, left, right) {
            (Comparison::Distinct, left, right) => Some(left != right),
            (Comparison::NotDistinct, left, right) => Some(left == right),
            (_, Some(left), Some(right)) => Some(match comparison {
                Comparison::NotEqual => left != right,
                Comparison::Less => left < right,
                Comparison::AtMost => left <= right,
                Comparison::Greater => left > right,
                Comparison::AtLeast => left >= right,
                _ => left == right,
            }),
            _ => None,
        }
    }

    /// Compares each value with each, as arrays and with one value on either side.
    fn assert_all<T: PartialOrd + Copy + std::fmt::Debug>(values: &[Option<T>], array: fn(Vec<Option<T>>) -> ArrayRef) {
        for comparison in ALL {
            let lefts: Vec<_> = values.iter().flat_map(|left| values.iter().map(|_| *left)).collect();
            let rights: Vec<_> = values.iter().flat_map(|_| values.iter().copied()).collect();
            let truths = |left: &[Option<T>], right: &[Option<T>]| -> Vec<Option<bool>> {
                left.iter().zip(right).map(|(left, right)| truth(comparison, *left, *right)).collect()
            };
            let found = compare(comparison, &array(lefts.clone()), &array(rights.clone()));
            assert_eq!(found.iter().collect::<Vec<_>>(), truths(&lefts, &rights), "{comparison:?} of {values:?}");
            for one in values {
                let (many, ones) = (array(lefts.clone()), vec![*one; lefts.len()]);
                let scalar = Scalar::new(array(vec![*one]));
                let found = compare(comparison, &many, &scalar);
                assert_eq!(found.iter().collect::<Vec<_>>(), truths(&lefts, &ones), "{comparison:?} with {one:?}");
                let found = compare(comparison, &scalar, &many);
                assert_eq!(found.iter().collect::<Vec<_>>(), truths(&ones, &lefts), "{one:?} {comparison:?}");
            }
        }
    }

    #[test]
    fn values_compare_by_definition_in_arrays_and_with_one_value() {
        let numbers: Vec<Option<u8>> = [None].into_iter().chain((0..9).map(|number| Some(number * 30))).collect();
        assert_all(&numbers, |numbers| Arc::new(UInt8Array::from(numbers)));
        let fractions = [None, Some(-0.0), Some(0.0), Some(1.5), Some(f64::INFINITY), Some(-3.0)];
        assert_all(&fractions, |numbers| Arc::new(Float64Array::from(numbers)));
        let texts =
            [None, Some(""), Some("a"), Some("a text of more than twelve bytes"), Some("a text of mord"), Some("é")];
        assert_all(&texts, |texts| Arc::new(StringViewArray::from(texts)));
        assert_all(&[None, Some(false), Some(true)], |truths| Arc::new(BooleanArray::from(truths)));
    }
}
