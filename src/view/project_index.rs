//! The index of all projects by name.

use schemars::JsonSchema;
use serde::Serialize;

use super::Reference;
use super::policy::policy_reference;
use crate::layout::routes;
use crate::model::{Book, Policy, Project};
use crate::value::kana;

/// Projects of the index that stand below one heading.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct IndexGroup {
    /// The kana of the row in which their readings begin, 他 for readings that begin with none; none
    /// where the index is in the order of the policies.
    pub head: Option<String>,
    /// The projects.
    pub projects: Vec<IndexedProject>,
}

/// A project of the index.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct IndexedProject {
    /// Its name.
    pub name: String,
    /// Its place on the site.
    pub route: String,
    /// The policy whose sheet has it.
    pub policy: Reference,
    /// The label of that sheet in the PDF.
    pub label: String,
}

/// The index of the projects of `book`: by their readings if all have one, else in the order of the policies.
pub(super) fn project_index(book: &Book) -> Vec<IndexGroup> {
    let mut projects: Vec<(&Policy, usize, &Project)> = book
        .policies()
        .flat_map(|policy| (1..).zip(&policy.projects).map(move |(at, it)| (policy, at, it)))
        .collect();
    let reading = |project: &Project| project.kana.as_ref().map(|kana| kana.value.clone());
    let by_reading = projects.iter().all(|(.., project)| project.kana.is_some());
    if by_reading {
        projects.sort_by_cached_key(|(.., it)| reading(it).map(|reading| kana::sort_key(&reading)));
    }
    let head = |project: &Project| {
        let reading = reading(project).filter(|_| by_reading)?;
        Some(kana::row(&reading).map_or_else(|| "他".to_owned(), String::from))
    };
    let mut groups: Vec<IndexGroup> = Vec::new();
    for (policy, number, project) in projects {
        let indexed = IndexedProject {
            name: project.name.value.clone(),
            route: routes::project(&book.plan, policy.id, number),
            policy: policy_reference(policy),
            label: routes::policy_label(policy.id),
        };
        let head = head(project);
        match groups.iter_mut().find(|group| group.head == head) {
            Some(group) => group.projects.push(indexed),
            None => groups.push(IndexGroup { head, projects: vec![indexed] }),
        }
    }
    groups
}
