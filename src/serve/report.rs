//! What the panel and the start page tell: findings with their source lines, and what is
//! not finished yet, by section.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::diag::{Diagnostic, Lang, Severity};
use crate::layout::routes;
use crate::model::{Book, Policy};
use crate::reading::{Column, Reading};
use crate::source::{NEAR, Sources};

/// Whose sheets matter to the one who looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Only {
    /// Policies, by number.
    pub policies: Vec<String>,
    /// A section, by name: its policies, and those with projects of it.
    pub section: Option<String>,
}

impl Only {
    /// Whether nothing is left out.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.policies.is_empty() && self.section.is_none()
    }

    /// The policies that matter; none where all do.
    fn of(&self, book: Option<&Book>) -> Option<BTreeSet<String>> {
        if self.is_all() {
            return None;
        }
        let mut ids: BTreeSet<String> = self.policies.iter().cloned().collect();
        for policy in book.into_iter().flat_map(Book::policies) {
            if self.section.as_ref().is_some_and(|name| sections(policy).contains(name.as_str())) {
                ids.insert(policy.id.to_string());
            }
        }
        Some(ids)
    }
}

/// Every section that a policy concerns.
fn sections(policy: &Policy) -> BTreeSet<&str> {
    let own = policy.sections.iter().map(|s| s.value.as_str());
    own.chain(policy.projects.iter().map(|p| p.section.value.as_str())).collect()
}

/// What is told of the sources.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Report {
    /// All findings; those that concern the one who looks come first.
    pub findings: Vec<Finding>,
    /// How many errors.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// What is not finished, by section.
    pub unfinished: Vec<Section>,
    /// What all is about: 第2次北斗市総合計画 令和6年度実施計画.
    pub title: String,
    /// Whether only some of the sheets are told of.
    pub narrowed: bool,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub code: &'static str,
    pub error: bool,
    pub message: String,
    pub places: Vec<Place>,
    pub hints: Vec<String>,
    /// Whether it concerns the one who looks.
    pub own: bool,
}

/// A place in a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    /// From the book's root.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// How many characters it is long, on its first line.
    pub length: usize,
    /// What to see there; may be empty.
    pub words: String,
    /// The source line.
    pub source: String,
}

/// A section with its policies that are not finished.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Section {
    pub name: String,
    pub policies: Vec<Unfinished>,
}

/// What a policy lacks.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Unfinished {
    pub id: String,
    pub title: String,
    pub route: String,
    /// The headings and fields without words.
    pub empty: Vec<String>,
    /// The figures that are not there.
    pub missing: Vec<String>,
    /// How many errors are in its files.
    pub errors: usize,
    /// How many warnings are.
    pub warnings: usize,
}

impl Report {
    /// Tells of `findings` in `sources` and of what `book` lacks.
    pub fn new(
        findings: &[Diagnostic],
        sources: &Sources,
        book: Option<&Book>,
        only: &Only,
        lang: Lang,
    ) -> Self {
        let ids = only.of(book);
        let mut told: Vec<Finding> = findings.iter().map(|f| finding(f, sources, lang)).collect();
        for finding in &mut told {
            let id = finding.places.first().map_or("", |place| stem(&place.file));
            finding.own = ids.as_ref().is_none_or(|ids| ids.contains(id));
        }
        told.sort_by_key(|finding| (!finding.own, !finding.error));
        let mut report = Self {
            errors: told.iter().filter(|f| f.error).count(),
            warnings: told.iter().filter(|f| !f.error).count(),
            narrowed: ids.is_some(),
            ..Self::default()
        };
        if let Some(book) = book {
            report.title = book.plan.title();
            report.unfinished = unfinished(book, &told, only, ids.as_ref(), lang);
        }
        report.findings = told;
        report
    }
}

/// A finding with its source lines.
pub(super) fn finding(found: &Diagnostic, sources: &Sources, lang: Lang) -> Finding {
    let place = |label: &crate::diag::Label| {
        let file = sources.file(label.span.file);
        let at = file.position(label.span.start);
        let start = file.clamp(label.span).start;
        let (_, source) = file.lines_of(&(start..start));
        let marked = file.slice(label.span).lines().next().unwrap_or_default();
        let marked = &marked[..marked.floor_char_boundary(NEAR)];
        Place {
            file: file.name().to_owned(),
            line: at.line,
            column: at.column,
            length: marked.chars().count(),
            words: label.text.get(lang).to_owned(),
            source: source.trim_end_matches('\r').to_owned(),
        }
    };
    Finding {
        code: found.code.0,
        error: found.severity == Severity::Error,
        message: found.message.get(lang).to_owned(),
        places: found.labels.iter().map(place).collect(),
        hints: found.hints.iter().map(|h| h.get(lang).to_owned()).collect(),
        own: true,
    }
}

fn stem(file: &str) -> &str {
    let base = file.rsplit('/').next().unwrap_or(file);
    base.rsplit_once('.').map_or(base, |(stem, _)| stem)
}

fn unfinished(
    book: &Book,
    findings: &[Finding],
    only: &Only,
    ids: Option<&BTreeSet<String>>,
    lang: Lang,
) -> Vec<Section> {
    let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for finding in findings {
        if let Some(place) = finding.places.first().filter(|p| p.file.contains("/policies/")) {
            let counts = found.entry(stem(&place.file)).or_default();
            *(if finding.error { &mut counts.0 } else { &mut counts.1 }) += 1;
        }
    }
    let mut by_section: BTreeMap<&str, Vec<Unfinished>> = BTreeMap::new();
    let order: Vec<&str> =
        book.plan.departments.iter().flat_map(|d| &d.sections).map(|s| s.name.as_str()).collect();
    for policy in book.policies() {
        let id = policy.id.to_string();
        if ids.is_some_and(|ids| !ids.contains(&id)) {
            continue;
        }
        let (errors, warnings) = found.get(id.as_str()).copied().unwrap_or_default();
        let (empty, missing) = lacks(book, policy, lang);
        if errors + warnings + empty.len() + missing.len() == 0 {
            continue;
        }
        let lead = policy.sections.first().map_or("", |s| s.value.as_str());
        let name = only.section.as_deref().filter(|_| ids.is_some()).unwrap_or(lead);
        by_section.entry(name).or_default().push(Unfinished {
            route: routes::policy(policy.id),
            title: policy.title.value.clone(),
            id,
            empty,
            missing,
            errors,
            warnings,
        });
    }
    let mut sections: Vec<Section> = by_section
        .into_iter()
        .map(|(name, policies)| Section { name: name.to_owned(), policies })
        .collect();
    sections.sort_by_key(|section| {
        order.iter().position(|name| *name == section.name).unwrap_or(usize::MAX)
    });
    sections
}

/// What a policy has no words and no figures for.
fn lacks(book: &Book, policy: &Policy, lang: Lang) -> (Vec<String>, Vec<String>) {
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
