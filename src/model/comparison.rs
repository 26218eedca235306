//! The words and columns of the tables that compare versions.

use crate::record;
use crate::span::Spanned;

record! {
    /// How the plan's tables of old and new are written; what it does not say has the usual words.
    #[derive(Debug, Clone, Default, PartialEq, Eq)]
    pub struct ComparisonWords {
        /// The columns from left to right.
        columns: Vec<Spanned<ComparedSide>> = optional[distinct] "新旧の列の順。左から。例 [new, old]。書かなければ [old, new]";
        /// The name of the old side.
        old: Option<String> = optional "旧の列の名前。書かなければ 改正前";
        /// The name of the new side.
        new: Option<String> = optional "新の列の名前。書かなければ 改正後";
        /// What stands in the old column of what was added.
        added: Option<String> = optional "加わったものの、旧の列に書く言葉。書かなければ （新設）";
        /// What stands in the new column of what has ended.
        ended: Option<String> = optional "なくなったものの、新の列に書く言葉。書かなければ （削る）";
    }
}

/// A side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparedSide {
    /// 旧.
    Old,
    /// 新.
    New,
}

impl ComparedSide {
    /// Each side with its word in `plan.yaml` and in themes.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Old, "old"), (Self::New, "new")];

    /// Its word in `plan.yaml` and in themes.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(side, _)| *side == self).map_or("", |(_, name)| name)
    }
}

impl std::fmt::Display for ComparedSide {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl ComparisonWords {
    /// The columns from left to right: both sides.
    #[must_use]
    pub fn order(&self) -> [ComparedSide; 2] {
        match self.columns.first().map(|side| side.value) {
            Some(ComparedSide::New) => [ComparedSide::New, ComparedSide::Old],
            _ => [ComparedSide::Old, ComparedSide::New],
        }
    }
}
