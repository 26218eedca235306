//! Themes and sections: other ways to the same policies.

use serde::Serialize;

use super::build::policy_reference;
use super::prose::nodes;
use super::{LeadView, Reference, ThemeView};
use crate::layout::routes;
use crate::model::{Book, Theme};

/// 部.
#[derive(Debug, Serialize)]
pub struct DepartmentView {
    /// Its name.
    pub name: String,
    /// Its sections that have policies or projects.
    pub sections: Vec<SectionView>,
}

/// 担当課.
#[derive(Debug, Serialize)]
pub struct SectionView {
    /// Its name in addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The policies it is responsible for.
    pub policies: Vec<Reference>,
}

pub(super) fn theme_reference(book: &Book, number: u8) -> Option<Reference> {
    let theme = book.themes.iter().find(|t| t.number.value == number)?;
    Some(Reference {
        id: number.to_string(),
        name: theme.title.value.clone(),
        route: routes::theme(number),
    })
}

pub(super) fn theme(book: &Book, theme: &Theme) -> ThemeView {
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
                description: lead.description.clone(),
                policies: lead
                    .policies
                    .iter()
                    .filter_map(|id| book.policy(id.value).map(policy_reference))
                    .collect(),
            })
            .collect(),
        policies: book
            .policies()
            .filter(|p| p.themes.iter().any(|n| n.value == number))
            .map(policy_reference)
            .collect(),
    }
}

pub(super) fn departments(book: &Book) -> Vec<DepartmentView> {
    let of = |name: &str| -> Vec<Reference> {
        book.policies()
            .filter(|p| p.sections.iter().any(|s| s.value == name))
            .map(policy_reference)
            .collect()
    };
    book.plan
        .departments
        .iter()
        .map(|department| DepartmentView {
            name: department.name.clone(),
            sections: department
                .sections
                .iter()
                .map(|s| SectionView {
                    id: s.id.value.clone(),
                    name: s.name.value.clone(),
                    policies: of(&s.name),
                })
                .filter(|s| !s.policies.is_empty())
                .collect(),
        })
        .filter(|d| !d.sections.is_empty())
        .collect()
}
