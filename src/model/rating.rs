//! 評価: the scale is the plan's, and a rating is one of its ids.

use crate::record;
use crate::span::Spanned;

record! {
    /// One step of the plan's scale, best first in the plan.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct RatingLevel {
        /// What is printed: A.
        id: Spanned<String> = required "印刷される記号。例 A";
        /// What it means: 十分成果があった.
        label: String = required "意味。例 十分成果があった";
    }
}

/// The id of a step of the scale.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rating(pub String);
