//! A session of one visitor, and when two belong together.
//!
//! A session is what single linkage makes of a visitor's requests: two requests within the gap of each other, on one day if the definition
//! ends sessions at midnight, are in one session, and so is everything that is linked by such pairs. That is a function of the set of
//! requests alone. It can be computed of parts: between the first and the last request of a session no two neighbours are further apart
//! than the gap, so a part is linked to another one exactly if the spans of both overlap, or are at most the gap apart.

/// No visit, in a link.
pub const NONE: u32 = u32::MAX;

/// What makes two requests of one visitor one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Linkage {
    /// The longest time between two of them, in microseconds; the greatest number if there is no limit. At least 1.
    pub gap: i64,
    /// Whether they must be of one day.
    pub by_day: bool,
}

/// A session as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// Time of the first request, in microseconds.
    pub start: i64,
    /// Time of the last request.
    pub end: i64,
    /// Requests.
    pub hits: u64,
    /// Requests that are pages; 0 if they are not counted.
    pub pages: u64,
    /// Bytes of the responses; 0 if they are not counted.
    pub bytes: u64,
    /// The day of all requests, if sessions end at midnight, else 0.
    pub day: i32,
    /// The visit of the same visitor before this one.
    pub before: u32,
    /// The visit of the same visitor after this one.
    pub after: u32,
}

/// Where a visitor came in and left. Texts are known by their numbers, 0 for none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ends {
    /// When the first page was requested, or else the first request.
    pub first: i64,
    /// When the last page was requested.
    pub last: i64,
    /// The path of the first page.
    pub entry: u32,
    /// The keys of the first page, or else of the first request.
    pub key: u32,
    /// The path of the last page.
    pub exit: u32,
}

impl Visit {
    /// A single request.
    pub fn of_request(time: i64, day: i32, is_page: bool, bytes: u64) -> Visit {
        Visit { start: time, end: time, hits: 1, pages: is_page.into(), bytes, day, before: NONE, after: NONE }
    }

    /// Adds what another part of the session has seen. Sums stop at the greatest number.
    #[inline]
    pub fn unite(&mut self, other: &Visit) {
        self.start = self.start.min(other.start);
        self.end = self.end.max(other.end);
        self.hits = self.hits.saturating_add(other.hits);
        self.pages = self.pages.saturating_add(other.pages);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }

    /// Whether it comes before a visit to which it is not linked.
    #[inline]
    pub fn is_before(&self, other: &Visit) -> bool {
        (self.day, self.start) < (other.day, other.start)
    }
}

impl Linkage {
    /// Whether two visits of one visitor are parts of one session.
    #[inline]
    pub fn links(self, a: &Visit, b: &Visit) -> bool {
        let within = |end: i64, start: i64| start.saturating_sub(end) <= self.gap;
        a.day == b.day && within(a.end, b.start) && within(b.end, a.start)
    }

    /// Spans of time, each as long as the gap and counted from 1970, in which the session has requests.
    ///
    /// That is all spans from its first request to its last. Two sessions of a visitor on one day never have a span in common. So a
    /// visitor has at least as many spans as sessions, and the number never falls when requests are added, as that of sessions does
    /// when a request unites two.
    #[inline]
    pub fn spans(self, visit: &Visit) -> u64 {
        let span = |time: i64| time.div_euclid(self.gap);
        (span(visit.end).wrapping_sub(span(visit.start)) as u64).saturating_add(1)
    }
}

impl Ends {
    /// The ends of a single request.
    #[inline]
    pub fn of_request(time: i64, path: u32, key: u32) -> Ends {
        Ends { first: time, last: time, entry: path, key, exit: path }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use super::*;

    /// The sessions of points of time, one by one in their order.
    fn sessions(times: impl IntoIterator<Item = i64>, linkage: Linkage) -> Vec<Visit> {
        let mut sessions: Vec<Visit> = Vec::new();
        for time in times {
            let request = Visit::of_request(time, 0, true, 1);
            match sessions.last_mut().filter(|last| linkage.links(last, &request)) {
                Some(last) => last.unite(&request),
                None => sessions.push(request),
            }
        }
        sessions
    }

    proptest! {
        #[test]
        fn spans_are_those_in_which_a_session_has_requests(times in btree_set(-500..500_i64, 1..80), gap in 1..40_i64) {
            let linkage = Linkage { gap, by_day: false };
            let sessions = sessions(times.iter().copied(), linkage);
            let spans: u64 = sessions.iter().map(|session| linkage.spans(session)).sum();
            let mut touched: Vec<i64> = times.iter().map(|time| time.div_euclid(gap)).collect();
            touched.dedup();
            prop_assert_eq!(spans, touched.len() as u64);
            prop_assert!(spans >= sessions.len() as u64);
        }

        #[test]
        fn parts_are_linked_exactly_if_two_of_their_requests_are(
            a in btree_set(0..300_i64, 1..30),
            b in btree_set(0..300_i64, 1..30),
            gap in 1..30_i64,
        ) {
            let linkage = Linkage { gap, by_day: false };
            let parts = |times: &std::collections::BTreeSet<i64>| sessions(times.iter().copied(), linkage);
            for (one, other) in parts(&a).iter().flat_map(|one| parts(&b).into_iter().map(move |other| (*one, other))) {
                let of = |times: &std::collections::BTreeSet<i64>, visit: &Visit| -> Vec<i64> {
                    times.range(visit.start..=visit.end).copied().collect()
                };
                let (ones, others) = (of(&a, &one), of(&b, &other));
                let is_linked = ones.iter().any(|x| others.iter().any(|y| (x - y).abs() <= gap));
                prop_assert_eq!(linkage.links(&one, &other), is_linked);
                prop_assert_eq!(linkage.links(&other, &one), is_linked);
            }
        }
    }

    #[test]
    fn times_far_apart_do_not_overflow() {
        let request = |time| Visit::of_request(time, 0, true, 1);
        let (first, last) = (request(i64::MIN), request(i64::MAX));
        assert!(!Linkage { gap: 1, by_day: false }.links(&first, &last));
        assert!(Linkage { gap: i64::MAX, by_day: true }.links(&first, &last));
        let mut all = first;
        all.unite(&last);
        assert_eq!(Linkage { gap: 1, by_day: false }.spans(&all), u64::MAX);
    }

    #[test]
    fn a_visit_is_small() {
        assert!(size_of::<Visit>() + size_of::<Ends>() <= 96);
    }
}
