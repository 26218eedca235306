//! Permanent routes of pages and anchors on the site, and labels in the PDF.
//!
//! Routes are relative to the root of the site. Routes of pages end with `/`.

use crate::model::{NodeId, PartKind, PartSpec, Plan, PolicyId, SheetBlock};
use crate::record::ReaderOutput;

/// The page of a part. The cover and the contents are on the start page.
#[must_use]
pub fn part(part: &PartSpec) -> String {
    match part.kind {
        PartKind::Cover | PartKind::Contents => String::new(),
        PartKind::Overview => "overview/".to_owned(),
        PartKind::Themes => "themes/".to_owned(),
        PartKind::Indicators => "indicators/".to_owned(),
        PartKind::Evaluation => "evaluation/".to_owned(),
        PartKind::Index | PartKind::Policies => "policies/".to_owned(),
        PartKind::Text => format!("parts/{}/", part.id),
        PartKind::Legend => "legend/".to_owned(),
        PartKind::Projects => projects(1),
        PartKind::Sections => "sections/".to_owned(),
        PartKind::Imprint => "about/".to_owned(),
    }
}

/// The page of a policy.
#[must_use]
pub fn policy(id: PolicyId) -> String {
    format!("policies/{id}/")
}

/// The page of the list of all projects with the number `page`, from 1.
#[must_use]
pub fn projects(page: usize) -> String {
    if page == 1 { "projects/".to_owned() } else { format!("projects/{page}/") }
}

/// The anchor of a project on the page of its policy; that page where its sheet shows no table of
/// projects on the site.
#[must_use]
pub fn project(plan: &Plan, policy: PolicyId, number: usize) -> String {
    let has_row = |block: &SheetBlock| block.show.contains(&ReaderOutput::Site);
    if plan.project_table().is_some_and(has_row) {
        format!("policies/{policy}/#project-{number}")
    } else {
        self::policy(policy)
    }
}

/// The page of an indicator.
#[must_use]
pub fn indicator(id: &str) -> String {
    format!("indicators/{id}/")
}

/// The page of a place of the city.
#[must_use]
pub fn locality(id: &str) -> String {
    format!("places/{id}/")
}

/// A word of the glossary, by its anchor.
#[must_use]
pub fn glossary(anchor: &str) -> String {
    format!("glossary/#{anchor}")
}

/// The page of a section.
#[must_use]
pub fn section(id: &str) -> String {
    format!("sections/{id}/")
}

/// The anchor of an item of the framework on the page of policies.
#[must_use]
pub fn node(id: NodeId) -> String {
    format!("policies/#{}", node_label(id))
}

/// The label of an item of the framework in the PDF.
#[must_use]
pub fn node_label(id: NodeId) -> String {
    let kind = if id.depth() == 1 { "goal" } else { "plan" };
    format!("{kind}-{id}")
}

/// The anchor of a theme on the page of themes.
#[must_use]
pub fn theme(number: u8) -> String {
    format!("themes/#theme-{number}")
}

/// The path of a picture: below `assets/` on the site, below the root in print.
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
