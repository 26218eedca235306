//! Reasons for changes, for the tables that compare versions.

use super::FiscalYear;
use crate::record;
use crate::span::Spanned;

record! {
    /// `changes.yaml`.
    #[derive(Debug, Clone, Default, PartialEq)]
    pub struct ChangesFile {
        /// The reasons, in the order of their file.
        changes: Vec<ChangeReason> = optional "変更の理由";
    }
}

record! {
    /// Why something changed.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ChangeReason {
        /// The permanent id of the policy, project, indicator or section.
        id: Spanned<String> = required "施策、事業、成果指標、課の固定ID。終わったものは前の版の固定ID";
        /// The reason.
        reason: Spanned<String> = required "変更の理由。1～2文" as text;
        /// The edition in which it changed.
        edition: Spanned<FiscalYear> = required "どの年度の版での変更か。例 R7";
    }
}
