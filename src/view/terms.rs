//! What the plan calls its levels and other things.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::Plan;

/// What the levels of the framework are called: 基本目標, 基本計画, 主要施策.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LevelsView {
    /// The highest.
    pub goal: String,
    /// The one next to the sheets; in a plan of two levels the highest.
    pub group: String,
    /// The sheets.
    pub policy: String,
    /// All above the sheets, the highest first.
    pub above: Vec<String>,
}

/// What the plan calls things: 担当課, 構成する事業, 成果指標, 今後の方向性.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TermsView {
    /// What is responsible for policies and projects.
    pub section: String,
    /// What a policy consists of.
    pub projects: String,
    /// What is measured.
    pub indicators: String,
    /// What becomes of a project.
    pub direction: String,
}

pub(super) fn levels(plan: &Plan) -> LevelsView {
    LevelsView {
        goal: plan.levels.goal().to_owned(),
        group: plan.levels.group_name().to_owned(),
        policy: plan.levels.policy().to_owned(),
        above: plan.levels.above_sheets().iter().map(|level| level.name.clone()).collect(),
    }
}

pub(super) fn terms(plan: &Plan) -> TermsView {
    TermsView {
        section: plan.terms.section.clone(),
        projects: plan.terms.projects.clone(),
        indicators: plan.terms.indicators.clone(),
        direction: plan.terms.direction.clone(),
    }
}
