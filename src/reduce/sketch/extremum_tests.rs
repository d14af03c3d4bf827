use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::reduce::sketch::laws::test_laws;

/// Texts, of which many are equal or begin alike.
fn text() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![vec(b'a'..b'c', 0..3), vec(any::<u8>(), 0..40)]
}

fn texts() -> impl Strategy<Value = Vec<Vec<u8>>> {
    vec(text(), 0..20)
}

/// Texts at few different times, of which some are extreme.
fn timed() -> impl Strategy<Value = Vec<(i64, Vec<u8>)>> {
    let time = prop_oneof![4 => -2..2_i64, 1 => any::<i64>(), 1 => proptest::sample::select(vec![i64::MIN, i64::MAX])];
    vec((time, text()), 0..20)
}

mod least {
    use super::*;

    test_laws!(LeastText, Vec<u8>, texts(), |sketch, text| sketch.offer(text), LeastText::merge);
}

mod greatest {
    use super::*;

    test_laws!(GreatestText, Vec<u8>, texts(), |sketch, text| sketch.offer(text), GreatestText::merge);
}

mod first {
    use super::*;

    test_laws!(
        Timed,
        (i64, Vec<u8>),
        timed(),
        |sketch, (time, text)| sketch.offer_first(*time, text),
        Timed::merge_first
    );
}

mod last {
    use super::*;

    test_laws!(
        Timed,
        (i64, Vec<u8>),
        timed(),
        |sketch, (time, text)| sketch.offer_last(*time, text),
        Timed::merge_last
    );
}

#[test]
fn nothing_offered_is_nothing_chosen() {
    assert_eq!(LeastText::default().get(), None);
    assert_eq!(GreatestText::default().get(), None);
    assert_eq!(Timed::default().get(), None);
}

#[test]
fn a_longest_text_that_is_shorter_than_the_chosen_one_is_an_error() {
    assert!(LeastText::decode(&[3, 2, b'a', b'b']).is_ok());
    assert!(LeastText::decode(&[2, 2, b'a', b'b']).is_err());
    let longest = [0x81, 0x80, 0x80, 0x80, 0x10];
    assert!(LeastText::decode(&[&longest[..], &[0]].concat()).is_err(), "4 GiB");
}

proptest! {
    #![proptest_config(ProptestConfig::default())]

    #[test]
    fn texts_chosen_are_the_least_and_the_greatest(texts in texts()) {
        let (mut least, mut greatest) = (LeastText::default(), GreatestText::default());
        for text in &texts {
            least.offer(text);
            greatest.offer(text);
        }
        prop_assert_eq!(least.get(), texts.iter().min().map(Vec::as_slice));
        prop_assert_eq!(greatest.get(), texts.iter().max().map(Vec::as_slice));
    }

    #[test]
    fn texts_chosen_are_the_first_and_the_last(timed in timed()) {
        let (mut first, mut last) = (Timed::default(), Timed::default());
        for (time, text) in &timed {
            first.offer_first(*time, text);
            last.offer_last(*time, text);
        }
        let entry = |entry: &(i64, Vec<u8>)| (entry.0, entry.1.clone());
        prop_assert_eq!(first.get().map(|(time, text)| (time, text.to_vec())), timed.iter().min().map(entry));
        prop_assert_eq!(last.get().map(|(time, text)| (time, text.to_vec())), timed.iter().max().map(entry));
    }
}
