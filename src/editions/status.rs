//! Progress of the collection of an edition, by section: values asked for, values written, mistakes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::errors::not_written;
use super::import::{Imported, imports};
use super::rounds::{Sent, rounds};
use crate::diag::{Diagnostic, Lang, Owner, Severity};
use crate::model::{Book, FiscalYear, Numbered as _, Policy, Terms};
use crate::reading::{AskedKind, AskedValue, Reading};
use crate::source::Sources;
use crate::span::Span;

/// Codes of findings about texts and facts that are those of the edition before.
const UNCHANGED: [&str; 3] = ["PB0229", "PB0244", "PB0245"];

/// How far the collection has come.
#[derive(Debug, Clone, Serialize)]
pub struct Collection {
    /// The year of the edition.
    pub edition: String,
    /// What of each section has come, in the order of the plan.
    pub sections: Vec<SectionStatus>,
    /// Indicators, which belong to no section.
    pub indicators: SectionStatus,
    /// What the plan calls sections and indicators.
    #[serde(skip)]
    pub terms: Terms,
    /// The number of mistakes that belong to no section.
    pub other_mistakes: usize,
}

/// What of one section has come.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SectionStatus {
    /// The section's name.
    pub section: String,
    /// How many values it is asked for.
    pub asked: usize,
    /// How many of them are written.
    pub answered: usize,
    /// How many texts and facts are still those of the edition before.
    pub unchanged: usize,
    /// How many errors and warnings its sheets have.
    pub mistakes: usize,
    /// What has not come.
    pub missing: Vec<MissingValue>,
    /// The last round in which it was sent a workbook: `R7-1`.
    pub round: Option<String>,
    /// The last import of a workbook of that round.
    pub last_import: Option<Imported>,
}

/// A value that has not come.
#[derive(Debug, Clone, Serialize)]
pub struct MissingValue {
    /// The id of the policy, or of the indicator.
    pub policy: String,
    /// The number of the policy in print, or the id of the indicator.
    pub number: String,
    /// The name of the project, or of the indicator; none for what the policy itself is asked for.
    pub project: Option<String>,
    /// What is missing, for people: 令和6年度の決算額.
    pub what: String,
    /// The file in which it belongs.
    pub file: String,
    /// The line of the project or policy.
    pub line: u32,
}

impl SectionStatus {
    /// Counts one value that is asked for, `missing` or written.
    fn count(&mut self, missing: Option<MissingValue>) {
        self.asked += 1;
        self.answered += usize::from(missing.is_none());
        self.missing.extend(missing);
    }

    /// Whether all that it is asked for has come, without mistakes.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.mistakes + self.unchanged == 0
    }
}

impl Collection {
    /// Adds the last round and import of each section of `book`, whose folder is `root`.
    ///
    /// # Errors
    /// When the log of a section's imports cannot be read.
    pub fn add_rounds(&mut self, root: &Path, book: &Book) -> Result<(), Box<Diagnostic>> {
        let rounds = rounds(root, &self.edition);
        for status in &mut self.sections {
            let Some(section) = book.plan.section(&status.section) else { continue };
            let id = section.id.as_str();
            let names = rounds.iter().rev().map(|round| format!("{}-{round}", self.edition));
            let unread = |error| Box::new(not_written(&error));
            for name in names {
                if Sent::load(root, &name, id).map_err(unread)?.is_some() {
                    status.round = Some(name);
                    break;
                }
            }
            let Some(round) = &status.round else { continue };
            let imports = imports(root, round, id).map_err(unread)?;
            status.last_import = imports.into_iter().next_back();
        }
        Ok(())
    }
}

