//! 重点テーマ, and the policies that serve each of them.

use schemars::JsonSchema;
use serde::Serialize;

use super::policy::policy_reference;
use super::prose::nodes;
use super::{ProseNode, Reference};
use crate::layout::routes;
use crate::model::{Book, PriorityTheme};
use crate::reading::Reading;

/// 重点テーマ.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ThemeView {
    /// Its number.
    pub number: u8,
    /// Its name.
    pub title: String,
    /// Its place on the site.
    pub route: String,
    /// What it wants.
    pub content: Vec<ProseNode>,
    /// 重点施策.
    pub leads: Vec<LeadView>,
    /// Every policy that serves it.
    pub policies: Vec<Reference>,
}

/// 重点施策.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LeadView {
    /// Its name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// The policies that carry it.
    pub policies: Vec<Reference>,
}

pub(super) fn theme_reference(book: &Book, number: u8) -> Option<Reference> {
    let theme = book.themes.iter().find(|t| t.number.value == number)?;
    Some(Reference {
        id: number.to_string(),
        number: number.to_string(),
        name: theme.title.value.clone(),
        route: routes::theme(number),
    })
}

pub(super) fn theme(reading: &Reading<'_>, theme: &PriorityTheme) -> ThemeView {
    let book = reading.book();
    let number = theme.number.value;
    ThemeView {
        number,
        title: theme.title.value.clone(),
        route: routes::theme(number),
        content: nodes(&theme.prose, book),
        leads: theme
            .leads
            .iter()
            .map(|lead| LeadView {
                name: lead.name.value.clone(),
                description: lead.description.value.clone(),
                policies: lead
                    .policies
                    .iter()
                    .filter_map(|id| book.policy(id.value).map(policy_reference))
                    .collect(),
            })
            .collect(),
        policies: reading.policies_serving(theme).map(policy_reference).collect(),
    }
}
