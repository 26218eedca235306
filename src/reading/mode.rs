//! The flags of a build that change how an edition is shown: draft, relaxed, newest.

use crate::model::{Plan, Status};

/// What a build or a preview asks of a book in addition to what its plan says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Mode {
    /// Whether it is marked as a draft, whatever the plan says.
    pub draft: bool,
    /// Whether faults of its pages are let pass, and every page is marked as not final.
    pub relaxed: bool,
    /// Whether its site is put where the newest edition is always found.
    pub newest: bool,
}

impl Mode {
    /// A draft whose pages must be right.
    pub const DRAFT: Self = Self { draft: true, relaxed: false, newest: false };

    /// The status in which the book of `plan` is shown.
    #[must_use]
    pub fn status(self, plan: &Plan) -> Status {
        match plan.edition.status {
            Status::Final if self.draft => Status::Draft,
            status => status,
        }
    }
}
