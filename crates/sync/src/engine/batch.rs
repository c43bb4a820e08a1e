//! How many rows go in one request: all that fit, and fewer while a row is looked for that amoCRM refuses without naming it.

/// Most rows in one request: what amoCRM takes of deals with their contacts. Notes go by the same measure.
const MOST: usize = kopir_amocrm::MAX_COMPLEX_BATCH;

/// How often one batch is sent, the times included that amoCRM asked for a pause.
pub(super) const SENDS_OF_A_BATCH: u32 = 4;

/// How often a pass looks for a row by halving full batches. Each search takes six rounds.
const SEARCHES: u32 = 3;

/// The size of the batches of a pass.
#[derive(Debug)]
pub(super) struct BatchSize {
    now: usize,
    /// Rows found by halving.
    found: u32,
}

impl Default for BatchSize {
    fn default() -> Self {
        Self { now: MOST, found: 0 }
    }
}

impl BatchSize {
    /// Rows in the next request.
    pub(super) const fn get(&self) -> usize {
        self.now
    }

    /// So many rows were refused in words that name none of them: halves are tried until it stands alone.
    pub(super) fn halve(&mut self, refused: usize) {
        self.now = refused.div_ceil(2).max(1);
    }

    /// A row stood alone and was refused.
    ///
    /// The others go in full batches again: they are most likely good, and would each cost a request. After a few such
    /// rows the batches stay small: each halving takes a round, and rounds must not run out before everyone had a turn.
    pub(super) fn found(&mut self) {
        if self.now == MOST {
            return;
        }
        self.found += 1;
        if self.found < SEARCHES {
            self.now = MOST;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_searches_end_within_the_rounds_of_a_pass() {
        let mut size = BatchSize::default();
        let mut halvings = 0_u32;
        for _ in 0..100 {
            while size.get() > 1 {
                size.halve(size.get());
                halvings += 1;
            }
            size.found();
        }
        assert_eq!((halvings, size.get()), (18, 1));
        assert!(halvings < super::super::round::MAX_ROUNDS);
    }

    #[test]
    fn a_row_that_was_alone_from_the_start_changes_nothing() {
        let mut size = BatchSize::default();
        size.found();
        size.halve(50);
        size.found();
        assert_eq!(size.get(), 50);
    }
}
