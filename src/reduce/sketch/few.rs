//! A list that is often short.

use std::cmp::Ordering;

use super::room::{reserve, room, room_bytes};

/// A list whose first element lies in place: millions of groups hold a single value each, which costs no allocation.
#[derive(Debug, Clone, Default)]
pub(super) enum Few<T> {
    #[default]
    Empty,
    One(T),
    /// At least two.
    Many(Vec<T>),
}

impl<T: Copy> Few<T> {
    /// All elements.
    #[inline]
    pub fn as_slice(&self) -> &[T] {
        match self {
            Few::Empty => &[],
            Few::One(one) => std::slice::from_ref(one),
            Few::Many(list) => list,
        }
    }

    /// All elements, to be changed.
    #[inline]
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        match self {
            Few::Empty => &mut [],
            Few::One(one) => std::slice::from_mut(one),
            Few::Many(list) => list,
        }
    }

    /// Inserts an element before the `at`-th.
    pub fn insert(&mut self, at: usize, element: T) {
        match self {
            Few::Empty => *self = Few::One(element),
            Few::One(one) => *self = Few::Many(if at == 0 { vec![element, *one] } else { vec![*one, element] }),
            Few::Many(list) => {
                reserve(list, 1);
                list.insert(at, element);
            }
        }
    }

    /// Memory of its allocation.
    pub fn bytes(&self) -> usize {
        match self {
            Few::Empty | Few::One(_) => 0,
            Few::Many(list) => room_bytes::<T>(list.len()),
        }
    }
}

impl<T: Copy> From<Vec<T>> for Few<T> {
    fn from(mut list: Vec<T>) -> Few<T> {
        match list[..] {
            [] => Few::Empty,
            [one] => Few::One(one),
            _ => {
                list.shrink_to(room(list.len()));
                Few::Many(list)
            }
        }
    }
}

/// A key and how often it was added.
pub(super) type Counted<K> = (K, u64);

/// Two sorted lists of counts as one.
pub(super) fn merge_counts<K: Copy + Ord>(mut one: &[Counted<K>], mut other: &[Counted<K>]) -> Vec<Counted<K>> {
    let mut merged = Vec::with_capacity(one.len() + other.len());
    while let ([a, after_a @ ..], [b, after_b @ ..]) = (one, other) {
        match a.0.cmp(&b.0) {
            Ordering::Less => {
                merged.push(*a);
                one = after_a;
            }
            Ordering::Greater => {
                merged.push(*b);
                other = after_b;
            }
            Ordering::Equal => {
                merged.push((a.0, a.1.saturating_add(b.1)));
                (one, other) = (after_a, after_b);
            }
        }
    }
    merged.extend_from_slice(one);
    merged.extend_from_slice(other);
    merged
}
