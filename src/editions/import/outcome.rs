//! The result of an import: counts of the cells by what became of them, and the values written.

use serde::Serialize;

/// How many cells became what: each cell that is read is counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Cells that were taken into the sources.
    pub applied: usize,
    /// Cells that are as they were sent, or say what the sources say.
    pub equal: usize,
    /// Cells that someone has to decide on.
    pub reported: usize,
    /// Cells that cannot be taken.
    pub refused: usize,
}

impl Counts {
    /// All cells together.
    #[must_use]
    pub fn read(&self) -> usize {
        self.applied + self.equal + self.reported + self.refused
    }

    /// Adds those of another workbook.
    pub fn add(&mut self, other: Self) {
        self.applied += other.applied;
        self.equal += other.equal;
        self.reported += other.reported;
        self.refused += other.refused;
    }
}
