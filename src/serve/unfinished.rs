//! The unfinished parts of the book, by section: empty texts, missing figures and findings.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::report::{Finding, PolicyFilter, file_stem};
use crate::diag::Lang;
use crate::layout::routes;
use crate::model::{Book, Policy};
use crate::reading::{Column, Reading};

/// A section and its unfinished policies.
#[derive(Debug, Clone, Serialize)]
pub(super) struct UnfinishedSection {
    pub name: String,
    pub policies: Vec<UnfinishedPolicy>,
}

/// The unfinished parts of a policy.
#[derive(Debug, Clone, Serialize)]
pub(super) struct UnfinishedPolicy {
    pub id: String,
    pub title: String,
    pub route: String,
    /// The headings and fields without text.
    pub empty: Vec<String>,
    /// The missing figures.
    pub missing: Vec<String>,
    /// The number of errors in the policy's files.
    pub errors: usize,
    /// The number of warnings in the policy's files.
    pub warnings: usize,
}

/// Lists the unfinished policies of `book` by section, in the order of the plan; only those with
/// one of `ids`, if given.
pub(super) fn unfinished(
    book: &Book,
    findings: &[Finding],
    filter: &PolicyFilter,
    ids: Option<&BTreeSet<String>>,
    lang: Lang,
) -> Vec<UnfinishedSection> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for finding in findings {
        if let Some(location) = finding.locations.first().filter(|l| l.file.contains("/policies/"))
        {
            let (errors, warnings) = counts.entry(file_stem(&location.file)).or_default();
            *(if finding.error { errors } else { warnings }) += 1;
        }
    }
    let mut by_section: BTreeMap<&str, Vec<UnfinishedPolicy>> = BTreeMap::new();
    let order: Vec<&str> =
        book.plan.departments.iter().flat_map(|d| &d.sections).map(|s| s.name.as_str()).collect();
    for policy in book.policies() {
        let id = policy.id.to_string();
        if ids.is_some_and(|ids| !ids.contains(&id)) {
            continue;
        }
        let (errors, warnings) = counts.get(id.as_str()).copied().unwrap_or_default();
        let (empty, missing) = unfinished_parts(book, policy, lang);
        if errors + warnings + empty.len() + missing.len() == 0 {
            continue;
        }
        let lead = policy.sections.first().map_or("", |s| s.value.as_str());
        let name = filter.section.as_deref().filter(|_| ids.is_some()).unwrap_or(lead);
        by_section.entry(name).or_default().push(UnfinishedPolicy {
            route: routes::policy(policy.id),
            title: policy.title.value.clone(),
            id,
            empty,
            missing,
            errors,
            warnings,
        });
    }
    let mut sections: Vec<UnfinishedSection> = by_section
        .into_iter()
        .map(|(name, policies)| UnfinishedSection { name: name.to_owned(), policies })
        .collect();
    sections.sort_by_key(|section| {
        order.iter().position(|name| *name == section.name).unwrap_or(usize::MAX)
    });
    sections
}

/// The empty texts and the missing figures of a policy, in words.
fn unfinished_parts(book: &Book, policy: &Policy, lang: Lang) -> (Vec<String>, Vec<String>) {
    let (edition, reading) = (&book.plan.edition, Reading::new(book));
    let evaluated = reading.evaluated();
    let ja = lang == Lang::Ja;
    let mut empty: Vec<String> = policy
        .prose
        .iter()
        .filter(|section| section.prose.is_empty())
        .map(|section| section.heading.value.clone())
        .collect();
    let mut missing = Vec::new();
    if policy.projects.is_empty() {
        empty.push(if ja { "構成する事業" } else { "projects" }.to_owned());
    }
    let rated = policy.rated(evaluated).is_some_and(|rating| !rating.0.is_empty());
    if book.plan.rating_required && !rated {
        missing.push(if ja {
            format!("{}の評価", evaluated.long())
        } else {
            format!("rating of {evaluated}")
        });
    }
    for project in &policy.projects {
        let name = &project.name.value;
        if project.description.trim().is_empty() {
            empty.push(if ja {
                format!("「{name}」の内容")
            } else {
                format!("description of `{name}`")
            });
        }
        let results = project.results.value.get(&evaluated);
        if !reading.begins(project) && results.is_none_or(|results| results.trim().is_empty()) {
            empty.push(if ja {
                format!("「{name}」の{}の実績", evaluated.long())
            } else {
                format!("results of `{name}` in {evaluated}")
            });
        }
        if project.direction.is_empty() {
            empty.push(if ja {
                format!("「{name}」の方向性")
            } else {
                format!("direction of `{name}`")
            });
        }
        if reading.awaits(project, Column::Settlement(evaluated)) {
            missing.push(if ja {
                format!("「{name}」の{}決算額", evaluated.long())
            } else {
                format!("settlement of `{name}` in {evaluated}")
            });
        }
        let years: Vec<_> = edition
            .window()
            .filter(|year| reading.awaits(project, Column::Budget(*year)))
            .map(|year| if ja { year.long() } else { year.to_string() })
            .collect();
        if !years.is_empty() {
            let years = years.join(if ja { "、" } else { ", " });
            missing.push(if ja {
                format!("「{name}」の{years}予算額")
            } else {
                format!("budget of `{name}` in {years}")
            });
        }
    }
    (empty, missing)
}
