//! One permanent address for each thing a reader may want to point at.
//!
//! Routes are relative to the root of the site and end with `/` for pages.

use crate::model::{BasicPlanId, GoalId, PartKind, PolicyId};

/// The page of a part. Cover and contents are the start page.
#[must_use]
pub fn part(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Cover | PartKind::Contents => "",
        PartKind::Overview => "overview/",
        PartKind::Themes => "themes/",
        PartKind::Indicators => "indicators/",
        PartKind::Evaluation => "evaluation/",
        PartKind::Index | PartKind::Policies => "policies/",
    }
}

/// The page of a policy.
#[must_use]
pub fn policy(id: PolicyId) -> String {
    format!("policies/{id}/")
}

/// The place of a project on its policy's page.
#[must_use]
pub fn project(policy: PolicyId, number: usize) -> String {
    format!("policies/{policy}/#project-{number}")
}

/// The place of an indicator among all.
#[must_use]
pub fn indicator(id: &str) -> String {
    format!("indicators/#indicator-{id}")
}

/// The page of a section.
#[must_use]
pub fn section(id: &str) -> String {
    format!("sections/{id}/")
}

/// The place of a goal among the policies.
#[must_use]
pub fn goal(id: GoalId) -> String {
    format!("policies/#goal-{id}")
}

/// The place of a basic plan among the policies.
#[must_use]
pub fn basic_plan(id: BasicPlanId) -> String {
    format!("policies/#plan-{id}")
}

/// The place of a theme.
#[must_use]
pub fn theme(number: u8) -> String {
    format!("themes/#theme-{number}")
}

/// The file of a picture: below `assets/` on the site, below the root in print.
#[must_use]
pub fn picture(name: &str) -> String {
    format!("pictures/{name}")
}

/// The label of a part in the PDF.
#[must_use]
pub fn part_label(id: &str) -> String {
    format!("part-{id}")
}

/// The label of a policy in the PDF.
#[must_use]
pub fn policy_label(id: PolicyId) -> String {
    format!("policy-{id}")
}
