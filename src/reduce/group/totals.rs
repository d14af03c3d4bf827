//! What is true of all groups of a table, before `having` and `top` cut them.

/// Totals; those of two sets of groups add up to those of both.
#[derive(Debug, Clone)]
pub struct Totals {
    /// The total of each measure that adds up, in fixed point if its values are fractions.
    pub sums: Vec<Option<i128>>,
    /// The first and last time of the records, in microseconds.
    pub span: Option<(i64, i64)>,
}

impl Totals {
    /// Adds the totals of other groups.
    pub fn add(&mut self, other: &Totals) {
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            *sum = sum.zip(*more).and_then(|(sum, more)| sum.checked_add(more));
        }
        self.span = match (self.span, other.span) {
            (Some((first, last)), Some((earlier, later))) => Some((first.min(earlier), last.max(later))),
            (own, more) => own.or(more),
        };
    }
}
