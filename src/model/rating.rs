//! 評価: the scale is the plan's, and a rating is one of its ids.

/// One step of the plan's scale, best first in the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingLevel {
    /// What is printed: A.
    pub id: String,
    /// What it means: 十分成果があった.
    pub label: String,
}

/// The id of a step of the scale.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rating(pub String);
