//! The policy, the project and the sections that a finding concerns.

use serde::Serialize;

/// What a finding belongs to, as its author wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Owner {
    /// The policy's number; none for what concerns the plan as a whole.
    pub policy: Option<String>,
    /// The project's name; none for what is not in one.
    pub project: Option<String>,
    /// The sections, by name: the project's, or else the policy's, of which the first leads.
    pub sections: Vec<String>,
}

impl Owner {
    /// The section that is asked first.
    #[must_use]
    pub fn section(&self) -> Option<&str> {
        self.sections.first().map(String::as_str)
    }
}
