//! The preview's list of unfinished parts, by section: empty texts, missing figures and findings.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::report::{Finding, PolicyFilter, file_stem};
use crate::diag::Lang;
use crate::layout::routes;
use crate::model::{Book, Policy};
use crate::reading::{AskedKind, AskedValue, Reading};

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
    let reading = Reading::new(book);
    let awaited: Vec<_> = reading.asked(policy).filter(|value| !value.written).collect();
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
    for AskedValue { year, evaluation, criterion, field, project, .. } in &awaited {
        let of = project.map(|project| format!("「{}」の", project.name)).unwrap_or_default();
        let (name, id) = match (evaluation, criterion, field) {
            (Some(evaluation), Some(criterion), _) => {
                (format!("{}（{}）", evaluation.name, criterion.name), evaluation.key())
            }
            (Some(evaluation), None, _) => (evaluation.name.to_string(), evaluation.key()),
            (None, _, Some(field)) => (field.name.to_string(), field.id.as_str()),
            (None, _, None) => continue,
        };
        missing.push(if ja {
            format!("{of}{}の{name}", year.long())
        } else {
            format!("{of}{id} of {year}")
        });
    }
    for AskedValue { year, .. } in awaited.iter().filter(|v| v.kind == AskedKind::Rating) {
        missing.push(if ja {
            format!("{}の評価", year.long())
        } else {
            format!("rating of {year}")
        });
    }
    for project in &policy.projects {
        let name = &project.name.value;
        let years = |kind| {
            let of_project = move |value: &&AskedValue<'_>| {
                value.kind == kind && value.project.is_some_and(|p| std::ptr::eq(p, project))
            };
            let years = awaited.iter().filter(of_project).map(|value| value.year);
            let words: Vec<_> =
                years.map(|year| if ja { year.long() } else { year.to_string() }).collect();
            (!words.is_empty()).then(|| words.join(if ja { "、" } else { ", " }))
        };
        if project.description.trim().is_empty() {
            empty.push(if ja {
                format!("「{name}」の内容")
            } else {
                format!("description of `{name}`")
            });
        }
        if let Some(years) = years(AskedKind::Results) {
            empty.push(if ja {
                format!("「{name}」の{years}の実績")
            } else {
                format!("results of `{name}` in {years}")
            });
        }
        if project.direction.is_empty() {
            empty.push(if ja {
                format!("「{name}」の方向性")
            } else {
                format!("direction of `{name}`")
            });
        }
        if let Some(years) = years(AskedKind::Settlement) {
            missing.push(if ja {
                format!("「{name}」の{years}決算額")
            } else {
                format!("settlement of `{name}` in {years}")
            });
        }
        if let Some(years) = years(AskedKind::Budget) {
            missing.push(if ja {
                format!("「{name}」の{years}予算額")
            } else {
                format!("budget of `{name}` in {years}")
            });
        }
    }
    (empty, missing)
}
