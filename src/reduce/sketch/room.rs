//! Room of lists that grow: a function of their length, so that their memory can be counted from it.

/// Elements that a list of `len` elements has room for: up to a quarter more than it holds, so that adding one element seldom
/// moves the others.
pub(super) fn room(len: usize) -> usize {
    if len <= 4 { len } else { len.next_multiple_of(1 << (len.ilog2() - 2)) }
}

/// Memory of a list of `len` elements whose room follows [`room`], in bytes.
pub(super) fn room_bytes<T>(len: usize) -> usize {
    room(len) * size_of::<T>()
}

/// Makes room for `more` elements.
#[inline]
pub(super) fn reserve<T>(list: &mut Vec<T>, more: usize) {
    let len = list.len() + more;
    if len > list.capacity() {
        list.reserve_exact(room(len) - list.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_grows_with_the_length_and_wastes_at_most_a_quarter() {
        for len in 0..100_000 {
            assert!(room(len) >= len && room(len) <= len + len / 4, "{len}");
            assert!(room(len) <= room(len + 1), "{len}");
        }
    }

    #[test]
    fn lists_hold_the_room_that_is_counted() {
        let mut list = Vec::new();
        for len in 1..10_000_usize {
            reserve(&mut list, 1);
            list.push(len);
            assert_eq!(list.capacity(), room(len));
        }
    }
}
