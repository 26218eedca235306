//! The report that the findings panel and the start page display: findings with their source
//! lines, and the unfinished parts of the book.

use std::collections::BTreeSet;

use serde::Serialize;

use super::unfinished::{UnfinishedSection, unfinished};
use crate::diag::{Diagnostic, Lang, Severity};
use crate::model::{Book, Policy};
use crate::source::{NEAR, Sources};

/// The policies that a user of the preview works on; all if both fields are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyFilter {
    /// The numbers of policies.
    pub policies: Vec<String>,
    /// The name of a section, for its policies and those with projects of the section.
    pub section: Option<String>,
}

impl PolicyFilter {
    /// Whether every policy matches.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.policies.is_empty() && self.section.is_none()
    }

    /// The numbers of the matching policies; `None` if every policy matches.
    fn matching(&self, book: Option<&Book>) -> Option<BTreeSet<String>> {
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

/// The sections of a policy and of its projects.
fn sections(policy: &Policy) -> BTreeSet<&str> {
    let own = policy.sections.iter().map(|s| s.value.as_str());
    own.chain(policy.projects.iter().map(|p| p.section.value.as_str())).collect()
}

/// The report on a revision of the sources.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Report {
    /// All findings; those that match the policy filter first.
    pub findings: Vec<Finding>,
    /// The number of errors.
    pub errors: usize,
    /// The number of warnings.
    pub warnings: usize,
    /// The unfinished parts of the book, by section.
    pub unfinished: Vec<UnfinishedSection>,
    /// The title of the plan, such as 第2次北斗市総合計画 令和6年度実施計画.
    pub title: String,
    /// Whether the policy filter excludes any policy.
    pub filtered: bool,
}

/// A finding with its source lines, in the language of the preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub code: &'static str,
    pub error: bool,
    pub message: String,
    pub locations: Vec<Location>,
    pub hints: Vec<String>,
    /// Whether the finding matches the policy filter.
    pub relevant: bool,
}

/// A location in a source file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Location {
    /// The path, relative to the book's root.
    pub file: String,
    /// The line number, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The length in characters on the first line.
    pub length: usize,
    /// The label of the location; may be empty.
    pub label: String,
    /// The source line.
    pub source: String,
}

impl Report {
    /// The report on `findings` in `sources` and on the unfinished parts of `book`.
    pub fn new(
        findings: &[Diagnostic],
        sources: &Sources,
        book: Option<&Book>,
        filter: &PolicyFilter,
        lang: Lang,
    ) -> Self {
        let ids = filter.matching(book);
        // What is awaited is in the list of what is unfinished.
        let reported = findings.iter().filter(|f| f.severity != Severity::Awaited);
        let mut findings: Vec<Finding> = reported.map(|f| finding(f, sources, lang)).collect();
        for finding in &mut findings {
            let id = finding.locations.first().map_or("", |location| file_stem(&location.file));
            finding.relevant = ids.as_ref().is_none_or(|ids| ids.contains(id));
        }
        findings.sort_by_key(|finding| (!finding.relevant, !finding.error));
        let mut report = Self {
            errors: findings.iter().filter(|f| f.error).count(),
            warnings: findings.iter().filter(|f| !f.error).count(),
            filtered: ids.is_some(),
            ..Self::default()
        };
        if let Some(book) = book {
            report.title = book.plan.title();
            report.unfinished = unfinished(book, &findings, filter, ids.as_ref(), lang);
        }
        report.findings = findings;
        report
    }
}

/// Converts a diagnostic to a finding with its source lines.
pub(super) fn finding(diagnostic: &Diagnostic, sources: &Sources, lang: Lang) -> Finding {
    let location = |label: &crate::diag::Label| {
        let file = sources.file(label.span.file);
        let at = file.position(label.span.start);
        let start = file.clamp(label.span).start;
        let (_, source) = file.lines_of(&(start..start));
        let marked = file.slice(label.span).lines().next().unwrap_or_default();
        let marked = &marked[..marked.floor_char_boundary(NEAR)];
        Location {
            file: file.name().to_owned(),
            line: at.line,
            column: at.column,
            length: marked.chars().count(),
            label: label.text.get(lang).to_owned(),
            source: source.trim_end_matches('\r').to_owned(),
        }
    };
    Finding {
        code: diagnostic.code.0,
        error: diagnostic.severity == Severity::Error,
        message: diagnostic.message.get(lang).to_owned(),
        locations: diagnostic.labels.iter().map(location).collect(),
        hints: diagnostic.hints.iter().map(|h| h.get(lang).to_owned()).collect(),
        relevant: true,
    }
}

/// The name of a file without its folder and extension.
pub(super) fn file_stem(file: &str) -> &str {
    let base = file.rsplit('/').next().unwrap_or(file);
    base.rsplit_once('.').map_or(base, |(stem, _)| stem)
}
