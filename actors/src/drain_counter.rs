//! Detects when a stage has received everything that was announced.

/// Compares the batches sent to a stage with those it has processed.
///
/// Every edge to the stage ends with the number of batches it carried. The stage is drained when all edges have ended and the numbers match,
/// in whatever order the threads of a pool get there.
#[derive(Debug)]
pub(crate) struct DrainCounter {
    open_edges: usize,
    announced: u64,
    processed: u64,
}

impl DrainCounter {
    pub(crate) fn new(edges: usize) -> DrainCounter {
        DrainCounter { open_edges: edges, announced: 0, processed: 0 }
    }

    /// Counts a processed batch; returns whether the stage is now drained.
    pub(crate) fn processed(&mut self) -> bool {
        self.processed += 1;
        self.drained()
    }

    /// Counts the end of an edge that carried `announced` batches; returns whether the stage is now drained.
    pub(crate) fn ended(&mut self, announced: u64) -> bool {
        self.open_edges = self.open_edges.saturating_sub(1);
        self.announced += announced;
        self.drained()
    }

    pub(crate) fn drained(&self) -> bool {
        self.open_edges == 0 && self.announced == self.processed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_not_reached_before_the_last_announced_batch() {
        let mut intake = DrainCounter::new(1);
        assert!(!intake.processed());
        assert!(!intake.ended(3), "two batches are still with slower threads");
        assert!(!intake.processed());
        assert!(intake.processed());
    }

    #[test]
    fn every_edge_must_end() {
        let mut intake = DrainCounter::new(2);
        assert!(!intake.processed());
        assert!(!intake.ended(1));
        assert!(intake.ended(0));
    }
}