/// Counts what has come of `book`, whose sheets have `findings`, each with its owner.
#[must_use]
pub fn collection(
    book: &Book,
    sources: &Sources,
    findings: &[(&Diagnostic, &Owner)],
    lang: Lang,
) -> Collection {
    let reading = Reading::new(book);
    let mut counter = Counter { sources, lang, by_section: BTreeMap::new() };
    for policy in book.policies() {
        counter.policy(&reading, policy);
    }
    let mut other_mistakes = 0;
    for (finding, owner) in findings {
        let section = owner.section().and_then(|name| counter.by_section.get_mut(name));
        let is_unchanged =
            finding.severity == Severity::Awaited && UNCHANGED.contains(&finding.code.0);
        match (section, finding.severity) {
            (Some(section), Severity::Awaited) => section.unchanged += usize::from(is_unchanged),
            (Some(section), _) => section.mistakes += 1,
            (None, Severity::Awaited) => {}
            (None, _) => other_mistakes += 1,
        }
    }
    let indicators = counter.indicators(&reading);
    let order = book.plan.sections().map(|(_, section)| section.name.value.as_str());
    let sections = order.filter_map(|name| counter.by_section.remove(name)).collect();
    let edition = book.plan.edition.year.to_string();
    let terms = book.plan.terms.clone();
    Collection { edition, sections, indicators, terms, other_mistakes }
}

struct Counter<'a> {
    sources: &'a Sources,
    lang: Lang,
    by_section: BTreeMap<&'a str, SectionStatus>,
}

impl<'a> Counter<'a> {
    fn section(&mut self, name: &'a str) -> &mut SectionStatus {
        let new = || SectionStatus { section: name.to_owned(), ..SectionStatus::default() };
        self.by_section.entry(name).or_insert_with(new)
    }

    fn policy(&mut self, reading: &Reading<'a>, policy: &'a Policy) {
        for value in reading.asked(policy) {
            let missing = (!value.written).then(|| {
                let (ja, en) = words(&value);
                let name = value.project.map(|project| &project.name);
                let span = name.map_or(policy.title.span, |name| name.span);
                let name = name.map(|name| name.value.clone());
                let numbers = (policy.id.to_string(), policy.printed_number());
                self.missing(numbers, name, span, (value.year, &ja, &en))
            });
            self.section(value.section).count(missing);
        }
    }

    fn indicators(&self, reading: &Reading<'_>) -> SectionStatus {
        let mut status = SectionStatus::default();
        let Some(evaluated) = reading.evaluated() else { return status };
        for indicator in reading.book().indicators() {
            status.count(reading.awaits_value(indicator).then(|| {
                let (id, name) = (indicator.id.to_string(), indicator.name.value.clone());
                let ids = (id.clone(), id);
                self.missing(ids, Some(name), indicator.id.span, (evaluated, "値", "value"))
            }));
            let Some(awaited) = reading.awaits_statement(indicator) else { continue };
            status.count(awaited.then(|| {
                let (id, name) = (indicator.id.to_string(), indicator.name.value.clone());
                let what = (evaluated, "目標に届いたか", "whether the target was met");
                self.missing((id.clone(), id), Some(name), indicator.id.span, what)
            }));
        }
        status
    }

    fn missing(
        &self,
        (policy, number): (String, String),
        project: Option<String>,
        span: Span,
        (year, ja, en): (FiscalYear, &str, &str),
    ) -> MissingValue {
        let file = self.sources.file(span.file);
        let (file, line) = (file.name().to_owned(), file.position(span.start).line);
        let what = match self.lang {
            Lang::Ja => format!("{}の{ja}", year.long()),
            Lang::En => format!("{en} of {year}"),
        };
        MissingValue { policy, number, project, what, file, line }
    }
}

/// What `value` is called, in Japanese and in English.
fn words(value: &AskedValue<'_>) -> (String, String) {
    if let Some(evaluation) = value.evaluation {
        let (ja, en) = (evaluation.name.value.clone(), evaluation.key().to_owned());
        return match value.criterion {
            Some(criterion) => {
                (format!("{ja}（{}）", criterion.name), format!("{en} ({})", criterion.id))
            }
            None => (ja, en),
        };
    }
    if let Some(field) = value.field {
        return (field.name.value.clone(), field.id.to_string());
    }
    let (ja, en) = match value.kind {
        AskedKind::Rating | AskedKind::Evaluation => ("評価", "rating"),
        AskedKind::Results => ("事業実績", "results"),
        AskedKind::Settlement => ("決算額", "settlement"),
        AskedKind::Budget => ("予算額", "budget"),
        AskedKind::Declared => ("加えた項目", "declared field"),
    };
    (ja.to_owned(), en.to_owned())
}
